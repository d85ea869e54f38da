"""Workpapers to look into: as files with their cells by key, and as formulas computed on the spot."""

import re
import subprocess
from collections.abc import Hashable, Sequence
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from perfgen.compute import Figures, compute
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import library
from perfgen.pdf import find_soffice
from perfgen.pipeline import Job, build
from perfgen.workpaper import workpaper
from perfgen.workpaper.excel import Address, Cell, Formula
from perfgen.workpaper.facts import SHEET as FACTS
from perfgen.workpaper.facts import Fact
from perfgen.workpaper.figures import SHEET as FIGURES
from perfgen.workpaper.figures import Book
from tests.support.built import ROOT, built, source
from tests.support.report import Reported
from tests.support.spreadsheet import Spreadsheet, computed

NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


class Paper:
    """A workpaper whose formulas can be computed, with its rows by key."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.cells = Spreadsheet(data)
        self.rows = self._keys(FIGURES, 3)
        self.facts = self._keys(FACTS, 2)

    def _keys(self, name: str, column: int) -> dict[str, int]:
        sheet = self.cells.sheet(name)
        found: dict[str, int] = {}
        for row in range(2, sheet.max_row + 1):
            found.setdefault(str(sheet.cell(row, column).value), row)
        return found

    def __getitem__(self, key: str) -> Any:
        """What the formula of a figure gives."""
        return self.cells.value(FIGURES, f"F{self.rows[key]}")

    def formula(self, key: str) -> str:
        """The formula of a figure."""
        return str(self.cells.sheet(FIGURES).cell(self.rows[key], 6).value)

    def shown(self, key: str) -> Any:
        """A figure with the decimals that are printed."""
        return self.cells.value(FIGURES, f"G{self.rows[key]}")

    def column(self, key: str, column: str) -> Any:
        """Another cell of a figure's row."""
        return self.cells.value(FIGURES, f"{column}{self.rows[key]}")

    def put(self, fact: str, value: Any) -> None:
        """Type over a base fact."""
        self.cells.put(FACTS, f"C{self.facts[fact]}", value)


def paper(reported: Reported) -> Paper:
    """The workpaper of a small report."""
    job = Job(reported.text.encode(), "data.toml", lambda name, version: reported.pack)
    return Paper(workpaper(job, build(job)))


def job_of(name: str, data: bytes | None = None) -> Job:
    """The job of a shipped report, or of ``data`` in its place."""
    return Job(source(name).read_bytes() if data is None else data, name, library(ROOT / "templates").choose)


@cache
def shipped(name: str) -> bytes:
    """The workpaper of a shipped report."""
    job = job_of(name)
    return workpaper(job, build(job))


def figures_of(name: str, data: bytes) -> Figures:
    """The figures of a shipped report with other data."""
    read = load(data, name).source
    assert read is not None
    return compute(build_report(read, built(name).contract)[0]).settled()


class Solved:
    """The formulas of a book computed without a file; base facts can be typed over."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._numbers: dict[Cell, int] = {}
        self._cells: list[Cell] = []
        self._known: dict[str, Any] = {}
        self._typed: dict[Hashable, Any] = {}

    def type_over(self, fact: Hashable, value: Any) -> None:
        """Let one base fact be ``value`` and all others what they are."""
        self._typed = {fact: value}
        self._known.clear()

    def value(self, formula: Formula) -> Any:
        """What a formula gives; raises Fault."""
        return computed(formula.spelled(self._address), FIGURES, self._cell)

    def spelled(self, formula: Formula) -> str:
        """The formula with the keys of its cells in 〔〕."""
        made = formula.spelled(self._address)
        return re.sub(rf"(?:{FIGURES}|{FACTS})!X([0-9]+)", lambda match: f"〔{self._key(int(match[1]))}〕", made)

    def _key(self, number: int) -> str:
        cell: Any = self._cells[number // 2]
        if cell.sheet == FIGURES:
            return self._book.figures.report.spelled(cell.key)
        return dict(self._book.ledger.facts)[cell.key].key

    def _address(self, cell: Cell) -> Address:
        if cell not in self._numbers:
            self._numbers[cell] = 2 * len(self._cells) + 1  # never two below each other
            self._cells.append(cell)
        return Address(cell.sheet, "X", self._numbers[cell])

    def _cell(self, _: str, address: str) -> Any:
        if address not in self._known:
            self._known[address] = self._found(self._cells[int(address[1:]) // 2])
        return self._known[address]

    def _found(self, cell: Any) -> Any:
        if cell.sheet == FACTS:
            return self._typed[cell.key] if cell.key in self._typed else self._facts[cell.key].value
        held = self._book.add(cell.key)
        return held.value if held.formula is None else self.value(held.formula)

    @cached_property
    def _facts(self) -> dict[Hashable, Fact]:
        return dict(self._book.ledger.facts)


def typed_over(text: str, fact: Fact, factor: Decimal) -> tuple[str, Decimal] | None:
    """``text`` with the number of a base fact multiplied, and its new value; None where it is not typed there."""
    match = NUMBER.search(fact.typed)
    if match is None or not fact.place.line or not isinstance(fact.value, Decimal):
        return None
    old = Decimal(match[0])
    new = (old * factor).quantize(Decimal("0.001")).normalize()
    lines = text.split("\n")
    line = lines[fact.place.line - 1]
    at = line.find(fact.typed, fact.place.column - 1)
    if at < 0 or not old:
        return None
    typed = f"{fact.typed[: match.start()]}{new:f}{fact.typed[match.end() :]}"
    lines[fact.place.line - 1] = line[:at] + typed + line[at + len(fact.typed) :]
    return "\n".join(lines), fact.value * new / old


def recalculated(files: Sequence[Path], out: Path, profile: Path) -> None:
    """Open workbooks in LibreOffice, compute every formula anew, and write them to ``out``."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    convert = ["--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    command = [str(find_soffice()), f"-env:UserInstallation={profile.as_uri()}", *convert, *map(str, files)]
    patience = 60 + 10 * len(files)
    subprocess.run(command, check=True, capture_output=True, timeout=patience, stdin=subprocess.DEVNULL)
