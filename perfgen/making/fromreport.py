"""A pack from a finished report: headings become the outline, figures fields, tables loops, the rest prose.

The Word file is the report itself with tags in the place of what changes, so that its look stays. What was read is
tried at once: the sample must print the report again, and where a paragraph comes out otherwise its figures are kept
as they are written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from perfgen.contract import Attachment, Content, Format, OutlineItem
from perfgen.errors import EnvironmentFault
from perfgen.making.amounts import Figure, Sort, figures_of
from perfgen.making.assign import Assigner, Line, Tag
from perfgen.making.fixed import DATE_TAG, apart, applied, dated, graded, named
from perfgen.making.headings import MARK, Heading, headings_of
from perfgen.making.keys import Keys, short_key
from perfgen.making.ledger import Path
from perfgen.making.names import Identity, identity_of
from perfgen.making.paper import Block, Edit, Grid, Paper, Para, level_of
from perfgen.making.plan import Blueprint, Guess, Tree
from perfgen.making.sections import Judge, Section, settle, write
from perfgen.making.tables import Loop, loop_of
from perfgen.vocabulary import FORMAT_VERSION, Field, Type

_SIGNED = ("署名", "成文日期", "附件说明")
_NOTE = re.compile(r"^\s*附件\s*[：:]\s*(?P<title>\S.*)$")


@dataclass
class Doubts:
    """What an earlier try showed: paragraphs that came out otherwise, and paths whose values contradict each other."""

    plain: set[int] = field(default_factory=set)
    """Paragraphs whose figures are to be kept as they are written."""
    literal: set[int] = field(default_factory=set)
    """Paragraphs that are to stay as they are, without any tag."""
    banned: set[Path] = field(default_factory=set)
    unscored: bool = False
    """Whether the parts' scores are left to the program."""
    explained: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """One try: the plan of the pack, the Word template, the data of the sample, and what was guessed."""

    plan: Blueprint
    template: bytes
    tree: Tree
    guesses: tuple[Guess, ...]
    wanted: int
    """How many amounts, rates and scores the report has outside its loops."""
    tagged: int
    """How many of them are tags."""
    lines: Mapping[int, str]
    """The text of each paragraph of the report, those of loops left out, by its number."""
    prose: Mapping[str, tuple[int, ...]]
    """The numbers of the paragraphs that are the prose of each section."""


