"""A pack from nothing, or from an outline: its manifest, its Word file, and the sample of an invented town."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from perfgen.contract import Attachment, Content, OutlineItem
from perfgen.making.drawing import drawn
from perfgen.making.keys import Keys, short_key
from perfgen.making.levels import numbered
from perfgen.making.manifest import manifest_of
from perfgen.making.outline import Chapter, Sketch
from perfgen.making.parts import Body
from perfgen.making.plan import Blueprint, Guess, Made
from perfgen.making.wording import (
    COVER,
    LISTED,
    OTHER_LISTED,
    PROSE,
    SCORING,
    SUBHEADED,
    TABLE_TITLE,
    TOWN,
)
from perfgen.new.exact import exact
from perfgen.packs.read import MANIFEST, SAMPLE
from perfgen.vocabulary import FORMAT_VERSION, Field, Type

BASE = Sketch(
    (
        Chapter("一、基本情况", 1, Body.NONE, "基本情况"),
        Chapter("（一）部门概况", 2, Body.PARAGRAPHS),
        Chapter("（二）年度总体工作和重点工作任务", 2, Body.SUBHEADED),
        Chapter("（三）部门整体收支情况", 2, Body.ACCOUNTS),
        Chapter("（四）预算执行情况", 2, Body.EXECUTION),
        Chapter("二、自评结论", 1, Body.NONE, "自评结论"),
        Chapter("（一）自评得分", 2, Body.SCORE),
        Chapter("（二）绩效指标完成情况", 2, Body.INDICATORS),
        Chapter("（三）主要工作成效", 2, Body.PARAGRAPHS),
        Chapter("三、存在的主要问题", 1, Body.NUMBERED, "存在问题"),
        Chapter("四、下一步改进措施", 1, Body.NUMBERED, "改进措施"),
    )
)
"""The outline of a pack that begins from nothing: the four parts that every county has."""


def begun(pack_id: str, name: str, version: str, year: int, sketch: Sketch = BASE) -> Made:
    """A pack for the headings of ``sketch``, which builds and checks at once."""
    outline = _outline(sketch.chapters)
    wanted = sketch.attachments
    titles = (TABLE_TITLE,) if wanted is None else wanted
    guesses = list(sketch.guesses)
    if wanted is None and sketch is not BASE:
        guesses.append(
            Guess("附件", "报告后面", TABLE_TITLE, 70, "提纲没有提到附件，先附一张自评表；不要就写“附件：无”")
        )
    own = [label for label in sketch.cover if label not in COVER]
    guesses += [Guess("字段", f"封面的“{label}”", f"封面.{label}", 90, "本县另要填的一项") for label in own]
    plan = Blueprint(
        pack_id,
        name or sketch.name,
        version,
        sketch.year or year,
        sketch.source,
        outline,
        tuple(Field(_pattern(label), "", Type.TEXT, f"封面上的“{label}”", "") for label in own),
        SCORING,
        attachments=tuple(Attachment(short_key(title), title) for title in titles),
    )
    bodies = [chapter.body for chapter in sketch.chapters]
    template = drawn(plan, bodies, sketch.cover, _title(sketch.title))
    sample = _sample(plan, bodies, own)
    return Made({MANIFEST: manifest_of(plan), "report.docx": template, SAMPLE: sample}, tuple(guesses))


def _pattern(label: str) -> str:
    return f"封面.{label.replace('.', '')}"


def _title(given: str) -> str:
    """The report's title with unit and year as tags, where the outline wrote a stand-in for them."""
    if "{{" in given:
        return given
    dated = re.sub(rf"(?:{_BLANK}{{2,4}}|20[0-9]{{2}})\s*(?=年)", "{{ 年度 }}", given)
    return re.sub(
        rf"(?:{_BLANK}{{2,}}(?:省|市|县|区|镇|乡|街道|单位|部门|人民政府|办事处)*)+", "{{ 单位.名称 }}", dated
    )


_BLANK = "[×xX○〇*＊_＿]"
"""What people write where a name or a year is to come."""


def _outline(chapters: Sequence[Chapter]) -> tuple[OutlineItem, ...]:
    items: list[OutlineItem] = []
    keys = Keys()
    for chapter in chapters:
        content = chapter.body.content if chapter.body else Content.NONE
        numbering = _numbering(chapter) if content in (Content.NUMBERED, Content.SUBHEADED) else ""
        required = content.written and chapter.required
        key = keys.of(chapter.title, chapter.level)
        items.append(OutlineItem(key, chapter.title, chapter.level, chapter.part, content, numbering, required))
    return tuple(items)


def _numbering(chapter: Chapter) -> str:
    """The numbers of what stands below a heading: （1） where headings carry 1. or 1.1 themselves, else 1."""
    found = numbered(chapter.title)
    dotted = found is not None and found.style not in ("第一章", "第一节", "一、", "（一）")
    return "（1）" if dotted or chapter.level >= 3 else "1."


# -- the sample -------------------------------------------------------------------------------------


def _sample(plan: Blueprint, bodies: Sequence[Body], own: Sequence[str]) -> bytes:
    tree: dict[str, Any] = {
        "格式版本": FORMAT_VERSION,
        "模板": plan.id,
        "年度": plan.year,
        "金额单位": "万元",
        "成文日期": date(plan.year + 1, 3, 20),
        **TOWN,
    }
    if own:
        tree["封面"] = {label.replace(".", ""): f"{label}（样例）" for label in own}
    printed = set(bodies)
    if Body.PEOPLE not in printed:
        del tree["人员"]
    if Body.PROJECTS not in printed:
        del tree["项目"]
    tree["正文"] = {
        item.key: _written(item, number) for number, item in enumerate(plan.outline) if item.content.written
    }
    head = f"# {plan.name}：填报样例。镇名和各数都是虚构的，照着它填。"
    return "\n".join((head, *exact(tree, plan.contract), "")).encode()


def _written(item: OutlineItem, number: int) -> Any:
    title = f"“{_bare(item.title)}”"
    if item.content is Content.NUMBERED:
        lines = next((LISTED[part] for part in LISTED if part == item.part), None)
        if lines is None:
            kind = "存在问题" if re.search("问题|不足", item.title) else ""
            lines = LISTED.get(kind) if not item.part and kind and item.level == 1 else None
        return [line.format(title=title) for line in lines or OTHER_LISTED]
    if item.content is Content.SUBHEADED:
        return [{"标题": head, "内容": text.format(title=title)} for head, text in SUBHEADED]
    return PROSE[number % len(PROSE)].format(title=title)


def _bare(title: str) -> str:
    found = numbered(title)
    return found.bare if found else title
