"""A data file as read: its tree of plain values, its text, and the place of everything in it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key
from perfgen.load.index import Entry, index, offset_in_string

_NAMES = ("名称", "三级指标", "标题", "键")


@frozen
class Edit:
    """A mechanical correction: ``text[start:end]`` of the original becomes ``new``."""

    start: int
    end: int
    new: str


@frozen
class Mapped:
    """A text with corrections applied, and the way back from its offsets to the original's lines and columns."""

    original: str
    edits: tuple[Edit, ...] = ()

    def place(self, offset: int, path: KeyPath, file: str) -> Place:
        """The place of ``offset`` of the original, under the name ``path``."""
        line = self.line(offset)
        return Place(file, line, offset - self._lines[line - 1] + 1, format_key(path))

    def line(self, offset: int) -> int:
        """The line, from 1, of ``offset`` of the original."""
        return bisect_right(self._lines, offset)

    @cached_property
    def text(self) -> str:
        """The corrected text."""
        pieces, done = [], 0
        for edit in self.edits:
            pieces += [self.original[done : edit.start], edit.new]
            done = edit.end
        return "".join(pieces) + self.original[done:]

    def forward(self, offset: int) -> int:
        """The offset in the corrected text of ``offset`` of the original; an insertion there comes before it."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        edit, begin = self.edits[number], self._begins[number]
        if offset < edit.end:
            return begin + (0 if offset == edit.start else min(offset - edit.start, len(edit.new)))
        return begin + len(edit.new) + offset - edit.end

    def back(self, offset: int) -> int:
        """The offset in the original of ``offset`` of the corrected text."""
        number = bisect_right(self._begins, offset) - 1
        if number < 0:
            return offset
        edit, within = self.edits[number], offset - self._begins[number]
        if within < len(edit.new):
            return min(edit.start + within, max(edit.end - 1, edit.start))
        return edit.end + within - len(edit.new)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.original))]

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @cached_property
    def _begins(self) -> list[int]:
        begins, shift = [], 0
        for edit in self.edits:
            begins.append(edit.start + shift)
            shift += len(edit.new) - (edit.end - edit.start)
        return begins


@frozen
class Foreign:
    """Where a value comes from that another file holds (取自): the statement's path and the cell or paragraph."""

    at: KeyPath
    cell: str
    spots: tuple[tuple[int, str], ...] = ()
    """For a text made of several cells or paragraphs: the offset at which each begins, and where it stands."""

    def cell_at(self, offset: int) -> str:
        """The cell or paragraph of character ``offset``."""
        number = bisect_right([start for start, _ in self.spots], offset) - 1
        return self.spots[number][1] if number >= 0 else self.cell


@frozen
class Source:
    """The tree of a data file (Decimal for every number with a point), its text and the places of its keys and values.

    ``text`` is the corrected text where mechanical faults were mended; places are those of the file as it lies on disk.
    A value that could not be read stands in the tree as 待填, so that later stages do not report it a second time.
    """

    tree: dict[str, Any]
    text: str
    file: str
    readable: str | None = field(default=None, repr=False)
    """``text`` with unreadable statements blanked, where it has any."""
    mapped: Mapped | None = field(default=None, repr=False)
    unread: Mapping[KeyPath, Entry] = field(default_factory=dict, repr=False)
    """Places of keys whose value could not be read."""
    foreign: Mapping[KeyPath, Foreign] = field(default_factory=dict, repr=False)
    """Values that were taken from other files, by path; what lies below such a path comes from there too."""

    def place(self, path: KeyPath) -> Place:
        """The place of the value at ``path``, or of the nearest parent that is in the file."""
        if self.foreign and (found := self._taken(path)):
            return self._elsewhere(found, path, found.cell)
        entry = self._entry(path)
        return self._at(entry.value if entry else None, path)

    def key_place(self, path: KeyPath) -> Place:
        """The place of the last key of ``path``, or of the nearest parent that is in the file."""
        if self.foreign and (found := self._taken(path)):
            return self._elsewhere(found, path, found.cell)
        entry = self._entry(path)
        return self._at(entry.key if entry else None, path)

    def place_in(self, path: KeyPath, offset: int) -> Place:
        """The place of character ``offset`` (from 0) of the string at ``path``."""
        if self.foreign and (found := self._taken(path)):
            return self._elsewhere(found, path, found.cell_at(offset))
        exact = self._index.get(self._by_number(path))
        if exact is None:
            return self.place(path)
        return self._at(offset_in_string(self._plain, exact, offset), path)

    def without(self, paths: Iterable[KeyPath]) -> "Source":
        """The source in which what stands at ``paths`` counts as unreadable: said once, and no further."""
        entries = {path: entry for path in paths if (entry := self._entry(path)) is not None}
        return replace(self, unread={**self.unread, **entries}) if entries else self

    def __getstate__(self) -> dict[str, Any]:
        """The fields without what is rebuilt when it is asked for."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_index", "_map")}

    def _taken(self, path: KeyPath) -> Foreign | None:
        known = self._by_number(path)
        return next((self.foreign[known[:n]] for n in range(len(known), 0, -1) if known[:n] in self.foreign), None)

    def _elsewhere(self, found: Foreign, path: KeyPath, cell: str) -> Place:
        entry = self._entry(found.at)
        return replace(self._at(entry.value if entry else None, path), cell=cell)

    def _entry(self, path: KeyPath) -> Entry | None:
        known = self._by_number(path)
        while known and known not in self._index:
            known = known[:-1]
        return self._index.get(known)

    def _at(self, offset: int | None, path: KeyPath) -> Place:
        if offset is None:
            return Place(self.file, 0, 0, format_key(path))
        return self._map.place(self._map.back(offset), path, self.file)

    def _by_number(self, path: KeyPath) -> KeyPath:
        """``path`` with list items that are called by name written by number, as far as the tree knows them."""
        if path in self._index:
            return path
        node: Any = self.tree
        found: KeyPath = ()
        for part in path:
            if isinstance(node, list) and isinstance(part, str):
                number = _item_called(node, part)
                if number is None:
                    return found
                part = number
            found += (part,)
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                node = None
        return found

    @property
    def _plain(self) -> str:
        return self.text if self.readable is None else self.readable

    @cached_property
    def _map(self) -> Mapped:
        return self.mapped or Mapped(self.text)

    @cached_property
    def _index(self) -> dict[KeyPath, Entry]:
        return {**self.unread, **index(self._plain)}


def _item_called(items: list[Any], name: str) -> int | None:
    name = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    for number, item in enumerate(items):
        if isinstance(item, dict) and any(item.get(key) == name for key in _NAMES):
            return number
    return None
