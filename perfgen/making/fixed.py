"""What stands in a fixed sentence or cell beside figures: the unit, the year, the date, the grade."""

import re
from collections.abc import Iterable, Iterator, Sequence

from perfgen.making.names import DATE, Identity
from perfgen.making.paper import Edit

_TITLED = re.compile(r"《[^》]*》|〔[^〕]*〕")
_GRADE = re.compile(r"(?:等级|评)(?:为|是)?[“\"：:]?(?P<grade>[优良中差])(?=[”\"，。；]|$)")
DATE_TAG = "{% if 有(成文日期) %}{{ 成文日期 | 日期 }}{% endif %}"


def named(text: str, who: Identity, *, sentence: bool) -> Iterator[Edit]:
    """The edits that put tags for unit and year; in prose (no ``sentence``) only for the full name and the year."""
    titled = [match.span() for match in _TITLED.finditer(text)]

    def free(start: int, end: int) -> bool:
        return not any(first < end and start < last for first, last in titled)

    taken: list[tuple[int, int]] = []
    names = [(who.name, "{{ 单位.名称 }}")]
    if sentence:
        names += [(who.short, "{{ 单位.简称 }}"), (who.own, "{{ 单位.自称 }}")]
    for name, tag in names:
        for match in re.finditer(re.escape(name), text) if len(name) >= 2 else ():
            start, end = match.span()
            if any(first < end and start < last for first, last in taken):
                continue
            partial = tag != "{{ 单位.名称 }}" and re.match(r"道|村|社区|中心|财政", text[end:])
            if free(start, end) and not partial:
                taken.append((start, end))
                yield start, end, tag
    if who.year:
        for match in re.finditer(rf"(?<![0-9—\-至]){who.year}(?=年)", text):
            if free(*match.span()):
                yield (*match.span(), "{{ 年度 }}")


def dated(text: str, who: Identity) -> Iterator[Edit]:
    """The edit that puts the tag of the report's date in the place of the date."""
    match = DATE.search(text)
    if match and match[0] == who.date and len(text.strip()) <= len(match[0]) + 12:
        yield match.start(), match.end(), DATE_TAG


def graded(text: str) -> Iterator[tuple[Edit, str]]:
    """The edits that put the tag of the grade, each with the grade."""
    for match in _GRADE.finditer(text):
        yield (match.start("grade"), match.end("grade"), "{{ 自评.等级 }}"), match["grade"]


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """``edits`` without those that overlap an earlier one of the sequence, by place."""
    kept: list[Edit] = []
    for edit in edits:
        if not any(edit[0] < end and start < edit[1] for start, end, _ in kept):
            kept.append(edit)
    return sorted(kept)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """``text`` with the edits."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
