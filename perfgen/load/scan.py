"""The tolerant reader: statements of a damaged TOML text, the mechanical corrections, and the faults that it met.

It takes the strict reading of every token first and looks for what a Chinese keyboard makes of it only when that
fails, so that sound text comes out unchanged. Text within quotes is never touched.
"""

from typing import Literal

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.load.index import Entry, Tables
from perfgen.load.marks import CLOSE, ENDS, HASHES, OPEN
from perfgen.load.scan_values import Values
from perfgen.load.tokens import Lost, Slip, clip

MAX_SLIPS = 300
"""After so many faults reading stops: the file is not what it should be, and more messages help nobody."""


@frozen
class Statement:
    """One table header, list item header or assignment; ``value`` is None where no value could be read."""

    kind: Literal["table", "item", "pair"]
    path: KeyPath
    start: int
    key: Entry
    value: tuple[int, int] | None = None


class Scan(Values):
    """One pass over ``text``, which must have plain line ends; the results are its public attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.statements: list[Statement] = []
        self.unread: list[tuple[int, int]] = []
        self._tables = Tables()
        while self.at < len(text) and len(self.slips) < MAX_SLIPS:
            self._statement()
        self.complete = self.at >= len(text)
        if not self.complete:
            self.unread.append((self.at, len(text)))
        self.edits.sort(key=lambda edit: (edit.start, edit.end))

    def _statement(self) -> None:
        self._space()
        start, char = self.at, self._char()
        self._key = self._prefix or ()
        if char == "\n" or not char:
            self.at += 1
            return
        if char in HASHES:
            self._comment()
            return
        try:
            if char in OPEN:
                self._header()
            else:
                self._pair(start)
        except Lost as lost:
            self.at = lost.resume if lost.resume > start else self._line_end(max(self.at, start))
            kept = range(start if lost.alien else self.at)
            self.edits = [edit for edit in self.edits if edit.start in kept]
            self.slips = [slip for slip in self.slips if slip.at in kept]
            self.slips.append(lost.slip)
            self.unread.append((start, self.at))

    def _header(self) -> None:
        start = self.at
        self._prefix = None
        self._swap(OPEN, "[")
        item = self._char() in OPEN
        if item:
            self._swap(OPEN, "[")
        parts, offset = self._keys()
        path = self._tables.open(parts, item)
        self._key = self._prefix = path
        self._name_key(start)
        self._close_header(start, item)
        self.statements.append(Statement("item" if item else "table", path, start, Entry(offset, start, self.at)))
        self._tail()

    def _close_header(self, start: int, item: bool) -> None:
        """The closing brackets of a header, as many as opened it; missing ones are put in."""
        for _ in range(2 if item else 1):
            if (char := self._char()) and char in CLOSE:
                self._swap(CLOSE, "]")
            else:
                self._replace(self.at, self.at, "]", "DAT112", "表头的方括号没有合上")
        while (char := self._char()) and char in CLOSE:
            self._replace(self.at, self.at + 1, "", "DAT112", "表头的方括号两边不一样多")
            self.at += 1

    def _pair(self, start: int) -> None:
        prefix = self._prefix
        parts, offset = self._keys()
        path = (prefix or ()) + parts
        self._key = path
        self._name_key(start)
        self._equals(start)
        self._space()
        begin = self.at
        try:
            self._value("line", 1)
        except Lost:
            if prefix is not None:
                self.statements.append(Statement("pair", path, start, Entry(offset, begin, begin)))
            raise
        if prefix is None:
            self.unread.append((start, self.at))
        else:
            self.statements.append(Statement("pair", path, start, Entry(offset, begin, self.at), (begin, self.at)))
        self._tail()

    def _tail(self) -> None:
        """What may follow a statement on its line: nothing, or a comment; a stray comma is dropped."""
        self._space()
        char = self._char()
        if char and char in ",，、；;。" and ENDS["line"].match(self.text, self.at):
            self._replace(self.at, self.at + 1, "", "DAT112", f"行末多了 {char}")
            self.at += 1
            self._space()
            char = self._char()
        if not char or char == "\n":
            return
        if char in HASHES:
            self._comment()
            return
        end = self._line_end(self.at)
        rest = self.text[self.at : end].strip()
        hint = "一行只写一个键和一个值；说明文字前面加 #"
        self.slips.append(Slip("DAT112", self.at, f"值后面有多余的内容：{clip(rest)}", self._key, hint))
        self.unread.append((self.at, end))
        self.at = end
