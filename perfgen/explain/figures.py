"""Figures as trees: how each was computed, down to the base facts of the data file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfgen.compute import Figures, scores
from perfgen.compute.quantities import Quantity
from perfgen.compute.store import Term
from perfgen.compute.targets import Direction
from perfgen.explain.formulas import Formula, formula
from perfgen.explain.numbers import exact, exact_number, plain, rounded_to, rounding
from perfgen.explain.values import Figure, Typed
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import has_expression, parse, whole_expression
from perfgen.express.values import Absent, Fact, Kind, Number
from perfgen.keypath import KeyPath, parse_key
from perfgen.model import Sum


class Explainer:
    """Figures of one report, explained."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._report = figures.report
        self._known: dict[KeyPath, Figure] = {}

    def figure(self, path: KeyPath) -> Figure:
        """The figure at ``path`` with everything below it; raises KeyError where there is none."""
        path = self._report.indexed(path)
        if path not in self._known:
            value = self._figures.value(path)
            self._known[path] = self._number(path, value) if isinstance(value, Number) else self._other(path, value)
        return self._known[path]

    def expression(self, text: str, printed: str, names: Mapping[str, Any] | None = None) -> Figure | None:
        """What an expression computes on the spot; None where it cannot be evaluated outside its loop."""
        try:
            made = formula(self._figures, parse(text), names)
        except (ExpressionFault, KeyError):
            return None
        number = made.value
        if number is not None and number.kind is Kind.PLAIN and "%" in printed:
            number = Number(number.value, Kind.RATIO, self._figures.style)
        steps = (rounding(plain(number)),) if number is not None else ()
        return Figure(
            name=text,
            printed=printed,
            exact=exact_number(number) if number is not None else "",
            words=made.words,
            numbers=made.numbers,
            result=exact_number(number) if number is not None else "",
            steps=tuple(step for step in steps if step),
            inputs=self._inputs(made.inputs),
        )

    # -- numbers ----------------------------------------------------------------------------------

    def _number(self, path: KeyPath, value: Number) -> Figure:
        match path:
            case ("执行率",):
                return self._rate(path, value)
            case ("上年度",):
                year = self._figures.value(("年度",))
                return self._made(path, value, Formula("年度 − 1", f"{year} − 1", value, (("年度",),)))
            case ("指标", int(), "得分") if (made := self._indicator(path, value)) is not None:
                return made
            case ("指标", int(), "完成率") if (made := self._completion(path, value)) is not None:
                return made
        terms = self._figures.made.get(path)
        if terms:
            return self._from_terms(path, value, terms)
        for computed in self._report.contract.computed if len(path) == 1 else ():
            if computed.name == path[0] and not self._report.has(path):
                return self._made(path, value, formula(self._figures, parse(computed.expression)))
        return self._typed(path, value)

    def _made(self, path: KeyPath, value: Number, made: Formula, steps: tuple[str, ...] = ()) -> Figure:
        return self._shown(path, value, made.words, made.numbers, made.value, made.inputs, steps)

    def _shown(
        self,
        path: KeyPath,
        value: Number,
        words: str,
        numbers: str,
        result: Number | None,
        inputs: tuple[KeyPath, ...],
        steps: tuple[str, ...] = (),
    ) -> Figure:
        name = self._report.spelled(path)
        gives = Number(result.value, value.kind, value.style) if result is not None else None
        later, typed = steps, self._published(path)
        if path in self._figures.published and gives is not None:
            gap = exact(abs(value.value - gives.value), value.kind, value.style)
            published = exact_number(plain(value))
            later = (*later, f"公布的是{published}，相差{gap}，在尾差以内，印公布的数")
        elif not any("四舍五入" in step for step in later) and (note := rounding(plain(value))):
            later = (*later, note)
        return Figure(
            name=name,
            key=name,
            printed=str(value),
            exact=exact_number(plain(value)),
            words=words,
            numbers=numbers,
            result=exact_number(gives) if gives is not None and numbers else "",
            steps=later,
            typed=typed,
            inputs=self._inputs(inputs),
        )

    def _inputs(self, paths: tuple[KeyPath, ...]) -> tuple[Figure, ...]:
        found = []
        for path in paths:
            try:
                found.append(self.figure(path))
            except KeyError:
                continue
        return tuple(found)

    def _rate(self, path: KeyPath, value: Number) -> Figure:
        rule = self._report.contract.scoring.execution
        assert rule is not None
        made = formula(self._figures, parse(f"({rule.numerator}) / ({rule.denominator})"))
        if made.value is None:
            made = Formula(made.words, made.numbers, value, made.inputs)
        note = rounding(plain(value))
        return self._made(path, value, made, (*((note,) if note else ()), f"口径：{rule.basis}"))

    def _from_terms(self, path: KeyPath, value: Number, terms: tuple[Term, ...]) -> Figure:
        words, numbers = "", ""
        total: Any = None
        for sign, each in terms:
            term = self._figures.value(each)
            if not isinstance(term, Number):
                return self._typed(path, value)
            text = exact_number(plain(term))
            gap = f" {sign} " if total is not None else sign
            words += f"{gap}{self._short(path, each)}"
            numbers += f"{gap}{f'({text})' if text.startswith('−') and total is not None else text}"
            total = _applied(total, sign, term)
        steps: tuple[str, ...] = ()
        rule = self._report.contract.scoring.execution
        if rule is not None and path == ("自评", "分项", rule.part, "得分"):
            steps = self._capped(total.value, self._figures.value(terms[0][1]).value, value, capped=rule.capped)
        result = Number(total.value, value.kind, value.style)
        return self._shown(path, value, words, numbers, result, tuple(each for _, each in terms), steps)

    def _capped(self, result: Decimal, weight: Decimal, value: Number, *, capped: bool = True) -> tuple[str, ...]:
        """The steps from the product to the score: capped at the full score, not below 0, rounded."""
        steps: tuple[str, ...] = ()
        limited = max(Decimal(0), min(result, weight) if capped else result)
        if limited != result:
            word = "封顶" if result > weight else "不低于零分"
            steps = (f"{word} → {exact(limited, Kind.SCORE, value.style)}",)
        if value.value != limited:
            steps += (rounded_to(self._report.contract.scoring.places),)
        return steps

    def _short(self, path: KeyPath, term: KeyPath) -> str:
        """The name of a term: that of a sibling or child without what it shares with the figure."""
        if len(term) == len(path) + 1 and term[:-1] == path:
            return str(term[-1])
        if len(path) > 1 and len(term) == len(path) and term[:-1] == path[:-1]:
            return str(term[-1])
        return self._report.spelled(term)

    # -- indicators -------------------------------------------------------------------------------

    def _indicator(self, path: KeyPath, value: Number) -> Figure | None:
        item = path[:-1]
        if scores.computed_score(self._figures, item) is None:
            return None
        weight = self._figures.value((*item, "分值"))
        words, numbers, result = self._share(item, weight.value)
        inputs = tuple((*item, key) for key in ("分值", "指标值", "实际完成值"))
        steps = self._capped(result, weight.value, value)
        return self._shown(path, value, words, numbers, Number(result, Kind.SCORE, value.style), inputs, steps)

    def _share(self, item: KeyPath, weight: Decimal) -> tuple[str, str, Decimal]:
        """Formula in words and numbers, and its result before it is capped."""
        target, actual = scores.target_of(self._figures, item), scores.actual_of(self._figures, item)
        assert target is not None
        assert actual is not None
        assert target.quantity is not None
        scoring = self._report.contract.scoring
        full = exact(weight, Kind.SCORE, self._figures.style)
        reached, wanted = self._quantity(actual), self._quantity(target.quantity)
        have, want = actual.value, target.quantity.value
        everything = (f"{full} × 100%", weight)
        nothing = (f"{full} × 0%", Decimal(0))
        match target.direction:
            case Direction.DEADLINE:
                return ("分值 × 100%（期限内完成）", *everything)
            case Direction.EQUAL if scoring.equal == "相等满分":
                return ("相等得满分，不相等不得分", *(everything if have == want else nothing))
            case Direction.EQUAL if want == 0:
                return ("指标值为零", *(everything if have <= 0 else nothing))
            case Direction.NEGATIVE if have <= 0 and want > 0 and scoring.negative_at_zero:
                zero = scoring.negative_at_zero == "满分"
                return (f"完成值为零，得{scoring.negative_at_zero}", *(everything if zero else nothing))
            case Direction.NEGATIVE if have <= want:
                return ("分值 × 100%（完成值不超过指标值）", *everything)
            case Direction.NEGATIVE if scoring.negative == "反比":
                return "分值 × 指标值 ÷ 完成值", f"{full} × {wanted} ÷ {reached}", weight * want / have
            case Direction.NEGATIVE if want <= 0:
                return ("指标值为零，完成值大于零", *nothing)
            case Direction.NEGATIVE:
                made = f"{full} × (1 − ({reached} − {wanted}) ÷ {wanted})"
                return "分值 × (1 − (完成值 − 指标值) ÷ 指标值)", made, weight * (1 - (have - want) / want)
            case _ if want == 0:
                return ("分值 × 100%（指标值为零）", *everything)
        return "分值 × 完成值 ÷ 指标值", f"{full} × {reached} ÷ {wanted}", weight * have / want

    def _completion(self, path: KeyPath, value: Number) -> Figure | None:
        item = path[:-1]
        rate = scores.raw_completion(self._figures, item)
        if rate is None:
            return None
        target, actual = scores.target_of(self._figures, item), scores.actual_of(self._figures, item)
        assert target is not None
        assert actual is not None
        assert target.quantity is not None
        have, want = actual.value, target.quantity.value
        words, numbers = "完成值 ÷ 指标值", f"{self._quantity(actual)} ÷ {self._quantity(target.quantity)}"
        if target.direction is Direction.DEADLINE:
            words, numbers = "期限内完成", "100%"
        elif target.direction is Direction.NEGATIVE and have <= want:
            words, numbers = "完成值不超过指标值", "100%"
        elif target.direction is Direction.NEGATIVE:
            words, numbers = "指标值 ÷ 完成值", f"{self._quantity(target.quantity)} ÷ {self._quantity(actual)}"
        elif want == 0:
            words, numbers = "指标值为零", exact(rate, Kind.RATIO, value.style)
        steps = (f"封顶 → {exact(value.value, Kind.RATIO, value.style)}",) if value.value != rate else ()
        inputs = tuple((*item, key) for key in ("实际完成值", "指标值"))
        return self._shown(path, value, words, numbers, Number(rate, Kind.RATIO, value.style), inputs, steps)

    def _quantity(self, quantity: Quantity) -> str:
        return exact(quantity.value, quantity.kind, self._figures.style)

    # -- base facts -------------------------------------------------------------------------------

    def _typed(self, path: KeyPath, value: Number) -> Figure:
        raw = self._report.raw(path) if self._report.has(path) else None
        if isinstance(raw, Sum):
            return self._postings(path, value, raw)
        whole = whole_expression(raw) if isinstance(raw, str) else None
        if whole is not None:
            made = formula(self._figures, parse(whole))
            return self._made(path, value, made)
        if isinstance(raw, dict) and {"分子", "分母"} <= raw.keys():
            return self._quotient(path, value)
        name = self._report.spelled(path)
        if raw is None:
            note = self._from_manifest(path)
            return Figure(name, name, str(value), exact_number(plain(value)), words=note)
        text = raw.get("值", "") if isinstance(raw, dict) else raw
        return Figure(name, name, str(value), exact_number(plain(value)), typed=self._at(path, str(text)))

    def _postings(self, path: KeyPath, value: Number, raw: Sum) -> Figure:
        places = self._report.places(path)
        typed = tuple(Typed(str(part), places[min(index, len(places) - 1)]) for index, part in enumerate(raw))
        name, style = self._report.spelled(path), value.style
        numbers = [self._figures.quantity(part, path, value.kind) for part in raw]
        known = all(isinstance(each, Number) for each in numbers)
        total = sum((each.value for each in numbers), Decimal(0)) if known else None
        shown = self._shown(
            path,
            value,
            f"同名的 {len(raw)} 笔之和",
            " + ".join(exact_number(plain(each)) for each in numbers) if known else "",
            None if total is None else Number(total, value.kind, style),
            (),
        )
        return Figure(
            name, name, shown.printed, shown.exact, shown.words, shown.numbers, shown.result, shown.steps,
            (*typed, *shown.typed), (),
        )  # fmt: skip

    def _quotient(self, path: KeyPath, value: Number) -> Figure:
        detail = value.detail if isinstance(value, Fact) and value.detail else {}
        parts = [detail.get(side) for side in ("分子", "分母")]
        numbers = " ÷ ".join(exact_number(plain(part)) for part in parts if isinstance(part, Number))
        made = self._shown(path, value, "分子 ÷ 分母", numbers, value, ())
        inputs = tuple(self._side(part) for part in parts if isinstance(part, Number))
        return Figure(
            made.name, made.key, made.printed, made.exact, made.words, made.numbers, made.result, made.steps, (), inputs
        )

    def _side(self, part: Number) -> Figure:
        try:
            return self.figure(part.path)
        except KeyError:
            name = self._report.spelled(part.path)
            raw = self._report.raw(part.path)
            return Figure(name, name, str(part), exact_number(plain(part)), typed=self._at(part.path, str(raw)))

    def _other(self, path: KeyPath, value: Any) -> Figure:
        """A text, a word, a grade."""
        name = self._report.spelled(path)
        raw = self._report.raw(path) if self._report.has(path) else None
        shown = value.word if isinstance(value, Absent) else str(value)
        if path == ("自评", "等级") and (note := self._grade(shown)):
            return Figure(
                name, name, shown, words="按总分定级", steps=(note,), inputs=self._inputs((("自评", "总分"),))
            )
        if raw is None:
            return Figure(
                name, name, shown, words=self._from_manifest(path) or "由下列各数得出", inputs=self._used(path)
            )
        if isinstance(raw, str) and has_expression(raw):
            return Figure(name, name, shown, words=raw.strip(), typed=self._at(path, raw), inputs=self._used(path))
        text = raw if isinstance(raw, str) else shown
        return Figure(name, name, shown, typed=self._at(path, text))

    def _used(self, path: KeyPath) -> tuple[Figure, ...]:
        """The figures that a text or a word was made from."""
        used = self._figures.inputs.get(path, ())
        numbers = (each for each in used if each != path and isinstance(self._lookup(each), Number | Absent | str))
        return self._inputs(tuple(each for each in numbers if not any(o[: len(each)] == each != o for o in used)))

    def _lookup(self, path: KeyPath) -> Any:
        try:
            return self._figures.value(path)
        except KeyError:
            return None

    def _grade(self, grade: str) -> str:
        scoring = self._report.contract.scoring
        score = self._figures.number(("自评", "总分"))
        if score is None or scores.computed_grade(self._figures) != grade:
            return ""
        limit = dict(scoring.grades)[grade]
        scaled = (
            ""
            if scoring.full == 100
            else f"，折成百分制{exact(score * 100 / scoring.full, Kind.SCORE, self._figures.style)}"
        )
        return f"总分{exact(score, Kind.SCORE, self._figures.style)}{scaled}，{limit:f}分以上为“{grade}”"

    def _from_manifest(self, path: KeyPath) -> str:
        contract = self._report.contract
        match path:
            case ("自评", "分项", str(part), "满分") if part in contract.scoring.weights:
                return f"模板“{contract.id}”规定的权重"
            case ("口径",):
                return f"模板“{contract.id}”规定的口径"
        return ""

    def _at(self, path: KeyPath, text: str) -> tuple[Typed, ...]:
        return tuple(Typed(text, place) for place in self._report.places(path))

    def _published(self, path: KeyPath) -> tuple[Typed, ...]:
        """Where the published amount stands that is printed in the place of the computed one."""
        if path not in self._figures.published:
            return ()
        if self._report.has(path) and not isinstance(self._report.raw(path), dict):
            return self._at(path, str(self._report.raw(path)))
        given = self._report.tree.get("核对数")
        for key, raw in (given if isinstance(given, dict) else {}).items():
            if self._stated(key) == path:
                return (Typed(str(raw), self._report.place(("核对数", key))),)
        return ()

    def _stated(self, key: str) -> KeyPath:
        try:
            return self._report.indexed(parse_key(key))
        except (ValueError, KeyError):
            return ()


def _applied(total: Any, sign: str, term: Number) -> Any:
    if total is None:
        return Number(-term.value if sign == "−" else term.value, term.kind, term.style)
    match sign:
        case "+":
            return Number(total.value + term.value, total.kind, total.style)
        case "−":
            return Number(total.value - term.value, total.kind, total.style)
        case "×":
            return Number(total.value * term.value, total.kind, total.style)
        case _:
            ratio = total.value / term.value if term.value else Decimal(0)
            return Number(ratio, Kind.RATIO, total.style)
