"""Expressions of the data and the pack as Excel formulas over the cells of figures."""

from decimal import Decimal
from typing import Any, Protocol

from jinja2 import nodes

from perfgen.compute import Figures
from perfgen.express.evaluate import Scope, evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.rounding import rounded
from perfgen.express.syntax import Expression, Node
from perfgen.express.uses import is_lookup, is_word, paths_of
from perfgen.express.values import Absent, Amount, Kind, Number, decimal_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.workpaper import excel
from perfgen.workpaper.excel import Formula

_SAME = frozenset({"万元", "千分位", "位数", "大写", "中文数字", "序号"})
"""Words that print one number in another shape."""

_LONGEST = 255
"""The longest text that an Excel formula may hold."""

_COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_SIGNS: dict[type[Node], str] = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}


class Untranslatable(Exception):
    """An expression, or a part of it, that no formula can say; the message is the reason, in Chinese."""


@frozen
class Part:
    """A translated expression: its formula, and what it gives now (a Decimal, a word or text, yes or no)."""

    formula: Formula
    value: Any
    number: Number | None = None
    """The number with kind and places, where it is one."""

    @property
    def word(self) -> bool:
        """Whether one of the three words stands in the place of the number."""
        return isinstance(self.value, Absent)


class Sheet(Protocol):
    """Who knows the cells of the figures."""

    figures: Figures

    def figure(self, path: KeyPath) -> Formula:
        """The cell of the figure at ``path``; raises KeyError where there is none."""


def translate(expression: Expression, sheet: Sheet, scope: Scope) -> Part:
    """``expression`` as a formula that gives a number or a word; raises Untranslatable."""
    writer = _Translator(sheet, scope)
    part = writer.part(expression.node)
    if not isinstance(part.value, Absent | Decimal):
        raise Untranslatable("这里得到的是文字，不是数")
    if writer.inner_divisions:
        return Part(excel.call("IFERROR", part.formula, excel.text("不适用")), part.value, part.number)
    return part


