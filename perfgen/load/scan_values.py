"""Values, as clerks type them."""

import re
from collections.abc import Callable

from perfgen.load.bare import read_bare
from perfgen.load.marks import (
    BARE_VALUE,
    BASIC,
    CLOSE,
    COMMAS,
    CURLY,
    ENDS,
    FOREIGN_VALUE,
    HASHES,
    HEADER_LINE,
    LITERAL,
    MONEY_TABLES,
    MONEY_UNIT,
    NAME,
    OPEN,
    PAIR_LINE,
    QUOTES,
    SPACES,
    TICKS,
    UNCURLY,
    Where,
)
from perfgen.load.scan_keys import Keys
from perfgen.load.source import Edit
from perfgen.load.tokens import Lost, Slip, clip
from perfgen.load.values import MAX_DEPTH


class Values(Keys):
    """Reads values: strings, bare words and numbers, arrays and inline tables over several lines."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        unit = MONEY_UNIT.search(text)
        self._unit = unit[1] if unit else None

    def _value(self, where: Where, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Lost(Slip("DAT114", self.at, "", self._key))
        char = self._char()
        if not char or char in "\n#＃" or (where != "line" and char in CLOSE + UNCURLY + COMMAS):
            raise self._lost("等号后面没有值", '写上值；还没有就写 "待填"', self.at)
        if self._triple():
            return
        if char in f"\"'{QUOTES}{TICKS}":
            self._string(where)
        elif char in OPEN:
            self._many("array", depth, self._element, OPEN, "[", CLOSE, "]")
        elif char in CURLY:
            self._many("table", depth, self._entry, CURLY, "{", UNCURLY, "}")
        else:
            self._bare(where)

    def _triple(self) -> bool:
        text, start = self.text, self.at
        for marks, mark in ((f'"{QUOTES}', '"'), (f"'{TICKS}", "'")):
            opening = text[start : start + 3]
            foreign = marks[1:]
            if opening != mark * 3 and (len(opening) < 3 or any(char not in foreign for char in opening)):
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
        return begin > start and bool(re.fullmatch(rf"[ \t]*{NAME}(?:\s*\.\s*{NAME})*\s*=\s*", line))

    def _string(self, where: Where) -> None:
        text, start = self.text, self.at
        strict = (BASIC if text[start] == '"' else LITERAL).match(text, start) if text[start] in "\"'" else None
        if strict and ENDS[where].match(text, strict.end()):
            self.at = strict.end()
            return
        foreign = FOREIGN_VALUE[where].match(text, start)
        if foreign and (foreign[0][0] not in "\"'" or foreign[0][-1] not in "\"'"):
            self._requote(start, foreign.end(), foreign[1])
            return
        if foreign and strict and '"' in foreign[1]:
            hint = "文字里的引号用全角 “ ”，或整段放进 ''' '''"
            raise self._lost(f"文字里有半角引号：{clip(foreign[0])}", hint, start)
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
            if char in COMMAS and need_comma:
                spaced = self.text[self.at + 1 : self.at + 2].isspace()
                self._swap(COMMAS, ",", "," if spaced else ", ")
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
        match = BARE_VALUE[where].match(self.text, start)
        run = match[0].rstrip("".join(SPACES)) if match else ""
        if where == "line" and len(run) > 1 and run[-1] in ",，；;。、":
            run = run[:-1].rstrip("".join(SPACES))
        money = self._unit if self._key and self._key[0] in MONEY_TABLES else None
        bare = read_bare(run, money)
        if bare.new is None:
            code, subject = bare.faults[0]
            raise Lost(Slip(code, start, subject, self._key, bare.hint))
        for code, subject in bare.faults:
            self.slips.append(Slip(code, start, subject, self._key))
        if bare.new != run:
            self.edits.append(Edit(start, start + len(run), bare.new))
        self.at = start + len(run)

    def _blank(self, start: int, where: Where, unclosed: str, closing: str) -> None:
        """Skip spaces, comments and line ends within brackets, but never into the next statement."""
        while True:
            self._space()
            char = self._char()
            if char and char in HASHES:
                self._comment()
            elif char == "\n":
                self.at += 1
                if self._starts_statement(self.at, where):
                    raise self._lost(unclosed, f"在最后补上 {closing}", start, self.at)
            else:
                return

    def _starts_statement(self, at: int, where: Where) -> bool:
        if where == "array" and PAIR_LINE.match(self.text, at):
            return True
        if not HEADER_LINE.match(self.text, at):
            return False
        following = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*").match(self.text, self._line_end(at) + 1)
        after = following.end() if following else at
        return bool(PAIR_LINE.match(self.text, after) or HEADER_LINE.match(self.text, after))

    def _next_statement(self, at: int) -> int:
        """The start of the first line after ``at`` that looks like a statement, else the end of the text."""
        at = self._line_end(at)
        while at < len(self.text):
            at += 1
            if PAIR_LINE.match(self.text, at) or HEADER_LINE.match(self.text, at):
                return at
            at = self._line_end(at)
        return len(self.text)
