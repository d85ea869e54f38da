"""A pack from a finished report: headings become the outline, figures fields, tables loops, the rest prose.

The Word file is the report itself with tags in the place of what changes, so that its look stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from perfgen.contract import Attachment, Format, OutlineItem
from perfgen.contract.types import LAYOUT_ASPECTS, Layout
from perfgen.making.amounts import Sort, figures_of
from perfgen.making.classes import write_classes
from perfgen.making.collect import Line, names_in
from perfgen.making.fixed import apart, graded, named
from perfgen.making.keys import Keys, short_key
from perfgen.making.ledger import FACTS
from perfgen.making.names import bare_label
from perfgen.making.paper import Block, Para, level_of
from perfgen.making.plan import Blueprint, Guess, Tree
from perfgen.making.scored import derive
from perfgen.making.sections import Judge, Section, settle, write
from perfgen.making.survey import paras_of
from perfgen.making.texts import OWN, Texts
from perfgen.vocabulary import FORMAT_VERSION

OFFICIAL = "公文正文"
"""The style of body paragraphs in files that are drawn in the layout of GB/T 9704."""
_COMPARED = re.compile("持平|增加|减少|增长|下降|超出|少支出|多支出|未达到|没有达到")
"""Words that hold only as long as the figures beside them stand as they do."""


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


class Making(Texts):
    """One try at a pack."""

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
        for para in self.paper.edges:
            para.edits = apart(named(para.text, self.who, sentence=True))
        self._own_facts(sections)
        write_classes(self.blocks, self.assigner.ledger)
        self._guard(prose)
        for section in sections:
            write(section)
        for heading in self.headings:
            if heading.para.level == 0 and not heading.own:
                level_of(heading.para.element, heading.level)
        for loop in self.loops.values():
            loop.write()
        for listing in self.listed:
            listing.write()
        self._tell(prose)
        tree = self._tree(sections)
        form = self._format()
        scoring = derive(tree, self._rate(tree), form.score_places, self.guesses)
        plan = Blueprint(
            self.id, self.name, self.version, self.who.year, "", self._outline(sections), tuple(self.fields),
            scoring, form, attachments=tuple(Attachment(short_key(t), t) for t in attachments),
        )  # fmt: skip
        wanted, tagged = self._coverage()
        looped = self.looped()
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
            while blocks and self.closes(blocks[-1]):
                blocks.pop()
            inside = {block: own[block] for block in blocks if isinstance(block, Para) and block in own}
            sections.append(Section(heading, keys.of(heading.title, heading.level), blocks, inside))
        return sections

    def _outline(self, sections: Sequence[Section]) -> tuple[OutlineItem, ...]:
        items = []
        for section in sections:
            heading = section.heading
            sure = 82 if section.content.written else 90
            self.say("内容", f"标题“{heading.title}”", str(section.content) or "只有标题", sure, section.numbering)
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
            max(derived or rates, default=0) or 2,  # where only 100% is seen, others will have decimals
            max(scores, default=0) or 2,
            self._layout(),
        )

    def _layout(self) -> Layout:
        """The layout is the report's own; one that this program drew is that of GB/T 9704."""
        if any(isinstance(block, Para) and block.style == OFFICIAL for block in self.blocks):
            return Layout()
        self.say(
            "版式", "Word 文件", "照原报告的版式，检查时不和公文格式比", 70, "要比的话，删去 manifest.toml 的“不查”"
        )
        return Layout(unchecked=LAYOUT_ASPECTS)

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
        projects = [item for loop in self.loops.values() if loop.over == "项目" for item in loop.items]
        projects += [item for listing in self.listed for item in listing.items]
        for item in self.assigner.indicators:
            if "分值" in item:
                item.setdefault("得分", "未公布")
            self._link(item)
        tree |= {"指标": self.assigner.indicators} if self.assigner.indicators else {}
        tree |= {"项目": projects} if projects else {}
        tree |= {loop.over: loop.items for loop in self.loops.values() if loop.own}
        if self.doubts.explained:
            tree["核实说明"] = list(self.doubts.explained)
        tree["正文"] = {section.key: section.prose for section in sections if section.prose is not None}
        return tree

    def _link(self, item: dict[str, Any]) -> None:
        """Let an indicator's actual value be the rate that the text gives under the same name."""
        name = "".join(names_in(item))
        own = self.extra.get(OWN, {})

        def moved(match: re.Match[str]) -> str:
            return f"{OWN}.{match[1]}" if match[1] in own else match[0]

        for text, label, expression in self.assigner.rates:
            words = bare_label(label)
            if item["实际完成值"] == text and len(words) >= 4 and words in name:
                shown = re.sub(rf"{FACTS}\.(\w+)", moved, expression)
                item["实际完成值"] = f"{{{{ {shown} }}}}"
                self.say("字段", f"指标“{name}”", f"{text} → {shown}", 75, f"与正文的“{words}”同数")
                return

    def _rate(self, tree: Tree) -> Decimal | None:
        """The execution rate; a budget that is just the income is told so, and follows it."""
        known = self.assigner.ledger.known
        spent, budget = known.get(("决算", "支出")), known.get(("预算执行", "年度资金总额", "全年预算数"))
        income = known.get(("决算", "收入"))
        if budget is not None and income is not None and budget.value == income.value:
            tree["预算执行"]["年度资金总额"]["全年预算数"] = "{{ 决算.收入 }}"
            self.say(
                "字段", "全年预算数", "= 决算.收入", 60, "与本年收入是同一个数；全年预算另有批复的，在数据文件里改成数"
            )
        return spent.value / budget.value if spent is not None and budget is not None and budget.value else None

    def _tell(self, prose: set[Block]) -> None:
        places = {para: number for number, block in enumerate(self.blocks) for para in paras_of(block)}
        for para, tags in self.tags.items():
            where = self.where(places[para]) + ("（正文）" if para in prose else "（模板句）")
            told = _COMPARED.search(para.text) if para not in prose and len(tags) > 1 else None
            told = None if any("指标(" in tag.expression for tag in tags) else told
            if told and not any(tag.start <= told.start() < tag.end for tag in tags):
                self.say("字句", where, para.text[max(0, told.start() - 12) : told.end()], 40, "这几个字不会跟着数变")
            for tag in tags:
                self.say(
                    "字段", where, f"{para.text[tag.start : tag.end]} → {tag.expression}", tag.sureness, tag.reason
                )

    def _coverage(self) -> tuple[int, int]:
        """How many amounts, rates and scores there are, and how many are tags or cells of a loop."""
        wanted = tagged = 0
        looped = self.looped()
        heads = {heading.para for heading in self.headings}
        for para in self.paper.paras:
            tags = self.tags.get(para, ())
            for figure in figures_of(para.text) if para not in heads else ():
                if figure.wanted:
                    wanted += 1
                    tagged += para in looped or any(tag.start < figure.end and figure.start < tag.end for tag in tags)
        return wanted, tagged


def _date(text: str) -> Any:
    match = re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", text)
    if match is None:
        return text
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return text
