"""Two changes of one text put together where they do not meet."""

import itertools
import re

from perfgen.align import stretches

_TOKEN = re.compile(r"\{\{[\s\S]*?\}\}|｛｛[\s\S]*?｝｝|[0-9０-９]+(?:[.．,][0-9０-９]+)*|[A-Za-z]+|[\s\S]")


def both(base: str, one: str, two: str) -> str | None:
    """``base`` with the changes of ``one`` and of ``two``; None where they change the same characters differently."""
    if one == two or two == base:
        return one
    if one == base:
        return two
    tokens = _TOKEN.findall(base)
    changes = sorted({*_changes(tokens, one), *_changes(tokens, two)})
    for (first, end, _), (start, stop, _) in itertools.pairwise(changes):
        at_one_place = start == end and (first == end or start == stop)
        if start < end or at_one_place:
            return None
    made, position = "", 0
    for start, end, text in changes:
        made += "".join(tokens[position:start]) + text
        position = end
    return made + "".join(tokens[position:])


def _changes(base: list[str], text: str) -> list[tuple[int, int, str]]:
    other = _TOKEN.findall(text)
    found = []
    i = j = 0
    for a, b, size in [*(stretches(base, other) if base and other else ()), (len(base), len(other), 0)]:
        if (a, b) != (i, j):
            found.append((i, a, "".join(other[j:b])))
        i, j = a + size, b + size
    return found
