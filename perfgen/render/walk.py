"""All nodes of a syntax tree, gathered once for everybody who looks at each of them."""

from collections.abc import Iterator
from typing import TypeVar

from jinja2 import nodes

Walked = list[tuple[nodes.Node, int]]
"""Nodes with their depth: a statement has 1, what stands in it more, statements within it 1 again."""


def walked(tree: nodes.Node) -> Walked:
    """Every node of ``tree`` with its depth, the root with 0 among them, in no order."""
    found: Walked = []
    waiting: Walked = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        depth += 1
        for name in node.fields:
            value = getattr(node, name)
            if isinstance(value, nodes.Node):
                waiting.append((value, depth))
            elif value.__class__ is list or value.__class__ is tuple:
                inside = [each for each in value if isinstance(each, nodes.Node)]
                waiting.extend([(each, 1 if isinstance(each, nodes.Stmt) else depth) for each in inside])
    return found


Kind = TypeVar("Kind", bound=nodes.Node)


def of_kind(all_nodes: Walked, kind: type[Kind]) -> Iterator[Kind]:
    """Those of ``all_nodes`` that are of one ``kind``."""
    return (node for node, _ in all_nodes if isinstance(node, kind))
