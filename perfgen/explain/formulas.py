"""Expressions as formulas: in words, and with their numbers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jinja2 import nodes

from perfgen.compute import Figures
from perfgen.explain.numbers import exact, exact_number, plain
from perfgen.express.evaluate import evaluate
from perfgen.express.syntax import Expression, Node
from perfgen.express.uses import is_lookup, is_word
from perfgen.express.values import DEFAULT_STYLE, Absent, Kind, Number, decimal_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath

_SUM, _PRODUCT, _ATOM = 1, 2, 3
_SIGNS = {nodes.Add: ("+", _SUM), nodes.Sub: ("−", _SUM), nodes.Mul: ("×", _PRODUCT), nodes.Div: ("÷", _PRODUCT)}
_PASSING = frozenset({"万元", "千分位", "位数", "大写", "中文数字", "序号", "日期"})


@frozen
class Formula:
    """A formula in words and with its numbers, what it gives, and the figures in it."""

    words: str
    numbers: str
    value: Number | None
    inputs: tuple[KeyPath, ...] = ()
    level: int = _ATOM

    @property
    def bare(self) -> bool:
        """Whether it is nothing but another figure."""
        return self.level == _ATOM and len(self.inputs) == 1 and not any(sign in self.words for sign in "()（）|")

    @property
    def result(self) -> str:
        """What it gives, with all decimals."""
        return exact_number(self.value) if self.value is not None else ""


class Locals:
    """The scope of the data with a template's loop variables."""

    def __init__(self, figures: Figures, names: Mapping[str, Any]) -> None:
        self._scope, self._own = figures.scope, names
        self.words = figures.scope.words

    def __getitem__(self, name: str) -> Any:
        return self._own[name] if name in self._own else self._scope[name]

    def outright(self, path: tuple[str, ...]) -> Any:
        """The value of ``path`` where it can be had without that of what holds it; raises KeyError."""
        if path and path[0] in self._own:
            raise KeyError(path)
        return self._scope.outright(path)

    def names(self) -> tuple[str, ...]:
        """Every name, for suggestions."""
        return (*self._own, *self._scope.names())


def formula(figures: Figures, expression: Expression, names: Mapping[str, Any] | None = None) -> Formula:
    """``expression`` as a formula; raises ExpressionFault where it cannot be evaluated."""
    return _Writer(figures, Locals(figures, names or {})).write(expression.node)


