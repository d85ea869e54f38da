"""The outline of the manifest in itself: levels that follow each other, numbers that count on, parts with content."""

import re
from collections.abc import Iterator, Sequence

from perfgen.contract import Contract, OutlineItem
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_place
from perfgen.load import Source

_DIGITS = "零一二三四五六七八九"
_FORMS = (
    ("一、", re.compile(r"([一二三四五六七八九十]+)、")),
    ("（一）", re.compile(r"[（(]([一二三四五六七八九十]+)[）)]")),
    ("（1）", re.compile(r"[（(]([0-9]+)[）)]")),
    ("1.1", re.compile(r"(?:[0-9]+\.)+([0-9]+)(?![0-9.])")),
    ("1.", re.compile(r"([0-9]+)[.．、]")),
    ("第一章", re.compile(r"第([一二三四五六七八九十]+)[章节部]")),
)


def number_of(title: str) -> tuple[str, int] | None:
    """The form and the value of the number that a title begins with."""
    for form, pattern in _FORMS:
        if match := pattern.match(title.strip()):
            return form, _value(match[1])
    return None


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS.index(text) if len(text) == 1 else 0
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def numbering(contract: Contract, manifest: Source) -> Iterator[Mark]:
    """Faults of 提纲 that can be seen without the Word file."""
    items = contract.outline
    last: dict[tuple[int, str], int] = {}
    above = 0
    for index, item in enumerate(items):
        place = manifest.place(("提纲", index, "标题"))
        if item.level > above + 1:
            message = f"“{item.title}”是第 {item.level} 级，前面的标题是第 {above} 级，中间空了一级"
            at = manifest.place(("提纲", index, "级"))
            yield at_place("TPL407", LOGICAL, message, "改“级”，或补上中间一级的标题", at)
        above = item.level
        last = {key: value for key, value in last.items() if key[0] <= item.level}
        found = number_of(item.title)
        if found is not None:
            form, value = found
            expected = last.get((item.level, form), 0) + 1
            if value != expected:
                message = f"“{item.title}”的序号不连续，按次序应是第 {expected} 个"
                hint = "改标题的序号，Word 里的也要改；或检查是不是漏了一节"
                yield at_place("TPL407", REVIEW, message, hint, place)
            last[item.level, form] = value
        if item.part and not _has_content(items, index):
            message = f"“{item.title}”是必备的“{item.part}”部分，却没有内容"
            hint = "写明“内容”：模板句、段落、编号段落、小标题段或表；或在它下面加有内容的标题"
            yield at_place("TPL408", LOGICAL, message, hint, manifest.place(("提纲", index, "部分")))


def _has_content(items: Sequence[OutlineItem], index: int) -> bool:
    if items[index].content:
        return True
    for item in items[index + 1 :]:
        if item.level <= items[index].level:
            return False
        if item.content:
            return True
    return False
