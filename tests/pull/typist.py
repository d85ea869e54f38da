"""Somebody who edits reports in Word at random, and knows what a report should say afterwards."""

import io
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.text.paragraph import Paragraph

from perfgen import word
from perfgen.packs import library
from perfgen.pull.rows import Role
from perfgen.pull.segments import Kind, Segment
from perfgen.pull.sheet import Leaf, sheet_of
from perfgen.pull.side import Side, open_side

ROOT = Path(__file__).resolve().parents[2]
INPUTS = tuple(sorted(path.stem for path in (ROOT / "inputs").glob("*.toml")))
WORDS = (
    "进一步", "持续", "扎实", "稳步", "切实", "有关部门", "全镇上下", "按时", "如期", "（含上年结转）", "有所改善",
    "“回头看”", "{{ 占位 }}", "a{%b", "}}", "'引号'", '"双引号"', "\\斜线", "若干", "3项", "5个村",
)  # fmt: skip
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def choose() -> Callable[[str, str], Any]:
    """The packs of the repository."""
    return library(ROOT / "templates").choose


def side_of(data: bytes) -> Side:
    """The report of a data file."""
    return open_side(data, "数据.toml", choose())


@cache
def data_of(name: str) -> bytes:
    """An input."""
    return (ROOT / "inputs" / f"{name}.toml").read_bytes()


@cache
def side_named(name: str) -> Side:
    """The report of an input."""
    return side_of(data_of(name))


@dataclass
class Edited:
    """An edit that was made: what kind, the paragraph before and after."""

    kind: str
    old: str
    new: str
    held: tuple[str, ...] = ()
    """The expressions that the paragraph had."""
    gone: tuple[str, ...] = ()
    """Those of them that were taken out."""


