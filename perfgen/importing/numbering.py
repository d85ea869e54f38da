"""The numbers before headings and paragraphs: 一、 （一） 1. （1） ① 一是 第一， and what conversion leaves of them."""

import re

from perfgen.frozen import frozen

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = r"[一二三四五六七八九十]{1,3}"

RANKS = {"一、": 1, "（一）": 2, "1.": 3, "1、": 3, "1": 3, "（1）": 4, "1）": 4, "①": 5, "一是": 6, "第一，": 6}
"""How deep each style stands by the usage of official documents."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一、", re.compile(rf"第({_CHINESE})(?:部分|章)[、，：:\s]*")),
    ("（一）", re.compile(rf"[（(]\s*({_CHINESE})\s*[）)]\s*[、.]?\s*")),
    ("一是", re.compile(rf"({_CHINESE})是(?=\S)")),
    ("第一，", re.compile(rf"第({_CHINESE})[，,、]\s*")),
    ("一、", re.compile(rf"({_CHINESE})\s*[、.．]\s*")),
    ("（1）", re.compile(r"[（(]\s*([0-9]{1,2})\s*[）)]\s*[、.]?\s*")),
    ("1）", re.compile(r"([0-9]{1,2})\s*[）)]\s*")),
    ("1、", re.compile(r"([0-9]{1,2})\s*、\s*")),
    ("1.", re.compile(r"([0-9]{1,2})\s*[.．](?![0-9])\s*")),
    ("①", re.compile(rf"([{_CIRCLED}])\s*")),
    (
        "1",
        re.compile(
            r"([0-9]{1,2})\s*(?=[\u4e00-\u9fa5])(?![年月日个家名条次项宗起万亿元人户种只台套支座所处件村岁倍天时分周])"
        ),
    ),
)


@frozen
class Number:
    """A number found before a text: its style, its value, how many characters it takes."""

    style: str
    value: int
    length: int

    @property
    def rank(self) -> int:
        """How deep the style stands, from 1."""
        return RANKS[self.style]

    def follows(self, style: str, value: int) -> bool:
        """Whether this is the next number after ``value`` in ``style``; digits are taken for each other."""
        return self.value == value + 1 and (self.style == style or {self.style, style} <= _LOOSE)


_LOOSE = {"1.", "1、", "1", "1）"}


def number_of(text: str, *, bare: bool = True) -> Number | None:
    """The number that ``text`` begins with; ``bare`` ones (a digit without any mark) only where they are asked for."""
    for style, pattern in _PATTERNS:
        if style == "1" and not bare:
            continue
        match = pattern.match(text)
        if match and match.end() < len(text):
            return Number(style, _value(match[1]), match.end())
    return None


def without_number(text: str) -> str:
    """``text`` without the number before it."""
    number = number_of(text)
    return text[number.length :] if number else text


def _value(text: str) -> int:
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text[-1], 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
