"""Which heading of a report is which of the pack's outline: by wording, then by order, then by number.

Numbers, levels and order may differ, headings may be renamed, missing or doubled; every doubt is noted.
"""

import itertools
import re
from collections.abc import Sequence

from perfgen.align import SAME, in_order, likeness
from perfgen.contract import OutlineItem
from perfgen.frozen import frozen
from perfgen.importing.numbering import Number, number_of, without_number
from perfgen.importing.reading import Block, Para

LONGEST = 45
"""A paragraph longer than this is no heading, though it may begin with one."""

_LEAST = 620
_SURE = 850

_SYNONYMS = {
    "基本情况": re.compile(r"^(?:单位|部门|镇|街道)?(?:基本情况|概况|简介)$"),
    "自评结论": re.compile(r"^(?:绩效)?自评(?:结论|结果)(?:综述)?$"),
    "存在问题": re.compile(r"^(?:目前|当前)?(?:存在|主要)(?:的)?(?:主要)?(?:问题|不足)(?:[和及与].{0,6})?$"),
    "改进措施": re.compile(
        r"^(?:下一步)?(?:拟|的)?(?:工作)?(?:改进|整改|改善)(?:工作)?(?:的)?(?:措施|意见|建议|计划|打算)(?:[和及与].{0,6})?$"
    ),
}


_NO_HEADINGS = ("附件标记", "附件标题", "附件说明", "署名", "成文日期", "表注")


@frozen
class Heading:
    """A paragraph that is a heading of the outline: its place, the item's, how sure that is (of 1000), its length."""

    block: int
    item: int
    sureness: int
    length: int
    doubt: str = ""


@frozen
class _Candidate:
    block: int
    title: str
    number: Number | None
    length: int
    level: int
    run_in: bool


def bare(title: str) -> str:
    """A title without number, brackets, marks and years, for comparing."""
    text = re.sub(r"[（(][^（）()]*[）)]", "", without_number(title.strip()))
    text = re.sub(r"(?:[12][0-9]{3}\s*年度?|本年度?|当年度?)", "年度", text)
    return re.sub(r"[^\w]", "", text)


def match(blocks: Sequence[Block], outline: Sequence[OutlineItem]) -> list[Heading]:
    """The headings of ``outline`` among ``blocks``, in the order of the blocks."""
    titles = [bare(item.title) for item in outline]
    candidates = [found for index, block in enumerate(blocks) for found in _candidates(index, block)]
    known: dict[tuple[int, int], int] = {}

    def sure(row: int, column: int) -> int:
        if (row, column) not in known:
            known[row, column] = _sureness(candidates[row], outline[column], titles[column])
        return known[row, column]

    def worth(row: int, column: int) -> int:
        likely = max(0, sure(row, column) + _level_bonus(candidates[row], outline[column]) - _LEAST + 100)
        return likely * likely  # one that is sure outweighs two that are not

    headings: list[Heading] = []
    used: dict[int, int] = {}
    for row, column in in_order(len(candidates), len(outline), lambda r, c: worth(r, c) if sure(r, c) else 0):
        used[column] = row
        headings.append(_heading(candidates[row], column, sure(row, column), outline[column]))
    taken = {heading.block for heading in headings}
    for row, candidate in enumerate(candidates):
        if candidate.block in taken:
            continue
        best = max(range(len(outline)), key=lambda c: (sure(row, c), c not in used), default=None)
        if best is None or sure(row, best) < 780:
            continue
        if best in used and (sure(row, best) < _SURE or not (candidate.number or candidate.level)):
            continue
        doubt = "与提纲的次序不同" if best not in used else "这个标题出现了两次"
        headings.append(_heading(candidate, best, sure(row, best), outline[best], doubt))
        used.setdefault(best, row)
        taken.add(candidate.block)
    headings.sort(key=lambda heading: heading.block)
    return sorted((*headings, *_by_place(candidates, headings, outline, titles)), key=lambda heading: heading.block)


def _candidates(index: int, block: Block) -> list[_Candidate]:
    if not isinstance(block, Para):
        return []
    text = block.text.text
    number = number_of(text)
    level = block.level
    if number is None and not level and (text.rstrip().endswith("。") or block.style in _NO_HEADINGS):
        return []
    if len(text) <= LONGEST:
        return [_Candidate(index, bare(text), number, len(text), level, False)]
    start = number.length if number else 0
    end = re.compile(r"[。：:]").search(text, start)
    if number is None or end is None or end.start() - start > 30:
        return []
    return [_Candidate(index, bare(text[: end.start()]), number, end.end(), level, True)]


def _sureness(candidate: _Candidate, item: OutlineItem, title: str) -> int:
    if not candidate.title or not title:
        return 0
    found = likeness(candidate.title, title)
    short, long = sorted((candidate.title, title), key=len)
    if candidate.title.startswith("未") != title.startswith("未"):
        return 0
    if len(short) >= 4 and short in long:
        found = max(found, 700 + 250 * len(short) // len(long))
    synonym = _SYNONYMS.get(item.part)
    numbered = candidate.number is not None and candidate.number.rank <= 2
    if synonym is not None and synonym.match(candidate.title) and (numbered or candidate.level in (1, 2)):
        found = max(found, 800)
    if candidate.number is None and not candidate.level:
        return found if found >= _SURE and candidate.length <= 30 else 0
    return found if found >= (_SURE if candidate.run_in else _LEAST) else 0


def _level_bonus(candidate: _Candidate, item: OutlineItem) -> int:
    wanted = number_of(item.title)
    if candidate.number is None or wanted is None:
        return 30 if candidate.level == item.level else 0
    same = candidate.number.rank == wanted.rank
    return (30 if same else 0) + (20 if same and candidate.number.value == wanted.value else 0)


def _heading(candidate: _Candidate, item: int, sure: int, wanted: OutlineItem, doubt: str = "") -> Heading:
    own = number_of(wanted.title)
    if not doubt and sure < SAME - 50:
        doubt = "标题的说法不同"
    if not doubt and own is not None and candidate.number is not None:
        if own.rank != candidate.number.rank:
            doubt = "标题的编号不同"
        elif own.value != candidate.number.value:
            doubt = "标题的序号不同"
    elif not doubt and own is not None and candidate.number is None and not candidate.level:
        doubt = "标题没有编号"
    return Heading(candidate.block, item, sure, candidate.length, doubt)


def _by_place(
    candidates: Sequence[_Candidate], headings: Sequence[Heading], outline: Sequence[OutlineItem], titles: Sequence[str]
) -> list[Heading]:
    """Renamed headings: between two that are known, one whose number is that of the missing item."""
    found: list[Heading] = []
    edges = [Heading(-1, -1, 0, 0), *headings, Heading(1 << 30, len(outline), 0, 0)]
    for before, after in itertools.pairwise(edges):
        for column in range(before.item + 1, after.item):
            wanted = number_of(outline[column].title)
            inside = [c for c in candidates if before.block < c.block < after.block and not c.run_in]
            fitting = [
                c
                for c in inside
                if c.number is not None
                and wanted is not None
                and (c.number.rank, c.number.value) == (wanted.rank, wanted.value)
                and len(c.title) <= 25
                and likeness(c.title, titles[column]) >= 300
            ]
            if len(fitting) == 1 and not any(h.item == column for h in (*headings, *found)):
                found.append(Heading(fitting[0].block, column, 400, fitting[0].length, "标题改了名，按编号和位置认出"))
    return [h for n, h in enumerate(found) if not n or h.block > found[n - 1].block]
