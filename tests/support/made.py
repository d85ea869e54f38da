"""Packs made from the reports that the repository ships, and what follows from each of their base amounts."""

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from perfgen.load import load
from perfgen.making.settling import FromReport, pack_from_report, texts_of
from perfgen.new.exact import exact
from perfgen.packs import Pack
from perfgen.packs.read import SAMPLE, pack_of
from perfgen.pipeline import Job, Outcome, build
from tests.support.built import built, source

HEADS = ("决算", "年初预算", "预算执行", "三公经费", "较上年", "项目")
MORE = Decimal("3.17")
"""By how much a base amount is changed."""


@cache
def from_report(name: str) -> FromReport:
    """The pack that is made of the shipped report ``name``."""
    return pack_from_report(built(name).data, "made", "", "")


@cache
def pack(name: str) -> Pack:
    """The same, read as packs are read."""
    return pack_of(from_report(name).made.files, Path("made"))


def printed(of: Pack, data: bytes) -> Outcome:
    """What comes of ``data`` with one pack."""
    return build(Job(data, "data.toml", lambda name, version: of))


@dataclass(frozen=True)
class Change:
    """A base amount that was changed: where, the texts that change in the shipped report, those that are missed."""

    path: tuple[str | int, ...]
    changed: tuple[str, ...]
    missed: tuple[str, ...]


def changes(name: str) -> Iterator[Change]:
    """One base amount after another changed, in the shipped data file and in the sample of the pack made from it.

    Amounts that the shipped file has in another form, or more than once, are passed over.
    """
    own = pack(name)
    tree: dict[str, Any] = load(own.files[SAMPLE], SAMPLE).source.tree  # type: ignore[union-attr]
    text = re.sub(r'\["核对数"\]\n(?:.*\n)*?(?=\n|\[)', "", source(name).read_text(encoding="utf-8"))
    figures = text.split('["正文"]')[0]
    shipped = built(name).pack
    base = _texts(printed(shipped, text.encode()))
    for path, value in _leaves({head: tree[head] for head in HEADS if head in tree}):
        places = list(re.finditer(rf"(?<![0-9.]){re.escape(str(abs(value)))}(?![0-9.])", figures))
        if len(places) != 1:
            places = [place for place in places if _keyed(figures, place, path)]
        if len(places) != 1:
            continue
        more = str(abs(value) + MORE)
        theirs = printed(shipped, (text[: places[0].start()] + more + text[places[0].end() :]).encode())
        ours = printed(own, _with(tree, path, Decimal(more) if value >= 0 else -Decimal(more), own))
        if theirs.refused or ours.refused:  # the amount contradicts another one: both say so
            assert theirs.refused and ours.refused, (path, theirs.findings, ours.findings)
            continue
        changed = tuple(text for text in _texts(theirs) if text not in base)
        now = _texts(ours)
        yield Change(
            path, changed, tuple(text for text in changed if text not in now and not _followed(text, base, now))
        )


_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?%?")


def _followed(text: str, base: Sequence[str], now: Sequence[str]) -> bool:
    """Whether all figures of ``text`` stand in a text of ``now``, where its words are others than in ``base`` too.

    The shipped pack says 持平 or 少支出3.17万元 by the figures; a sentence taken from a report has one of the two.
    """
    words = _FIGURE.sub("0", text)
    if any(_FIGURE.sub("0", each) == words for each in base):
        return False
    figures = _FIGURE.findall(text)
    return any((found := _FIGURE.findall(each)) and found == figures[: len(found)] and len(found) > 2 for each in now)


def _keyed(text: str, place: re.Match[str], path: tuple[str | int, ...]) -> bool:
    """Whether the line of a figure names what ``path`` ends with."""
    line = text[text.rfind("\n", 0, place.start()) + 1 : place.start()]
    return re.search(rf'(?:"|｜){re.escape(str(path[-1]))}(?:"|｜)', line) is not None


def _with(tree: dict[str, Any], path: tuple[str | int, ...], value: Decimal, own: Pack) -> bytes:
    changed = copy.deepcopy(tree)
    changed.pop("核对数", None)
    node: Any = changed
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    return "\n".join(exact(changed, own.contract)).encode()


def _texts(outcome: Outcome) -> list[str]:
    assert outcome.error is None, outcome.error
    return texts_of(outcome.made[0].data) if outcome.made else []


def _leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Decimal]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(value, (*path, index))
    elif isinstance(node, int | Decimal) and not isinstance(node, bool):
        yield path, Decimal(node)
