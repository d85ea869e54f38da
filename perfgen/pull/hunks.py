"""The difference of two texts in hunks that never cut a number in two."""

import re

from perfgen.align import stretches
from perfgen.frozen import frozen

NUMBER = re.compile(r"[0-9０-９]+(?:,[0-9]{3})*(?:[.．][0-9０-９]+)?")
_TOKEN = re.compile(rf"{NUMBER.pattern}|[A-Za-z]+|[\s\S]")


@frozen
class Hunk:
    """The characters ``start`` to ``end`` of the left text become ``text``."""

    start: int
    end: int
    text: str


def hunks(left: str, right: str) -> list[Hunk]:
    """What turns ``left`` into ``right``, from left to right; equal texts give none."""
    if left == right:
        return []
    one, two = _TOKEN.findall(left), _TOKEN.findall(right)
    head = 0
    while head < min(len(one), len(two)) and one[head] == two[head]:
        head += 1
    tail = 0
    while tail < min(len(one), len(two)) - head and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    before = sum(map(len, one[:head]))
    one, two = one[head : len(one) - tail], two[head : len(two) - tail]
    places = [before]
    for token in one:
        places.append(places[-1] + len(token))
    found: list[Hunk] = []
    i = j = 0
    for a, b, size in [*(stretches(one, two) if one and two else ()), (len(one), len(two), 0)]:
        if (a, b) != (i, j):
            found.append(Hunk(places[i], places[a], "".join(two[j:b])))
        i, j = a + size, b + size
    return found