@dataclass
class Typist:
    """A report opened for editing."""

    side: Side
    random: random.Random
    made: list[Edited] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.document = docx.Document(io.BytesIO(self.side.word_file))
        self.elements = list(word.paragraph_elements(self.document.element.body))
        self.leaves = {leaf.number: leaf for leaf in self.side.sheet.leaves}

    def saved(self) -> bytes:
        """The edited file."""
        held = io.BytesIO()
        self.document.save(held)
        return held.getvalue()

    # -- choosing ---------------------------------------------------------------------------------

    def prose(self) -> list[tuple[Leaf, int]]:
        """Paragraphs of the prose that nobody has touched, with their block."""
        found = ((leaf, self.side.block_of(leaf)) for leaf in self.leaves.values() if leaf.number not in self.touched)
        return [(leaf, block) for leaf, block in found if block is not None and block in self.side.places]

    def segments(self, leaf: Leaf, block: int) -> list[Segment]:
        """The segments in offsets of the paragraph."""
        return [each.moved(len(self.side.blocks[block].prefix)) for each in self.side.block_segments(block)]

    def expressions(self, leaf: Leaf, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """The expressions that made what stands there in a paragraph of the prose."""
        block = self.side.block_of(leaf)
        made = [s for s in self.segments(leaf, block) if s.kind is Kind.MADE] if block is not None else []
        return tuple(s.expression for s in made if s.start >= start and (end is None or s.end <= end))

    def note(self, kind: str, leaf: Leaf, new: str, gone: tuple[str, ...] = ()) -> None:
        """Remember an edit."""
        self.made.append(Edited(kind, leaf.text, new, self.expressions(leaf), gone))

    # -- editing ----------------------------------------------------------------------------------

    def put(self, leaf: Leaf, text: str) -> None:
        """Type ``text`` for a paragraph; runs are made one."""
        self.touched.add(leaf.number)
        paragraph = Paragraph(self.elements[leaf.number], None)
        runs = paragraph.runs
        runs[0].text = text
        for run in runs[1:]:
            run._r.getparent().remove(run._r)

    def reword(self) -> None:
        """Take out, put in or replace a few characters outside figures."""
        leaf, block = self.random.choice(self.prose())
        typed = [s for s in self.segments(leaf, block) if s.kind is Kind.TYPED and s.end - s.start >= 4]
        if not typed:
            return
        segment = self.random.choice(typed)
        start = self.random.randrange(segment.start, segment.end - 1)
        end = self.random.choice((start, min(segment.end, start + self.random.randint(1, 4))))
        new = self.random.choice(("", self.random.choice(WORDS)))
        text = leaf.text[:start] + new + leaf.text[end:]
        if not _whole(leaf.text, start, end, new) or not _keeps(text, leaf.text) or text == leaf.text:
            return
        self.put(leaf, text)
        self.note("words", leaf, text)

    def reorder(self) -> None:
        """Swap two neighbouring clauses, figures and all."""
        leaf, _ = self.random.choice(self.prose())
        sentence = self.random.choice(re.findall(r"[^。；]+", leaf.text) or [""])
        clauses = sentence.split("，")
        if len(clauses) < 3:
            return
        at = self.random.randrange(1, len(clauses) - 1)
        clauses[at], clauses[at + 1] = clauses[at + 1], clauses[at]
        text = leaf.text.replace(sentence, "，".join(clauses), 1)
        if text == leaf.text or any(not clause.strip() for clause in clauses):
            return
        self.put(leaf, text)
        self.note("clauses", leaf, text)

    def drop(self) -> None:
        """Take a sentence out of a paragraph, figures and all."""
        leaf, block = self.random.choice(self.prose())
        lead = len(self.side.blocks[block].prefix)
        sentences = [each for each in re.finditer(r"[^。；]+[。；]", leaf.text) if each.start() >= lead]
        if len(sentences) < 3:
            return
        gone = self.random.choice(sentences[1:])
        text = leaf.text[: gone.start()] + leaf.text[gone.end() :]
        if _keeps(text, leaf.text):
            self.put(leaf, text)
            self.note("dropped", leaf, text, self.expressions(leaf, gone.start(), gone.end()))

    def cell(self) -> None:
        """Type another text in a cell that prints a text of the data."""
        found = []
        for leaf in self.leaves.values():
            if leaf.spot.table and leaf.number not in self.touched and self.side.block_of(leaf) is None:
                segments = self.side.segments(leaf)
                if len(segments) == 1 and segments[0].kind is Kind.TYPED and segments[0].path[0] in ("指标", "项目"):
                    found.append((leaf, segments[0]))
        if not found:
            return
        leaf, segment = self.random.choice(found)
        if any(path == segment.path for path in self._paths()) or segment.path[-1] in ("一级指标", "二级指标"):
            return
        if segment.path[-1] in ("三级指标", "名称") or re.search(r"[0-9]", leaf.text):
            text = leaf.text + self.random.choice(("（调整）", "以上", "（新）"))
        else:
            text = self.random.choice(("有明显改善", "按期完成", leaf.text + "，下一年继续"))
        self.paths.append(segment.path)
        self.put(leaf, text)
        self.note("cell", leaf, text)

    paths: list[Any] = field(default_factory=list)

    def _paths(self) -> list[Any]:
        return self.paths

    def _items(self) -> list[tuple[Leaf, int]]:
        found = []
        for leaf, block in self.prose():
            key, row = self.side.places[block]
            rows = self.side.rows[key]
            follows = rows[row + 1].role if row + 1 < len(rows) else Role.ITEM
            if rows[row].role is Role.ITEM and follows is not Role.LINE:
                found.append((leaf, block))
        return found

    def _siblings(self, block: int) -> int:
        key, _ = self.side.places[block]
        return sum(self.side.places[b][0] == key for _, b in self.prose())

    def add(self) -> None:
        """A new list item or paragraph behind one that is there."""
        leaf, block = self.random.choice(self._items() or self.prose())
        rows = self.side.rows[self.side.places[block][0]]
        row = rows[self.side.places[block][1]]
        if row.role is Role.HEAD:
            return
        text = (
            self.random.choice(("新增的工作：", "补充："))
            + self.random.choice(WORDS[:12])
            + f"推进第{len(self.made) + 31}项任务。"
        )
        prefix = self.side.blocks[block].prefix
        element = deepcopy(self.elements[leaf.number])
        self.elements[leaf.number].addnext(element)
        paragraph = Paragraph(element, None)
        for run in paragraph.runs[1:]:
            run._r.getparent().remove(run._r)
        paragraph.runs[0].text = prefix + text
        self.touched.add(leaf.number)
        self.made.append(Edited("added", "", text))

    def remove(self) -> None:
        """Take a list item away."""
        items = [(leaf, block) for leaf, block in self._items() if self._siblings(block) > 3]
        if not items:
            return
        leaf, _ = self.random.choice(items)
        element = self.elements[leaf.number]
        element.getparent().remove(element)
        self.touched.add(leaf.number)
        self.note("removed", leaf, "", self.expressions(leaf))

    def move(self) -> None:
        """Move a list item up or down by two."""
        items = self._items()
        groups: dict[str, list[tuple[Leaf, int]]] = {}
        for leaf, block in items:
            groups.setdefault(self.side.places[block][0], []).append((leaf, block))
        wide = [group for group in groups.values() if len(group) >= 4]
        if not wide:
            return
        group = self.random.choice(wide)
        one, two = self.random.sample(range(len(group)), 2)
        if abs(one - two) < 2:
            return
        leaf, target = group[one][0], group[two][0]
        element = self.elements[leaf.number]
        element.getparent().remove(element)
        self.elements[target.number].addnext(element)
        self.touched |= {leaf.number, target.number}
        self.note("moved", leaf, leaf.text)

    def overtype(self) -> None:
        """Another number for a printed figure of the prose."""
        found = []
        for leaf, block in self.prose():
            for segment in self.segments(leaf, block):
                print_ = leaf.text[segment.start : segment.end]
                if segment.kind is Kind.MADE and re.search(r"[0-9]", print_) and "年度" not in segment.expression:
                    found.append((leaf, segment, print_))
        if not found:
            return
        leaf, segment, print_ = self.random.choice(found)
        other = re.sub(r"[0-9]+", lambda match: str(int(match[0]) + 7), print_, count=1)
        text = leaf.text[: segment.start] + other + leaf.text[segment.end :]
        self.put(leaf, text)
        self.note("figure", leaf, text)

    def work(self, count: int, kinds: tuple[str, ...]) -> None:
        """Make ``count`` edits of some kinds."""
        tries = 0
        while len(self.made) < count and tries < 20 * count:
            tries += 1
            if self.prose():
                getattr(self, self.random.choice(kinds))()


def _whole(text: str, start: int, end: int, new: str) -> bool:
    """Whether an edit touches no number: neither cuts one nor makes one longer."""
    around = text[max(0, start - 1) : end + 1]
    return not re.search(r"[0-9]", around) or (
        not re.search(r"[0-9]", text[start:end]) and not re.search(r"[0-9]", new)
    )


def _keeps(text: str, old: str) -> bool:
    """Whether the paragraph is still one that was reworded, not another one."""
    return bool(text.strip()) and len(_CHINESE.findall(text)) * 2 >= len(_CHINESE.findall(old)) and text == text.strip()


def texts(data: bytes) -> list[str]:
    """What a Word file says, paragraph by paragraph, without numbering."""
    return [leaf.bare for leaf in sheet_of(word.read(data)).leaves]


def expressions(data: bytes) -> Iterator[str]:
    """Every expression of a data file."""
    yield from re.findall(r"\{\{(?! ')[\s\S]*?\}\}", data.decode())


KINDS = ("reword", "reword", "reword", "reorder", "drop", "cell", "add", "remove", "move")
