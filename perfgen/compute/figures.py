"""The figures of a report: every value by key path, computed when asked for, each once.

The order of computing follows from what refers to what; a circle is a finding. Every value remembers what it was
computed from, so that ``explain`` can walk down to the base facts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from perfgen.compute import accounts, derived
from perfgen.compute.quantities import whole_quantity
from perfgen.errors import PackFault
from perfgen.express import words
from perfgen.express.evaluate import evaluate, unknown
from perfgen.express.faults import ExpressionFault
from perfgen.express.punctuation import fold_key
from perfgen.express.syntax import has_expression, parse, segments, whole_expression
from perfgen.express.values import (
    WORDS,
    Absent,
    Amount,
    Fact,
    Group,
    Kind,
    Listing,
    Names,
    Number,
    Style,
    decimal_of,
)
from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath, leaves
from perfgen.model import Report, Sum
from perfgen.vocabulary import TOTAL, Field, Type

_KINDS = {
    Type.AMOUNT: Kind.AMOUNT,
    Type.TREE: Kind.AMOUNT,
    Type.COUNT: Kind.COUNT,
    Type.WHOLE: Kind.COUNT,
    Type.YEAR: Kind.YEAR,
    Type.SCORE: Kind.SCORE,
    Type.RATIO: Kind.RATIO,
}


Term = tuple[str, KeyPath]
"""A sign (empty for the first, +, −, ×, ÷) and the figure behind it."""

_NO_FIGURES = ("正文", "核对数", "核实说明", "未归类")
"""Top-level tables that hold no figures and that no expression may name."""


class Watch:
    """The paths of the values that were asked for while it lasted."""

    def __init__(self) -> None:
        self.paths: list[KeyPath] = []

    @property
    def leaves(self) -> tuple[KeyPath, ...]:
        """The paths, each once; one that only led to another is left out."""
        return leaves(self.paths)


def compute(report: Report) -> "Figures":
    """The figures of ``report``; nothing is computed before it is asked for."""
    return Figures(report)


class Figures:
    """Values by key path. Paths hold list items by index; unknown paths raise KeyError."""

    def __init__(self, report: Report) -> None:
        form = report.contract.format
        self.report = report
        self.style = Style(
            form.money_unit, form.money_places, form.strip_zeros, form.thousands, form.ratio_places, form.score_places
        )
        self.inputs: dict[KeyPath, tuple[KeyPath, ...]] = {}
        """What each computed value was computed from."""
        self.formulas: dict[KeyPath, str] = {}
        """The formula of each computed value, in words."""
        self.made: dict[KeyPath, tuple[Term, ...]] = {}
        """What a sum, balance, ratio or reference was computed from: figures with their signs, from left to right."""
        self.published: set[KeyPath] = set()
        """Where the published amount is printed, since it agrees with the computed one within 尾差."""
        self.findings: list[Finding] = []
        self._values: dict[KeyPath, Any] = {}
        self._stack: list[tuple[KeyPath, dict[KeyPath, None]]] = []
        """What is being computed, from the outside in, each with what it has asked for so far."""
        self._busy: set[KeyPath] = set()
        self._folded: dict[int, dict[str, str]] = {}
        self._watches: list[Watch] = []

    # -- values -----------------------------------------------------------------------------------

    def value(self, path: KeyPath) -> Any:
        """The value at ``path``: a number, a word, a text, a view; raises KeyError where there is none."""
        if self._watches:
            return self._watched(path)
        known = self._values
        if path not in known:
            path = self.report.indexed(path)
        if self._stack:
            self._stack[-1][1][path] = None
        if path in known:
            found = known[path]
            if type(found) is KeyError:
                raise KeyError(path)
            return found
        if path in self._busy:
            return self._circle(path)
        self._stack.append((path, {}))
        self._busy.add(path)
        try:
            value = self._resolved(path)
        except KeyError:
            self._values[path] = KeyError(path)  # not the one raised, which holds on to every frame that it passed
            raise
        finally:
            _, used = self._stack.pop()
            self._busy.discard(path)
        if used:
            self.inputs[path] = tuple(used)
        if path not in self._values:  # a circle has already settled it
            if isinstance(value, Absent) and value.pending:
                value = value.named(self.label(path))
            elif isinstance(value, Number) and not value.path:
                value = replace(value, path=path)
            self._values[path] = value
        return self._values[path]

    def _watched(self, path: KeyPath) -> Any:
        watches, self._watches = self._watches, []
        try:
            value = self.value(path)
        finally:
            self._watches = watches
        for watch in watches:
            watch.paths.append(self.report.indexed(path))
        return value

    @contextmanager
    def watch(self) -> Iterator["Watch"]:
        """Note which values are asked for and found, from outside; what their computing asks for is not noted."""
        watch = Watch()
        self._watches = [*self._watches, watch]
        try:
            yield watch
        finally:
            self._watches = [each for each in self._watches if each is not watch]

    def note(self, terms: Iterable[Term]) -> None:
        """Remember of the value that is being computed what it is made of."""
        if self._stack:
            self.made[self._stack[-1][0]] = tuple(terms)

    def unnote(self, path: KeyPath) -> None:
        """Forget what the value at ``path`` is made of: it is the typed one that counts."""
        self.made.pop(path, None)

    def number(self, path: KeyPath) -> Decimal | None:
        """The Decimal at ``path`` (万元, plain ratio, points), or None where there is none or a word stands there."""
        try:
            return decimal_of(self.value(path))
        except KeyError:
            return None

    def has(self, path: KeyPath) -> bool:
        """Whether ``path`` has a value that is not one of the three words."""
        try:
            return not isinstance(self.value(path), Absent)
        except KeyError:
            return False

    def terms(self, path: KeyPath) -> int:
        """How many given amounts the one at ``path`` was added up from; a published or typed one counts as one."""
        return self._terms(path, frozenset())

    def _terms(self, path: KeyPath, above: frozenset[KeyPath]) -> int:
        if path in self.published or path in above:
            return 1
        used = self._stack[-1][1] if self._stack and self._stack[-1][0] == path else self.inputs.get(path, ())
        amounts = [each for each in used if getattr(self._values.get(each), "kind", None) is Kind.AMOUNT]
        raw = self.report.raw(path) if self.report.has(path) else None
        given = sum(isinstance(part, int | Decimal) for part in raw) if isinstance(raw, Sum) else 0
        return max(1, given + sum(self._terms(each, above | {path}) for each in amounts))

    def _resolved(self, path: KeyPath) -> Any:
        return derived.settled(self, path, self._computed(path))

    def _computed(self, path: KeyPath) -> Any:
        word = self._covering_word(path)
        if word is not None:
            return word
        rule = derived.rule_for(path)
        if rule is not None:
            value = rule.compute(self, path)
            if path not in self.formulas and rule.formula:
                self.formulas[path] = rule.formula
            return value
        for computed in self.report.contract.computed if len(path) == 1 else ():
            if computed.name == path[0] and not self.report.has(path):
                self.formulas[path] = computed.expression
                return self._as_kind(self.from_pack(computed.expression, path), computed.kind)
        if path[-1] == TOTAL and not self.report.has(path) and self._in_tree(path):
            return self.value(path[:-1])  # 决算.支出.合计 is 决算.支出, at any depth
        return self.typed(path)

    def _in_tree(self, path: KeyPath) -> bool:
        shape = self.report.contract.shape.at(path)
        return shape is not None and shape.field is not None and shape.field.type is Type.TREE

    def _covering_word(self, path: KeyPath) -> Absent | None:
        """The word that stands in the place of a whole table or list at ``path`` or above it; None where none does."""
        node: Any = self.report.tree
        shape: Any = self.report.contract.shape
        for depth, part in enumerate(path):
            node = node.get(part) if isinstance(node, dict) else None
            if node is None:
                return None
            shape = shape.child(part) if shape else None
            if isinstance(node, str):
                whole = node in WORDS and (depth < len(path) - 1 or bool(shape and shape.children))
                return self._word(node, path) if whole else None
        return None

    def typed(self, path: KeyPath) -> Any:
        """The value at ``path`` as typed (expressions evaluated); raises KeyError."""
        raw = self.report.raw(path)
        shape = self.report.contract.shape.at(path)
        field = shape.field if shape else None
        if isinstance(raw, str) and raw in WORDS and not (field and field.type is Type.TREE):
            return self._word(raw, path)
        if field is not None and (shape is None or not shape.children):
            return self._leaf(raw, path, field)
        if isinstance(raw, list):
            return self._listing(path, raw)
        if isinstance(raw, dict):
            return self._group(path)
        return raw

    def _word(self, word: str, path: KeyPath) -> Absent:
        return Absent(word, self.label(path))

    def label(self, path: KeyPath) -> str:
        """What stands at ``path``, in a few words, for 〔待填：…〕."""
        if path[0] == "正文":
            item = self.report.contract.prose_keys.get(str(path[1])) if len(path) > 1 else None
            return item.title if item else "正文"
        names = [str(part).strip("[]") for part in self.report.named(path) if not isinstance(part, int)]
        if len(names) > 2 and path[0] in ("指标", "项目"):
            return "".join(names[1:])
        return "".join(names[-2:] if len(names[-1]) <= 2 else names[-1:])  # 单位名称, but 编制人数

    def _leaf(self, raw: Any, path: KeyPath, field: Field) -> Any:
        match field.type:
            case Type.TREE:
                return accounts.node(self, path, raw)
            case Type.FIGURES:
                return self._fact(raw, path)
            case Type.ACTUAL if isinstance(raw, dict):
                return self._quotient(path)
            case Type.NAMES if isinstance(raw, list):
                return Names(str(self.text(name, path)) for name in raw)
            case Type.RATIO:
                return self._ratio(raw, path)
            case Type.DATE | Type.FLAG | Type.STATED | Type.PROSE | Type.TEXTS:
                return raw
            case kind if kind in _KINDS:
                return self.quantity(raw, path, _KINDS[kind], field.unit)
            case _:
                return self.text(raw, path) if isinstance(raw, str) else raw

    def quantity(self, raw: Any, path: KeyPath, kind: Kind, unit: str = "") -> Any:
        """A typed number, word or expression at ``path`` as a number of ``kind``; amounts come out in 万元."""
        if isinstance(raw, Sum):
            total: Any = Number(Decimal(0), kind, self.style)
            for part in raw:
                total = total + self.quantity(part, path, kind)
            return replace(total, path=path) if isinstance(total, Number) else total
        if isinstance(raw, str):
            if raw in WORDS:
                return self._word(raw, path)
            value = self.text(raw, path)
            if isinstance(value, Absent):
                return value
            number = decimal_of(value)
            if number is None:
                return self._fault("DAT303", path, f"“{raw.strip()}”得到的“{value}”不是数", "这里要一个数")
            return Number(number, kind, self.style, path=path)
        number = Decimal(raw)
        if kind is Kind.AMOUNT and self.report.tree.get("金额单位") == "元":
            number = number.scaleb(-4)
        return Number(number, kind, self.style, path=path)

    def _ratio(self, raw: Any, path: KeyPath) -> Any:
        value = self.text(raw, path) if isinstance(raw, str) else raw
        if isinstance(value, str) and (quantity := whole_quantity(value)) and quantity.kind is Kind.RATIO:
            return Number(quantity.value, Kind.RATIO, self.style, text=value.strip(), path=path)
        return value

    def _fact(self, raw: Any, path: KeyPath) -> Any:
        if isinstance(raw, dict):
            if "值" not in raw:
                return self._group(path)
            value = self._fact(raw["值"], (*path, "值"))
            detail = {k: self._fact(v, (*path, k)) for k, v in raw.items() if k != "值"}
            if isinstance(value, Fact):
                return replace(value, detail=detail, path=path)
            if isinstance(value, Absent):
                return accounts.AbsentAmount(value, str(path[-1]), dict, detail.__getitem__)
            return value
        if isinstance(raw, str) and raw in WORDS:
            return self._word(raw, path)
        value = self.text(raw, path)
        quantity = whole_quantity(value) if isinstance(value, str) else None
        if quantity is not None:
            return Fact(quantity.value, quantity.kind, self.style, quantity.unit, text=value, path=path)
        return value

    def _quotient(self, path: KeyPath) -> Any:
        detail = {side: self._side((*path, side)) for side in ("分子", "分母")}
        ratio = words.percent(detail["分子"], detail["分母"])
        if isinstance(ratio, Number):
            return Fact(ratio.value, Kind.RATIO, self.style, path=path, detail=detail)
        return ratio

    def _side(self, path: KeyPath) -> Any:
        raw = self.report.raw(path)
        value = self.text(raw, path) if isinstance(raw, str) else raw
        if isinstance(value, str):
            quantity = whole_quantity(value)
            if quantity is None:
                return self._fault("DAT303", path, f"“{value}”不是数", '写成数，例如 74，或带单位的文字 "74人"')
            return Number(quantity.value, quantity.kind, self.style, path=path)
        return (
            value if isinstance(value, Absent | Number) else Number(Decimal(value), Kind.COUNT, self.style, path=path)
        )

    # -- texts and expressions --------------------------------------------------------------------

    def text(self, raw: str, path: KeyPath) -> Any:
        """``raw`` with its expressions evaluated: the value itself where it is one expression, text otherwise."""
        if raw in WORDS:
            return self._word(raw, path)
        if not has_expression(raw):
            return raw
        whole = whole_expression(raw)
        if whole is not None:
            return self._evaluated(whole, path, raw.find(whole))
        return "".join(str(piece) for piece, _ in self.pieces(raw, path))

    def pieces(self, raw: str, path: KeyPath) -> Iterator[tuple[Any, str]]:
        """The stretches of ``raw`` in order, each with its expression's text (empty for literals)."""
        try:
            parts = list(segments(raw))
        except ExpressionFault as fault:
            yield self._expression_fault(fault, path, 0, raw), ""
            return
        for part in parts:
            if part.expression:
                yield self._evaluated(part.text, path, part.offset), part.text.strip()
            else:
                yield part.text, ""

    def _evaluated(self, text: str, path: KeyPath, offset: int) -> Any:
        try:
            return _printable(evaluate(parse(text), self.scope), text)
        except ExpressionFault as fault:
            return self._expression_fault(fault, path, offset, text)

    def from_pack(self, text: str, path: KeyPath) -> Any:
        """The value of an expression of the manifest; raises KeyError where the data lacks what it needs."""
        try:
            return evaluate(parse(text), self.scope)
        except ExpressionFault:
            raise KeyError(path) from None

    def pack_text(self, text: str) -> str:
        """A text of the manifest (file name, title) with its expressions evaluated; raises PackFault."""
        try:
            return "".join(
                str(evaluate(parse(part.text), self.scope)) if part.expression else part.text for part in segments(text)
            )
        except ExpressionFault as fault:
            raise PackFault(f"模板的“{text}”算不出来：{fault.message}", fault.hint) from None

    def _expression_fault(self, fault: ExpressionFault, path: KeyPath, offset: int, text: str) -> Absent:
        within = text.find(fault.word) if fault.word else -1
        return self._fault("DAT301", path, fault.message, fault.hint, offset + max(within, 0))

    def _fault(self, code: str, path: KeyPath, message: str, hint: str, offset: int = 0) -> Absent:
        place = self.report.place(path, offset)
        self.findings.append(Finding(code, Severity.LOGICAL, f"“{self.report.spelled(path)}”：{message}", hint, place))
        return Absent("待填", self.label(path))

    def _circle(self, path: KeyPath) -> Absent:
        busy = [each for each, _ in self._stack]
        chain = [*busy[busy.index(path) :], path]
        shown = " → ".join(self.report.spelled(each) for each in chain)
        word = self._fault("DAT302", path, f"引用绕成了圈：{shown}", "其中一个数要直接填，不能都用引用")
        for each in chain:
            self._values.setdefault(each, word)
        return word

    def _as_kind(self, value: Any, kind: str) -> Any:
        number = decimal_of(value)
        if number is None or kind == "文字":
            return value
        return Number(number, Kind(kind), self.style) if not isinstance(value, Number) or value.kind != kind else value

    # -- views ------------------------------------------------------------------------------------

    def child(self, path: KeyPath, name: str) -> Any:
        """The value below ``path`` that ``name`` names, punctuation folded; raises KeyError."""
        try:
            return self.value((*path, name))
        except KeyError:
            raw = self.report.raw(path) if self.report.has(path) else None
            if not isinstance(raw, dict):
                raise
            known = self._folded.setdefault(id(raw), {fold_key(key): key for key in raw})
            found = known.get(fold_key(name))
            if found is None or found == name:
                raise
            return self.value((*path, found))

    def _group(self, path: KeyPath) -> Group:
        return Group(lambda name: self.child(path, name), lambda: self.names(path), lambda: self.candidates(path))

    def group(self, path: KeyPath) -> Group:
        """A view of the table at ``path``, typed or derived."""
        return self._group(path)

    def names(self, path: KeyPath) -> tuple[str, ...]:
        """The names typed below ``path`` and those derived there that have a value."""
        raw = self.report.raw(path) if self.report.has(path) else {}
        typed = tuple(raw) if isinstance(raw, dict) else ()
        return tuple(dict.fromkeys((*typed, *derived.names_below(self, path))))

    def candidates(self, path: KeyPath) -> tuple[str, ...]:
        """What could be meant below ``path``: typed names first, then those of the vocabulary."""
        shape = self.report.contract.shape.at(path) if path else self.report.contract.shape
        return tuple(dict.fromkeys((*self.names(path), *(shape.names if shape else ()))))

    def _listing(self, path: KeyPath, raw: list[Any]) -> Listing:
        names = self.report.item_names(path)

        def find(name: str) -> Any:
            folded = fold_key(name)
            found = [index for index, each in enumerate(names) if fold_key(each) == folded]
            if len(found) > 1:
                places = "、".join(f"第 {index + 1} 项" for index in found)
                hint = f"用不同的名称；或按次序取，从 0 数起，例如 {path[-1]}[{found[0]}]"
                raise ExpressionFault(f"叫“{name}”的有 {len(found)} 项：{places}", hint, name)
            if not found and "待填" in names:
                return Absent("待填", name)  # the one whose name is still to come may be meant
            return self.value((*path, found[0])) if found else self.child(path, name)

        return Listing(tuple(self.value((*path, index)) for index in range(len(raw))), names, find)

    # -- the scope of expressions -----------------------------------------------------------------

    @cached_property
    def scope(self) -> "DataScope":
        """Names and words as expressions see them."""
        return DataScope(self)

    def top_names(self) -> tuple[str, ...]:
        """Every top-level name that has a value."""
        computed = (each.name for each in self.report.contract.computed)
        return tuple(dict.fromkeys((*self.report.tree, *derived.TOP_NAMES, *computed)))

    def settled(self) -> "Figures":
        """Compute everything once, so that every finding is there; returns itself."""
        for name in self.top_names():
            self._settle((name,))
        return self

    def values(self) -> Iterator[tuple[KeyPath, Any]]:
        """Every value that has been computed so far, with its path."""
        yield from ((path, value) for path, value in self._values.items() if not isinstance(value, KeyError))

    def _settle(self, path: KeyPath) -> None:
        if path[0] in _NO_FIGURES:
            return
        try:
            value = self.value(path)
        except KeyError:
            return
        raw = self.report.raw(path) if self.report.has(path) else None
        if isinstance(raw, list) and isinstance(value, Listing):
            for index in range(len(raw)):
                self._settle((*path, index))
        elif isinstance(value, Group | Amount) or isinstance(raw, dict):
            for name in self.names(path):
                if isinstance(raw, dict) and "分子" in raw:
                    continue
                self._settle((*path, name))


