"""What changed between two sides: figures and where they reach, words, the score."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from perfgen.diff.data import Data, Identity
from perfgen.diff.pages import Both, side_by_side
from perfgen.diff.shown import compare_shown
from perfgen.diff.sides import Side, score
from perfgen.diff.tokens import MARK, segments, swaps
from perfgen.diff.values import Change, Changes, Place, Reworded
from perfgen.explain import Occurrence, where
from perfgen.explain.numbers import exact_number
from perfgen.express.values import Absent, Kind, Number
from perfgen.render.trace import Passage, Traced


def compare(old: Side, new: Side) -> Changes:
    """Everything that changed from ``old`` to ``new``."""
    pairs = [pair for before, after in _documents(old, new) for pair in side_by_side(before, after)]
    told = Changes(score=score(old, new), unprinted=old.unprinted or new.unprinted)
    if old.known is not None and new.known is not None:
        return _known(Data(old.known), Data(new.known), pairs, told)
    return compare_shown(Data(old.known), Data(new.known), pairs, told)


def _documents(old: Side, new: Side) -> Iterator[tuple[Traced, Traced]]:
    """The documents of both that belong together; one without data is compared with the first or the one it is."""
    nothing = Traced(())
    if (len(old.documents), len(new.documents)) == (1, 1):
        yield next(iter(old.documents.values())), next(iter(new.documents.values()))
    elif {len(old.documents), len(new.documents)} & {1} and not (old.job and new.job):
        key = next(iter(old.documents if len(old.documents) == 1 else new.documents))
        yield _document(old, key), _document(new, key)
    else:
        for key in dict.fromkeys((*old.documents, *new.documents)):
            yield old.documents.get(key, nothing), new.documents.get(key, nothing)


def _document(side: Side, key: str) -> Traced:
    return side.documents.get(key) or next(iter(side.documents.values()), Traced(()))


# -- both data known ----------------------------------------------------------------------------------


@dataclass
class _Reached:
    """Where each thing that is printed reads otherwise than before."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    """By the key of the figure."""
    spots: dict[tuple[str, tuple[str, ...]], list[Place]] = field(default_factory=lambda: defaultdict(list))
    """By expression and the keys that it uses."""


def _known(old: Data, new: Data, pairs: list[Both], told: Changes) -> Changes:
    figures, texts = _changed(old, new)
    reached = _Reached()
    words = {change.key for change in texts}
    prose = []
    for before, after in pairs:
        marked = _follow(old, new, before, after, reached, words)
        if marked is not None:
            prose.append(marked)
    causes = {change.key: _causes(old, new, change.key) for change in figures if not change.typed}
    typed = {change.key for change in figures if change.typed}
    done = [
        replace(
            change,
            causes=tuple(key for key in causes.get(change.key, ()) if key in typed),
            places=tuple(dict.fromkeys(reached.places.get(change.key, ()))),
        )
        for change in figures
    ]
    spots = [_spot(expression, keys, places, typed, causes) for (expression, keys), places in reached.spots.items()]
    printed = {key for key, places in reached.places.items() if places}
    return replace(
        told,
        figures=(*(each for each in done if each.typed), *(each for each in done if not each.typed), *spots),
        prose=tuple(prose),
        texts=tuple(each for each in texts if each.key not in printed),
    )


def _changed(old: Data, new: Data) -> tuple[list[Change], list[Change]]:
    """The figures that changed, and the texts."""
    figures, texts = [], []
    for key in dict.fromkeys((*new.values, *old.values)):
        before, after = old.values.get(key, ((), None))[1], new.values.get(key, ((), None))[1]
        if _same(before, after):
            continue
        if _is_figure(before, after):
            side = new if key in new.values else old
            shown = _told(before), _told(after)
            if shown[0] == shown[1]:
                shown = exact_number(before), exact_number(after)
            figures.append(Change(key, key, *shown, typed=side.typed(key)))
        else:
            texts.append(Change(key, key, _told(before), _told(after)))
    return figures, texts


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, Number) and isinstance(after, Number):
        return (before.value, str(before)) == (after.value, str(after))
    if isinstance(before, Absent) and isinstance(after, Absent):
        return before.word == after.word
    return type(before) is type(after) and before == after


def _is_figure(before: Any, after: Any) -> bool:
    """Whether a figure changed rather than words; “28个村” is one where “27个村” takes its place."""
    if isinstance(before, Number) or isinstance(after, Number):
        return True
    if isinstance(before, str) and isinstance(after, str):
        return swaps(before, after) is not None
    return not (isinstance(before, str) or isinstance(after, str))


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Absent):
        return value.word
    unit = value.style.money_unit if isinstance(value, Number) and value.kind is Kind.AMOUNT else ""
    return f"{value}{unit}" if isinstance(value, Number) and value.text is None else str(value)


def _causes(old: Data, new: Data, key: str) -> tuple[str, ...]:
    found = (
        side.spelled(path) for side in (new, old) if key in side.values for path in side.below(side.values[key][0])
    )
    return tuple(dict.fromkeys(found))


def _spot(
    expression: str, keys: tuple[str, ...], places: list[Place], typed: set[str], causes: Mapping[str, tuple[str, ...]]
) -> Change:
    """Something that is computed where it is printed."""
    bases = dict.fromkeys(base for key in keys for base in (key, *causes.get(key, ())) if base in typed)
    first = places[0]
    old, new = (each.shown if each is not None else "" for each in (first.old, first.new))
    return Change(expression, "", old, new, typed=False, causes=tuple(bases), places=tuple(dict.fromkeys(places)))


def _follow(
    old: Data, new: Data, before: Passage | None, after: Passage | None, reached: _Reached, texts: set[str]
) -> Reworded | None:
    """Note where the figures of a paragraph reach; what changed beside them comes back."""
    left = _printed(old, before)
    right = _printed(new, after)
    gone = dict(left)
    for name, occurrence in right.items():
        earlier = gone.pop(name, None)
        if earlier is None or _characters(earlier) != _characters(occurrence):
            _note(reached, name[0], earlier, occurrence)
    for name, occurrence in gone.items():
        _note(reached, name[0], occurrence, None)
    was, now = before.text if before else "", after.text if after else ""
    figures = [
        {name: each for name, each in printed.items() if texts.isdisjoint(name[0][0])} for printed in (left, right)
    ]
    if was == now or _skeleton(before, figures[0]) == _skeleton(after, figures[1]):
        return None
    spot = after or before
    assert spot is not None
    key = (new.key_of(after) if after else "") or (old.key_of(before) if before else "")
    return Reworded(where(spot), segments(was, now), key)


def _printed(data: Data, passage: Passage | None) -> dict[tuple[Identity, int], Occurrence]:
    """What figures a paragraph prints, each told apart from others of its kind by its number."""
    found: dict[tuple[Identity, int], Occurrence] = {}
    counts: dict[Identity, int] = defaultdict(int)
    for each in data.occurrences.get(id(passage), ()) if passage is not None else ():
        identity = data.identity(each)
        if identity is not None:
            found[identity, counts[identity]] = each
            counts[identity] += 1
    return found


def _note(reached: _Reached, identity: Identity, before: Occurrence | None, after: Occurrence | None) -> None:
    spot = after or before
    assert spot is not None
    place = Place(
        where(spot.passage),
        before.printing() if before is not None else None,
        after.printing() if after is not None else None,
    )
    paths, expression, keys = identity
    for key in paths:
        reached.places[key].append(place)
    if not paths and before is not None and after is not None:
        reached.spots[expression, keys].append(place)


def _characters(occurrence: Occurrence) -> str:
    return occurrence.passage.text[occurrence.start : occurrence.end]


def _skeleton(passage: Passage | None, printed: Mapping[tuple[Identity, int], Occurrence]) -> str:
    """The text with a sign in the place of each figure."""
    if passage is None:
        return ""
    text, end = "", 0
    for each in sorted(printed.values(), key=lambda each: (each.start, -each.end)):
        if each.start >= end:
            text += passage.text[end : each.start] + MARK
            end = each.end
    return text + passage.text[end:]
