"""What the rules look at: plain data, nothing that touches files, clock or terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfgen.compute import Figures
from perfgen.contract import Contract
from perfgen.express.values import Absent, decimal_of
from perfgen.findings import Place
from perfgen.keypath import KeyPath
from perfgen.model import Report
from perfgen.prose import Block, Texts


@dataclass(frozen=True)
class Case:
    """A report with its figures and texts, ready to be checked."""

    figures: Figures
    texts: Texts
    names: frozenset[str] = frozenset()
    """Dotted names that the Word template uses."""

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
        try:
            return self.figures.value(path)
        except KeyError:
            return None

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
        value = self.value(*path)
        return "" if value is None or isinstance(value, Absent) else str(value)

    def indicators(self) -> Iterator[KeyPath]:
        """The paths of the indicators."""
        yield from self._items("指标")

    def projects(self) -> Iterator[KeyPath]:
        """The paths of the projects."""
        yield from self._items("项目")

    def _items(self, name: str) -> Iterator[KeyPath]:
        raw = self.report.tree.get(name)
        yield from ((name, index) for index in range(len(raw) if isinstance(raw, list) else 0))

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

    def amount(self, value: Decimal) -> str:
        """An amount (万元) as the pack prints it, with unit."""
        from perfgen.express.values import Kind, Number
        from perfgen.express.words import ten_thousands

        return str(ten_thousands(Number(value, Kind.AMOUNT, self.figures.style)))

    def exact(self, value: Decimal) -> str:
        """A number with every digit it has."""
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def place(self, path: KeyPath, offset: int = 0) -> Place:
        """Where the value at ``path`` was typed."""
        return self.report.place(path, offset)

    def place_in_block(self, block: Block, position: int) -> Place:
        """Where character ``position`` of a paragraph of the prose was typed."""
        for span in block.spans:
            if span.start <= position < span.end:
                return self.place(block.path, span.source + (0 if span.expression else position - span.start))
        return self.place(block.path)