@frozen
class _Writer:
    figures: Figures
    scope: Locals

    def write(self, node: Node) -> Formula:
        if isinstance(node, nodes.CondExpr):
            branch = node.expr1 if self.value(node.test) else node.expr2
            return self.write(branch) if branch is not None else Formula("", "", None)
        if isinstance(node, nodes.Or):
            return self.write(node.left if self.value(node.left) else node.right)
        if isinstance(node, nodes.Const):
            return self.constant(node)
        if is_lookup(node):
            return self.lookup(node)
        if isinstance(node, nodes.BinExpr) and type(node) in _SIGNS:
            return self.operation(node, *_SIGNS[type(node)], self.write(node.left), self.write(node.right))
        if isinstance(node, nodes.Neg):
            return self.operation(node, "−", _SUM, self.zero(), self.write(node.node))
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self.word(node, node.name, [node.node, *node.args])
        if isinstance(node, nodes.Call) and is_word(node) and isinstance(node.node, nodes.Name):
            return self.word(node, node.node.name, node.args)
        return self.other(node)

    def value(self, node: Node) -> Any:
        return evaluate(Expression("", node), self.scope)

    def number(self, node: Node) -> Number | None:
        value = self.value(node)
        if isinstance(value, Number):
            return value
        number = decimal_of(value)
        return None if number is None else Number(number)

    def zero(self) -> Formula:
        return Formula("0", "0", Number(Decimal(0)))

    def constant(self, node: nodes.Const) -> Formula:
        text = exact(node.value, Kind.PLAIN, DEFAULT_STYLE) if isinstance(node.value, Decimal) else str(node.value)
        return Formula(text, text, self.number(node))

    def lookup(self, node: Node) -> Formula:
        value = self.value(node)
        path = getattr(value, "path", ())
        words = self.figures.report.spelled(path) if path else spelled(node)
        if not isinstance(value, Number):
            return Formula(words, "" if isinstance(value, Absent) else str(value), None, (path,) if path else ())
        return Formula(words, exact_number(plain(value)), value, (path,) if path else ())

    def operation(self, node: Node, sign: str, level: int, left: Formula, right: Formula) -> Formula:
        firmer = level + 1 if sign in "−÷" else level
        value = self.number(node)
        words = f"{_within(left.words, left, level)} {sign} {_within(right.words, right, firmer)}"
        numbers = f"{_within(left.numbers, left, level)} {sign} {_within(_signed(right.numbers), right, firmer)}"
        known = value is not None and left.numbers and right.numbers
        return Formula(words, numbers if known else "", value, _joined(left, right), level)

    def word(self, node: Node, name: str, arguments: list[nodes.Expr]) -> Formula:
        written = [self.write(each) for each in arguments if not isinstance(each, nodes.Const)] or [self.other(node)]
        if name in _PASSING and len(written) == 1:
            return written[0]
        if name in ("百分比", "占比") and len(arguments) > 1 and len(written) > 1:
            return self.operation(node, "÷", _PRODUCT, written[0], written[1])
        if name == "百分比":
            return written[0]
        if name == "亿元":
            value = written[0].value
            tenth = None if value is None else Number(value.value / 10000, Kind.PLAIN, value.style)
            made = f"{_within(written[0].numbers, written[0], _PRODUCT)} ÷ 10000"
            return Formula(f"{written[0].words} ÷ 10000", made, tenth, written[0].inputs, _PRODUCT)
        if name in ("增减", "同比"):
            return self.change(name, written)
        return self.other(node)

    def change(self, name: str, written: list[Formula]) -> Formula:
        """增减 and 同比, with their signs; what is printed after 增加 and 减少 is the size."""
        now = written[0]
        if len(written) == 1 or now.value is None or written[1].value is None:
            return now
        before = written[1]
        assert before.value is not None
        difference = now.value - before.value
        words = f"{_within(now.words, now, _SUM)} − {_within(before.words, before, _PRODUCT)}"
        numbers = f"{_within(now.numbers, now, _SUM)} − {_within(_signed(before.numbers), before, _PRODUCT)}"
        if name == "增减":
            return Formula(words, numbers, difference, _joined(now, before), _SUM)
        base = _within(before.numbers, before, _ATOM)
        if before.value.value <= 0:
            return Formula(f"{words}，除以上年数的绝对值", "", None, _joined(now, before), _PRODUCT)
        rate = Number(difference.value / before.value.value, Kind.RATIO, now.value.style)
        words = f"({words}) ÷ {_within(before.words, before, _ATOM)}"
        return Formula(words, f"({numbers}) ÷ {base}", rate, _joined(now, before), _PRODUCT)

    def other(self, node: Node) -> Formula:
        """What is no arithmetic: a count, a rounded number, a comparison."""
        value = self.number(node)
        inputs = tuple(dict.fromkeys(path for each in _lookups(node) for path in self.lookup(each).inputs))
        return Formula(spelled(node), exact_number(plain(value)) if value is not None else "", value, inputs)


def _signed(numbers: str) -> str:
    return f"({numbers})" if numbers.startswith("−") else numbers


def _within(text: str, part: Formula, level: int) -> str:
    return f"({text})" if part.level < level and text else text


def _joined(*parts: Formula) -> tuple[KeyPath, ...]:
    return tuple(dict.fromkeys(path for part in parts for path in part.inputs))


def _lookups(node: Node) -> list[Node]:
    if is_lookup(node):
        return [node]
    skipped = node.node if isinstance(node, nodes.Call) else None
    return [found for child in node.iter_child_nodes() if child is not skipped for found in _lookups(child)]


def spelled(node: Node) -> str:
    """``node`` as one writes it."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{spelled(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{spelled(node.node)}[{spelled(node.arg)}]"
        case nodes.Const():
            return f"'{node.value}'" if isinstance(node.value, str) else str(node.value)
        case nodes.Call():
            return f"{spelled(node.node)}({', '.join(spelled(each) for each in node.args)})"
        case nodes.Filter():
            tail = f"({', '.join(spelled(each) for each in node.args)})" if node.args else ""
            return f"{spelled(node.node) if node.node else ''} | {node.name}{tail}"
        case nodes.BinExpr():
            return f"{spelled(node.left)} {_SIGNS.get(type(node), (node.operator, 0))[0]} {spelled(node.right)}"
        case _:
            return "…"
