"""Where every key and value of a TOML text stands: key path to character offsets.

tomli tells no places. This scanner reads text that tomli has accepted (or from which the unreadable statements were
blanked), so it need not check anything; it only has to end tokens where TOML ends them.
"""

import re
from dataclasses import field

import tomli

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern

_SKIP = pattern(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = pattern(r"[ \t]*+")
_PART = pattern(r"""(?P<basic>"(?:[^"\\\n]|\\.)*+")|'(?P<literal>[^'\n]*+)'|(?P<bare>[A-Za-z0-9_-]++)""")
_SCALAR = pattern(
    r'''"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}|\'\'\'(?:[^']|'(?!''))*+'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[^,\]}\#\n]++'''
)


@frozen
class Entry:
    """Offsets of one key and its value; a list item's key is the item itself, a table's value its header."""

    key: int
    value: int
    end: int


@frozen(eq=False)
class Tables:
    """The path that a table header opens, with the places of list items counted."""

    counts: dict[KeyPath, int] = field(default_factory=dict)

    def open(self, parts: tuple[str, ...], item: bool) -> KeyPath:
        """The absolute path of ``[parts]``, or of the new list item ``[[parts]]``."""
        path: KeyPath = ()
        for number, part in enumerate(parts, 1):
            path += (part,)
            if item and number == len(parts):
                count = self.counts.get(path, 0)
                self.counts[path] = count + 1
                return (*path, count)
            if path in self.counts:
                path += (self.counts[path] - 1,)
        return path


def index(text: str) -> dict[KeyPath, Entry]:
    """The place of every key path of ``text``, which must be readable TOML with plain line ends."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: dict[KeyPath, Entry] = {}
        self.implied: set[KeyPath] = set()
        self.tables = Tables()

    def run(self) -> dict[KeyPath, Entry]:
        text, prefix, at = self.text, (), 0
        path: KeyPath = prefix
        while (at := self._skip(at)) < len(text):
            try:
                if text[at] == "[":
                    at, path = self._header(at)
                else:
                    at = self._pair(at, path)
            except (ValueError, IndexError, RecursionError):
                end = text.find("\n", at)
                at = len(text) if end < 0 else end
        return self.entries

    def _header(self, start: int) -> tuple[int, KeyPath]:
        item = self.text.startswith("[[", start)
        parts, at = self._key(start + (2 if item else 1))
        path = self.tables.open(tuple(name for name, _ in parts), item)
        self._imply(path, parts, whole=False)
        entry = Entry(parts[-1][1], start, at)
        if item:
            self._explicit(path[:-1], entry)
        self._explicit(path, entry)
        return at + (2 if item else 1), path

    def _pair(self, start: int, prefix: KeyPath) -> int:
        parts, at = self._key(start)
        path = prefix + tuple(name for name, _ in parts)
        self._imply(path, parts, whole=True)
        begin = _SPACE.match(self.text, at + 1).end()  # type: ignore[union-attr]
        end = self._value(begin, path)
        self._explicit(path, Entry(parts[-1][1], begin, end))
        return end

    def _value(self, at: int, path: KeyPath) -> int:
        opening = self.text[at : at + 1]
        if opening == "[":
            return self._array(at, path)
        if opening == "{":
            return self._inline(at, path)
        match = _SCALAR.match(self.text, at)
        if match is None:
            raise ValueError(f"no value at {at}")
        return at + len(match[0].rstrip())

    def _array(self, at: int, path: KeyPath) -> int:
        at = self._skip(at + 1)
        count = 0
        while self.text[at] != "]":
            item = (*path, count)
            end = self._value(at, item)
            self._explicit(item, Entry(at, at, end))
            count += 1
            at = self._comma(end)
        return at + 1

    def _inline(self, at: int, path: KeyPath) -> int:
        at = self._skip(at + 1)
        while self.text[at] != "}":
            at = self._comma(self._pair(at, path))
        return at + 1

    def _comma(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _key(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """The parts of a key with their offsets, and the offset of what follows (``=`` or ``]``)."""
        parts: list[tuple[str, int]] = []
        while True:
            at = _SPACE.match(self.text, at).end()  # type: ignore[union-attr]
            match = _PART.match(self.text, at)
            if match is None:
                raise ValueError(f"no key at {at}")
            parts.append((_name(match), at))
            at = _SPACE.match(self.text, match.end()).end()  # type: ignore[union-attr]
            if self.text[at] != ".":
                return parts, at
            at += 1

    def _imply(self, path: KeyPath, parts: list[tuple[str, int]], *, whole: bool) -> None:
        """Give the tables above ``path`` the place where they are first named, until a header of their own is met."""
        names = [at for at, part in enumerate(path) if isinstance(part, str)]
        for number, (_, offset) in enumerate(parts[:-1]):
            depth = names[number - len(parts)] + 1
            above = path[:depth]
            if above not in self.entries:
                self.entries[above] = Entry(offset, offset, offset)
                self.implied.add(above)

    def _explicit(self, path: KeyPath, entry: Entry) -> None:
        if path not in self.entries or path in self.implied:
            self.entries[path] = entry
            self.implied.discard(path)

    def _skip(self, at: int) -> int:
        return _SKIP.match(self.text, at).end()  # type: ignore[union-attr]


def _name(match: re.Match[str]) -> str:
    if match["basic"] is not None:
        raw = match["basic"]
        return raw[1:-1] if "\\" not in raw else str(tomli.loads(f"x={raw}")["x"])
    return match["literal"] if match["literal"] is not None else match["bare"]


_ESCAPE = pattern(r"\\(?:[ \t]*\n[ \t\n]*|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


def offset_in_string(text: str, entry: Entry, offset: int) -> int:
    """Where character ``offset`` of the decoded string at ``entry`` stands in ``text``; no string: the value."""
    opening = text[entry.value : entry.value + 1]
    if opening not in ('"', "'") or not opening:
        return entry.value
    triple = text.startswith(opening * 3, entry.value)
    at = entry.value + (3 if triple else 1)
    end = entry.end - (3 if triple else 1)
    if triple and text.startswith("\n", at):
        at += 1
    if opening == "'" or text.find("\\", at, end) < 0:
        return min(at + max(offset, 0), end)
    done = 0
    while at < end:
        escape = _ESCAPE.match(text, at) if text[at] == "\\" else None
        joins = escape is not None and escape[0][-1] in " \t\n" and "\n" in escape[0]
        if not joins:
            if done >= offset:
                break
            done += 1
        at = escape.end() if escape else at + 1
    return min(at, end)
