"""The sections of a finished report: which sentences the template keeps, what the town writes anew each year."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from perfgen.contract import Content
from perfgen.contract.manifest import PARTS
from perfgen.making.headings import Heading
from perfgen.making.paper import Block, Grid, Para, put_for, remove, with_text
from perfgen.prose import number_prefix, style_below
from perfgen.word import W

LEAD = re.compile(r"(?:[：:]|(?:如下|以下|见下表|见附件)[。：]?)$")
_WORDED = re.compile("问题|措施|做法|经验|成效|亮点|未完成|打算|建议")
_BLANKS = " \t　"
_STYLES = ("1.", "1、", "（1）", "（一）", "一是", "①", "第一，")


@dataclass(eq=False)
class Section:
    """A heading of the outline and the blocks up to the next one, its sub-headings of the town's own among them."""

    heading: Heading
    key: str
    blocks: list[Block] = field(default_factory=list)
    subs: dict[Para, Heading] = field(default_factory=dict)
    """The paragraphs that are sub-headings of the prose."""
    content: Content = Content.NONE
    numbering: str = ""
    prose: Any = None
    run: tuple[int, int] = (0, 0)
    """The blocks, from and to, that are the town's prose."""


@dataclass(frozen=True)
class Judge:
    """What is known of the blocks: which paragraphs are sentences of the form, and the prose text of each."""

    formal: Callable[[Para], bool]
    worded: Callable[[Para], str]
    fixed: Callable[[Block], bool]
    """Blocks that stay where they are whatever they say: loops, signatures, notes of tables."""


def settle(section: Section, judge: Judge) -> None:
    """Decide which blocks of ``section`` are prose, in which form, and what the sample says there."""
    start, end = _run(section, judge)
    section.run = (start, end)
    inside = section.blocks[start:end]
    if not inside:
        section.content = Content.SENTENCES if section.blocks else Content.NONE
        return
    paras = [block for block in inside if isinstance(block, Para) and block.text.strip()]
    if paras[0] in section.subs:
        section.content = Content.SUBHEADED
        section.numbering, section.prose = _subheaded(paras, section, judge)
        return
    style = _numbers([para.text.strip() for para in paras])
    if style and len(paras) > 1 and not any(para.numbered for para in paras):
        section.content, section.numbering = Content.NUMBERED, style
        section.prose = [_stripped(judge.worded(para), style, number) for number, para in enumerate(paras, 1)]
        return
    section.content = Content.PARAGRAPHS
    section.prose = "\n".join(judge.worded(para).strip(_BLANKS) for para in paras)


def _run(section: Section, judge: Judge) -> tuple[int, int]:
    """The stretch of blocks that is prose: from the first to the last block that no form would word alike."""
    blocks = section.blocks
    first_sub = next((n for n, block in enumerate(blocks) if isinstance(block, Para) and block in section.subs), None)
    if first_sub is not None:
        stop = next((n for n in range(first_sub, len(blocks)) if _stays(blocks[n], judge)), len(blocks))
        return first_sub, stop
    town = section.heading.part in PARTS[2:] or bool(_WORDED.search(section.heading.title))
    pieces: list[tuple[int, int]] = []
    start = 0
    for number, block in enumerate((*blocks, None)):
        if block is None or _stays(block, judge) or (isinstance(block, Para) and not town and judge.formal(block)):
            pieces.append((start, number))
            start = number + 1
    found: list[tuple[int, int, int]] = []
    for first, last in pieces:
        wanted = [n for n in range(first, last) if _is_prose(blocks[n], judge, town)]
        if wanted:
            size = sum(len(block.text) for block in blocks[wanted[0] : wanted[-1] + 1] if isinstance(block, Para))
            found.append((size, wanted[0], wanted[-1] + 1))
    if not found:
        return 0, 0
    _, first, last = max(found)
    return first, last


def _stays(block: Block, judge: Judge) -> bool:
    return isinstance(block, Grid) or judge.fixed(block)


def _is_prose(block: Block, judge: Judge, town: bool) -> bool:
    if not isinstance(block, Para) or not block.text.strip() or "\n" in block.text:
        return False
    if town:
        return True
    return not judge.formal(block) and not LEAD.search(block.text.strip())


def _numbers(texts: Sequence[str]) -> str:
    """The style in which ``texts`` are numbered from one on; empty where they are not."""
    for style in _STYLES:
        if all(text.startswith(number_prefix(style, number)) for number, text in enumerate(texts, 1)):
            return style
    return ""


