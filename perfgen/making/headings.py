"""The headings of a finished report: which belong to the county's outline, and which are the town's own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen.contract.manifest import PARTS
from perfgen.making.levels import DEEPEST, Nesting, numbered
from perfgen.making.paper import Block, Para
from perfgen.making.parts import guess_parts
from perfgen.making.plan import Guess

LONGEST = 45
MARK = re.compile(r"\s*附件\s*[0-9一二三四五六七八九十]*\s*[：:]?\s*")
"""The line that opens an attachment."""

_FORM = re.compile(
    r"(?:情况|分析|指标|职[责能]|机构|设置|目标|任务|评估|性|公开|管理|成本|率|建设|执行|制度|措施|问题|改进|结论|综述|收支|说明|概况|概述|结果"
    r"|应用|工作|附件|打算|建议)$"
)
_TOWNS = re.compile("做法|经验|成效|亮点|项目.{0,4}(?:支出|完成|实施|执行)")
_EDGES = ("附件标记", "附件标题", "封面标题", "Title", "署名", "成文日期")


@dataclass(eq=False)
class Heading:
    """A heading: the number of its block, its title and level, and whether the outline has it."""

    block: int
    para: Para
    title: str
    level: int
    part: str = ""
    own: bool = False
    """Whether the town words it: a sub-heading of its prose."""
    below: list["Heading"] = field(default_factory=list)
    above: "Heading | None" = None


def headings_of(blocks: Sequence[Block], end: int, guesses: list[Guess]) -> list[Heading]:
    """The headings among the first ``end`` blocks, in order; what is doubtful is noted in ``guesses``."""
    found = list(_found(blocks[:end]))
    if not found:
        return []
    stack: list[Heading] = []
    for heading in found:
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        if stack:
            heading.above = stack[-1]
            stack[-1].below.append(heading)
        heading.level = len(stack) + 1
        stack.append(heading)
    tops = [heading for heading in found if heading.level <= 2]
    parts = guess_parts([_bare(h.title) for h in tops], [h.level for h in tops])
    for part, (index, sure) in parts.items():
        tops[index].part = part
        guesses.append(Guess("部分", f"标题“{tops[index].title}”", part, sure, "四个必备部分之一"))
    for part in PARTS:
        if part not in parts:
            _open_somewhere(part, tops, guesses)
    _choose(found, guesses)
    return found


def _open_somewhere(part: str, tops: Sequence[Heading], guesses: list[Guess]) -> None:
    """Let a heading open a part that none speaks of: 基本情况 the first that is free, any other the last."""
    free = [heading for heading in tops if not heading.part and not heading.below] or [h for h in tops if not h.part]
    if not free:
        return
    chosen = free[0] if part == PARTS[0] else free[-1]
    chosen.part = part
    guesses.append(
        Guess("部分", f"标题“{chosen.title}”", part, 30, "没有一个标题像是这一部分，先放在这里；在提纲里改“部分”")
    )


def _found(blocks: Sequence[Block]) -> Iterator[Heading]:
    styled = [
        Heading(number, block, block.text.strip(), block.level)
        for number, block in enumerate(blocks)
        if isinstance(block, Para) and block.level and block.text.strip() and block.style not in _EDGES
    ]
    if len(styled) >= len(PARTS):
        yield from styled
        return
    nesting = Nesting()
    for number, block in enumerate(blocks):
        text = block.text.strip() if isinstance(block, Para) else ""
        mark = numbered(text)
        if not isinstance(block, Para) or mark is None or len(text) > LONGEST or re.search("[。；，、：:]$", text):
            continue
        level = nesting.level(mark.style)
        if level <= DEEPEST:
            yield Heading(number, block, text, level)


def _bare(title: str) -> str:
    found = numbered(title)
    return found.bare if found else title


def _choose(found: Sequence[Heading], guesses: list[Guess]) -> None:
    for heading in found:
        group = heading.below
        if not group:
            continue
        if heading.own or heading.level >= DEEPEST:
            own, sure = True, 95
        else:
            own, sure = _towns(heading, group)
        for each in group:
            each.own = own
        shown = "、".join(each.title for each in group[:3]) + ("…" if len(group) > 3 else "")
        if heading.level >= 2 or own:
            kind = "镇里自己拟的小标题，写在正文里" if own else "县里固定的标题，写进提纲"
            guesses.append(Guess("标题", f"“{heading.title}”下面的“{shown}”", kind, sure, "不对就改提纲的“内容”"))


def _towns(heading: Heading, group: Sequence[Heading]) -> tuple[bool, int]:
    """Whether the sub-headings ``group`` are the town's own, and how sure that is."""
    if any(each.part for each in group):
        return False, 95
    chain: Heading | None = heading
    while chain is not None:
        if chain.part in PARTS[2:]:
            return True, 85
        chain = chain.above
    if _TOWNS.search(heading.title):
        return True, 80
    if heading.level == 1:
        return False, 90
    fixed = sum(bool(_FORM.search(_bare(each.title)) and "，" not in each.title) for each in group)
    share = 100 * fixed // len(group)
    return share < 60, min(95, 60 + abs(share - 60) * 3 // 4)
