"""Tables on the terminal, measured in columns; outside a terminal nothing is cut or broken."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from perfgen.cli import say
from perfgen.cli.columns import cell_len
from perfgen.cli.helptext import wrapped

Cell = str
"""Text, whole or in part in a colour (``click.style``); one in a colour is not broken."""

GAP = "   "
NARROWEST = 16
"""Columns that a cell is left, however narrow the terminal."""


def show(names: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[str] = (), folded: int = 2) -> None:
    """Print a table; the columns named in ``right`` are set flush right, the last ``folded`` ones may break."""
    table = [list(names), *map(list, rows)]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    if sys.stdout.isatty():
        _narrow(widths, len(names) - folded, shutil.get_terminal_size().columns)
    flush = [name in right for name in names]
    for number, row in enumerate(table):
        for line in _lines(row, widths, flush):
            say.line(line.rstrip())
        if number == 0:
            say.line("─" * (sum(widths) + len(GAP) * (len(widths) - 1)))


def _narrow(widths: list[int], first: int, columns: int) -> None:
    """Take from the widest of the columns from ``first`` on until the table fits or nothing can be taken."""
    while sum(widths) + len(GAP) * (len(widths) - 1) > columns:
        widest = max(range(first, len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return
        widths[widest] -= 1


def _lines(row: Sequence[Cell], widths: Sequence[int], flush: Sequence[bool]) -> Iterator[str]:
    """One row as lines: as many as its longest cell takes."""
    cells = [_broken(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = []
        for lines, width, right in zip(cells, widths, flush, strict=True):
            text = lines[number] if number < len(lines) else ""
            space = " " * (width - _width(text))
            parts.append(space + text if right else text + space)
        yield GAP.join(parts)


def _broken(cell: Cell, width: int) -> list[str]:
    if _width(cell) <= width or click.unstyle(cell) != cell:
        return [cell]
    return list(wrapped(cell, width))


def _width(cell: Cell) -> int:
    return cell_len(click.unstyle(cell))
