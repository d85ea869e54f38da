"""Keys, as clerks type them."""

import tomli

from perfgen.load.marks import (
    BASIC,
    COLONS,
    DOTS,
    EQUALS,
    FOREIGN_KEY,
    KEY_ENDS,
    LITERAL,
    LOOSE_KEY,
    PLAIN_KEY,
    QUOTES,
    SPACES,
    TICKS,
    VALUE_START,
)
from perfgen.load.tokens import Lost, Slip, Tokens, clip, quoted
from perfgen.load.values import MAX_DEPTH


class Keys(Tokens):
    """Reads keys: quoted, plain, in full-width quotes, or Chinese without any."""

    def _keys(self) -> tuple[tuple[str, ...], int]:
        parts: list[str] = []
        while True:
            self._space()
            offset = self.at
            parts.append(self._key_part())
            self._space()
            char = self._char()
            if not char or char not in DOTS:
                break
            self._swap(DOTS, ".")
        if len(parts) > MAX_DEPTH:
            raise Lost(Slip("DAT114", offset, "", self._key))
        return tuple(parts), offset

    def _key_part(self) -> str:
        text, start = self.text, self.at
        char = self._char()
        strict = BASIC.match(text, start) if char == '"' else LITERAL.match(text, start) if char == "'" else None
        if strict and (KEY_ENDS.match(text, strict.end()) or not FOREIGN_KEY.match(text, start)):
            name = unquoted(strict[0])
            if name is None:
                raise self._lost("键里有单独的反斜杠 \\", "键改用单引号 '…'，里面的 \\ 照原样", start)
            self.at = strict.end()
            return name
        if char and char in f"\"'{QUOTES}{TICKS}":
            foreign = FOREIGN_KEY.match(text, start)
            if foreign is None:
                raise self._lost("键的引号没有合上", "键的两边都要有半角引号", start)
            self._requote(start, foreign.end(), foreign[1])
            return foreign[1]
        plain = PLAIN_KEY.match(text, start)
        if plain and KEY_ENDS.match(text, plain.end()):
            self.at = plain.end()
            return plain[0]
        loose = LOOSE_KEY.match(text, start)
        name = loose[0].strip("".join(SPACES)) if loose else ""
        if not name:
            raise self._lost("这里应当是键", '键写成 "名称" 这样，两边加半角引号', start)
        following = start + len(name)
        if not KEY_ENDS.match(text, following):
            line = text[start : self._line_end(start)].strip()
            raise self._lost(f"这一行没有等号：{clip(line)}", '写成 "键" = 值；说明文字前面加 #', start)
        self._replace(start, following, quoted(name), "DAT104", name)
        self.at = following
        return name

    def _equals(self, start: int) -> None:
        char = self._char()
        if char and char in COLONS and VALUE_START.match(self.text, self.at + 1):
            self._replace(self.at, self.at + 1, "=", "DAT106", char)
            self.at += 1
        elif char and char in EQUALS:
            self._swap(EQUALS, "=")
        else:
            raise self._no_statement(start)


def unquoted(raw: str) -> str | None:
    """The name that a quoted key spells, None where an escape in it is broken."""
    if raw[0] == "'" or "\\" not in raw:
        return raw[1:-1]
    try:
        return str(tomli.loads(f"x={raw}")["x"])
    except ValueError:
        return None
