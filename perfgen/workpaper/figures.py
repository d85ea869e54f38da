"""Every figure of a report as an Excel formula over other figures and base facts."""

from decimal import Decimal
from typing import Any

from perfgen.compute import Figures, scores
from perfgen.compute.derived import rule_for
from perfgen.compute.quantities import Quantity, whole_quantity
from perfgen.compute.stated import stated
from perfgen.compute.store import Term
from perfgen.compute.tolerance import tolerance
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import has_expression, parse, segments, whole_expression
from perfgen.express.values import WORDS, Absent, Fact, Kind, Number, decimal_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, parse_key
from perfgen.model import Sum
from perfgen.vocabulary import TOTAL
from perfgen.workpaper import excel
from perfgen.workpaper.excel import Formula
from perfgen.workpaper.expressions import Untranslatable, as_shown, shown_places, translate
from perfgen.workpaper.facts import Ledger
from perfgen.workpaper.scoring import completion, grade, score

SHEET = "数据表"

_SIDES = ("分子", "分母")
_QUANTITIES = ("指标值", "实际完成值", "监控值")
"""Fields of an indicator that are texts with a number in them."""


@frozen
class Cell:
    """A figure of the workpaper: what it gives, its formula, and why it has none where it has none."""

    value: Decimal | str
    formula: Formula | None
    reason: str = ""
    number: Number | None = None