class _Translator:
    def __init__(self, sheet: Sheet, scope: Scope) -> None:
        self.sheet, self.scope = sheet, scope
        self.inner_divisions = False
        self._depth = 0

    def value(self, node: Node) -> Any:
        try:
            return evaluate(Expression("", node), self.scope)
        except (ExpressionFault, KeyError) as fault:
            raise Untranslatable(getattr(fault, "message", "") or "数据里没有要取的数") from None

    # -- values -----------------------------------------------------------------------------------

    def part(self, node: Node) -> Part:
        if isinstance(node, nodes.Const):
            return self.literal(node.value)
        if is_lookup(node):
            return self.lookup(node)
        if isinstance(node, nodes.CondExpr):
            return self.choice(node)
        if isinstance(node, nodes.Or | nodes.And):
            return self.alternative(node)
        if type(node) in _SIGNS and isinstance(node, nodes.BinExpr):
            return self.arithmetic(node, _SIGNS[type(node)], self.inner(node.left), self.inner(node.right))
        if isinstance(node, nodes.Neg):
            within = self.inner(node.node)
            return self.combined(self.value(node), excel.negative(within.formula), within)
        if isinstance(node, nodes.Pos):
            return self.part(node.node)
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self.word(node, node.name, [node.node, *node.args])
        if isinstance(node, nodes.Call) and is_word(node) and isinstance(node.node, nodes.Name):
            return self.word(node, node.node.name, list(node.args))
        raise Untranslatable("这种写法没有对应的 Excel 公式")

    def inner(self, node: Node) -> Part:
        """A part that stands inside arithmetic."""
        self._depth += 1
        try:
            part = self.part(node)
        finally:
            self._depth -= 1
        if not isinstance(part.value, Absent | Decimal):
            raise Untranslatable("这里要一个数")
        return part

    def literal(self, value: Any) -> Part:
        if isinstance(value, bool):
            return Part(excel.truth(value), value)
        number = decimal_of(value)
        if number is not None:
            return Part(excel.number(number), number, Number(number))
        if isinstance(value, str) and len(value) <= _LONGEST:
            return Part(excel.text(value), value)
        raise Untranslatable("文字太长，公式里放不下")

    def lookup(self, node: Node) -> Part:
        with self.sheet.figures.watch() as watch:
            value = self.value(node)
        if isinstance(value, Number | Absent):
            own = getattr(value, "path", ())
            for path in (own, *reversed(paths_of(value, watch))):
                if path:
                    try:
                        return self.of(value, self.sheet.figure(path))
                    except KeyError:
                        continue
            if isinstance(value, Absent):
                return Part(excel.text(value.word), value)
        return self.literal(value.value if isinstance(value, Number) else value)

    def of(self, value: Any, formula: Formula) -> Part:
        """``formula`` with what it gives."""
        if isinstance(value, Absent):
            return Part(formula, value)
        number = value if isinstance(value, Number) else Number(Decimal(value))
        return Part(formula, number.value, number)

    def combined(self, value: Any, formula: Formula, *parts: Part) -> Part:
        """Arithmetic over ``parts``, which hands words on."""
        if any(each.word for each in parts):
            return Part(excel.absorbing(formula, (each.formula for each in parts)), value)
        return self.of(value, formula)

    def arithmetic(self, node: nodes.BinExpr, sign: str, left: Part, right: Part) -> Part:
        constant = isinstance(node.right, nodes.Const) and bool(right.value)
        if sign == "/" and not constant:
            return self.division(self.value(node), left, right)
        return self.combined(self.value(node), excel.infix(sign, left.formula, right.formula), left, right)

    def division(self, result: Any, left: Part, right: Part) -> Part:
        if self._depth and not isinstance(result, Absent):
            self.inner_divisions = True
            return self.combined(result, excel.infix("/", left.formula, right.formula), left, right)
        return self.combined(result, excel.quotient(left.formula, right.formula), left, right)

    def choice(self, node: nodes.CondExpr) -> Part:
        test, holds = self.test(node.test)
        taken, other = (node.expr1, node.expr2) if holds else (node.expr2, node.expr1)
        chosen = self.part(taken) if taken is not None else self.literal("")
        left = self._aside(other)
        then, otherwise = (chosen.formula, left) if holds else (left, chosen.formula)
        return Part(excel.either(test, then, otherwise), chosen.value, chosen.number)

    def alternative(self, node: nodes.Or | nodes.And) -> Part:
        test, holds = self.test(node.left)
        first = holds if isinstance(node, nodes.Or) else not holds
        chosen = self.part(node.left if first else node.right)
        left = self._aside(node.right if first else node.left)
        mine, other = (chosen.formula, left) if first else (left, chosen.formula)
        then, otherwise = (mine, other) if isinstance(node, nodes.Or) else (other, mine)
        return Part(excel.either(test, then, otherwise), chosen.value, chosen.number)

    def _aside(self, node: Node | None) -> Formula:
        """The branch that is not taken; 不适用 where the data lacks what it needs."""
        if node is None:
            return excel.text("")
        try:
            return self.part(node).formula
        except Untranslatable:
            return excel.text("不适用")

    # -- words of the language --------------------------------------------------------------------

    def word(self, node: Node, name: str, arguments: list[Any]) -> Part:
        if name in _SAME:
            return self._shaped(node, self.part(arguments[0]))
        match name:
            case "亿元":
                part = self.inner(arguments[0])
                value = part.value if part.word else Number(part.value / 10000, places=self._places(arguments, 1, 2))
                return self.combined(value, excel.infix("/", part.formula, excel.number(10000)), part)
            case "百分比" | "占比" if len(arguments) > 1:
                left, right = self.inner(arguments[0]), self.inner(arguments[1])
                return self.division(self.value(node), left, right)
            case "百分比":
                return self._shaped(node, self.part(arguments[0]))
            case "增减" | "同比" if len(arguments) > 1:
                return self.change(name, self.inner(arguments[0]), self.inner(arguments[1]))
            case "增减" | "同比":
                return self.part(arguments[0])
            case "四舍五入":
                part = self.inner(arguments[0])
                return self.combined(self.value(node), excel.rounded(part.formula, self._places(arguments, 1, 0)), part)
            case "个数":
                raise Untranslatable("数的是有几项，不是由数算出来的")
        raise Untranslatable(f"“{name}”得到的是文字，不是数")

    def _shaped(self, node: Node, part: Part) -> Part:
        """The same number, printed as the word prints it."""
        if not isinstance(part.value, Absent | Decimal):
            raise Untranslatable("这里要一个数")
        value = self.value(node)
        return Part(part.formula, part.value, value if isinstance(value, Number) else part.number)

    def change(self, name: str, now: Part, before: Part) -> Part:
        word = next((each.value for each in (now, before) if each.word), None)
        difference = None if word is not None else now.value - before.value
        made = excel.infix("-", now.formula, before.formula)
        if name == "增减":
            shown = word if word is not None else _like(now.number, difference, None)
            return self.combined(shown, made, now, before)
        if word is None and not before.value:
            word = Absent("不适用")
        rate = word if word is not None else _like(now.number, difference / abs(before.value), Kind.RATIO)
        base = excel.call("ABS", before.formula)
        return self.combined(rate, excel.quotient(made, base), now, before)

    def _places(self, arguments: list[Any], position: int, default: int) -> int:
        if len(arguments) <= position:
            return default
        places = decimal_of(self.value(arguments[position]))
        return default if places is None else int(places)

    # -- conditions -------------------------------------------------------------------------------

    def test(self, node: Node) -> tuple[Formula, bool]:
        """A condition, and whether it holds now."""
        if isinstance(node, nodes.Compare):
            return self.comparison(node)
        if isinstance(node, nodes.And | nodes.Or):
            return self.joined(node)
        if isinstance(node, nodes.Not):
            formula, holds = self.test(node.node)
            return excel.call("NOT", formula), not holds
        if isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "有":
            return self.presence(node)
        value = self.value(node)
        if isinstance(value, Number) and not isinstance(value, Amount):
            return excel.infix("<>", self.part(node).formula, excel.number(0)), bool(value)
        if type(value) is Absent:
            return excel.infix("=", self.part(node).formula, excel.text("待填")), bool(value)
        return excel.truth(bool(value)), bool(value)

    def joined(self, node: nodes.And | nodes.Or) -> tuple[Formula, bool]:
        left, holds = self.test(node.left)
        name, decided = ("OR", holds) if isinstance(node, nodes.Or) else ("AND", not holds)
        try:
            right, also = self.test(node.right)
        except Untranslatable:
            if not decided:
                raise
            return left, holds
        return excel.call(name, left, right), (holds or also) if name == "OR" else (holds and also)

    def presence(self, node: nodes.Call) -> tuple[Formula, bool]:
        holds = bool(self.value(node))
        try:
            part = self.part(node.args[0])
        except Untranslatable:
            return excel.truth(holds), holds
        if not isinstance(part.value, Decimal | Absent):
            return excel.truth(holds), holds
        words = (excel.infix("<>", part.formula, excel.text(word)) for word in ("未公布", "不适用"))
        return excel.call("AND", *words), holds

    def comparison(self, node: nodes.Compare) -> tuple[Formula, bool]:
        value = self.value(node)
        if any(each.op not in _COMPARISONS for each in node.ops):
            raise Untranslatable("“in”没有对应的 Excel 公式")
        parts = [self.part(node.expr), *(self.part(each.expr) for each in node.ops)]
        made = []
        for position, operand in enumerate(node.ops):
            pair = parts[position : position + 2]
            test = excel.infix(_COMPARISONS[operand.op], pair[0].formula, pair[1].formula)
            spoken = any(isinstance(each.value, str) for each in pair)
            if any(each.word for each in pair) and not (spoken and operand.op in ("eq", "ne")):
                cells = [each.formula for each in pair]
                counted = excel.infix("=", excel.call("COUNT", *cells), excel.number(2))
                test = excel.either(counted, test, excel.infix("=", excel.first_word(cells), excel.text("待填")))
            made.append(test)
        return made[0] if len(made) == 1 else excel.call("AND", *made), bool(value)


def _like(number: Number | None, value: Any, kind: Kind | None) -> Any:
    """``value`` as a number that prints as ``number`` does."""
    if number is None:
        return Number(value, kind or Kind.PLAIN)
    return Number(value, kind or number.kind, number.style, number.unit)


def shown_places(number: Number) -> int | None:
    """How many decimals of the value itself (万元, plain ratio) the number prints; None where it prints as typed."""
    if number.text is not None or number.kind is Kind.YEAR:
        return None
    style = number.style
    match number.kind:
        case Kind.AMOUNT:
            places = style.money_places if number.places is None else number.places
            return places + (4 if style.money_unit == "元" else 0)
        case Kind.RATIO:
            return (style.ratio_places if number.places is None else number.places) + 2
        case Kind.SCORE:
            return style.score_places if number.places is None else number.places
    return 6 if number.places is None else number.places


def as_shown(number: Number) -> Decimal:
    """The value of ``number`` with the decimals that it prints."""
    places = shown_places(number)
    return number.value if places is None else rounded(number.value, places)
