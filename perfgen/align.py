"""Sequence alignment of two texts or two lists: which items belong together when order is kept as far as possible.

Likenesses are whole numbers from 0 (nothing in common) to 1000 (the same).
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

SAME = 1000
"""The likeness of two texts that are the same."""


def likeness(left: str, right: str) -> int:
    """How much two texts have in common."""
    if left == right:
        return SAME
    if not left or not right:
        return 0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return int(matcher.ratio() * SAME)


def in_order(rows: int, columns: int, worth: Callable[[int, int], int]) -> list[tuple[int, int]]:
    """The pairs (row, column) of greatest total worth in which both only ever increase; none is worthless."""
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            taken = worth(row, column)
            joined = best[row + 1][column + 1] + taken if taken > 0 else 0
            best[row][column] = max(joined, best[row + 1][column], best[row][column + 1])
    pairs: list[tuple[int, int]] = []
    row = column = 0
    while row < rows and column < columns:
        taken = worth(row, column)
        if taken > 0 and best[row][column] == best[row + 1][column + 1] + taken:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1
    return pairs


def paired(left: Sequence[str], right: Sequence[str], least: int = 500) -> list[tuple[int, int]]:
    """The texts of ``left`` and ``right`` that belong together, in order, as pairs of indices."""
    known: dict[tuple[int, int], int] = {}

    def worth(row: int, column: int) -> int:
        if (row, column) not in known:
            known[row, column] = max(0, likeness(left[row], right[column]) - least + 1)
        return known[row, column]

    return in_order(len(left), len(right), worth)


def stretches(left: Sequence[object], right: Sequence[object]) -> list[tuple[int, int, int]]:
    """The stretches that both have, as start in ``left``, start in ``right``, length."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]
