"""What changed where one of two sides is known only as a Word file: figure for figure, and the words."""

from collections import defaultdict
from dataclasses import replace

from perfgen.diff.data import Data
from perfgen.diff.pages import Both
from perfgen.diff.tokens import segments, swaps
from perfgen.diff.values import Change, Changes, Place, Reworded
from perfgen.explain import Printing, where
from perfgen.render.trace import Passage


def compare_shown(old: Data, new: Data, pairs: list[Both], told: Changes) -> Changes:
    """What changed as far as the pages show: figure for figure, and the words."""
    places: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    prose = []
    for before, after in pairs:
        was, now = before.text if before else "", after.text if after else ""
        if was == now:
            continue
        spot = after or before
        assert spot is not None
        found = swaps(was, now) if before and after else None
        if found is None or before is None or after is None:
            key = (new.key_of(after) if after else "") or (old.key_of(before) if before else "")
            prose.append(Reworded(where(spot), segments(was, now), key))
            continue
        for first, last, begin, end in found:
            key = _figure_at(new, after, begin, end) or _figure_at(old, before, first, last)
            place = Place(
                where(spot), Printing(where(before), was, first, last), Printing(where(after), now, begin, end)
            )
            places[key, was[first:last], now[begin:end]].append(place)
    figures = tuple(
        Change(key, key, one, other, _typed(old, new, key), places=tuple(reached))
        for (key, one, other), reached in places.items()
    )
    return replace(told, figures=figures, prose=tuple(prose))


def _figure_at(data: Data, passage: Passage, start: int, end: int) -> str:
    around = [
        (each.end - each.start, data.identity(each))
        for each in data.occurrences.get(id(passage), ())
        if each.start < end and start < each.end
    ]
    inner = min((each for each in around if each[1] is not None), key=lambda each: each[0], default=None)
    return inner[1][0][-1] if inner is not None and inner[1] is not None and inner[1][0] else ""


def _typed(old: Data, new: Data, key: str) -> bool:
    side = next((side for side in (new, old) if key in side.values), None)
    return side.typed(key) if side is not None else False
