"""A report cut into sections: what stands under each heading of the outline, lost headings found by what they left."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from perfgen.contract import Content, OutlineItem
from perfgen.importing.numbering import Number, number_of
from perfgen.importing.outline import Heading, match
from perfgen.importing.reading import Block, Grid, Para, kept
from perfgen.importing.tracked import Text
from perfgen.importing.wording import ATTACHMENTS, COVER, SIGNATURE, SIGNED

FOREIGN = ""
"""The key of what stands under a heading that the outline does not have."""


@dataclass
class Section:
    """The blocks under one heading: the outline item (None outside the outline), the heading as the report has it."""

    key: str
    item: OutlineItem | None = None
    heading: Text | None = None
    blocks: list[Block] = field(default_factory=list)
    line: int = 0
    sureness: int = 1000
    doubt: str = ""
    number: Number | None = None


Homes = Callable[[Para], set[str]]
"""The outline keys at home with what a paragraph states; asked where a heading may be missing."""


def cut(blocks: Sequence[Block], outline: Sequence[OutlineItem], homes: Homes) -> list[Section]:
    """The sections of ``blocks`` in the order of the report."""
    headings = match(blocks, outline)
    sections = [Section(COVER)]
    by_block: dict[int, Heading] = {heading.block: heading for heading in headings}
    tail = ""
    for index, block in enumerate(blocks):
        heading = by_block.get(index)
        if heading is not None and isinstance(block, Para):
            item = outline[heading.item]
            own = block.text[: heading.length]
            section = Section(
                item.key, item, own, [], block.line, heading.sureness, heading.doubt, number_of(block.text.text)
            )
            sections.append(section)
            rest = block.text[heading.length :].strip()
            if rest:
                section.blocks.append(kept(block, rest))
            tail = ""
            continue
        where = _beyond(block, tail, sections[-1])
        if where:
            if sections[-1].key != where:
                sections.append(Section(where, line=getattr(block, "line", 0)))
            tail = ATTACHMENTS if where == ATTACHMENTS else tail
        elif sections[-1].key == SIGNATURE:
            previous = next(s for s in reversed(sections) if s.key not in (SIGNATURE, ATTACHMENTS))
            sections.append(
                Section(previous.key, previous.item, line=getattr(block, "line", 0), number=previous.number)
            )
        sections[-1].blocks.append(block)
    sections = _with_lost(sections, outline, homes)
    return _without_foreign(_handed_down(sections, outline))


_MARKED = re.compile(r"附\s*[件表]\s*[0-9一二三]*[：:]?$")
_NOTED = re.compile(r"附\s*[件表]\s*[0-9]*[：:]\S.{2,60}$")
_DATED = re.compile(
    r"(?:[12][0-9]{3}|二[〇○零０][〇○零０一二三四五六七八九十]{2})年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?$"
)
_SIGNS = re.compile(r"\S{2,30}(?:人民政府|街道办事处|委员会|办公室|局|中心|所|院)(?:（(?:公章|盖章)）)?$")


def _beyond(block: Block, tail: str, section: Section) -> str:
    """Whether the block is signature or attachment rather than text of the section."""
    if tail:
        return tail
    if isinstance(block, Grid) or section.key == COVER:
        return ""
    text = block.text.text
    if block.style == "附件标记" or (_MARKED.fullmatch(text) and section.item is not None):
        return ATTACHMENTS
    if block.style in SIGNED or _NOTED.match(text):
        return SIGNATURE
    plain = section.item is not None and not text.endswith(("。", "；"))
    if plain and (_DATED.fullmatch(text) or (_SIGNS.fullmatch(text) and number_of(text, bare=False) is None)):
        return SIGNATURE
    return ""


# -- lost headings ----------------------------------------------------------------------------------


def _with_lost(sections: list[Section], outline: Sequence[OutlineItem], homes: Homes) -> list[Section]:
    known = {section.key for section in sections}
    position = {item.key: index for index, item in enumerate(outline)}
    result: list[Section] = []
    for number, section in enumerate(sections):
        if section.item is None:
            result.append(section)
            continue
        following = next((s for s in sections[number + 1 :] if s.item is not None), None)
        first = position[section.key] + 1
        last = position[following.key] if following else len(outline)
        missing = [item for item in outline[first:last] if item.key not in known]
        result += _parted(section, missing, homes) if missing else [section]
        known |= {each.key for each in result}
    return result


def _parted(section: Section, missing: list[OutlineItem], homes: Homes) -> list[Section]:
    """``section`` and the sections that begin in it without their heading."""
    parts = [section]
    blocks, section.blocks = section.blocks, []
    deepest = 0
    own = section.number.rank if section.number else 0
    for block in blocks:
        number = number_of(block.text.text, bare=False) if isinstance(block, Para) else None
        begun: OutlineItem | None = None
        if isinstance(block, Para) and number is None and block.text:
            keys = homes(block) - {part.key for part in parts}
            begun = next((item for item in missing if item.key in keys and item.content is Content.SENTENCES), None)
        elif number is not None and number.value == 1 and deepest > number.rank and number.rank <= max(own, 1):
            begun = next((item for item in missing if _fits(item, number)), None)
        if begun is not None:
            line = block.line
            parts.append(Section(begun.key, begun, None, [], line, 500, "没有标题，从内容认出"))
            missing = missing[missing.index(begun) + 1 :]
            deepest, own = 0, 0
        if number is not None:
            deepest = max(deepest, number.rank)
        parts[-1].blocks.append(block)
    return parts


def _fits(item: OutlineItem, number: Number) -> bool:
    wanted = number_of(f"{item.numbering}甲") if item.numbering else None
    sample = {"1.": 3, "1、": 3, "（1）": 4, "（一）": 2, "①": 5, "一是": 6, "第一，": 6}
    rank = wanted.rank if wanted else sample.get(item.numbering, 0)
    return item.content.written and rank == number.rank


def _handed_down(sections: list[Section], outline: Sequence[OutlineItem]) -> list[Section]:
    """What stands under a heading that holds no text goes to the missing item below it, if there is one."""
    known = {section.key for section in sections}
    position = {item.key: index for index, item in enumerate(outline)}
    result: list[Section] = []
    for section in sections:
        result.append(section)
        if section.item is None or section.item.content is not Content.NONE or not section.blocks:
            continue
        below = []
        for item in outline[position[section.key] + 1 :]:
            if item.level <= section.item.level:
                break
            below.append(item)
        heir = next((item for item in below if item.content is not Content.NONE), None)
        if heir is None or heir.key in known:
            continue
        known.add(heir.key)
        moved = Section(heir.key, heir, None, section.blocks, section.line, 600, "没有标题，按位置归入", section.number)
        section.blocks = []
        result.append(moved)
    return result


def _without_foreign(sections: list[Section]) -> list[Section]:
    """What stands under headings of the same depth as the section's own that the outline does not have."""
    result: list[Section] = []
    for section in sections:
        result.append(section)
        if section.item is None or section.number is None or section.heading is None:
            continue
        at = _foreign_at(section)
        if at is not None:
            foreign = section.blocks[at]
            line = foreign.line
            result.append(Section(FOREIGN, None, None, section.blocks[at:], line, 0, "提纲里没有这个标题"))
            section.blocks = section.blocks[:at]
    return result


def _foreign_at(section: Section) -> int | None:
    assert section.number is not None
    stack: list[Number] = [section.number]
    for index, block in enumerate(section.blocks):
        if not isinstance(block, Para):
            continue
        number = number_of(block.text.text, bare=False)
        if number is None:
            continue
        while len(stack) > 1 and not number.follows(stack[-1].style, stack[-1].value):
            if number.value == 1:
                break
            stack.pop()
        if len(stack) == 1 and number.value != 1:
            heading = len(block.text) <= 40 and not block.text.text.rstrip().endswith("。")
            if number.follows(section.number.style, section.number.value) and heading:
                return index
            continue
        if number.value == 1:
            stack.append(number)
        else:
            stack[-1] = number
    return None
