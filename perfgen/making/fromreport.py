"""A pack from a finished report: headings become the outline, figures fields, tables loops, the rest prose.

The Word file is the report itself with tags in the place of what changes, so that its look stays. What was read is
tried at once: the sample must print the report again, and where a paragraph comes out otherwise its figures are kept
as they are written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from perfgen.contract import Attachment, Content, Format, OutlineItem
from perfgen.errors import EnvironmentFault
from perfgen.making.amounts import Figure, Sort, figures_of
from perfgen.making.assign import Assigner, Line, Tag
from perfgen.making.fixed import DATE_TAG, apart, applied, dated, graded, named
from perfgen.making.guards import condition, folded, guarded
from perfgen.making.headings import MARK, Heading, headings_of
from perfgen.making.keys import Keys, short_key
from perfgen.making.ledger import FACTS, Path, spelled
from perfgen.making.listed import Listing, listings
from perfgen.making.names import Identity, identity_of
from perfgen.making.paper import Block, Edit, Grid, Paper, Para, level_of
from perfgen.making.plan import Blueprint, Guess, Tree
from perfgen.making.scored import derive
from perfgen.making.sections import LEAD, Judge, Section, settle, write
from perfgen.making.tables import Loop, loop_of
from perfgen.vocabulary import FORMAT_VERSION, Field, Type

_SIGNED = ("署名", "成文日期", "附件说明")
OWN = "填报"
"""Where the figures stand that the county's own sentences print and the vocabulary does not know."""
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
        self._titles: list[str] = []
        """The titles of the attachments, as they are printed."""
        self.id = pack_id
        self.name = name or f"{self.who.county}部门整体支出绩效自评报告（{pack_id}）"
        self.version = version or f"{self.who.year}.1"
        self.fields: list[Field] = []
        self.extra: dict[str, dict[str, str]] = {}
        """Values of the county's own fields, by the first and second part of their paths."""
        self.listed: list[Listing] = [] if over_projects(self.loops.values()) else listings(self.blocks[: self.end])
        self._in_list = {para for each in self.listed for para in each.paras}

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
        attachments = self._attached()
        sections = self._sections()
        judge = Judge(self._formal, self._worded, self._fixed)
        for section in sections:
            settle(section, judge)
        prose = {block for section in sections for block in section.blocks[section.run[0] : section.run[1]]}
        for number, block in enumerate(self.blocks):
            if block in prose:
                continue
            if isinstance(block, Para):
                self._sentence(block, number)
            else:
                self._table(block, number, sections, attachments)
        self._own_facts(sections)
        self._guard(prose)
        for section in sections:
            write(section)
        for heading in self.headings:
            if heading.para.level == 0 and not heading.own:
                level_of(heading.para.element, heading.level)
        for loop in (*self.loops.values(), *self.listed):
            loop.write()
        self._tell(prose)
        tree = self._tree(sections)
        form = self._format()
        scoring = derive(tree, self._rate(tree), form.score_places, self.guesses)
        plan = Blueprint(
            self.id, self.name, self.version, self.who.year, "", self._outline(sections), tuple(self.fields),
            scoring, form, attachments=tuple(Attachment(short_key(t), t) for t in attachments),
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
        for each in self.listed:
            before = self.blocks[self.blocks.index(each.paras[0]) - 1]
            if isinstance(before, Para):
                self.assigner.totals[self.numbers[before]] = each.totals()
        lines = [line for line in lines if not any(self.numbers[para] == line.number for para in self._in_list)]
        self.assigner.collect(lines)
        for number, block in enumerate(self.blocks):
            if isinstance(block, Para) and block.text.strip() and number not in heads and block not in self._in_list:
                line = Line(self.numbers[block], block.text)
                self.tags[block] = [] if line.number in self.doubts.literal else self.assigner.tags(line)

        for block, text in ((b, b.text) for b in self.blocks if isinstance(b, Para)):
            if not self.grade and self.numbers[block] not in self.doubts.literal:
                self.grade = next((grade for _, grade in graded(text)), "")

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
        if self.grade and any(grade == self.grade for _, grade in graded(para.text)):
            return True
        core = sum(not tag.fact and not tag.expression.startswith("指标(") and "事实" not in tag.expression for tag in tags)
        return core > 0 and 2 * core >= len(tags) and not any("指标(" in tag.expression for tag in tags)

    def _worded(self, para: Para) -> str:
        return applied(para.text, self._edits(para, sentence=False))

    def _fixed(self, block: Block) -> bool:
        return isinstance(block, Para) and (block.style == "表注" or block in self._in_list or self._closes(block)
                                            or block.text.strip() in self._titles)

    def _edits(self, para: Para, *, sentence: bool) -> list[Edit]:
        if self.numbers[para] in self.doubts.literal:
            return []
        found = self.tags.get(para, [])
        if sentence:
            found = folded(para.text, found, self.assigner.ledger)
        tags: list[Edit] = [(tag.start, tag.end, tag.text) for tag in found]
        grades = list(graded(para.text)) if sentence else []
        return apart([*tags, *(edit for edit, grade in grades if grade == self.grade), *dated(para.text, self.who),
                      *named(para.text, self.who, sentence=sentence)])  # fmt: skip

    def _attached(self) -> list[str]:
        """The titles of the attachments, with tags for unit and year."""
        behind = self.blocks[self.end :]
        for number, block in enumerate(behind):
            if isinstance(block, Para) and (block.style == "附件标记" or MARK.fullmatch(block.text or "-")):
                title = next((b.text.strip() for b in behind[number + 1 :] if isinstance(b, Para) and b.text.strip()), "")
                if title and len(title) <= 60 and title not in self._titles:
                    self._titles.append(title)
        return [applied(title, apart(named(title, self.who, sentence=True))) for title in self._titles]

    def _sentence(self, para: Para, block: int) -> None:
        if para in self._in_list:
            return
        for number, title in enumerate(self._titles):
            place = para.text.find(title)
            inside = para in self.blocks[self.end :] or bool(_NOTE.match(para.text)) or para.text.strip() == title
            if place >= 0 and inside and len(para.text.strip()) <= len(title) + 8:
                para.edits = [(place, place + len(title), f"{{{{ 附件[{number}].标题 }}}}")]
                return
        if any(heading.para is para for heading in self.headings):
            return
        para.edits = self._edits(para, sentence=True)
        count = re.search(r"共(?:有)?([0-9]+)(?=[个项])", para.text) if self.numbers[para] in self.assigner.totals else None
        if count and int(count[1]) == sum(len(each.items) for each in self.listed):
            para.edits = apart([*para.edits, (count.start(1), count.end(1), "{{ 项目 | 个数 }}")])
        if self.headings[0].block < block < self.end and not self._stands(para):
            above = [heading for heading in self.headings if heading.block < block]
            self._as_field(para, "补充", short_key(above[-1].title), self._where(block))

    def _stands(self, para: Para) -> bool:
        """Whether a paragraph outside the prose says the same in every town: figures of all, a lead, an end."""
        text = para.text.strip()
        plain = not any("指标(" in tag.expression for tag in self.tags.get(para, ()))
        return plain and (len(text) < 24 or self._formal(para) or self._fixed(para) or bool(LEAD.search(text)))

    def _as_field(self, para: Para, head: str, name: str, where: str) -> None:
        """Let a paragraph that only this town can say be a text of the data."""
        own = self.extra.setdefault(head, {})
        key = name if name not in own else next(f"{name}{n}" for n in range(2, 99) if f"{name}{n}" not in own)
        text = para.text.strip()
        start = para.text.index(text)
        own[key] = applied(para.text, self._edits(para, sentence=False)).strip()
        path = spelled((head, key))
        self.fields.append(Field(f"{head}.{key}", "", Type.TEXT, f"{where}里各镇自己写的一段", ""))
        para.edits = [(start, start + len(text), f"{{% if 有({path}) %}}{{{{ {path} }}}}{{% endif %}}")]
        self._say("字段", where, f"{text[:20]}… → {path}", 55, "一段各镇不同的文字，放进数据文件")

    def _own_facts(self, sections: Sequence[Section]) -> None:
        """Make fields of the county's own of the facts that the template's sentences print."""
        said = " ".join(new for para in self.paper.paras for _, _, new in para.edits)
        names = set(re.findall(rf"{FACTS}\.(\w+)", said))
        moved = {name: text for name, text in self.assigner.ledger.facts.items() if name in names}
        for name, text in moved.items():
            del self.assigner.ledger.facts[name]
            self.extra.setdefault(OWN, {})[name] = text
            self.fields.append(Field(f"{OWN}.{name}", "", Type.FIGURES, name, text, required=True))

        def renamed(value: Any) -> Any:
            if isinstance(value, str):
                return re.sub(rf"{FACTS}\.(\w+)", lambda m: f"{OWN}.{m[1]}" if m[1] in moved else m[0], value)
            if isinstance(value, list):
                return [renamed(each) for each in value]
            return {key: renamed(each) for key, each in value.items()} if isinstance(value, dict) else value

        for para in self.paper.paras:
            para.edits = [(start, end, renamed(new)) for start, end, new in para.edits]
        for section in sections:
            section.prose = renamed(section.prose)
        self.extra = {head: {key: renamed(text) for key, text in own.items()} for head, own in self.extra.items()}

    def _guard(self, prose: set[Block]) -> None:
        """Let what a town may leave out be left out: paragraphs vanish, cells print a dash."""
        if any("单位.自称" in new for para in self.paper.paras for _, _, new in para.edits):
            self.fields.append(Field("单位.自称", "", Type.TEXT, "正文里怎样称自己", self.who.own, required=True))
        top = {block for block in self.blocks if isinstance(block, Para)}
        for para in self.paper.paras:
            if para in prose or not para.edits:
                continue
            if para not in top:
                para.edits = guarded(para.edits, len(para.text))
                continue
            needed = condition(new for _, _, new in para.edits)
            if needed:
                para.element.addprevious(para.clone(f"{{%p if {needed} %}}"))
                para.element.addnext(para.clone("{%p endif %}"))

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
        elif text in _DASHES and (path := _labelled(labels)):
            para.edits = [(start, start + len(text), f"{{% if 有({path}) %}}{{{{ {path} }}}}{{% else %}}{text}{{% endif %}}")]
            return
        elif figures_of(text):
            self.tags[para] = self.assigner.tags(Line(self.numbers[para], para.text, context="".join(labels[:2])))
        if re.fullmatch(rf"{self.who.year}(?:年度?)?", text):
            para.edits = [(start, start + 4, "{{ 年度 }}")]
            return
        para.edits = self._edits(para, sentence=True)
        told = any("指标(" in tag.expression for tag in self.tags.get(para, ()))
        if told or (len(text) >= 30 and not text.startswith("见") and not self._formal(para)):
            name = next((label for label in labels if re.search(r"[\u4e00-\u9fff]{2}", label)), "")
            if name:
                self._as_field(para, "附表", short_key(name), f"附表“{name}”")

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
            sure = 82 if section.content.written else 90
            self._say("内容", f"标题“{heading.title}”", str(section.content) or "只有标题", sure, section.numbering)
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
        tree |= self.extra
        if self.grade:
            tree.setdefault("自评", {})["等级"] = self.grade
        for over in ("指标", "项目"):
            items = self.assigner.indicators if over == "指标" else [
                item for loop in (*self.loops.values(), *self.listed) if over_projects([loop]) for item in loop.items
            ]  # fmt: skip
            if items:
                tree[over] = items
        if self.doubts.explained:
            tree["核实说明"] = list(self.doubts.explained)
        tree["正文"] = {section.key: section.prose for section in sections if section.prose is not None}
        return tree

    def _rate(self, tree: Tree) -> Decimal | None:
        """The execution rate; a budget that is just the income is told so, and follows it."""
        known = self.assigner.ledger.known
        spent, budget = known.get(("决算", "支出")), known.get(("预算执行", "年度资金总额", "全年预算数"))
        income = known.get(("决算", "收入"))
        if budget is not None and income is not None and budget.value == income.value:
            tree["预算执行"]["年度资金总额"]["全年预算数"] = "{{ 决算.收入 }}"
            self._say("字段", "全年预算数", "= 决算.收入", 60, "与本年收入是同一个数；全年预算另有批复的，在数据文件里改成数")
        return spent.value / budget.value if spent is not None and budget is not None and budget.value else None

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
        } | self._in_list

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


