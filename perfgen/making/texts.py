"""The sentences and cells of a finished report as the template's: figures, names and dates as tags."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from perfgen.contract import Content
from perfgen.making.amounts import figures_of
from perfgen.making.assign import Tag
from perfgen.making.collect import Line
from perfgen.making.fixed import apart, applied, dated, graded, named
from perfgen.making.guards import condition, folded, guarded
from perfgen.making.headings import MARK
from perfgen.making.keys import short_key
from perfgen.making.ledger import FACTS, spelled
from perfgen.making.paper import Block, Edit, Grid, Para, put_for
from perfgen.making.sections import LEAD, Section
from perfgen.making.survey import NOTE, Survey
from perfgen.vocabulary import Field, Type

OWN = "填报"
"""Where the figures stand that the county's own sentences print and the vocabulary does not know."""

_DASHES = ("—", "-", "/", "——")
_LABELS = {
    "编制人数": "人员.编制人数", "年末在职人数": "人员.年末在职人数", "在职人数": "人员.年末在职人数",
    "离退休人数": "人员.离退休人数", "全年预算数": "预算执行.年度资金总额.全年预算数",
    "预算数": "预算执行.年度资金总额.全年预算数", "全年执行数": "决算.支出", "总支出": "决算.支出总计",
    "本年支出": "决算.支出", "基本支出": "决算.支出.基本支出", "项目支出": "决算.支出.项目支出",
    "本年收入": "决算.收入",
    "自评总分": "自评.总分", "总分": "自评.总分", "自评等级": "自评.等级",
}  # fmt: skip
"""What a cell prints that holds a dash behind one of these words."""


def _labelled(labels: Sequence[str]) -> str:
    """The path that a cell without a value asks for; empty where its label says nothing known."""
    if any(re.fullmatch("(?:指标)?(?:分值|满分|权重)(?:（分）)?", label) for label in labels):
        return ""
    named = next((label for label in labels if re.search(r"[\u4e00-\u9fff]{2}", label)), "")
    return _LABELS.get(re.sub(r"[（(].*?[）)]|\W", "", named), "")


