"""Texts word by word: figures and Latin words whole, Chinese by the character; readable rather than shortest."""

import re
from difflib import SequenceMatcher

from perfgen.frozen import frozen

SAME, GONE, NEW = "=", "-", "+"
MARK = "\ufffc"
"""Stands for a figure where only the words beside figures are compared."""

FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?[%％‰]?")
_TOKEN = re.compile(rf"{FIGURE.pattern}|[A-Za-z]+|[ \t]+|[\s\S]")
_SHORT = 2
"""A stretch of fewer characters that two changes have between them is told as changed too: confetti is unreadable."""

Step = tuple[str, int, int, int, int]
"""One of ``=``, ``-``, ``+`` with the tokens of the old text (from, to) and of the new one."""


@frozen
class Segment:
    """Some characters of a changed text: kept (``=``), gone (``-``) or new (``+``)."""

    kind: str
    text: str


def tokens(text: str) -> list[str]:
    """The words of ``text``; joined they are the text again."""
    return _TOKEN.findall(text)


def steps(old: list[str], new: list[str]) -> list[Step]:
    """How ``old`` becomes ``new``: kept stretches and changes in turn, in a change the old words before the new."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[tuple[bool, int, int, int, int]] = []
    for tag, *bounds in matcher.get_opcodes():
        first, last, begin, end = bounds
        short = sum(map(len, old[first:last])) < _SHORT and first > 0 and last < len(old) and _soft(old[first:last])
        same = tag == "equal" and not (found and short)
        if found and not same and not found[-1][0]:
            found[-1] = (False, found[-1][1], last, found[-1][3], end)
        else:
            found.append((same, first, last, begin, end))
    return [step for each in found for step in _told(*each)]


def _soft(words: list[str]) -> bool:
    """Whether the words may drown in a change: sentences are kept apart by their signs."""
    return not any(word in "，。；：、！？\n\t" for word in words)


def _told(same: bool, first: int, last: int, begin: int, end: int) -> list[Step]:
    if same:
        return [(SAME, first, last, begin, end)]
    told: list[Step] = []
    if first < last:
        told.append((GONE, first, last, begin, begin))
    if begin < end:
        told.append((NEW, last, last, begin, end))
    return told


def segments(old: str, new: str) -> tuple[Segment, ...]:
    """How the text ``old`` becomes ``new``, word by word."""
    before, after = tokens(old), tokens(new)
    return tuple(
        Segment(kind, "".join(after[begin:end] if kind == NEW else before[first:last]))
        for kind, first, last, begin, end in steps(before, after)
    )


def swaps(old: str, new: str) -> list[tuple[int, int, int, int]] | None:
    """The figures (characters from, to, in both texts) that were put in place of others; None if words changed too."""
    before, after = tokens(old), tokens(new)
    if [_sign(each) for each in before] != [_sign(each) for each in after]:
        return None
    found, first, begin = [], 0, 0
    for one, other in zip(before, after, strict=True):
        if one != other:
            found.append((first, first + len(one), begin, begin + len(other)))
        first, begin = first + len(one), begin + len(other)
    return found


def _sign(token: str) -> str:
    return MARK if FIGURE.fullmatch(token) else token
