"""Reading expressions: jinja2's parser, then only the node types that perfgen knows.

Whatever is not listed here does not exist, so an expression from a stranger can do nothing but look up and compute.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from numbers import Real

from jinja2 import Environment, TemplateSyntaxError, nodes

from perfgen.express.faults import ExpressionFault
from perfgen.express.punctuation import fold
from perfgen.frozen import frozen

Node = nodes.Node

ALLOWED: tuple[type[Node], ...] = (
    nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.List, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div,
    nodes.Neg, nodes.Pos, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Filter,
    nodes.Call,
)  # fmt: skip
"""The node types of the language."""

_NAMES = {
    nodes.Pow: "**", nodes.FloorDiv: "//", nodes.Mod: "%", nodes.Concat: "~", nodes.Slice: "切片 […:…]",
    nodes.Test: "is …", nodes.Tuple: "逗号并列", nodes.Dict: "{…}", nodes.TemplateData: "文字",
}  # fmt: skip

PRINTING = frozenset({"万元", "亿元", "百分比", "千分位", "同比", "大写", "中文数字", "序号", "日期", "列示", "列举"})
"""Filters that make text for the page; arithmetic on their result is a mistake."""

_OPERATORS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}
_MAX_LENGTH = 2000
_MAX_DEPTH = 50


@frozen
class Expression:
    """A parsed expression and its text."""

    text: str
    node: Node


@frozen
class Segment:
    """A stretch of a text: literal, or an expression with its offset (of the characters after ``{{``)."""

    text: str
    offset: int
    expression: bool


_TAG = re.compile(r"(?:\{\{|｛｛)(.*?)(?:\}\}|｝｝)", re.DOTALL)
_OPENING, _CLOSING = re.compile(r"\{\{|｛｛"), re.compile(r"\}\}|｝｝")
_LONE = re.compile(r"\{\{|｛｛|\}\}|｝｝|\{%|%\}")


def segments(text: str) -> Iterator[Segment]:
    """The literal stretches and expressions of ``text`` in order; raises ExpressionFault on a lone ``{{`` or ``}}``."""
    if "{" not in text and "}" not in text and "｛" not in text and "｝" not in text:
        if text:
            yield Segment(text, 0, False)
        return
    position = 0
    while (opening := _OPENING.search(text, position)) and (closing := _CLOSING.search(text, opening.end())):
        yield from _literal(text, position, opening.start())
        yield Segment(text[opening.end() : closing.start()], opening.end(), True)
        position = closing.end()
    yield from _literal(text, position, len(text))


def _literal(text: str, start: int, end: int) -> Iterator[Segment]:
    literal = text[start:end]
    lone = _LONE.search(literal)
    if lone:
        sign = lone[0]
        hint = (
            "数据里只能写表达式 {{ … }}，不能写 {% … %}" if "%" in sign else "一个表达式写成 {{ … }}，两边的括号要成对"
        )
        raise ExpressionFault(f"“{sign}”没有配对", hint, sign)
    if literal:
        yield Segment(literal, start, False)


def has_expression(text: str) -> bool:
    """Whether ``text`` holds anything that is, or looks like, an expression."""
    return "{{" in text or "｛｛" in text or "}}" in text or "{%" in text


def whole_expression(text: str) -> str | None:
    """The inside of ``{{ … }}`` when ``text`` is one expression and nothing else."""
    match = _TAG.match(text.strip())
    return match[1] if match and match.end() == len(text.strip()) else None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(autoescape=False)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The expression that ``text`` spells; raises ExpressionFault where it cannot be read or is not allowed."""
    if len(text) > _MAX_LENGTH:
        raise ExpressionFault("表达式太长", f"一个表达式不超过 {_MAX_LENGTH} 个字符")
    folded = fold(text)
    if not folded.strip():
        raise ExpressionFault("表达式是空的", "在 {{ 和 }} 之间写要取的数，例如 {{ 决算.支出 | 万元 }}")
    try:
        body = _environment().parse("{{ " + folded + " }}").body  # {{- would be jinja's own sign
    except TemplateSyntaxError as error:
        raise ExpressionFault(
            f"表达式“{text.strip()}”写法不对：{_reason(error.message or '')}", _spelling_hint(folded)
        ) from None
    except RecursionError:
        raise ExpressionFault("表达式嵌套太深") from None
    outputs = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    if len(outputs) != 1 or isinstance(outputs[0], nodes.TemplateData):
        raise ExpressionFault(f"表达式“{text.strip()}”写法不对", "一对 {{ }} 里只写一个表达式")
    _check(outputs[0], 0)
    return Expression(text.strip(), outputs[0])


def _reason(message: str) -> str:
    known = {
        "unexpected end of template": "没有写完",
        "unexpected end of print statement": "没有写完",
        "expected name": "没有写完",
        "expected token": "缺少或多出了符号",
        "unexpected char": "有不认识的字符",
        "unexpected": "有多余的符号",
    }
    return next((chinese for english, chinese in known.items() if message.startswith(english)), "有多余或缺少的符号")


def _spelling_hint(folded: str) -> str:
    bracket = re.search(r"\.([^.\s|]*\([^.\s|)]*[^\x00-\x7f][^.\s|)]*\)[^.\s|]*)", folded)
    if bracket:
        full = bracket[1].replace("(", "（").replace(")", "）")
        return f"带括号的名称写成 ['{full}']"
    return "检查括号、引号和竖线是否成对"


def _check(node: Node, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ExpressionFault("表达式嵌套太深")
    if not isinstance(node, ALLOWED):
        name = next((chinese for kind, chinese in _NAMES.items() if isinstance(node, kind)), type(node).__name__)
        raise ExpressionFault(f"表达式里不能用“{name}”", "可以用加减乘除、比较、且或非（and or not）和手册里列出的函数")
    if isinstance(node, nodes.Const):
        _check_const(node)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise ExpressionFault(f"名称“{node.attr}”不能以下划线开头", "", node.attr)
    if isinstance(node, nodes.Call) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
        raise ExpressionFault("函数的参数只能一个一个地写", "例如 百分比(事实.调解成功, 事实.信访受理)")
    if isinstance(node, nodes.Filter) and (node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None):
        raise ExpressionFault("竖线后面的词的参数只能一个一个地写", "例如 | 位数(1)")
    if isinstance(node, nodes.BinExpr) and type(node) in _OPERATORS:
        _check_operands(node)
    for child in node.iter_child_nodes():
        _check(child, depth + 1)


def _check_const(node: nodes.Const) -> None:
    if isinstance(node.value, Real) and not isinstance(node.value, bool):
        node.value = Decimal(repr(node.value))
        if not node.value.is_finite():
            raise ExpressionFault("表达式里的数太大")


def _check_operands(node: nodes.BinExpr) -> None:
    for side in (node.left, node.right):
        if isinstance(side, nodes.Filter) and side.name in PRINTING:
            sign = _OPERATORS[type(node)]
            hint = (
                "竖线比加减乘除先算；比率写成 百分比(a, b)"
                if side.name == "百分比"
                else "先算后打印：用括号写成 (a … b) | " + side.name
            )
            raise ExpressionFault(f"“{sign}”的一边是已经变成文字的“| {side.name}”", hint, side.name)


def comparison(expression: Expression) -> tuple[Expression, Expression] | None:
    """The two sides of an expression that is one comparison, else None."""
    node = expression.node
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        return Expression("", node.expr), Expression("", node.ops[0].expr)
    return None


def references(expression: Expression) -> Iterator[tuple[str, ...]]:
    """Every dotted path that the expression names, longest spelling, in order."""
    yield from _paths(expression.node)


def _paths(node: Node) -> Iterator[tuple[str, ...]]:
    path = dotted(node)
    if path:
        yield path
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        for argument in node.args:
            yield from _paths(argument)
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


@lru_cache(maxsize=4096)
def dotted(node: Node) -> tuple[str, ...]:
    """The path ``a.b['c']`` as names; empty where ``node`` is no such path."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        head = dotted(node.node)
        return (*head, node.attr) if head else ()
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        head = dotted(node.node)
        return (*head, node.arg.value) if head else ()
    return ()
