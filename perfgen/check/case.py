"""What the rules look at: plain data, nothing that touches files, clock or terminal."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from perfgen.check.passages import Passage, sentences
from perfgen.check.sought import Sought
from perfgen.compute import Figures
from perfgen.contract import Contract
from perfgen.express.values import Absent, decimal_of
from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING, Report, Sum
from perfgen.patterns import pattern
from perfgen.prose import Block, Texts, paragraphs

_LONG = pattern(r"\d\d{2}[ \-－　]?\d{4}[ \-－　]?\d{3}")

TEXT_FIELDS = (("指标", "完成情况"), ("指标", "偏差原因分析及改进措施"), ("项目", "完成情况"))
"""Fields of list items that hold sentences."""


@frozen
class Case:
    """A report with its figures and texts, ready to be checked."""

    figures: Figures
    texts: Texts
    names: frozenset[str] = frozenset()
    """Dotted names that the Word template uses."""
    making: frozenset[str] = frozenset()
    """Keys of the documents that are about to be made."""

    @property
    def report(self) -> Report:
        """The data."""
        return self.figures.report

    @property
    def contract(self) -> Contract:
        """The pack's contract."""
        return self.figures.report.contract

    def value(self, *path: str | int) -> Any:
        """The value at ``path``; None where there is none."""
        found = self.figures.find(path)
        return None if found is NOTHING else found

    def number(self, *path: str | int) -> Decimal | None:
        """The Decimal at ``path`` (万元, plain ratio, points); None where there is none or a word stands there."""
        return self.figures.number(path)

    def typed(self, *path: str | int) -> Any:
        """The value at ``path`` as typed, expressions evaluated; None where nothing is typed or a word stands there."""
        if not self.report.has(path):
            return None
        value = self.figures.typed(path)
        return None if isinstance(value, Absent) else value

    def typed_number(self, *path: str | int) -> Decimal | None:
        """The Decimal typed at ``path``; None where no number is typed there."""
        return decimal_of(self.typed(*path))

    def text(self, *path: str | int) -> str:
        """The text at ``path``; empty where there is none or a word stands there."""
        known = self._texts.get(path)
        if known is None:
            value = self.value(*path)
            known = self._texts[path] = "" if value is None or isinstance(value, Absent) else str(value)
        return known

    @cached_property
    def _texts(self) -> dict[KeyPath, str]:
        """The texts that rules have asked for: many ask for the same."""
        return {}

    @cached_property
    def indicators(self) -> tuple[KeyPath, ...]:
        """The paths of the indicators."""
        return self._items("指标")

    @cached_property
    def scored(self) -> tuple[KeyPath, ...]:
        """The indicators for which a 得分 is typed."""
        return self.with_field("得分")

    def with_field(self, key: str) -> tuple[KeyPath, ...]:
        """The indicators for which ``key`` is typed."""
        raw = self.report.tree.get("指标")
        rows = enumerate(raw if isinstance(raw, list) else ())
        return tuple(("指标", index) for index, row in rows if isinstance(row, dict) and key in row)

    @cached_property
    def projects(self) -> tuple[KeyPath, ...]:
        """The paths of the projects."""
        return self._items("项目")

    def _items(self, name: str) -> tuple[KeyPath, ...]:
        raw = self.report.tree.get(name)
        return tuple((name, index) for index in range(len(raw) if isinstance(raw, list) else 0))

    def stated(self) -> Iterator[tuple[KeyPath, Any, KeyPath]]:
        """The 核对数: the path that each speaks of, the value, and its own path."""
        from perfgen.keypath import parse_key

        given = self.report.tree.get("核对数")
        for key, value in (given if isinstance(given, dict) else {}).items():
            try:
                yield parse_key(key), value, ("核对数", key)
            except ValueError:
                continue

    def show(self, path: KeyPath) -> str:
        """The key path as a clerk reads it."""
        return self.report.spelled(path)

    # -- prose ------------------------------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs of 正文, then those of text fields, then what an import could not place."""
        found = list(self.texts.blocks())
        for name, key in TEXT_FIELDS:
            rows = self.report.tree.get(name)
            for index, row in enumerate(rows if isinstance(rows, list) else ()):
                if isinstance(row, dict) and key in row:
                    found += self.field_blocks((name, index, key))
        for key in ("预期目标", "实际完成情况"):
            found += self.field_blocks(("年度总体目标", key))
        for number in range(len(self.unplaced())):
            found += self.field_blocks(("未归类", "文字", number))
        return tuple(found)

    def unplaced(self) -> list[Any]:
        """The texts of an imported report that have no place yet."""
        table = self.report.tree.get("未归类")
        left = table.get("文字") if isinstance(table, dict) else None
        return left if isinstance(left, list) else []

    def field_blocks(self, path: KeyPath) -> list[Block]:
        """The paragraphs of the text field at ``path``."""
        raw = self.report.raw(path) if self.report.has(path) else None
        return list(paragraphs(self.figures, path, raw)) if isinstance(raw, str) else []

    @cached_property
    def prose(self) -> str:
        """All of ``blocks`` in one text, to see at once whether anything stands in it; NUL parts the paragraphs."""
        return "\0".join([block.text for block in self.blocks])

    @cached_property
    def typed_texts(self) -> str:
        """Every text of the data in one, to see at once whether anything stands in it; NUL parts them."""
        found: list[str] = []
        _gather(self.report.tree, found)
        return "\0".join(found)

    def matches(self, sought: Sought) -> Iterator[tuple[Block, re.Match[str]]]:
        """Every match in ``blocks`` of what is sought, which must not look at the ends of a text."""
        if sought.first(self.prose):
            for block in self.blocks:
                for match in sought.all(block.text):
                    yield block, match

    def sentences_with(self, sought: Sought) -> Iterator[tuple[Passage, re.Match[str]]]:
        """Every match in ``sentences`` of what is sought, which must not look at the ends of a text."""
        if sought.first(self.prose):
            for sentence in self.sentences:
                for match in sought.all(sentence.text):
                    yield sentence, match

    @cached_property
    def long_numbers(self) -> bool:
        """Whether the data may hold a number as long as a telephone's; most hold none, and nobody need look."""
        source = self.report.source
        return bool(source.foreign) or _LONG.search(source.text) is not None

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """Every sentence of ``blocks``."""
        return tuple(sentences(self.blocks))

    @cached_property
    def conclusion_keys(self) -> frozenset[str]:
        """The outline keys of the part 自评结论 and of the sections below it."""
        keys, level = set(), 0
        for item in self.contract.outline:
            if item.part == "自评结论":
                level = item.level
                keys.add(item.key)
            elif level and item.level > level and not item.part:
                keys.add(item.key)
            else:
                level = 0
        return frozenset(keys)

    # -- showing ----------------------------------------------------------------------------------

    def amount(self, value: Decimal) -> str:
        """An amount (万元) as the pack prints it, with unit."""
        from perfgen.express.values import Kind, Number
        from perfgen.express.words import ten_thousands

        return str(ten_thousands(Number(value, Kind.AMOUNT, self.figures.style)))

    def exact(self, value: Decimal) -> str:
        """A number with every digit it has."""
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def place(self, path: KeyPath, offset: int | None = None) -> Place:
        """Where the value at ``path`` was typed."""
        return self.report.place(path, offset)

    def place_in_block(self, block: Block, position: int) -> Place:
        """Where character ``position`` of a paragraph of the prose was typed."""
        for span in block.spans:
            if span.start <= position < span.end:
                return self.place(block.path, span.source + (0 if span.expression else position - span.start))
        return self.place(block.path)

    def place_in(self, passage: Passage, offset: int = 0) -> Place:
        """Where character ``offset`` of a sentence or clause was typed."""
        return self.place_in_block(passage.block, passage.start + offset)


def _gather(node: Any, found: list[str]) -> None:
    """Append every text in ``node`` to ``found``."""
    if isinstance(node, str):
        found.append(node)
    elif isinstance(node, dict):
        for below in node.values():
            _gather(below, found)
    elif isinstance(node, list | Sum):
        for below in node:
            _gather(below, found)
