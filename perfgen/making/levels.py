"""The levels of headings from their numbers: 第一章, 一、, （一）, 1., 1.1, 1.1.1, （1）, however they nest."""

import re

from perfgen.frozen import frozen

DEEPEST = 4
"""The deepest level that an outline has."""

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_COUNT = r"(?![年月日个家名条次项宗起万亿元人户种只台套支座所处件村岁倍天时分周号%％])"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("第一章", re.compile(rf"第\s*(?:{_CHINESE}|[0-9]{{1,2}})\s*(?:章|部分|篇)[、．.：:\s]*")),
    ("第一节", re.compile(rf"第\s*(?:{_CHINESE}|[0-9]{{1,2}})\s*节[、．.：:\s]*")),
    ("（一）", re.compile(rf"[（(]\s*{_CHINESE}\s*[）)]\s*、?")),
    ("一、", re.compile(rf"{_CHINESE}\s*[、．.]\s*")),
    ("1.1.1.1", re.compile(r"[0-9]{1,2}(?:[.．][0-9]{1,2}){3}[.．、]?\s*")),
    ("1.1.1", re.compile(rf"[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{2}}[.．、]?\s*{_COUNT}")),
    ("1.1", re.compile(rf"[0-9]{{1,2}}[.．][0-9]{{1,2}}[.．、]?\s*{_COUNT}(?=\D)")),
    ("1.", re.compile(r"[0-9]{1,2}\s*[.．、](?![0-9])\s*")),
    ("（1）", re.compile(r"[（(]\s*[0-9]{1,2}\s*[）)]\s*、?")),
    ("1）", re.compile(r"[0-9]{1,2}\s*[）)]\s*")),
    ("①", re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]\s*")),
    ("1", re.compile(r"[0-9]{1,2}[\s　]+(?=[\u4e00-\u9fff])")),
)
_OUTER = ("第一章", "第一节", "一、", "（一）")
_DOTTED = {"1": 1, "1.": 1, "1.1": 2, "1.1.1": 3, "1.1.1.1": 4}


@frozen
class Numbered:
    """A line with a number before it: the style of the number, and the title without it."""

    style: str
    bare: str


def numbered(text: str) -> Numbered | None:
    """The number that ``text`` begins with; None for a line without."""
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match and match.end() < len(text):
            return Numbered(style, text[match.end() :].strip())
    return None


class Nesting:
    """Levels by what has been seen: a new style opens a level below the current one, a known one returns to its own.

    ``1.`` stands at the same level as ``1``; ``1.1`` always stands one below the level of ``1.``.
    """

    def __init__(self) -> None:
        self._open: list[str] = []

    def level(self, style: str) -> int:
        """The level (from 1) of the next heading, whose number is of ``style``."""
        kind = "1." if style == "1" else style
        if kind in self._open:
            del self._open[self._open.index(kind) + 1 :]
            return len(self._open)
        if kind in _OUTER:
            outside = set(_OUTER[: _OUTER.index(kind)])
            while self._open and self._open[-1] not in outside:
                self._open.pop()
        elif kind in _DOTTED:
            depth = _DOTTED[kind]
            while self._open and _DOTTED.get(self._open[-1], 0) >= depth:
                self._open.pop()
        self._open.append(kind)
        return len(self._open)
