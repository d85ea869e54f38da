"""Evaluating expressions: a small interpreter over the allowed nodes."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from jinja2 import nodes

from perfgen.express.faults import ExpressionFault, did_you_mean
from perfgen.express.rounding import LARGEST
from perfgen.express.syntax import Expression, Node, dotted
from perfgen.express.values import Absent, Listing, Number, decimal_of


class Scope(Protocol):
    """Where names come from."""

    words: Mapping[str, Callable[..., Any]]
    """Filters and functions by name."""

    def __getitem__(self, name: str) -> Any:
        """The value of a top-level name; raises KeyError."""

    def outright(self, path: tuple[str, ...]) -> Any:
        """The value of ``path`` where it can be had without that of what holds it; raises KeyError."""

    def names(self) -> tuple[str, ...]:
        """Every top-level name, for suggestions."""


def evaluate(expression: Expression, scope: Scope) -> Any:
    """The value of ``expression`` in ``scope``; raises ExpressionFault."""
    try:
        value = _value(expression.node, scope)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ExpressionFault(f"“{expression.text}”算不出来", _explained(error)) from None
    except RecursionError:
        raise ExpressionFault(f"“{expression.text}”引用得太深", "直接引用要取的数") from None
    number = decimal_of(value)
    if number is not None and not abs(number) < LARGEST:
        raise ExpressionFault(f"“{expression.text}”算出的数太大", "检查参与计算的数")
    return value


def _explained(error: Exception) -> str:
    return "检查参与计算的是不是都是数" if isinstance(error, TypeError) else "检查参与计算的数"


def _value(node: Node, scope: Scope) -> Any:
    return _EVALUATORS[type(node)](node, scope)


def _name(node: nodes.Name, scope: Scope) -> Any:
    try:
        return scope[node.name]
    except KeyError:
        raise unknown(node.name, (node.name,), scope.names()) from None


def unknown(name: str, path: tuple[str, ...], candidates: tuple[str, ...]) -> ExpressionFault:
    """The fault that ``path`` cannot be found because of ``name``."""
    where = "" if len(path) == 1 else f"“{'.'.join(path[:-1])}”里"
    if name in candidates:
        return ExpressionFault(f"{where or '数据里'}没有填“{name}”", f"先填上“{'.'.join(path)}”，或不引用它", name)
    hint = did_you_mean(name, candidates)
    if not hint and candidates:
        hint = "这里有：" + "、".join(candidates[:8]) + ("等" if len(candidates) > 8 else "")
    return ExpressionFault(f"{where}没有“{name}”", hint, name)


def _item(node: nodes.Getattr | nodes.Getitem, scope: Scope) -> Any:
    try:
        return scope.outright(dotted(node))
    except KeyError:
        pass
    holder = _value(node.node, scope)
    key = node.attr if isinstance(node, nodes.Getattr) else _value(node.arg, scope)
    if isinstance(key, Number):
        key = key.value
    if isinstance(key, Decimal):
        key = _place(holder, key, node)
    if isinstance(holder, Absent) and (type(holder) is Absent or not isinstance(key, str)):
        return holder  # an amount that is not published may have parts that are
    if isinstance(holder, str | date):
        raise ExpressionFault(f"“{'.'.join(dotted(node.node)) or holder}”下面没有“{key}”", "", str(key))
    try:
        return holder[key]
    except KeyError:
        names: tuple[str, ...] = getattr(holder, "candidates", tuple)()
        raise unknown(str(key), (*(dotted(node.node) or ("…",)), str(key)), names) from None
    except (TypeError, IndexError):
        raise ExpressionFault(f"“{'.'.join(dotted(node.node)) or '…'}”下面没有“{key}”", "", str(key)) from None


def _place(holder: Any, key: Decimal, node: nodes.Node) -> int:
    """The place of a list item; only lists have places."""
    if not isinstance(holder, Listing | list | tuple | Absent) or key != int(key) or key < 0:
        hint = "表里的一项写成 表['名称']，列表里的一项写成 指标('名称')"
        raise ExpressionFault(f"“[{key}]”取不到数", hint, str(key))
    return int(key)


def _const(node: nodes.Const, _: Scope) -> Any:
    return node.value


def _list(node: nodes.List, scope: Scope) -> Any:
    return [_value(item, scope) for item in node.items]


def _arithmetic(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Scope], Any]:
    def compute(node: nodes.BinExpr, scope: Scope) -> Any:
        left, right = _value(node.left, scope), _value(node.right, scope)
        for side, value in ((node.left, left), (node.right, right)):
            if not isinstance(value, Absent) and decimal_of(value) is None:
                raise ExpressionFault(f"“{'.'.join(dotted(side)) or value}”不是数，不能计算")
        return operation(_numeric(left), right)

    return compute


def _numeric(value: Any) -> Any:
    return value if isinstance(value, Number | Absent) else Number(value)


def _negative(node: nodes.Neg, scope: Scope) -> Any:
    return -_value(node.node, scope)


def _compare(node: nodes.Compare, scope: Scope) -> Any:
    left = _value(node.expr, scope)
    for operand in node.ops:
        right = _value(operand.expr, scope)
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Absent) and not (operand.op in ("eq", "ne") and isinstance(other, str)):
                return side
        if not _COMPARISONS[operand.op](left, right):
            return False
        left = right
    return True


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "lteq": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gteq": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "notin": lambda a, b: a not in b,
}


def _and(node: nodes.And, scope: Scope) -> Any:
    return _value(node.left, scope) and _value(node.right, scope)


def _or(node: nodes.Or, scope: Scope) -> Any:
    return _value(node.left, scope) or _value(node.right, scope)


def _not(node: nodes.Not, scope: Scope) -> Any:
    return not _value(node.node, scope)


def _condition(node: nodes.CondExpr, scope: Scope) -> Any:
    if _value(node.test, scope):
        return _value(node.expr1, scope)
    return "" if node.expr2 is None else _value(node.expr2, scope)


def _filter(node: nodes.Filter, scope: Scope) -> Any:
    word = scope.words.get(node.name)
    if word is None:
        raise ExpressionFault(f"没有“| {node.name}”这个词", did_you_mean(node.name, scope.words), node.name)
    assert node.node is not None  # checked by syntax
    arguments = [_value(node.node, scope), *(_value(argument, scope) for argument in node.args)]
    return _called(node.name, word, arguments)


def _call(node: nodes.Call, scope: Scope) -> Any:
    if isinstance(node.node, nodes.Name):
        name = node.node.name
        if name == "有":
            return _has(node, scope)
        word = scope.words.get(name)
        if word is not None:
            return _called(name, word, [_value(argument, scope) for argument in node.args])
    target = _value(node.node, scope)
    if not isinstance(target, Listing | Absent):
        called = ".".join(dotted(node.node))
        raise ExpressionFault(f"“{called}”不能这样取", f"表里的一项写成 {called}.名称；函数见手册", called)
    arguments = [_value(argument, scope) for argument in node.args]
    if len(arguments) != 1:
        raise ExpressionFault(f"“{'.'.join(dotted(node.node))}(…)”里写一项的名称")
    try:
        return target(arguments[0])
    except KeyError:
        names = target.names() if isinstance(target, Listing) else ()
        raise unknown(str(arguments[0]), (*dotted(node.node), str(arguments[0])), names) from None


def _called(name: str, word: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        return word(*arguments)
    except TypeError as error:
        if "positional argument" in str(error):
            raise ExpressionFault(f"“{name}”的参数个数不对", "用法见手册的词表", name) from None
        raise
    except LookupError:
        raise ExpressionFault(f"“{name}”用在这里不对", "用法见手册的词表", name) from None


def _has(node: nodes.Call, scope: Scope) -> bool:
    if len(node.args) != 1 or not dotted(node.args[0]):
        raise ExpressionFault("“有( )”里写一个路径", "例如 有(上年.决算.支出)", "有")
    try:
        value = _value(node.args[0], scope)
    except ExpressionFault:
        return False
    return value is not None and (not isinstance(value, Absent) or value.pending)


_EVALUATORS: dict[type[Node], Callable[[Any, Scope], Any]] = {
    nodes.Name: _name,
    nodes.Getattr: _item,
    nodes.Getitem: _item,
    nodes.Const: _const,
    nodes.List: _list,
    nodes.Add: _arithmetic(lambda a, b: a + b),
    nodes.Sub: _arithmetic(lambda a, b: a - b),
    nodes.Mul: _arithmetic(lambda a, b: a * b),
    nodes.Div: _arithmetic(lambda a, b: a / b),
    nodes.Neg: _negative,
    nodes.Pos: lambda node, scope: _value(node.node, scope),
    nodes.Compare: _compare,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _condition,
    nodes.Filter: _filter,
    nodes.Call: _call,
}