class Texts(Survey):
    """The edits that make a report's sentences and cells those of a template."""

    def _formal(self, para: Para) -> bool:
        """Whether a paragraph says what every town's report says: figures of budget, accounts, staff and result."""
        tags = self.tags.get(para, [])
        if self.grade and any(grade == self.grade for _, grade in graded(para.text)):
            return True
        core = sum(
            not tag.fact and not tag.expression.startswith("指标(") and "事实" not in tag.expression for tag in tags
        )
        return core > 0 and 2 * core >= len(tags) and not any("指标(" in tag.expression for tag in tags)

    def _worded(self, para: Para) -> str:
        return applied(para.text, self._edits(para, sentence=False))

    def _fixed(self, block: Block) -> bool:
        return isinstance(block, Para) and (
            block.style == "表注" or block in self._in_list or self.closes(block) or block.text.strip() in self._titles
        )

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
                title = next(
                    (b.text.strip() for b in behind[number + 1 :] if isinstance(b, Para) and b.text.strip()), ""
                )
                if title and len(title) <= 60 and title not in self._titles:
                    self._titles.append(title)
        return [applied(title, apart(named(title, self.who, sentence=True))) for title in self._titles]

    def _sentence(self, para: Para, block: int) -> None:
        if para in self._in_list:
            return
        for number, title in enumerate(self._titles):
            place = para.text.find(title)
            inside = para in self.blocks[self.end :] or bool(NOTE.match(para.text)) or para.text.strip() == title
            if place >= 0 and inside and len(para.text.strip()) <= len(title) + 8:
                para.edits = [(place, place + len(title), f"{{{{ 附件[{number}].标题 }}}}")]
                return
        if any(heading.para is para for heading in self.headings):
            return
        para.edits = self._edits(para, sentence=True)
        count = (
            re.search(r"共(?:有)?([0-9]+)(?=[个项])", para.text) if self.numbers[para] in self.assigner.totals else None
        )
        if count and int(count[1]) == sum(len(each.items) for each in self.listed):
            para.edits = apart([*para.edits, (count.start(1), count.end(1), "{{ 项目 | 个数 }}")])
        if self.headings[0].block < block < self.end and not self._stands(para):
            above = [heading for heading in self.headings if heading.block < block]
            self._as_field(para, "补充", short_key(above[-1].title), self.where(block))

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
        self.say("字段", where, f"{text[:20]}… → {path}", 55, "一段各镇不同的文字，放进数据文件")

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

    def _table(self, grid: Grid, number: int, sections: Sequence[Section], attachments: Sequence[str]) -> None:
        loop = self.loops.get(grid)
        if loop is not None and loop.own:
            self.say("表", self.where(number), f"一行一项的表 → {loop.over}", 65, "循环的名称由表前的话拟定")
            for head in loop.columns.values():
                pattern = f"{loop.over}[].{head}"
                self.fields.append(Field(pattern, "", Type.TEXT, f"{loop.over}的“{head}”", "", required=True))
            grid.element.addprevious(self._control(grid, f"{{%p if 有({loop.over}) %}}"))
            grid.element.addnext(self._control(grid, "{%p endif %}"))
        for heading in loop.unread if loop else ():
            self.say("表", self.where(number), f"“{heading}”一栏", 40, "不知道由什么填，先空着；在 Word 里补上标签")
        for cell in grid.cells:
            if loop is not None and loop.covers(cell):
                continue
            total = loop.total(cell) if loop is not None else ""
            if total and len(cell.paras) == 1:
                tag = Tag(0, len(cell.paras[0].text), total, 92, "上面各行之和")
                self.tags[cell.paras[0]] = [tag]
                cell.paras[0].edits = [(tag.start, tag.end, tag.text)]
                continue
            above = [c.text for c in grid.cells if c.column <= cell.column < c.column + c.columns and c.row < cell.row]
            left = [c.text for c in grid.cells if c.row <= cell.row < c.row + c.rows and c.column < cell.column]
            labels = [re.sub(r"\s", "", text) for text in (*left[::-1], *above[::-1]) if text.strip()]
            for para in cell.paras:
                self._cell(para, cell.text, labels, sections)

    def _control(self, grid: Grid, tag: str) -> Any:
        """A control paragraph beside a table, in the look of its first paragraph."""
        return grid.cells[0].paras[0].clone(tag)

    def _cell(self, para: Para, whole: str, labels: Sequence[str], sections: Sequence[Section]) -> None:
        text = para.text.strip()
        if not text or self.numbers[para] in self.doubts.literal:
            return
        start = para.text.index(text)
        section = next(
            (s for s in sections if s.content is Content.PARAGRAPHS and self._printed(s) == whole.strip()), None
        )
        if section is not None and len(text) > 30 and para.text.strip() == whole.strip():
            self._repeat(para, section)
            return
        tag = self.assigner.cell(Line(self.numbers[para], text), labels, _labelled(labels))
        if tag is not None:
            self.tags[para] = [replace(tag, start=tag.start + start, end=tag.end + start)]
        elif any(len(label) >= 2 for label in labels) and text == self.grade and "等级" in "".join(labels[:2]):
            para.edits = [(start, start + len(text), "{{ 自评.等级 }}")]
            return
        elif text in _DASHES and (path := _labelled(labels)):
            para.edits = [
                (start, start + len(text), f"{{% if 有({path}) %}}{{{{ {path} }}}}{{% else %}}{text}{{% endif %}}")
            ]
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
        lines = (f"{{%p for 段 in 正文['{section.key}'] %}}", "{{ 段.文 }}", "{%p endfor %}")
        put_for([para.element], [para.clone(line) for line in lines])
