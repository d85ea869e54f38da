"""What was typed, as values: words, numbers of a kind, facts, texts with their expressions evaluated."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from perfgen.compute.absent import AbsentAmount
from perfgen.compute.quantities import whole_quantity
from perfgen.compute.store import Store
from perfgen.errors import PackFault
from perfgen.express import words
from perfgen.express.evaluate import Scope, evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.punctuation import fold_key
from perfgen.express.syntax import has_expression, parse, segments, whole_expression
from perfgen.express.values import WORDS, Absent, Fact, Kind, Listing, Names, Number, decimal_of
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING, Node, Sum
from perfgen.vocabulary import Field, Type

_KINDS = {
    Type.AMOUNT: Kind.AMOUNT,
    Type.COUNT: Kind.COUNT,
    Type.WHOLE: Kind.COUNT,
    Type.YEAR: Kind.YEAR,
    Type.SCORE: Kind.SCORE,
}
_TEXTS = frozenset((Type.TEXT, Type.TARGET, Type.ACTUAL, Type.NAMES))
_AS_IT_IS = (Type.DATE, Type.FLAG, Type.STATED, Type.PROSE, Type.TEXTS)


class Typed(Store):
    """The base facts: every value that was typed, by key path."""

    @abstractmethod
    def amount(self, path: KeyPath, raw: Any) -> Any:
        """The amount tree typed at ``path``: its total, with its parts."""

    @cached_property
    @abstractmethod
    def scope(self) -> Scope:
        """Names and words as expressions see them."""

    def typed(self, path: KeyPath) -> Any:
        """The value at ``path`` as typed (expressions evaluated); raises KeyError."""
        value = self._typed(path, self.report.node(path))
        if value is NOTHING:
            raise KeyError(path)
        return value

    def _typed(self, path: KeyPath, node: Node) -> Any:
        """The value at ``path``, where ``node`` stands, as typed; ``NOTHING`` where nothing is."""
        raw, shape = node.raw, node.shape
        field = shape.field if shape else None
        if isinstance(raw, str) and raw in WORDS and not (field and field.type is Type.TREE):
            return self._word(raw, path)
        if raw is NOTHING:
            return raw
        if field is not None and (shape is None or not shape.children):
            return self._leaf(raw, path, field)
        if isinstance(raw, list):
            return self._listing(path, raw)
        return self.group(path) if isinstance(raw, dict) else raw

    def plain(self, raw: str, field: Field) -> bool:
        """Whether ``raw``, typed for ``field``, is text without expressions and none of the three words."""
        return field.type in _TEXTS and raw not in WORDS and not has_expression(raw)

    def _word(self, word: str, path: KeyPath) -> Absent:
        return Absent(word, self.label(path))

    # -- by type ----------------------------------------------------------------------------------

    def _leaf(self, raw: Any, path: KeyPath, field: Field) -> Any:
        kind = _KINDS.get(field.type)
        if kind is not None:
            return self.quantity(raw, path, kind)
        match field.type:
            case Type.TREE:
                return self.amount(path, raw)
            case Type.FIGURES:
                return self._fact(raw, path)
            case Type.ACTUAL if isinstance(raw, dict):
                return self._quotient(path)
            case Type.NAMES if isinstance(raw, list):
                return Names(str(self.text(name, path)) for name in raw)
            case Type.RATIO:
                return self._ratio(raw, path)
            case other:
                return self.text(raw, path) if isinstance(raw, str) and other not in _AS_IT_IS else raw

    def quantity(self, raw: Any, path: KeyPath, kind: Kind) -> Any:
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
                return self.fault("DAT303", path, f"“{raw.strip()}”得到的“{value}”不是数", "这里要一个数")
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
                return self.group(path)
            value = self._fact(raw["值"], (*path, "值"))
            detail = {k: self._fact(v, (*path, k)) for k, v in raw.items() if k != "值"}
            if isinstance(value, Fact):
                return replace(value, detail=detail, path=path)
            if isinstance(value, Absent):
                return AbsentAmount(value, str(path[-1]), dict, detail.__getitem__)
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
                return self.fault("DAT303", path, f"“{value}”不是数", '写成数，例如 74，或带单位的文字 "74人"')
            return Number(quantity.value, quantity.kind, self.style, path=path)
        return (
            value if isinstance(value, Absent | Number) else Number(Decimal(value), Kind.COUNT, self.style, path=path)
        )

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
        return "".join(str(piece) for piece, _, _ in self.pieces(raw, path))

    def pieces(self, raw: str, path: KeyPath) -> Iterator[tuple[Any, str, int]]:
        """The stretches of ``raw`` in order, each with its expression's text (empty for literals) and its offset."""
        try:
            parts = list(segments(raw))
        except ExpressionFault as fault:
            yield self._expression_fault(fault, path, 0, raw), "", 0
            return
        room = LONGEST
        for part in parts:
            if not part.expression:
                yield part.text, "", part.offset
                continue
            value = self._evaluated(part.text, path, part.offset)
            room -= len(str(value))
            if room < 0:
                yield (
                    self._expression_fault(_TOO_LONG, path, part.offset, part.text),
                    part.text.strip(),
                    part.offset - 2,
                )
                return
            yield value, part.text.strip(), part.offset - 2

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
        return self.fault("DAT301", path, fault.message, fault.hint, offset + max(within, 0))


LONGEST = 20_000
"""Characters that the expressions of one text may make together: texts that quote each other could double for ever."""
_TOO_LONG = ExpressionFault("引用得到的文字太长", f"一段文字里引用来的不超过 {LONGEST} 个字")


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
