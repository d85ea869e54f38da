"""What an expression uses and what it prints: of ``占比(甲, 乙)`` neither, of ``甲 | 万元`` the figure itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from jinja2 import nodes

from perfgen.express.evaluate import Scope, evaluate
from perfgen.express.syntax import Expression, Node
from perfgen.express.words import FUNCTIONS
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, leaves

SHAPING = frozenset(
    {"万元", "亿元", "百分比", "千分位", "位数", "增减", "同比", "大写", "中文数字", "序号", "日期", "四舍五入"}
    | {"default", "d", "string", "trim", "safe", "e", "escape", "perfgen_run", "perfgen_block"}
)
"""Words that print one figure in another shape, where they stand with one figure only."""

LISTING = frozenset({"列示", "列举"})
"""Words that print each of several."""


class Watch(Protocol):
    """What a watch over the figures has seen."""

    @property
    def leaves(self) -> tuple[KeyPath, ...]:
        """The paths that were asked for."""


Watching = Callable[[], AbstractContextManager[Watch]]


@frozen
class Use:
    """Figures that an expression used; ``shown``: it prints them, so shaped or so."""

    paths: tuple[KeyPath, ...]
    shown: bool


def uses(expression: Expression, scope: Scope, watching: Watching) -> tuple[Use, ...]:
    """What ``expression`` uses, in order; conditions, and branches that are not taken, are left out."""
    return tuple(_uses(expression.node, scope, watching, True))


def paths_of(value: Any, watch: Watch) -> tuple[KeyPath, ...]:
    """The paths of what was looked up: those seen, and the one that the value itself bears."""
    own = getattr(value, "path", ())
    return leaves((*watch.leaves, *((own,) if own else ())))


def is_lookup(node: Node) -> bool:
    """Whether ``node`` looks something up: ``a``, ``a.b['c']``, ``指标('甲').得分``, ``金额('甲')``; no computing."""
    if isinstance(node, nodes.Call):
        return not is_word(node)
    return isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem)


def is_word(node: Node) -> bool:
    """Whether ``node`` calls one of the words of the language: ``占比(甲, 乙)``, ``有(甲)``."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and (node.node.name in FUNCTIONS or node.node.name == "有")
    )


def is_shaping(node: nodes.Filter | nodes.Call) -> bool:
    """Whether a filter or call prints its one figure in another shape."""
    name = node.name if isinstance(node, nodes.Filter) else getattr(node.node, "name", "")
    others = node.args if isinstance(node, nodes.Filter) else node.args[1:]
    return name in SHAPING and all(isinstance(each, nodes.Const) for each in others)


def is_listing(node: nodes.Filter | nodes.Call) -> bool:
    """Whether a filter or call prints each of several."""
    return (node.name if isinstance(node, nodes.Filter) else getattr(node.node, "name", "")) in LISTING


def _uses(node: Node, scope: Scope, watching: Watching, shown: bool) -> Iterator[Use]:
    if is_lookup(node) or (isinstance(node, nodes.Filter | nodes.Call) and is_listing(node)):
        with watching() as watch:
            value = evaluate(Expression("", node), scope)
        paths = paths_of(value, watch)
        if paths:
            yield Use(paths, shown)
    elif isinstance(node, nodes.CondExpr):
        branch = node.expr1 if evaluate(Expression("", node.test), scope) else node.expr2
        if branch is not None:
            yield from _uses(branch, scope, watching, shown)
    elif isinstance(node, nodes.Or):
        left = evaluate(Expression("", node.left), scope)
        yield from _uses(node.left if left else node.right, scope, watching, shown)
    elif isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "有":
        return
    elif isinstance(node, nodes.Filter | nodes.Call):
        for each in (*([node.node] if isinstance(node, nodes.Filter) and node.node else ()), *node.args):
            yield from _uses(each, scope, watching, shown and is_shaping(node))
    else:
        for each in node.iter_child_nodes():
            yield from _uses(each, scope, watching, False)
