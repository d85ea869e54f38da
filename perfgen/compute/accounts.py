"""Amount trees: a node is a number or a table and has a total at any depth.

Children add up. What stands under 其中 is not added. Keys that begin with 按 are cuts: views of one sum, never added to
each other. Amounts are in 万元.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfgen.compute.absent import AbsentAmount
from perfgen.compute.typed import Typed
from perfgen.express.values import Absent, Amount, Kind, Number
from perfgen.keypath import KeyPath
from perfgen.model import Node
from perfgen.vocabulary import CUT, OF_WHICH, TOTAL, Type


def parts(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The children that add up."""
    return tuple(name for name in raw if name not in (OF_WHICH, TOTAL) and not is_cut(name))


def cuts(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The cuts of a node."""
    return tuple(name for name in raw if is_cut(name))


def is_cut(name: str) -> bool:
    """Whether ``name`` is a cut's (按支出性质, 按经济分类)."""
    return name.startswith(CUT) and len(name) > len(CUT)


def node(figures: Typed, path: KeyPath, raw: Any) -> Any:
    """The amount at ``path``: its total with its parts."""
    total = figures.quantity(raw, path, Kind.AMOUNT) if not isinstance(raw, dict) else _total(figures, path, raw)
    below = raw if isinstance(raw, dict) else {}
    names = parts(below) or (
        parts(below[cuts(below)[0]]) if cuts(below) and isinstance(below[cuts(below)[0]], dict) else ()
    )
    head = path if parts(below) or not cuts(below) else (*path, cuts(below)[0])

    def children() -> Mapping[str, Any]:
        return {name: figures.value((*head, name)) for name in names}

    if isinstance(total, Absent):
        find = _finder(figures, path) if isinstance(raw, dict) else None
        return AbsentAmount(total, str(path[-1]), children, find)
    return Amount(
        total.value,
        Kind.AMOUNT,
        figures.style,
        path=path,
        name=str(path[-1]),
        parts=children,
        find=_finder(figures, path),
    )


def _total(figures: Typed, path: KeyPath, raw: Mapping[str, Any]) -> Any:
    names = parts(raw)
    if names:
        total: Any = Number(Decimal(0), Kind.AMOUNT, figures.style)
        for name in names:
            total = total + figures.value((*path, name))
        figures.note(_signed("+", ((*path, name) for name in names)))
        return total
    for name in cuts(raw):
        figures.note([("", (*path, name))])
        return figures.value((*path, name))
    if TOTAL in raw:
        figures.note([("", (*path, TOTAL))])
        return figures.value((*path, TOTAL))
    if OF_WHICH in raw:
        return Absent("未公布", figures.label(path))
    return Number(Decimal(0), Kind.AMOUNT, figures.style)


def _signed(sign: str, paths: Iterable[KeyPath]) -> Iterator[tuple[str, KeyPath]]:
    for number, path in enumerate(paths):
        yield (sign if number else ""), path


def _finder(figures: Typed, path: KeyPath) -> Callable[[str], Any]:
    def find(name: str) -> Any:
        try:
            return figures.child(path, name)
        except KeyError:
            for holder in holders(figures, path):
                try:
                    return figures.child(holder, name)
                except KeyError:
                    continue
            for cut in _open_cuts(figures, path):
                return figures.value((*path, cut))
            raise

    return find


def _open_cuts(figures: Typed, path: KeyPath) -> Iterator[str]:
    """The cuts of ``path`` that are still to come as a whole; any name may stand in them."""
    raw = figures.report.raw(path) if figures.report.has(path) else None
    yield from (name for name in cuts(raw) if raw[name] == "待填") if isinstance(raw, dict) else ()


def holders(figures: Typed, path: KeyPath) -> Iterator[KeyPath]:
    """Where a name that is no direct child may stand: the cuts, and 其中."""
    raw = figures.report.raw(path) if figures.report.has(path) else None
    if isinstance(raw, dict):
        for name in (*cuts(raw), *((OF_WHICH,) if OF_WHICH in raw else ())):
            if isinstance(raw[name], dict):
                yield (*path, name)


def typed(figures: Typed, names: tuple[str, ...]) -> KeyPath:
    """Where the amount that ``names`` lead to was typed, through cuts and 其中 where they leave them out.

    Raises KeyError where they lead out of the amounts that were typed.
    """
    report = figures.report
    path: KeyPath = names if report.has(names) else ()
    for name in () if path else names:
        heads = (path, *holders(figures, path)) if _in_tree(report.node(path)) else (path,)
        path = next(((*head, name) for head in heads if report.has((*head, name))), ())
        if not path:
            raise KeyError(names)
    if not _in_tree(report.node(path)):
        raise KeyError(names)
    return path


def _in_tree(node: Node) -> bool:
    return node.shape is not None and node.shape.field is not None and node.shape.field.type is Type.TREE


def trees(figures: Typed) -> Iterator[KeyPath]:
    """The paths of every amount tree that the data types."""
    return (path for path in figures.report.contract.trees if figures.report.has(path))


def walk(raw: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Every node of an amount tree with its path, from the top down."""
    yield path, raw
    if isinstance(raw, dict):
        for name, below in raw.items():
            yield from walk(below, (*path, name))


def by_name(figures: Typed, name: str) -> list[KeyPath]:
    """The paths of the amounts called ``name``: those of the final accounts, else of the budget."""
    for head in ("决算", "年初预算", "预算执行"):
        found = [
            path
            for tree in trees(figures)
            if tree[0] == head
            for path, _ in walk(figures.report.raw(tree), tree)
            if path[-1] == name
        ]
        plain = [path for path in found if not any(is_cut(str(part)) for part in path)]
        if found:
            return plain or found
        if figures.has((head, name)):
            return [(head, name)]
    return []
