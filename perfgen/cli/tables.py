"""Tables on the terminal, measured in columns; outside a terminal nothing is cut."""

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Cell = str | Text


def show(names: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[str] = (), folded: int = 2) -> None:
    """Print a table; the columns named in ``right`` are set flush right, the last ``folded`` ones may break."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, name in enumerate(names):
        breaks = index >= len(names) - folded
        table.add_column(name, no_wrap=not breaks, overflow="fold", justify="right" if name in right else "left")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    width = None if sys.stdout.isatty() else 1000
    Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False).print(table)
