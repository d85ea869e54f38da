"""What is found in a sheet: values by key path with the cell of each, totals to compare, and remarks."""

from dataclasses import dataclass, field
from typing import Any

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


@frozen
class Remark:
    """Something to look at: what it is, where, and whether a value is in doubt (else it was only left out)."""

    place: str
    message: str
    doubt: bool = True


@dataclass
class Found:
    """One table as data: where it belongs, its value, the cell of everything in it, and what is to be compared."""

    path: KeyPath
    value: Any
    title: str = ""
    """Sheet and caption, for people."""
    places: dict[KeyPath, str] = field(default_factory=dict)
    """Cells by key path below ``path``."""
    stated: dict[KeyPath, Any] = field(default_factory=dict)
    """Totals of the sheet, by full key path; they are compared, not taken."""
    stated_places: dict[KeyPath, str] = field(default_factory=dict)
    fields: dict[KeyPath, Any] = field(default_factory=dict)
    """Further values by full key path: 年初结转和结余 in a form of income and expenditure."""
    year: int = 0
    """The year that sheet or caption name; 0 where they name none, or several."""
    unit: str = ""
    """元 or 万元, as the sheet says; empty where it does not."""
    remarks: list[Remark] = field(default_factory=list)

    def doubt(self, place: str, message: str) -> None:
        """Note a value that somebody must look at."""
        self.remarks.append(Remark(place, message))

    def left(self, place: str, message: str) -> None:
        """Note something that was left out."""
        self.remarks.append(Remark(place, message, doubt=False))
