"""What the columns and rows of a 填报表 are, before Excel: plain values."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: its heading, width, what may be typed in it."""

    heading: str
    width: int = 16
    locked: bool = False
    text: bool = False
    number: bool = False
    percent: bool = False
    options: tuple[str, ...] = ()
    spare: str = ""
    """The formula of empty rows, {} being the number of the row."""

    def default(self, row: int) -> str | None:
        """What stands in an empty row."""
        return f"\0{self.spare.format(row)}" if self.spare else None


@dataclass(frozen=True)
class Row:
    """One row; a text that begins with NUL is a formula of ours."""

    values: tuple[Any, ...]
    locked: bool = False


@dataclass
class Dressed:
    """One sheet."""

    name: str
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    growing: bool = False
    """Whether empty rows below are to be filled in."""
