"""Patterns of what sentences of a template print, and what their gaps stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from perfgen.importing.wording import Sentence


class Gap(StrEnum):
    """What a gap of a sentence holds."""

    AMOUNT = "金额"
    NUMBER = "数"
    RATE = "比率"
    YEAR = "年份"
    COUNT = "个数"
    CHANGE = "增减"
    DATE = "日期"
    LISTED = "列示"
    NAMES = "列举"
    TEXT = "文字"


SHAPES = {
    Gap.AMOUNT: r"-?[0-9][0-9,，]*(?:\.[0-9]+)?\s*(?:万元|亿元|元)|—|未公布|不适用",
    Gap.NUMBER: r"-?[0-9][0-9,，]*(?:\.[0-9]+)?|—|未公布|不适用",
    Gap.RATE: r"-?[0-9][0-9,]*(?:\.[0-9]+)?\s*[%％]|—|未公布|不适用",
    Gap.YEAR: r"[12][0-9]{3}",
    Gap.COUNT: r"[0-9]+",
    Gap.CHANGE: r"(?:增加|减少|增长|下降)[0-9][0-9,]*(?:\.[0-9]+)?(?:万元|亿元|元|个百分点|[\u4e00-\u9fff])?|持平",
    Gap.DATE: r"[12][0-9]{3}\s*年\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?",
    Gap.LISTED: r".+?",
    Gap.NAMES: r".+?",
    Gap.TEXT: r".+?",
}

NUMERIC = (Gap.AMOUNT, Gap.NUMBER, Gap.RATE, Gap.YEAR, Gap.COUNT)
NUMBERED, WORDED = "\ue000", "\ue001"
"""What stands for gaps with numbers and with words where a sentence is compared."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Slot:
    """A gap: what it holds and the path of the figure or text; an empty path is read and passed over."""

    gap: Gap
    path: Path = ()
    fixed: str = ""
    """The text that always stands there."""


@dataclass(frozen=True)
class Hint:
    """What a branch without a gap says: its condition held (``path`` equals ``value`` or the figure at ``other``)."""

    path: Path
    value: str = ""
    other: Path = ()


@dataclass(frozen=True)
class Found:
    """What was read in a gap: the path (loop variables still by name), the kind, the text, where it stood."""

    path: Path
    gap: Gap
    text: str
    start: int = -1
    end: int = -1


@dataclass
class Pattern:
    """A compiled sentence: pattern, gaps by group name, hints by group name, inner patterns of loops."""

    sentence: Sentence
    source: str
    slots: dict[str, Slot] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    """The words of each branch without a gap."""
    inner: dict[str, "Pattern"] = field(default_factory=dict)
    literal: int = 0
    """How many characters of the sentence are fixed."""
    least: int = 0
    """How much of it is there in any case: fixed characters, and numbers that count as three."""
    masked: str = ""
    """The sentence with one sign for each number and another for each text, all optional parts present."""
    order: list[Slot] = field(default_factory=list)
    given: list[Found] = field(default_factory=list)
    """What is known of the loop's item because the sentence is printed at all."""

    @property
    def free(self) -> bool:
        """Whether the sentence is nothing but text of the town."""
        return self.least < 2

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return _compiled(self.source)

    def read(self, text: str) -> list[Found] | None:
        """What ``text`` says if it is this sentence; None where it is another."""
        match = self.regex.fullmatch(text.strip())
        return None if match is None else list(self._found(match))

    def _found(self, match: re.Match[str]) -> Iterator[Found]:
        yield from self.given
        for name, slot in self.slots.items():
            if match[name] is not None and slot.path:
                yield Found(slot.path, slot.gap, match[name], match.start(name), match.end(name))
        for name, hint in self.hints.items():
            if match[name] is not None:
                if hint.other:
                    yield Found((*hint.path, "=", *hint.other), Gap.TEXT, "")
                else:
                    yield Found(hint.path, Gap.TEXT, hint.value)
        for name, pattern in self.inner.items():
            for number, each in enumerate(pattern.regex.finditer(match[name] or "")):
                for found in pattern._found(each):
                    yield Found((f"#{name}#{number}", *found.path), found.gap, found.text)


@lru_cache(maxsize=2048)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.DOTALL)
