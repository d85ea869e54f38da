"""The tolerant reader: statements of a damaged TOML text, the mechanical corrections, and the faults that it met.

It takes the strict reading of every token first and looks for what a Chinese keyboard makes of it only when that
fails, so that sound text comes out unchanged. Text within quotes is never touched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import tomli

from perfgen.keypath import KeyPath
from perfgen.load.bare import read_bare
from perfgen.load.index import Entry, Tables
from perfgen.load.source import Edit
from perfgen.load.values import MAX_DEPTH

MAX_SLIPS = 300
"""After so many faults reading stops: the file is not what it should be, and more messages help nobody."""

_OPEN, _CLOSE, _CURLY, _UNCURLY = "[［【", "]］】", "{｛", "}｝"
_CLOSE_CLASS = r"\]］】"
_EQUALS, _COLONS, _DOTS, _COMMAS, _HASHES = "=＝", ":：", ".．", ",，、；;", "#＃"
_ODD_SPACE = "\u3000\u00a0\u2002\u2003\u2009\u202f"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\r"
_SPACES = frozenset(" \t" + _ODD_SPACE + _INVISIBLE)
_QUOTES = "“”＂„‟″「」『』〝〞"
_TICKS = "‘’＇′"
_CLOSERS = rf"""["'{_QUOTES}{_TICKS}]"""
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LOOSE_KEY = re.compile(rf"[^{_EQUALS}{_COLONS}{_DOTS}{_HASHES}\[\]［］【】{{}}｛｝,，\n]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_KEY_END = rf"[\s\u3000]*[{_EQUALS}{_COLONS}{_DOTS}{_CLOSE_CLASS}]"
_KEY_ENDS = re.compile(_KEY_END)
_FOREIGN_KEY = re.compile(rf"[\"'{_QUOTES}{_TICKS}]([^\n{_EQUALS}]*?){_CLOSERS}(?={_KEY_END})")
_END = {
    "line": rf"[^\S\n]*(?:[{_HASHES}]|[,，、；;。]?[^\S\n]*(?:\n|\Z))",
    "array": rf"\s*(?:[,，；;{_CLOSE_CLASS}{_HASHES}]|、\s*[\"'{_QUOTES}{_TICKS}]|\n|\Z)",
    "table": rf"\s*(?:[,，；;、{_UNCURLY}{_HASHES}]|\n|\Z)",
}
_VALUE_START = re.compile(rf"[^\S\n]*[-+0-9０-９\"'{_QUOTES}{_TICKS}\[{{]")
_ENDS = {where: re.compile(end) for where, end in _END.items()}
_FOREIGN_VALUE = {
    where: re.compile(rf"[\"'{_QUOTES}{_TICKS}]([^\n]*?){_CLOSERS}(?={end})") for where, end in _END.items()
}
_BARE_VALUE = {
    "line": re.compile(rf"[^\n{_HASHES}]+"),
    "array": re.compile(rf"[^\n{_HASHES},，{_CLOSE_CLASS}{_UNCURLY}]+"),
    "table": re.compile(
        rf"[+-]?[0-9０-９]{{1,3}}(?:[,，][0-9０-９]{{3}})+(?:[.．][0-9０-９]+)?%?(?=\s*[,，{_UNCURLY}])|[^\n{_HASHES},，{_UNCURLY}]+"
    ),
}
_NAME = r"(?:\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”|[^\s\"'“”‘’=＝\[\]{},，、。；;：:#|｜.]{1,30})"
_PAIR_LINE = re.compile(rf"[ \t]*{_NAME}(?:\s*[{_DOTS}]\s*{_NAME})*\s*[=＝](?!=)")
_HEADER_LINE = re.compile(rf"[ \t]*\[\[?\s*{_NAME}(?:\s*[{_DOTS}]\s*{_NAME})*\s*\]\]?\s*(?:#[^\n]*)?$", re.MULTILINE)
_MONEY_TABLES = frozenset({"年初预算", "预算执行", "决算", "上年", "较上年", "三公经费", "项目", "核对数"})
_MONEY_UNIT = re.compile(r"金额单位[\"'”]?\s*[=＝]\s*[\"'“]?(元|万元)")

Where = Literal["line", "array", "table"]


@dataclass(frozen=True)
class Slip:
    """One fault met in the text: code, offset, subject (text for the message), key path and, if unmended, the cure."""

    code: str
    at: int
    subject: str
    key: KeyPath = ()
    hint: str = ""


@dataclass(frozen=True)
class Statement:
    """One table header, list item header or assignment; ``value`` is None where no value could be read."""

    kind: Literal["table", "item", "pair"]
    path: KeyPath
    start: int
    key: Entry
    value: tuple[int, int] | None = None


class _Lost(Exception):
    """The statement cannot be read on; ``resume`` is the offset where reading starts again (-1: the next line).

    ``alien``: the line is no statement at all, so that nothing in it was rightly corrected.
    """

    def __init__(self, slip: Slip, resume: int = -1, alien: bool = False) -> None:
        super().__init__(slip)
        self.slip = slip
        self.resume = resume
        self.alien = alien


class Scan:
    """One pass over ``text``, which must have plain line ends; the results are its public attributes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.edits: list[Edit] = []
        self.slips: list[Slip] = []
        self.statements: list[Statement] = []
        self.unread: list[tuple[int, int]] = []
        self._key: KeyPath = ()
        self._prefix: KeyPath | None = ()
        self._tables = Tables()
        unit = _MONEY_UNIT.search(text)
        self._unit = unit[1] if unit else None
        while self.at < len(text) and len(self.slips) < MAX_SLIPS:
            self._statement()
        self.complete = self.at >= len(text)
        if not self.complete:
            self.unread.append((self.at, len(text)))
        self.edits.sort(key=lambda edit: (edit.start, edit.end))

    # ---- statements ----

    def _statement(self) -> None:
        self._space()
        start, char = self.at, self._char()
        self._key = self._prefix or ()
        if char == "\n" or not char:
            self.at += 1
            return
        if char in _HASHES:
            self._comment()
            return
        try:
            if char in _OPEN:
                self._header()
            else:
                self._pair(start)
        except _Lost as lost:
            self.at = lost.resume if lost.resume > start else self._line_end(max(self.at, start))
            kept = range(start if lost.alien else self.at)
            self.edits = [edit for edit in self.edits if edit.start in kept]
            self.slips = [slip for slip in self.slips if slip.at in kept]
            self.slips.append(lost.slip)
            self.unread.append((start, self.at))

    def _header(self) -> None:
        start = self.at
        self._prefix = None
        self._swap(_OPEN, "[")
        item = self._char() in _OPEN
        if item:
            self._swap(_OPEN, "[")
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
            if (char := self._char()) and char in _CLOSE:
                self._swap(_CLOSE, "]")
            else:
                self._replace(self.at, self.at, "]", "DAT112", "表头的方括号没有合上")
        if (char := self._char()) and char in _CLOSE and not item:
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
        except _Lost:
            if prefix is not None:
                self.statements.append(Statement("pair", path, start, Entry(offset, begin, begin)))
            raise
        if prefix is None:
            self.unread.append((start, self.at))
        else:
            self.statements.append(Statement("pair", path, start, Entry(offset, begin, self.at), (begin, self.at)))
        self._tail()

    def _equals(self, start: int) -> None:
        char = self._char()
        if char and char in _COLONS and _VALUE_START.match(self.text, self.at + 1):
            self._replace(self.at, self.at + 1, "=", "DAT106", char)
            self.at += 1
        elif char and char in _EQUALS:
            self._swap(_EQUALS, "=")
        else:
            raise self._no_statement(start)

    def _tail(self) -> None:
        """What may follow a statement on its line: nothing, or a comment; a stray comma is dropped."""
        self._space()
        char = self._char()
        if char and char in ",，、；;。" and _ENDS["line"].match(self.text, self.at):
            self._replace(self.at, self.at + 1, "", "DAT112", f"行末多了 {char}")
            self.at += 1
            self._space()
            char = self._char()
        if not char or char == "\n":
            return
        if char in _HASHES:
            self._comment()
            return
        end = self._line_end(self.at)
        rest = self.text[self.at : end].strip()
        hint = "一行只写一个键和一个值；说明文字前面加 #"
        self.slips.append(Slip("DAT112", self.at, f"值后面有多余的内容：{_clip(rest)}", self._key, hint))
        self.unread.append((self.at, end))
        self.at = end

    # ---- keys ----

    def _keys(self) -> tuple[tuple[str, ...], int]:
        parts: list[str] = []
        while True:
            self._space()
            offset = self.at
            parts.append(self._key_part())
            self._space()
            char = self._char()
            if not char or char not in _DOTS:
                break
            self._swap(_DOTS, ".")
        if len(parts) > MAX_DEPTH:
            raise _Lost(Slip("DAT114", offset, "", self._key))
        return tuple(parts), offset

    def _name_key(self, start: int) -> None:
        """Let faults met in the key itself, from ``start``, name the key, which was not known when they were met."""
        number = len(self.slips)
        while number and self.slips[number - 1].at >= start:
            number -= 1
            self.slips[number] = replace(self.slips[number], key=self._key)

    def _key_part(self) -> str:
        text, start = self.text, self.at
        char = self._char()
        strict = _BASIC.match(text, start) if char == '"' else _LITERAL.match(text, start) if char == "'" else None
        if strict and (_KEY_ENDS.match(text, strict.end()) or not _FOREIGN_KEY.match(text, start)):
            self.at = strict.end()
            return _unquoted(strict[0])
        if char and char in f"\"'{_QUOTES}{_TICKS}":
            foreign = _FOREIGN_KEY.match(text, start)
            if foreign is None:
                raise self._lost("键的引号没有合上", "键的两边都要有半角引号", start)
            self._requote(start, foreign.end(), foreign[1])
            return foreign[1]
        plain = _PLAIN_KEY.match(text, start)
        if plain and _KEY_ENDS.match(text, plain.end()):
            self.at = plain.end()
            return plain[0]
        loose = _LOOSE_KEY.match(text, start)
        name = loose[0].strip("".join(_SPACES)) if loose else ""
        if not name:
            raise self._lost("这里应当是键", '键写成 "名称" 这样，两边加半角引号', start)
        following = start + len(name)
        if not _KEY_ENDS.match(text, following):
            line = text[start : self._line_end(start)].strip()
            raise self._lost(f"这一行没有等号：{_clip(line)}", '写成 "键" = 值；说明文字前面加 #', start)
        self._replace(start, following, _quoted(name), "DAT104", name)
        self.at = following
        return name

    # ---- values ----

    def _value(self, where: Where, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise _Lost(Slip("DAT114", self.at, "", self._key))
        char = self._char()
        if not char or char in "\n#＃" or (where != "line" and char in _CLOSE + _UNCURLY + _COMMAS):
            raise self._lost("等号后面没有值", '写上值；还没有就写 "待填"', self.at)
        if self._triple():
            return
        if char in f"\"'{_QUOTES}{_TICKS}":
            self._string(where)
        elif char in _OPEN:
            self._many("array", depth, self._element, _OPEN, "[", _CLOSE, "]")
        elif char in _CURLY:
            self._many("table", depth, self._entry, _CURLY, "{", _UNCURLY, "}")
        else:
            self._bare(where)

    def _triple(self) -> bool:
        text, start = self.text, self.at
        for marks, mark in ((f'"{_QUOTES}', '"'), (f"'{_TICKS}", "'")):
            opening = text[start : start + 3]
            if len(opening) < 3 or any(char not in marks for char in opening):
                continue
            if opening == mark * 3:
                closing = re.compile(r'"{3,5}' if mark == '"' else r"'{3,5}")
                end = self._strict_end(start, mark, closing)
            else:
                closing = re.compile(rf"[{marks}]{{3}}")
                found = closing.search(text, start + 3)
                end = found.end() if found else -1
            if end < 0 or self._swallowed(start, end):
                hint = "在这段文字最后另起一行写 '''"
                raise self._lost("三引号 ''' 没有合上", hint, start, self._next_statement(start))
            if text[end - 3 : end] != opening or opening != mark * 3:
                new = "'''" if mark == "'" or "\\" in text[start + 3 : end - 3] else '"""'
                self._replace(start, start + 3, new, "DAT105", opening)
                self._replace(end - 3, end, new, "DAT105", text[end - 3 : end])
            self.at = end
            return True
        return False

    def _strict_end(self, start: int, mark: str, closing: re.Pattern[str]) -> int:
        at = start + 3
        while found := closing.search(self.text, at):
            before = found.start()
            slashes = before - len(self.text[:before].rstrip("\\")) if mark == '"' else 0
            if slashes % 2 == 0:
                return found.end()
            at = before + 1
        return -1

    def _swallowed(self, start: int, end: int) -> bool:
        """Whether the closing mark is really the opening one of a later statement."""
        begin = self.text.rfind("\n", start, end) + 1
        line = self.text[begin : end - 3]
        return begin > start and bool(re.fullmatch(rf"[ \t]*{_NAME}(?:\s*\.\s*{_NAME})*\s*=\s*", line))

    def _string(self, where: Where) -> None:
        text, start = self.text, self.at
        strict = (_BASIC if text[start] == '"' else _LITERAL).match(text, start) if text[start] in "\"'" else None
        if strict and _ENDS[where].match(text, strict.end()):
            self.at = strict.end()
            return
        foreign = _FOREIGN_VALUE[where].match(text, start)
        if foreign and (foreign[0][0] not in "\"'" or foreign[0][-1] not in "\"'"):
            self._requote(start, foreign.end(), foreign[1])
            return
        if foreign and strict and '"' in foreign[1]:
            hint = "文字里的引号用全角 “ ”，或整段放进 ''' '''"
            raise self._lost(f"文字里有半角引号：{_clip(foreign[0])}", hint, start)
        if strict:
            self.at = strict.end()
            return
        raise self._lost("引号没有合上", "文字的两边都要有半角引号；多行文字用 '''", start)

    def _many(
        self, where: Where, depth: int, one: Callable[[int], None], opens: str, opening: str, closes: str, closing: str
    ) -> None:
        """An array or an inline table: its parts, separated by commas, until it is closed."""
        start = self.at
        self._swap(opens, opening)
        unclosed = "方括号 [ 没有合上" if where == "array" else "花括号 { 没有合上"
        key, end = self._key, start + 1
        need_comma = False
        while True:
            line = self.at
            self._blank(start, where, unclosed, closing)
            char = self._char()
            if not char:
                raise self._lost(unclosed, f"在最后补上 {closing}", start, self._next_statement(start))
            if char in closes:
                self._swap(closes, closing)
                return
            if char in _COMMAS and need_comma:
                spaced = self.text[self.at + 1 : self.at + 2].isspace()
                self._swap(_COMMAS, ",", "," if spaced else ", ")
                need_comma = False
                continue
            if need_comma:
                if "\n" not in self.text[line : self.at]:
                    raise self._lost("两项之间少了逗号", "两项之间用半角逗号隔开", self.at)
                self._replace(end, end, ",", "DAT112", "两项之间少了逗号")
            one(depth + 1)
            self._key = key
            end, need_comma = self.at, True

    def _element(self, depth: int) -> None:
        self._value("array", depth)

    def _entry(self, depth: int) -> None:
        start, above = self.at, self._key
        parts, _ = self._keys()
        self._key = above + parts
        self._name_key(start)
        self._equals(start)
        self._space()
        self._value("table", depth)

    def _bare(self, where: Where) -> None:
        start = self.at
        match = _BARE_VALUE[where].match(self.text, start)
        run = match[0].rstrip("".join(_SPACES)) if match else ""
        if where == "line" and len(run) > 1 and run[-1] in ",，；;。、":
            run = run[:-1].rstrip("".join(_SPACES))
        money = self._unit if self._key and self._key[0] in _MONEY_TABLES else None
        bare = read_bare(run, money)
        if bare.new is None:
            code, subject = bare.faults[0]
            raise _Lost(Slip(code, start, subject, self._key, bare.hint))
        for code, subject in bare.faults:
            self.slips.append(Slip(code, start, subject, self._key))
        if bare.new != run:
            self.edits.append(Edit(start, start + len(run), bare.new))
        self.at = start + len(run)

    # ---- tokens ----

    def _char(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _space(self) -> None:
        while (char := self._char()) and char in _SPACES:
            if char not in " \t":
                self._replace(self.at, self.at + 1, " " if char in _ODD_SPACE else "", "DAT106", char)
            self.at += 1

    def _blank(self, start: int, where: Where, unclosed: str, closing: str) -> None:
        """Skip spaces, comments and line ends within brackets, but never into the next statement."""
        while True:
            self._space()
            char = self._char()
            if char and char in _HASHES:
                self._comment()
            elif char == "\n":
                self.at += 1
                if self._starts_statement(self.at, where):
                    raise self._lost(unclosed, f"在最后补上 {closing}", start, self.at)
            else:
                return

    def _starts_statement(self, at: int, where: Where) -> bool:
        if where == "array" and _PAIR_LINE.match(self.text, at):
            return True
        if not _HEADER_LINE.match(self.text, at):
            return False
        following = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*").match(self.text, self._line_end(at) + 1)
        after = following.end() if following else at
        return bool(_PAIR_LINE.match(self.text, after) or _HEADER_LINE.match(self.text, after))

    def _next_statement(self, at: int) -> int:
        """The start of the first line after ``at`` that looks like a statement, else the end of the text."""
        at = self._line_end(at)
        while at < len(self.text):
            at += 1
            if _PAIR_LINE.match(self.text, at) or _HEADER_LINE.match(self.text, at):
                return at
            at = self._line_end(at)
        return len(self.text)

    def _comment(self) -> None:
        self._swap(_HASHES, "#")
        self.at = self._line_end(self.at)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _swap(self, twins: str, ascii_char: str, new: str = "") -> None:
        char = self._char()
        if char != ascii_char and char in twins:
            self._replace(self.at, self.at + 1, new or ascii_char, "DAT106", char)
        self.at += 1

    def _requote(self, start: int, end: int, content: str) -> None:
        raw = self.text[start:end]
        self._replace(start, end, _quoted(content), "DAT105", f"{raw[0]} {raw[-1]}")
        self.at = end

    def _replace(self, start: int, end: int, new: str, code: str, subject: str) -> None:
        self.edits.append(Edit(start, end, new))
        self.slips.append(Slip(code, start, subject, self._key))

    def _no_statement(self, start: int) -> _Lost:
        line = self.text[start : self._line_end(start)].strip()
        hint = '写成 "键" = 值；说明文字前面加 #'
        return _Lost(Slip("DAT112", start, f"这一行没有等号：{_clip(line)}", self._prefix or (), hint), alien=True)

    def _lost(self, message: str, hint: str, at: int, resume: int = -1) -> _Lost:
        return _Lost(Slip("DAT112", at, message, self._key, hint), resume)


def _quoted(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquoted(raw: str) -> str:
    if raw[0] == "'" or "\\" not in raw:
        return raw[1:-1]
    try:
        return str(tomli.loads(f"x={raw}")["x"])
    except ValueError:
        return raw[1:-1]


def _clip(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
