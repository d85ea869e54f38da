"""Which paragraph, table, row and cell of one document is which of another, in order; what is left over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from perfgen.align import in_order, likeness, stretches
from perfgen.pull.sheet import CellNode, Grid, Leaf, Node, Sheet

_LEAST = 380
"""Texts less alike than this are two texts, not one that was reworded."""
_WIDE = 40_000
"""More pairs than this are not compared one by one."""


@dataclass
class Matched:
    """Pairs of leaves; for each leaf of the right side that is new: the leaves around it; lost leaves; odd rows."""

    pairs: list[tuple[Leaf, Leaf]] = field(default_factory=list)
    cells: list[tuple[Grid, CellNode, CellNode]] = field(default_factory=list)
    """Table of the left side and pairs of cells without prose, compared as one text."""
    added: list[tuple[Leaf, Leaf | None, Leaf | None]] = field(default_factory=list)
    """A new leaf with the matched left leaves before and after it, in its own cell or in the body."""
    lost: list[Leaf] = field(default_factory=list)
    before: dict[int, int] = field(default_factory=dict)
    """The number of the matched leaf before each lost one in its own cell or in the body; -1 where there is none."""
    rows_added: list[tuple[CellNode, ...]] = field(default_factory=list)
    rows_lost: list[tuple[CellNode, ...]] = field(default_factory=list)


def match(left: Sheet, right: Sheet, is_prose: Callable[[Leaf], bool]) -> Matched:
    """Match two documents; ``is_prose`` tells of leaves of ``left`` whether a text of the data is printed there."""
    found = Matched()
    _nodes(left.nodes, right.nodes, found, is_prose)
    return found


def _nodes(left: Sequence[Node], right: Sequence[Node], found: Matched, is_prose: Callable[[Leaf], bool]) -> None:
    partner: dict[int, Leaf | None] = {}
    taken = set()
    for i, j in paired_nodes(left, right):
        one, two = left[i], right[j]
        taken.add(i)
        if isinstance(one, Leaf) and isinstance(two, Leaf):
            partner[j] = one
            found.pairs.append((one, two))
        elif isinstance(one, Grid) and isinstance(two, Grid):
            partner[j] = None
            _grids(one, two, found, is_prose)
    for j, node in enumerate(right):
        if j in partner:
            continue
        before = next((partner[k] for k in range(j - 1, -1, -1) if k in partner), None)
        after = next((partner[k] for k in range(j + 1, len(right)) if k in partner), None)
        if isinstance(node, Leaf):
            found.added.append((node, before, after))
        else:
            found.rows_added += node.rows
    for i, node in enumerate(left):
        if i not in taken:
            if isinstance(node, Leaf):
                found.lost.append(node)
                head = next((left[k] for k in range(i - 1, -1, -1) if k in taken), None)
                found.before[node.number] = head.number if isinstance(head, Leaf) else -1
            else:
                found.rows_lost += node.rows


def _key(node: Node) -> tuple[str, str]:
    if isinstance(node, Grid):
        return "table", "\n".join(cell.text for cell in node.rows[0]) if node.rows else ""
    return "text", node.bare


def paired_nodes(left: Sequence[Node], right: Sequence[Node]) -> list[tuple[int, int]]:
    """Indices of the blocks that belong together: equal ones first, between them those that are most alike."""
    return paired([_key(node) for node in left], [_key(node) for node in right])


def paired(left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Indices of what belongs together, given kinds and texts."""
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for a, b, size in [*(stretches(left, right) if left and right else ()), (len(left), len(right), 0)]:
        pairs += ((i + x, j + y) for x, y in _gap(left[i:a], right[j:b]))
        pairs += ((a + n, b + n) for n in range(size))
        i, j = a + size, b + size
    return pairs


def _gap(left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    if not left or not right:
        return []
    if len(left) == len(right) == 1 and left[0][0] == right[0][0] == "table":
        return [(0, 0)]
    known: dict[tuple[int, int], int] = {}

    def worth(x: int, y: int) -> int:
        if (x, y) not in known:
            known[x, y] = _worth(left[x], right[y]) if len(left) * len(right) < _WIDE else 0
        return known[x, y]

    return in_order(len(left), len(right), worth)


def _worth(left: tuple[str, str], right: tuple[str, str]) -> int:
    if left[0] != right[0]:
        return 0
    short, long = sorted((len(left[1]), len(right[1])))
    if 2000 * short < _LEAST * (short + long):
        return 0
    return max(0, likeness(left[1], right[1]) - _LEAST)


def _grids(left: Grid, right: Grid, found: Matched, is_prose: Callable[[Leaf], bool]) -> None:
    ones, twos = [_row(row) for row in left.rows], [_row(row) for row in right.rows]
    pairs = paired(ones, twos)
    if len(ones) == len(twos):
        pairs = _filled(pairs, len(ones))
    for i, j in pairs:
        for one, two in _cells(left.rows[i], right.rows[j]):
            if any(is_prose(leaf) for leaf in one.leaves) or any(isinstance(n, Grid) for n in (*one.nodes, *two.nodes)):
                _nodes(one.nodes, two.nodes, found, is_prose)
            else:
                found.cells.append((left, one, two))
    met, seen = {i for i, _ in pairs}, {j for _, j in pairs}
    found.rows_lost += (row for i, row in enumerate(left.rows) if i not in met and any(cell.text for cell in row))
    found.rows_added += (row for j, row in enumerate(right.rows) if j not in seen and any(cell.text for cell in row))


def _filled(pairs: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """The pairs with gaps of equal length on both sides paired one by one: rows that were typed anew."""
    filled: list[tuple[int, int]] = []
    i = j = 0
    for a, b in [*pairs, (count, count)]:
        if a - i == b - j:
            filled += ((i + n, j + n) for n in range(a - i))
        filled.append((a, b))
        i, j = a + 1, b + 1
    return filled[:-1]


def _row(row: tuple[CellNode, ...]) -> tuple[str, str]:
    return "row", "\t".join(cell.text for cell in row)


def _cells(left: Sequence[CellNode], right: Sequence[CellNode]) -> list[tuple[CellNode, CellNode]]:
    if len(left) == len(right):
        return list(zip(left, right, strict=True))
    columns = {cell.column: cell for cell in right}
    same = [(cell, columns[cell.column]) for cell in left if cell.column in columns]
    if len(same) == len(left):
        return same
    pairs = in_order(len(left), len(right), lambda x, y: 1 + likeness(left[x].text, right[y].text))
    return [(left[x], right[y]) for x, y in pairs]
