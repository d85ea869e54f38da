"""The base facts behind a report's figures, each once: what was typed, where, and as a number."""

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

from perfgen.compute import Figures
from perfgen.compute.quantities import Quantity
from perfgen.express.values import Kind
from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.workpaper import excel
from perfgen.workpaper.excel import Formula

SHEET = "基本数据"

_UNITS = {Kind.AMOUNT: "万元", Kind.RATIO: "%", Kind.SCORE: "分", Kind.YEAR: "年"}


@frozen
class Fact:
    """One base fact: its key path, its value (a number, or a word or text), its unit and how it was typed."""

    key: str
    value: Decimal | str
    unit: str
    kind: Kind | None
    typed: str
    place: Place


class Ledger:
    """The base facts that formulas refer to, in the order of the data file."""

    def __init__(self, figures: Figures) -> None:
        self._report = figures.report
        self._facts: dict[Hashable, Fact] = {}

    @property
    def facts(self) -> tuple[tuple[Hashable, Fact], ...]:
        """Every fact that was asked for, by line and column; those of the pack at the end."""
        return tuple(sorted(self._facts.items(), key=lambda each: _order(each[1].place)))

    def number(self, path: KeyPath, value: Decimal, kind: Kind, unit: str = "", posting: int = 0) -> Formula:
        """A typed number; amounts come out in 万元, whatever the money unit of the data."""
        yuan = kind is Kind.AMOUNT and self._report.tree.get("金额单位") == "元"
        shown = "元" if yuan else unit or _UNITS.get(kind, "")
        made = self._cell(path, value, shown, kind, f"{value:f}", posting)
        return excel.infix("/", made, excel.number(10000)) if yuan else made

    def quantity(self, path: KeyPath, quantity: Quantity, typed: str) -> Formula:
        """A figure typed as a text with its unit; amounts are in 万元."""
        kind = quantity.kind
        return self._cell(path, quantity.value, _UNITS.get(kind, quantity.unit), kind, typed)

    def word(self, path: KeyPath, typed: str, posting: int = 0) -> Formula:
        """One of the three words, or a text that is printed as it stands."""
        return self._cell(path, typed, "", None, typed, posting)

    def of_pack(self, key: str, value: Decimal, unit: str) -> Formula:
        """A number that the pack's manifest gives."""
        place = Place(f"模板 {self._report.contract.id}")
        self._facts.setdefault((place, key), Fact(key, value, unit, Kind.SCORE, f"{value:f}", place))
        return excel.cell(SHEET, (place, key))

    def _cell(
        self, path: KeyPath, value: Decimal | str, unit: str, kind: Kind | None, typed: str, posting: int = 0
    ) -> Formula:
        places = self._report.places(path)
        place = places[min(posting, len(places) - 1)]
        origins = self._report.origins.get(path, ())
        origin: Any = origins[posting] if posting < len(origins) else path
        key: Hashable = (origin, 0) if posting < len(origins) else (path, posting)
        self._facts.setdefault(key, Fact(place.key or self._report.spelled(path), value, unit, kind, typed, place))
        return excel.cell(SHEET, key)


def _order(place: Place) -> tuple[bool, str, int, int]:
    return (not place.line, "" if place.line else place.file, place.line, place.column)