def _stripped(text: str, style: str, number: int) -> str:
    return text.strip(_BLANKS).removeprefix(number_prefix(style, number)).strip(_BLANKS)


def _subheaded(paras: Sequence[Para], section: Section, judge: Judge) -> tuple[str, list[Any]]:
    """The style of the sub-headings' numbers, and the prose as a list of headings with what stands below them."""
    top = min(section.subs[para].level for para in paras if para in section.subs)
    heads = [para for para in paras if para in section.subs and section.subs[para].level == top]
    style = _numbers([para.text.strip() for para in heads])
    for upper in heads:
        lower = [each.para.text.strip() for each in section.subs[upper].below]
        if style and lower and _numbers(lower) != style_below(style):
            style = ""
    return style or "无", _items(paras, section, judge, style, top)


def _items(paras: Sequence[Para], section: Section, judge: Judge, style: str, level: int) -> list[Any]:
    items: list[dict[str, Any]] = []
    groups: list[list[Para]] = []
    for para in paras:
        if para in section.subs and section.subs[para].level == level:
            title = judge.worded(para)
            items.append({"标题": _stripped(title, style, len(items) + 1) if style else title.strip(_BLANKS)})
            groups.append([])
        elif groups:
            groups[-1].append(para)
    for item, group in zip(items, groups, strict=True):
        if not group:
            continue
        lower = [para for para in group if para in section.subs]
        if lower and group[0] is lower[0]:
            depth = section.subs[lower[0]].level
            item["内容"] = _items(group, section, judge, style_below(style) if style else "", depth)
        else:
            item["内容"] = "\n".join(judge.worded(para).strip(_BLANKS) for para in group)
    return items


# -- the Word file ----------------------------------------------------------------------------------


def write(section: Section) -> None:
    """Put the loop that prints the town's prose in the place of its paragraphs."""
    start, end = section.run
    paras = [block for block in section.blocks[start:end] if isinstance(block, Para)]
    if section.prose is None or not paras:
        return
    bodies = [para for para in paras if para not in section.subs and para.text.strip()]
    heads = [para for para in paras if para in section.subs]
    model = bodies[0] if bodies else paras[0]
    levels = sorted({section.subs[para].level for para in heads})
    last = bodies[-1] if bodies and paras[-1] is bodies[-1] and _look(bodies[-1]) != _look(model) else None
    made = [_control(model, f"{{%p for 段 in 正文['{section.key}'] %}}")]
    if heads:
        upper = next(para for para in heads if section.subs[para].level == levels[0])
        lower = next((para for para in heads if section.subs[para].level == levels[-1]), upper)
        if last is not None:
            made += [_control(model, "{%p if 段.级 == 0 and loop.last %}"), _shown(last)]
        made += [
            _control(model, "{%p elif 段.级 == 0 %}" if last is not None else "{%p if 段.级 == 0 %}"),
            _shown(model),
            _control(model, "{%p elif 段.级 == 1 %}"),
            _shown(upper),
            _control(model, "{%p else %}"),
            _shown(lower),
            _control(model, "{%p endif %}"),
        ]
    elif last is not None:
        made += [_control(model, "{%p if loop.last %}"), _shown(last)]
        made += [_control(model, "{%p else %}"), _shown(model), _control(model, "{%p endif %}")]
    else:
        made.append(_shown(model))
    made.append(_control(model, "{%p endfor %}"))
    for para in paras:
        broken = para.element.find(f"{W}pPr/{W}sectPr")
        if broken is not None:  # a section of the document ends here: it still does
            holder = etree.Element(W + "p")
            etree.SubElement(holder, W + "pPr").append(broken)
            made.append(holder)
    put_for([para.element for para in paras], made)


def _look(para: Para) -> bytes:
    """What Word does with a paragraph: 与下段同页 of the one before a signature, a closer distance."""
    properties = para.element.find(W + "pPr")
    return b"" if properties is None else etree.tostring(properties)


def _shown(para: Para) -> etree._Element:
    lead = para.text[: len(para.text) - len(para.text.lstrip(_BLANKS))]
    return with_text(para.element, f"{lead}{{{{ 段.文 }}}}")


def _control(para: Para, tag: str) -> etree._Element:
    made = with_text(para.element, tag)
    for each in made.findall(f"{W}pPr/{W}outlineLvl"):
        remove(each)
    return made