def _printable(value: Any, text: str) -> Any:
    """``value`` where it can stand in a text; raises ExpressionFault for tables, lists and yes or no."""
    if isinstance(value, Absent | Number | str | date | Names):
        return value
    if isinstance(value, bool):
        raise ExpressionFault(f"“{text.strip()}”得到的是对或错，不是数或文字", "写成 甲 if 条件 else 乙")
    number = decimal_of(value)
    if number is not None:
        return Number(number)
    hint = "写全路径取其中一个数，或用 | 列示、| 列举、| 个数"
    raise ExpressionFault(f"“{text.strip()}”是一张表，不能印在文字里", hint)


class DataScope:
    """Top-level names of a report's figures, and the words."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self.words: Mapping[str, Callable[..., Any]] = {**words.FUNCTIONS, "金额": self._amount}

    def __getitem__(self, name: str) -> Any:
        if name in _NO_FIGURES:
            raise ExpressionFault(f"“{name}”不能引用", "引用的是数和文字；要用两次的写到“事实”里", name)
        return self._figures.child((), name)

    def outright(self, path: tuple[str, ...]) -> Any:
        """The amount typed at ``path``, found without adding up its tree: amounts of one tree may refer to each other.

        Raises KeyError for everything else.
        """
        return self._figures.value(accounts.typed(self._figures, path))

    def names(self) -> tuple[str, ...]:
        """Every top-level name that has a value or could have one."""
        return tuple(dict.fromkeys((*self._figures.top_names(), *self._figures.report.contract.shape.names)))

    def _amount(self, name: Any) -> Any:
        found = accounts.by_name(self._figures, str(name))
        if not found:
            raise unknown(str(name), (str(name),), ())
        if len(found) > 1:
            shown = "、".join(self._figures.report.spelled(path) for path in found[:4])
            raise ExpressionFault(f"叫“{name}”的金额有 {len(found)} 处", f"写全路径：{shown}", str(name))
        return self._figures.value(found[0])