class Making:
    """Reads one report and makes a draft of the pack."""

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
        self.loops = {block: loop for block in self.blocks if isinstance(block, Grid) and (loop := loop_of(block))}
        items = [item for loop in self.loops.values() if loop.over == "指标" for item in loop.items]
        self.assigner = Assigner(self.who, items, frozenset(doubts.banned))
        self.assigner.plain = doubts.plain
        self.tags: dict[Para, list[Tag]] = {}
        self.grade = ""
        self.id, self.name, self.version = pack_id, name, version
        self.fields: list[Field] = []
        self.extra: dict[str, dict[str, str]] = {}

    # -- what stands where --------------------------------------------------------------------------

    def _attachments(self) -> int:
        """The number of the block that opens the attachments."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, Para) and number and (block.style == "附件标记" or MARK.fullmatch(block.text or "-")):
                return number
        return len(self.blocks)

    def _identity(self) -> Identity:
        first = self.headings[0].block
        edges = [text for block in self.blocks[:first] for text in _lines(block)]
        tail = [block for block in self.blocks[self.headings[-1].block + 1 : self.end]][-4:]
        edges += [text for block in tail for text in _lines(block) if len(text) <= 40]
        who = identity_of(edges, [text for block in self.blocks for text in _lines(block)])
        self._say("单位", "封面、标题和落款", f"{who.name}，简称{who.short}，{who.year}年", 85 if who.name else 30)
        if not who.year:
            raise EnvironmentFault("报告里认不出是哪一年的", "标题里写上“2024年度”这样的年度再试")
        return who

    def _say(self, kind: str, where: str, text: str, sure: int, hint: str = "") -> None:
        self.guesses.append(Guess(kind, where, text, sure, hint))

    def _where(self, block: int) -> str:
        above = [heading for heading in self.headings if heading.block <= block < self.end]
        return f"“{above[-1].title}”" if above else "附件" if block >= self.end else "封面和引言"

    # -- the draft ----------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """The pack as this try reads the report."""
        self._read_figures()
        sections = self._sections()
        judge = Judge(self._formal, self._worded, self._fixed)
        for section in sections:
            settle(section, judge)
        prose = {block for section in sections for block in section.blocks[section.run[0] : section.run[1]]}
        attachments = self._attached()
        for number, block in enumerate(self.blocks):
            if block in prose:
                continue
            if isinstance(block, Para):
                self._sentence(block, attachments)
            else:
                self._table(block, number, sections, attachments)
        for section in sections:
            write(section)
        for heading in self.headings:
            if heading.para.level == 0 and not heading.own:
                level_of(heading.para.element, heading.level)
        for loop in self.loops.values():
            loop.write()
        self._tell(prose)
        tree = self._tree(sections)
        plan = Blueprint(
            self.id, self.name, self.version, self.who.year, "", self._outline(sections), tuple(self.fields),
            format=self._format(), attachments=tuple(Attachment(short_key(t), t) for t in attachments),
        )  # fmt: skip
        wanted, tagged = self._coverage()
        looped = self._looped()
        lines = {number: para.text for para, number in self.numbers.items() if para not in looped}
        inside = {
            section.key: tuple(
                self.numbers[block]
                for block in section.blocks[section.run[0] : section.run[1]]
                if isinstance(block, Para)
            )
            for section in sections
        }
        return Draft(plan, self.paper.data(), tree, tuple(self.guesses), wanted, tagged, lines, inside)

    def _read_figures(self) -> None:
        lines = []
        heads = {heading.block for heading in self.headings if not heading.own and heading.level <= 2}
        for number, block in enumerate(self.blocks):
            if isinstance(block, Para):
                lines.append(Line(self.numbers[block], block.text, number in heads))
        self.assigner.collect(lines)
        for number, block in enumerate(self.blocks):
            if isinstance(block, Para) and block.text.strip() and number not in heads:
                line = Line(self.numbers[block], block.text)
                self.tags[block] = [] if line.number in self.doubts.literal else self.assigner.tags(line)

    def _sections(self) -> list[Section]:
        keys = Keys()
        own = {heading.para: heading for heading in self.headings if heading.own}
        chosen = [heading for heading in self.headings if not heading.own]
        ends = [heading.block for heading in chosen[1:]] + [self.end]
        sections = []
        for heading, end in zip(chosen, ends, strict=True):
            blocks = list(self.blocks[heading.block + 1 : end])
            while blocks and self._closes(blocks[-1]):
                blocks.pop()
            inside = {block: own[block] for block in blocks if isinstance(block, Para) and block in own}
            sections.append(Section(heading, keys.of(heading.title, heading.level), blocks, inside))
        return sections

    def _closes(self, block: Block) -> bool:
        """Whether a block at the end of a section belongs to the report's end: signature, date, note of attachments."""
        if not isinstance(block, Para):
            return False
        text = block.text.strip()
        return (
            not text
            or block.style in _SIGNED
            or text == self.who.name
            or text == self.who.date
            or bool(_NOTE.match(text))
        )

    def _formal(self, para: Para) -> bool:
        """Whether a paragraph says what every town's report says: figures of budget, accounts, staff and result."""
        tags = self.tags.get(para, [])
        core = sum(not tag.fact and not tag.expression.startswith("指标(") and "事实" not in tag.expression for tag in tags)
        return core > 0 and 2 * core >= len(tags)

    def _worded(self, para: Para) -> str:
        return applied(para.text, self._edits(para, sentence=False))

    def _fixed(self, block: Block) -> bool:
        return isinstance(block, Para) and (block.style == "表注" or self._closes(block))

    def _edits(self, para: Para, *, sentence: bool) -> list[Edit]:
        if self.numbers[para] in self.doubts.literal:
            return []
        tags: list[Edit] = [(tag.start, tag.end, tag.text) for tag in self.tags.get(para, ())]
        grades = list(graded(para.text)) if sentence else []
        for _, grade in grades:
            self.grade = self.grade or grade
        return apart([*tags, *(edit for edit, grade in grades if grade == self.grade), *dated(para.text, self.who),
                      *named(para.text, self.who, sentence=sentence)])  # fmt: skip

    def _attached(self) -> list[str]:
        """The titles of the attachments, with tags for unit and year."""
        for block in self.blocks[: self.end]:
            match = _NOTE.match(block.text) if isinstance(block, Para) else None
            if match and "\n" not in match["title"]:
                title = re.sub(r"^[0-9][.、．]\s*", "", match["title"].strip())
                if any(isinstance(b, Para) and b.text.strip() == title for b in self.blocks[self.end :]):
                    edits = apart(named(title, self.who, sentence=True))
                    self._titles = [title]
                    return [applied(title, edits)]
        self._titles = []
        return []

    def _sentence(self, para: Para, attachments: Sequence[str]) -> None:
        for number, title in enumerate(self._titles):
            place = para.text.find(title)
            if place >= 0 and len(para.text.strip()) <= len(title) + 8:
                para.edits = [(place, place + len(title), f"{{{{ 附件[{number}].标题 }}}}")]
                return
        if any(heading.para is para for heading in self.headings):
            return
        para.edits = self._edits(para, sentence=True)

    # -- tables -------------------------------------------------------------------------------------

    def _table(self, grid: Grid, number: int, sections: Sequence[Section], attachments: Sequence[str]) -> None:
        loop = self.loops.get(grid)
        for heading in loop.unread if loop else ():
            self._say("表", self._where(number), f"“{heading}”一栏", 40, "不知道由什么填，先空着；在 Word 里补上标签")
        for cell in grid.cells:
            if loop is not None and loop.covers(cell):
                continue
            above = [c.text for c in grid.cells if c.column <= cell.column < c.column + c.columns and c.row < cell.row]
            left = [c.text for c in grid.cells if c.row <= cell.row < c.row + c.rows and c.column < cell.column]
            labels = [re.sub(r"\s", "", text) for text in (*left[::-1], *above[::-1]) if text.strip()]
            for para in cell.paras:
                self._cell(para, cell.text, labels, sections)

    def _cell(self, para: Para, whole: str, labels: Sequence[str], sections: Sequence[Section]) -> None:
        text = para.text.strip()
        if not text or self.numbers[para] in self.doubts.literal:
            return
        start = para.text.index(text)
        section = next((s for s in sections if s.content is Content.PARAGRAPHS and self._printed(s) == whole.strip()), None)
        if section is not None and len(text) > 30 and para.text.strip() == whole.strip():
            self._repeat(para, section)
            return
        tag = self.assigner.cell(Line(self.numbers[para], text), labels)
        if tag is not None:
            self.tags[para] = [replace(tag, start=tag.start + start, end=tag.end + start)]
        elif any(len(label) >= 2 for label in labels) and text == self.grade and "等级" in "".join(labels[:2]):
            para.edits = [(start, start + len(text), "{{ 自评.等级 }}")]
            return
        elif figures_of(text):
            self.tags[para] = self.assigner.tags(Line(self.numbers[para], para.text))
        if re.fullmatch(rf"{self.who.year}(?:年度?)?", text):
            para.edits = [(start, start + 4, "{{ 年度 }}")]
            return
        para.edits = self._edits(para, sentence=True)

    def _printed(self, section: Section) -> str:
        start, end = section.run
        return "\n".join(b.text.strip() for b in section.blocks[start:end] if isinstance(b, Para))

    def _repeat(self, para: Para, section: Section) -> None:
        """A cell that repeats a section of the text prints that section."""
        from perfgen.making.paper import with_text

        parent = para.element.getparent()
        at = parent.index(para.element)
        parent.remove(para.element)
        for offset, tag in enumerate((f"{{%p for 段 in 正文['{section.key}'] %}}", "{{ 段.文 }}", "{%p endfor %}")):
            parent.insert(at + offset, with_text(para.element, tag))

    # -- what the pack says -------------------------------------------------------------------------

    def _outline(self, sections: Sequence[Section]) -> tuple[OutlineItem, ...]:
        items = []
        for section in sections:
            heading = section.heading
            self._say("内容", f"标题“{heading.title}”", str(section.content) or "只有标题", 75, section.numbering)
            items.append(
                OutlineItem(section.key, heading.title, heading.level, heading.part, section.content, section.numbering,
                            section.content.written)
            )  # fmt: skip
        return tuple(items)

    def _format(self) -> Format:
        texts = [para.text for para in self.paper.paras]
        figures = [figure for text in texts for figure in figures_of(text)]
        amounts = [f for f in figures if f.sort is Sort.AMOUNT and f.unit == "万元"]
        cells = [t.strip() for t in texts if re.fullmatch(r"\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*", t)]
        shown = [re.sub(r"[^0-9.,]", "", f.text) for f in amounts] + cells
        large = [text for text in shown if len(text.split(".")[0].replace(",", "")) >= 4]
        ended = [text for text in shown if "." in text]
        zeros = sum(text.endswith("0") for text in ended)
        places = max((len(text.partition(".")[2]) for text in ended), default=2)
        rates = [f.places for f in figures if f.sort is Sort.RATE]
        derived = [
            f.places for para, tags in self.tags.items() for tag in tags if "比(" in tag.expression
            for f in figures_of(para.text) if f.start == tag.start
        ]  # fmt: skip
        scores = [f.places for f in figures if f.sort is Sort.SCORE]
        return Format(
            "万元",
            min(max(places, 2) if amounts else 2, 6),
            zeros * 5 <= len(ended),
            2 * sum("," in text for text in large) > len(large),
            max(derived or rates, default=2),
            max(scores, default=2),
        )

    def _tree(self, sections: Sequence[Section]) -> Tree:
        who = self.who
        unit = {"名称": who.name, "简称": who.short, "自称": who.own, "县区": who.county}
        tree: Tree = {
            "格式版本": FORMAT_VERSION,
            "模板": self.id,
            "年度": who.year,
            "金额单位": "万元",
            "单位": {key: value for key, value in unit.items() if value},
        }
        if who.date:
            tree["成文日期"] = _date(who.date)
        tree |= self.assigner.ledger.tree()
        if self.grade:
            tree.setdefault("自评", {})["等级"] = self.grade
        for over in ("指标", "项目"):
            items = self.assigner.indicators if over == "指标" else [
                item for loop in self.loops.values() if loop.over == over for item in loop.items
            ]  # fmt: skip
            if items:
                tree[over] = items
        if self.doubts.explained:
            tree["核实说明"] = list(self.doubts.explained)
        tree["正文"] = {section.key: section.prose for section in sections if section.prose is not None}
        return tree

    # -- what is told -------------------------------------------------------------------------------

    def _tell(self, prose: set[Block]) -> None:
        places = {para: number for number, block in enumerate(self.blocks) for para in _paras(block)}
        for para, tags in self.tags.items():
            where = self._where(places[para]) + ("（正文）" if para in prose else "（模板句）")
            for tag in tags:
                self._say("字段", where, f"{para.text[tag.start : tag.end]} → {tag.expression}", tag.sureness, tag.reason)

    def _looped(self) -> set[Para]:
        """The paragraphs of the cells that a loop takes the place of."""
        return {
            para
            for grid, loop in self.loops.items()
            for cell in grid.cells
            if loop.covers(cell)
            for para in cell.paras
        }

    def _coverage(self) -> tuple[int, int]:
        """How many amounts, rates and scores there are, and how many are tags or cells of a loop."""
        wanted = tagged = 0
        looped = self._looped()
        heads = {heading.para for heading in self.headings}
        for para in self.paper.paras:
            tags = self.tags.get(para, ())
            for figure in figures_of(para.text) if para not in heads else ():
                if figure.wanted:
                    wanted += 1
                    tagged += para in looped or any(tag.start < figure.end and figure.start < tag.end for tag in tags)
        return wanted, tagged


def _paras(block: Block) -> Iterator[Para]:
    if isinstance(block, Para):
        yield block
    else:
        for cell in block.cells:
            yield from cell.paras


def _lines(block: Block) -> Iterator[str]:
    for para in _paras(block):
        for line in para.text.split("\n"):
            if line.strip():
                yield line.strip()


def _date(text: str) -> Any:
    match = re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", text)
    if match is None:
        return text
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return text