_DASHES = ("—", "-", "/", "——")
_LABELS = {
    "编制人数": "人员.编制人数", "年末在职人数": "人员.年末在职人数", "在职人数": "人员.年末在职人数", "离退休人数": "人员.离退休人数",
    "全年预算数": "预算执行.年度资金总额.全年预算数", "预算数": "预算执行.年度资金总额.全年预算数", "全年执行数": "决算.支出",
    "总支出": "决算.支出总计", "本年支出": "决算.支出", "基本支出": "决算.支出.基本支出", "项目支出": "决算.支出.项目支出",
    "本年收入": "决算.收入", "自评总分": "自评.总分", "总分": "自评.总分", "自评等级": "自评.等级",
}  # fmt: skip
"""What a cell prints that holds a dash behind one of these words."""


def _labelled(labels: Sequence[str]) -> str:
    """The path that a cell without a value asks for; empty where its label says nothing known."""
    if any(re.fullmatch("(?:指标)?(?:分值|满分|权重)(?:（分）)?", label) for label in labels):
        return ""
    named = next((label for label in labels if re.search(r"[\u4e00-\u9fff]{2}", label)), "")
    return _LABELS.get(re.sub(r"[（(].*?[）)]|\W", "", named), "")


def over_projects(loops: Iterable[Loop | Listing]) -> bool:
    """Whether one of ``loops`` goes over the projects."""
    return any(isinstance(each, Listing) or each.over == "项目" for each in loops)


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
