"""What stands where in a finished report: its headings, its end, who wrote it, which tables are lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen.errors import EnvironmentFault
from perfgen.making.assign import Assigner, Tag
from perfgen.making.headings import MARK, headings_of
from perfgen.making.keys import short_key
from perfgen.making.ledger import Path
from perfgen.making.listed import Listing, listings
from perfgen.making.names import Identity, identity_of
from perfgen.making.paper import Block, Grid, Paper, Para
from perfgen.making.plan import Guess
from perfgen.making.tables import Loop, loop_of, own_list
from perfgen.vocabulary import Field

_SIGNED = ("署名", "成文日期", "附件说明")
NOTE = re.compile(r"^\s*附件\s*[：:]\s*(?P<title>\S.*)$")

_LEADING_ON = re.compile("(?:见|如|列在)?(?:下表|以下|如下|附表|表[0-9一二三四五六七八九]).*$")


@dataclass
class Doubts:
    """What an earlier try showed: paragraphs that came out otherwise, and paths whose values contradict each other."""

    plain: set[int] = field(default_factory=set)
    """Paragraphs whose figures are to be kept as they are written."""
    literal: set[int] = field(default_factory=set)
    """Paragraphs that are to stay as they are, without any tag."""
    banned: set[Path] = field(default_factory=set)
    unlooped: bool = False
    """Whether tables are read as forms, since their rows are no sound items."""
    explained: list[dict[str, str]] = field(default_factory=list)


class Survey:
    """A report, and what is known of it before anything is written."""

    def __init__(self, data: bytes, pack_id: str, name: str, version: str, doubts: Doubts) -> None:
        self.paper = Paper(data)
        self.doubts = doubts
        self.guesses: list[Guess] = []
        self.blocks = self.paper.blocks
        self.numbers = {para: number for number, para in enumerate(self.paper.paras)}
        self.end = self._attachments()
        self.headings = headings_of(self.blocks, self.end, self.guesses)
        if not self.headings:
            raise EnvironmentFault("报告里认不出标题", "标题要有编号（一、（一）1.），或在 Word 里设成“标题 1”“标题 2”")
        self.who = self._identity()
        grids = [block for block in self.blocks if isinstance(block, Grid) and not doubts.unlooped]
        self.loops = {grid: loop for grid in grids if (loop := loop_of(grid))}
        self.loops |= {grid: loop for grid, loop in self._own_lists(grids) if grid not in self.loops}
        items = [item for loop in self.loops.values() if loop.over == "指标" for item in loop.items]
        self.assigner = Assigner(self.who, items, frozenset(doubts.banned))
        self.assigner.plain = doubts.plain
        self.tags: dict[Para, list[Tag]] = {}
        self.grade = ""
        self._titles: list[str] = []
        """The titles of the attachments, as they are printed."""
        self.id = pack_id
        self.name = name or f"{self.who.county}部门整体支出绩效自评报告（{pack_id}）"
        self.version = version or f"{self.who.year}.1"
        self.fields: list[Field] = []
        self.extra: dict[str, dict[str, str]] = {}
        """Values of the county's own fields, by the first and second part of their paths."""
        self.listed: list[Listing] = (
            [] if any(loop.over == "项目" for loop in self.loops.values()) else listings(self.blocks[: self.end])
        )
        self._in_list = {para for each in self.listed for para in each.paras}

    def _own_lists(self, grids: Sequence[Grid]) -> Iterator[tuple[Grid, Loop]]:
        """Tables behind the first heading that list things of the county's own, named by the words before them."""
        taken: set[str] = set()
        for grid in grids:
            place = self.blocks.index(grid)
            before = next((b.text for b in reversed(self.blocks[:place]) if isinstance(b, Para) and b.text.strip()), "")
            words = re.sub(
                r"(?:见|如|列在)?(?:下表|以下|如下|附表|表[0-9一二三四五六七八九]).*$", "", before.split("，")[-1]
            )
            name = short_key(words)
            while name in taken or not name.isidentifier():
                name = f"明细{len(taken) + 1}"
            loop = own_list(grid, name) if place > self.headings[0].block else None
            if loop is not None:
                taken.add(name)
                yield grid, loop

    def _attachments(self) -> int:
        """The number of the block that opens the attachments."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, Para) and number and (block.style == "附件标记" or MARK.fullmatch(block.text or "-")):
                return number
        return len(self.blocks)

    def _identity(self) -> Identity:
        first = self.headings[0].block
        edges = [text for block in self.blocks[:first] for text in lines_of(block)]
        tail = self.blocks[self.headings[-1].block + 1 : self.end][-4:]
        edges += [text for block in tail for text in lines_of(block) if len(text) <= 40]
        who = identity_of(edges, [text for block in self.blocks for text in lines_of(block)])
        self.say("单位", "封面、标题和落款", f"{who.name}，简称{who.short}，{who.year}年", 85 if who.name else 30)
        if not who.year:
            raise EnvironmentFault("报告里认不出是哪一年的", "标题里写上“2024年度”这样的年度再试")
        return who

    def say(self, kind: str, where: str, text: str, sure: int, hint: str = "") -> None:
        """Note a guess."""
        self.guesses.append(Guess(kind, where, text, sure, hint))

    def where(self, block: int) -> str:
        """Where a block stands, in words."""
        above = [heading for heading in self.headings if heading.block <= block < self.end]
        return f"“{above[-1].title}”" if above else "附件" if block >= self.end else "封面和引言"

    def closes(self, block: Block) -> bool:
        """Whether a block at the end of a section belongs to the report's end: signature, date, note of attachments."""
        if not isinstance(block, Para):
            return False
        text = block.text.strip()
        return (
            not text
            or block.style in _SIGNED
            or text == self.who.name
            or text == self.who.date
            or bool(NOTE.match(text))
        )

    def looped(self) -> set[Para]:
        """The paragraphs of the cells that a loop takes the place of."""
        return {
            para for grid, loop in self.loops.items() for cell in grid.cells if loop.covers(cell) for para in cell.paras
        } | self._in_list


def paras_of(block: Block) -> Iterator[Para]:
    """The paragraphs of a block, those of a table cell by cell."""
    if isinstance(block, Para):
        yield block
    else:
        for cell in block.cells:
            yield from cell.paras


def lines_of(block: Block) -> Iterator[str]:
    """The lines of a block that are not empty."""
    for para in paras_of(block):
        for line in para.text.split("\n"):
            if line.strip():
                yield line.strip()