class Book:
    """The cells of all figures of a report, and the base facts that they stand on."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.ledger = Ledger(figures)
        self._report = figures.report
        self._cells: dict[KeyPath, Cell] = {}
        self._busy: set[KeyPath] = set()

    @property
    def cells(self) -> dict[KeyPath, Cell]:
        """Every figure that was asked for, in the order of asking."""
        return self._cells

    def figure(self, path: KeyPath) -> Formula:
        """A reference to the figure at ``path``; raises KeyError where there is none."""
        path = self._canonical(path)
        self.add(path)
        return excel.cell(SHEET, path)

    def add(self, path: KeyPath) -> Cell:
        """The cell of the figure at ``path``; raises KeyError where there is none."""
        path = self._canonical(path)
        if path not in self._cells:
            value = self.value(path)
            if path in self._busy or not isinstance(value, Number | Absent | str):
                raise KeyError(path)
            self._busy.add(path)
            self._cells[path] = self._cell(path, value)
            self._busy.discard(path)
        return self._cells[path]

    def value(self, path: KeyPath) -> Any:
        """The value at ``path``, the sides of a quotient included; raises KeyError."""
        if path[-1] in _SIDES and len(path) > 1:
            holder = self._known(path[:-1])
            if isinstance(holder, Fact) and holder.detail and path[-1] in holder.detail:
                return holder.detail[str(path[-1])]
        found = self.figures.value(path)
        bare = isinstance(found, int | Decimal) and not isinstance(found, bool)
        return Number(Decimal(found), Kind.RATIO, self.figures.style) if bare else found

    def _canonical(self, path: KeyPath) -> KeyPath:
        """``path`` by index; the 值 of a fact is the fact."""
        path = self._report.indexed(path)
        if path[-1] == "值" and len(path) > 1 and isinstance(self.figures.value(path[:-1]), Number | Absent):
            return path[:-1]
        return path

    # -- one figure -------------------------------------------------------------------------------

    def _cell(self, path: KeyPath, value: Any) -> Cell:
        quantity = self.quantity(path, value)
        number = value if isinstance(value, Number) else None
        shown: Decimal | str = value.word if isinstance(value, Absent) else str(value)
        if number is not None:
            shown = number.value
        elif quantity is not None:
            shown = quantity.value
            number = Number(quantity.value, quantity.kind, self.figures.style, quantity.unit, text=str(value))
        try:
            formula = self._published(path, self._core(path, value, quantity))
        except Untranslatable as fault:
            return Cell(shown, None, str(fault), number)
        except (KeyError, ExpressionFault):
            return Cell(shown, None, "由程序直接得出，没有对应的公式", number)
        return Cell(shown, formula, "", number)

    def quantity(self, path: KeyPath, value: Any) -> Quantity | None:
        """The number in a text of an indicator."""
        if not (isinstance(value, str) and len(path) == 3 and path[0] == "指标" and path[2] in _QUANTITIES):
            return None
        if path[2] == "实际完成值":
            return scores.actual_of(self.figures, path[:-1])
        if path[2] == "指标值":
            target = scores.target_of(self.figures, path[:-1])
            return target.quantity if target else None
        return whole_quantity(value)

    def _core(self, path: KeyPath, value: Any, quantity: Quantity | None) -> Formula:
        match path:
            case ("执行率",):
                return self._rate()
            case ("上年度",):
                return excel.infix("-", self.figure(("年度",)), excel.number(1))
            case ("自评", "等级") if scores.computed_grade(self.figures) == value:
                return grade(self.figure(("自评", "总分")), self._report.contract.scoring)
            case ("指标", int(), "得分" | "完成率") if (made := self._indicator(path)) is not None:
                return made
        terms = self.figures.made.get(path)
        if terms:
            return self._from_terms(path, terms)
        for computed in self._report.contract.computed if len(path) == 1 else ():
            if computed.name == path[0] and not self._report.has(path):
                return self._expression(computed.expression)
        return self._typed(path, value, quantity)

    def _expression(self, text: str) -> Formula:
        return translate(parse(text), self, self.figures.scope).formula

    def _rate(self) -> Formula:
        rule = self._report.contract.scoring.execution
        assert rule is not None
        part = translate(parse(rule.numerator), self, self.figures.scope)
        whole = translate(parse(rule.denominator), self, self.figures.scope)
        made = excel.infix("/", part.formula, whole.formula)
        rate = excel.either(excel.infix("=", whole.formula, excel.number(0)), excel.number(0), made)
        return excel.absorbing(rate, (part.formula, whole.formula)) if part.word or whole.word else rate

    def _from_terms(self, path: KeyPath, terms: tuple[Term, ...]) -> Formula:
        cells = [self.figure(each) for _, each in terms]
        rule = self._report.contract.scoring.execution
        if rule is not None and path == ("自评", "分项", rule.part, "得分") and terms[-1][0] == "×":
            made = self._execution_score(cells[0], cells[1], capped=rule.capped)
        elif all(sign in ("", "+") for sign, _ in terms):
            made = excel.total(cells)
        else:
            made = self._signed([sign for sign, _ in terms], cells)
        if len(cells) > 1 and any(isinstance(self.figures.value(each), Absent) for _, each in terms):
            return excel.absorbing(made, cells)
        return made

    def _execution_score(self, weight: Formula, rate: Formula, *, capped: bool) -> Formula:
        share = excel.call("MIN", excel.number(1), rate) if capped else rate
        product = excel.infix("*", weight, excel.call("MAX", excel.number(0), share))
        return excel.rounded(product, self._report.contract.scoring.places)

    @staticmethod
    def _signed(signs: list[str], cells: list[Formula]) -> Formula:
        made = excel.negative(cells[0]) if signs[0] == "−" else cells[0]
        for sign, each in zip(signs[1:], cells[1:], strict=True):
            match sign:
                case "÷":
                    made = excel.quotient(made, each)
                case _:
                    made = excel.infix({"+": "+", "−": "-", "×": "*"}[sign], made, each)
        return made

    def _indicator(self, path: KeyPath) -> Formula | None:
        """得分 by the pack's method, 完成率 as computed; None where neither is."""
        item = path[:-1]
        target, actual = scores.target_of(self.figures, item), scores.actual_of(self.figures, item)
        if target is None or actual is None or scores.raw_completion(self.figures, item) is None:
            return None
        have, want = self.figure((*item, "实际完成值")), self.figure((*item, "指标值"))
        scoring = self._report.contract.scoring
        if path[-1] == "完成率":
            return completion(target.direction, have, want, capped=scoring.completion_capped)
        if scores.computed_score(self.figures, item) is None:
            return None
        return score(target.direction, self.figure((*item, "分值")), have, want, scoring)

    # -- what is published ------------------------------------------------------------------------

    def _published(self, path: KeyPath, made: Formula) -> Formula:
        """The published amount where it agrees with the computed one within 尾差, else the computed one."""
        value = self.value(path)
        if not isinstance(value, Number) or value.kind is not Kind.AMOUNT or not self._derived(path):
            return made
        published = stated(self.figures, path)
        margin = tolerance(self._report, self._terms(path))
        if published is None or not margin:
            return made
        typed = self._stated(path, published)
        gap = excel.rounded(excel.call("ABS", excel.infix("-", typed, made)), 8)
        return excel.either(excel.infix("<=", gap, excel.number(margin)), typed, made)

    def _derived(self, path: KeyPath) -> bool:
        """Whether the figure is computed, so that a published one beside it is another fact."""
        typed = self._report.raw(path) if self._report.has(path) else None
        return not isinstance(typed, int | Decimal) or (rule_for(path) is not None and path in self.figures.made)

    def _terms(self, path: KeyPath) -> int:
        """How many given amounts the figure was added up from, its published one left aside."""
        raw = self._report.raw(path) if self._report.has(path) else None
        given = sum(isinstance(part, int | Decimal) for part in raw) if isinstance(raw, Sum) else 0
        used = (each for each in self.figures.inputs.get(path, ()) if each != path)
        amounts = [each for each in used if getattr(self._known(each), "kind", None) is Kind.AMOUNT]
        return max(1, given + sum(self.figures.terms(each) for each in amounts))

    def _known(self, path: KeyPath) -> Any:
        try:
            return self.figures.value(path)
        except KeyError:
            return None

    def _stated(self, path: KeyPath, published: Decimal) -> Formula:
        if self._report.has(path) and isinstance(typed := self._report.raw(path), int | Decimal):
            return self.ledger.number(path, Decimal(typed), Kind.AMOUNT)
        given = self._report.tree.get("核对数")
        for key, raw in (given if isinstance(given, dict) else {}).items():
            try:
                found = self._report.indexed(parse_key(key))
            except (ValueError, KeyError):
                continue
            if found == path:
                if isinstance(raw, int | Decimal):
                    return self.ledger.number(("核对数", key), Decimal(raw), Kind.AMOUNT)
                return self.ledger.quantity(("核对数", key), Quantity(published, Kind.AMOUNT, "", 0, 0), str(raw))
        raise KeyError(path)

    # -- what is typed ----------------------------------------------------------------------------

    def _typed(self, path: KeyPath, value: Any, quantity: Quantity | None) -> Formula:
        raw = self._report.raw(path) if self._report.has(path) else None
        if isinstance(raw, Sum):
            return self._postings(path, value, raw)
        if isinstance(raw, str):
            return self._text(path, raw, value, quantity)
        if isinstance(raw, dict):
            return self._table(path, raw, value)
        number = decimal_of(raw)
        if number is not None and isinstance(value, Number):
            return self.ledger.number(path, number, value.kind, value.unit or self._unit(path))
        if raw is not None:
            raise Untranslatable("照数据文件填的写")
        return self._untyped(path, value)

    def _unit(self, path: KeyPath) -> str:
        shape = self._report.contract.shape.at(path)
        return shape.field.unit if shape and shape.field else ""

    def _postings(self, path: KeyPath, value: Any, raw: Sum) -> Formula:
        kind = value.kind if isinstance(value, Number) else Kind.AMOUNT
        parts, words = [], False
        for place, each in enumerate(raw):
            if isinstance(each, str):
                words = words or each in WORDS
                parts.append(
                    self.ledger.word(path, each, place)
                    if each in WORDS
                    else self._expression(whole_expression(each) or "")
                )
            else:
                parts.append(self.ledger.number(path, Decimal(each), kind, posting=place))
        made = excel.total(parts)
        return excel.absorbing(made, parts) if words else made

    def _text(self, path: KeyPath, raw: str, value: Any, quantity: Quantity | None) -> Formula:
        if raw.strip() in WORDS:
            return self.ledger.word(path, raw.strip())
        whole = whole_expression(raw)
        if whole is not None and isinstance(value, Number | Absent):
            return self._expression(whole)
        if has_expression(raw):
            return self._mixed(raw, value, quantity)
        if quantity is None and isinstance(value, Number):
            quantity = Quantity(value.value, value.kind, value.unit, 0, 0)
        if quantity is not None:
            return self.ledger.quantity(path, quantity, raw.strip())
        return self.ledger.word(path, str(value))

    def _mixed(self, raw: str, value: Any, quantity: Quantity | None) -> Formula:
        """A text such as ``{{ 决算.支出 }}万元``: the number that it prints, in its unit."""
        found = value.value if isinstance(value, Number) else quantity.value if quantity else None
        inside = [each.text for each in segments(raw) if each.expression]
        if found is None or len(inside) != 1:
            raise Untranslatable("由几处拼成的文字，取其中的数")
        part = translate(parse(inside[0]), self, self.figures.scope)
        if part.number is None or not as_shown(part.number):
            raise Untranslatable("由几处拼成的文字，取其中的数")
        places, factor = shown_places(part.number), found / as_shown(part.number)
        made = part.formula if places is None else excel.rounded(part.formula, places)
        return made if factor == 1 else excel.infix("*", made, excel.number(factor))

    def _table(self, path: KeyPath, raw: dict[str, Any], value: Any) -> Formula:
        if set(_SIDES) <= raw.keys():
            sides = [self.figure((*path, side)) for side in _SIDES]
            made = excel.quotient(*sides)
            return excel.absorbing(made, sides) if isinstance(value, Absent) else made
        if "值" in raw:
            inner = (*path, "值")
            return self._typed(inner, self.figures.value(inner), None)
        if isinstance(value, Absent):
            raise Untranslatable("只填了其中的几项，合计没有公布")
        return excel.number(value.value)

    def _untyped(self, path: KeyPath, value: Any) -> Formula:
        weights = self._report.contract.scoring.weights
        match path:
            case ("自评", "分项", str(part), "满分") if part in weights:
                return self.ledger.of_pack(f"评分.权重.{part}", weights[part], "分")
            case ("指标", int(), "得分" | "完成率"):
                return self._handed_on(path, value)
            case ("自评", "等级"):
                return self.figure(("自评", "总分"))
        if path[-1] == TOTAL and len(path) > 1:
            return self.figure(path[:-1])
        if isinstance(value, Absent):
            return self._word_above(path)
        if getattr(value, "path", path) != path:
            return self.figure(value.path)
        raise Untranslatable("由程序直接得出，没有对应的公式")

    def _handed_on(self, path: KeyPath, value: Any) -> Formula:
        """The word or text of another field that stands in the place of a score or rate."""
        item = path[:-1]
        keys = ("分值", "实际完成值", "指标值") if path[-1] == "得分" else ("实际完成值", "指标值", "完成情况")
        for key in keys:
            held = self._known((*item, key))
            if held is not None and (held == value or (isinstance(held, str) and held == str(value))):
                return self.figure((*item, key))
        raise Untranslatable("模板没有给这种指标的算法" if isinstance(value, Absent) else "照填的写")

    def _word_above(self, path: KeyPath) -> Formula:
        """One of the three words that stands in the place of a whole table above."""
        for depth in range(len(path) - 1, 0, -1):
            raw = self._report.raw(path[:depth]) if self._report.has(path[:depth]) else None
            if isinstance(raw, str) and raw in WORDS:
                return self.ledger.word(path[:depth], raw)
        raise Untranslatable("没有填，也没有可以算的数")
