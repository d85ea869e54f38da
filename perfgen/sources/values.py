"""What sheets and Word files are read into: plain cells and paragraphs that know their address."""

from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property

from perfgen.frozen import frozen

Value = str | int | Decimal | bool | date | datetime | time | None
"""What a cell may hold; every number with a point is a Decimal."""


@frozen
class Range:
    """A block of cells, rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell at ``row`` and ``column`` is part of the block."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@frozen
class Cell:
    """One cell: where it is (from 0), what it holds, how Excel shows it, and what is wrong with it."""

    row: int
    column: int
    value: Value = None
    format: str = "General"
    fault: str = ""
    """Why its value cannot be trusted: an error value, a formula that was never computed."""
    foreign: bool = False
    """Whether its value was computed from another workbook."""
    computed: bool = False
    """Whether it holds a formula."""

    @property
    def address(self) -> str:
        """The address as Excel spells it: B7."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def empty(self) -> bool:
        """Whether nothing is to be seen in it."""
        return self.fault == "" and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@frozen
class Sheet:
    """One sheet: its cells (rows of equal length), merged blocks, and what is hidden in it."""

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    notes: tuple[str, ...] = ()
    """What a reader of the sheet should know: the kind of file cannot tell hidden rows, and the like."""

    def place(self, cell: Cell) -> str:
        """Where ``cell`` is, for messages."""
        return f"{self.file} {self.name}!{cell.address}"

    def merge(self, row: int, column: int) -> Range | None:
        """The merged block that covers a cell, or None."""
        return self._covered.get((row, column))

    def at(self, row: int, column: int) -> Cell:
        """The cell to be seen at ``row`` and ``column``: of a merged block, its first."""
        block = self._covered.get((row, column))
        if block is not None:
            row, column = block.top, block.left
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return Cell(row, column)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row) for row in self.rows), default=0)

    def cells(self) -> Iterator[Cell]:
        """Every cell that is not empty, in reading order."""
        return (cell for row in self.rows for cell in row if not cell.empty)

    @cached_property
    def _covered(self) -> dict[tuple[int, int], Range]:
        return {
            (row, column): block
            for block in self.merges
            for row in range(block.top, block.bottom + 1)
            for column in range(block.left, block.right + 1)
        }


@frozen
class Workbook:
    """The sheets of a file in their order."""

    file: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet called ``name``, spaces at its ends aside."""
        return next((sheet for sheet in self.sheets if sheet.name.strip() == name.strip()), None)


@frozen
class Passage:
    """A paragraph of a Word file: its number from 1 among those with a text, its text and outline level (0: body)."""

    number: int
    text: str
    level: int = 0


@frozen
class Writing:
    """The paragraphs of a Word file that stand outside tables."""

    file: str
    passages: tuple[Passage, ...] = field(default=())

    def place(self, passage: Passage) -> str:
        """Where ``passage`` is, for messages."""
        return f"{self.file} 第{passage.number}段"


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def coordinates(address: str) -> tuple[int, int] | None:
    """Row and column, from 0, of an address such as B7 or $B$7; None where it is none."""
    folded = address.strip().upper().replace("$", "")
    head = folded.rstrip("0123456789")
    tail = folded[len(head) :]
    if not head.isascii() or not head.isalpha() or not 0 < len(head) <= 3 or not 0 < len(tail) <= 7 or tail[0] == "0":
        return None
    column = 0
    for letter in head:
        column = column * 26 + ord(letter) - 64
    return int(tail) - 1, column - 1
