"""Which paragraphs, rows and cells of two documents belong together; order is kept."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from perfgen.align import likeness, paired

Pair = tuple[int | None, int | None]
"""The places of a thing in the old and in the new document; None where it is not there."""

LEAST = 350
"""How alike two texts are at least that are told as one changed text."""
_MOST = 4000
"""Pairs of texts that are compared with each other at most; of more only those at equal distance."""


def matched(old: Sequence[str], new: Sequence[str], least: int = LEAST) -> list[Pair]:
    """The texts of both in one order: pairs that belong together, and those that only one has, the old ones first."""
    found: list[Pair] = []
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(first, last), range(begin, end), strict=True)
        else:
            found += _between(old, new, (first, last), (begin, end), least)
    return found


def _between(
    old: Sequence[str], new: Sequence[str], left: tuple[int, int], right: tuple[int, int], least: int
) -> list[Pair]:
    (first, last), (begin, end) = left, right
    together: list[tuple[int, int]]
    if (last - first) * (end - begin) <= _MOST:
        together = paired(old[first:last], new[begin:end], least)
    else:
        together = [
            (n, n) for n in range(min(last - first, end - begin)) if _alike(old, new, first + n, begin + n, least)
        ]
    found: list[Pair] = []
    row = column = 0
    for one, other in (*together, (last - first, end - begin)):
        found += [(first + n, None) for n in range(row, one)]
        found += [(None, begin + n) for n in range(column, other)]
        if one < last - first and other < end - begin:
            found.append((first + one, begin + other))
        row, column = one + 1, other + 1
    return found


def _alike(old: Sequence[str], new: Sequence[str], one: int, other: int, least: int) -> bool:
    return likeness(old[one], new[other]) >= least
