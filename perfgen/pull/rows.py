"""A section of the prose as rows, one a printed paragraph, and rows back to the form in which the section is typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from perfgen.frozen import frozen

_BLANKS = " \t\r\u3000"


class Role(Enum):
    """What a row is in its section."""

    LINE = auto()
    """A line of a text."""
    ITEM = auto()
    """The first line of an item of a list of texts."""
    HEAD = auto()
    """The 标题 of an item of a list of { 标题, 内容 }."""


@frozen
class Row:
    """One paragraph: its role, how many lists it lies within, and its text as typed in the data."""

    role: Role
    depth: int
    source: str


def rows_of(value: Any, depth: int = 0) -> list[Row]:
    """The rows of a section as typed, in the order in which they are printed."""
    return list(_rows(value, depth))


def _rows(value: Any, depth: int) -> Iterator[Row]:
    if isinstance(value, str):
        for line in lines_of(value):
            yield Row(Role.LINE, depth, line)
        return
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            for number, line in enumerate(lines_of(item)):
                yield Row(Role.LINE if number else Role.ITEM, depth, line)
        elif isinstance(item, dict):
            for line in lines_of(str(item.get("标题", ""))):
                yield Row(Role.HEAD, depth, line)
            yield from _rows(item.get("内容", ""), depth + 1)


def lines_of(text: str) -> list[str]:
    """The lines of a text that print as paragraphs, without blanks at both ends."""
    return [line.strip(_BLANKS) for line in text.split("\n") if line.strip(_BLANKS)]


@dataclass
class _Item:
    rows: list[Row] = field(default_factory=list)
    """The first row, and the lines that go on."""
    below: list[Row] = field(default_factory=list)
    """Rows of 内容."""


def value_of(rows: Sequence[Row], like: Any) -> Any:
    """The section that prints ``rows``, in the form of ``like``; texts in which nothing changed are taken from it."""
    depth = min((row.depth for row in rows if row.role is not Role.LINE), default=0)
    return _value(rows, like, depth)


def _value(rows: Sequence[Row], like: Any, depth: int) -> Any:
    if isinstance(like, list) or any(row.role is not Role.LINE and row.depth == depth for row in rows):
        return _list(rows, like if isinstance(like, list) else [], depth)
    return text_of([row.source for row in rows], like if isinstance(like, str) else "\n")


def _list(rows: Sequence[Row], like: list[Any], depth: int) -> list[Any]:
    items: list[_Item] = []
    for row in rows:
        opens = row.depth == depth and row.role is not Role.LINE
        if opens or not items:
            items.append(_Item([row]))
        elif items[-1].rows[0].role is Role.HEAD and (row.depth > depth or row.role is Role.LINE):
            items[-1].below.append(row)
        else:
            items[-1].rows.append(row)
    known = [rows_of([item], depth) for item in like]
    made: list[Any] = []
    used: set[int] = set()
    for item in items:
        number = _like(item, known, used)
        if number is not None:
            used.add(number)
        made.append(_item(item, like[number] if number is not None else None, depth))
    return made


def _like(item: _Item, known: list[list[Row]], used: set[int]) -> int | None:
    """The old item whose text or heading this one is, or shares most rows with."""
    own = [*item.rows, *item.below]
    best, found = 0, None
    for number, rows in enumerate(known):
        if number in used:
            continue
        same = sum(row in rows for row in own)
        score = 3 * same + 2 * (bool(rows) and rows[0] == own[0])
        if score > best:
            best, found = score, number
    return found


def _item(item: _Item, like: Any, depth: int) -> Any:
    if item.rows[0].role is Role.HEAD:
        old = like if isinstance(like, dict) else {}
        made = dict(old)
        made["标题"] = text_of([row.source for row in item.rows], str(old.get("标题", "")))
        if item.below or "内容" in old:
            made["内容"] = _value(item.below, old.get("内容", ""), depth + 1)
        return made
    return text_of([row.source for row in item.rows], like if isinstance(like, str) else "")


def text_of(lines: Sequence[str], like: str) -> str:
    """The text with ``lines`` for paragraphs, laid out (empty lines, blanks) as ``like`` is where that has them."""
    old = like.split("\n")
    places = [number for number, line in enumerate(old) if line.strip(_BLANKS)]
    texts = [old[number].strip(_BLANKS) for number in places]
    if texts == list(lines):
        return like
    if not places:
        return f"{chr(10).join(lines)}\n" if like.endswith("\n") else "\n".join(lines)
    from perfgen.pull.matching import paired

    pairs = {j: i for i, j in paired([("", text) for text in texts], [("", line) for line in lines])}
    made: list[str] = [*old[: places[0]]]
    for number, line in enumerate(lines):
        i = pairs.get(number)
        if i is None:
            made.append(line)
            continue
        shell = old[places[i]]
        made.append(shell.replace(texts[i], line, 1))
        following = places[i + 1] if i + 1 < len(places) else len(old)
        if i + 1 < len(places):
            made += old[places[i] + 1 : following]
    return "\n".join([*made, *old[places[-1] + 1 :]])
