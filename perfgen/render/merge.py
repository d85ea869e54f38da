"""``{% 合并 一级指标, 二级指标 %}``: a cell that merges with the cell above while the named fields stay the same.

The tag stands in a cell of a row that a ``{%tr for 行 in … %}`` repeats. The cell of the next printed row continues it
if all the named fields of the innermost row loop's item equal those of the row above, and not all of them are blank:
rows without a 组 do not merge with each other, rows of one 一级指标 that have no 二级指标 do. Rows left out by a
``{%tr if %}`` do not count, a row between them that has no such cell ends the merge. A continued cell holds one empty
paragraph.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import Undefined

from perfgen.patterns import pattern

WORD = "合并"
_NAME = pattern(r"\w+(?:\.\w+)*")


class Merging:
    """What one table has printed so far; made anew for each run through a row loop."""

    def __init__(self) -> None:
        self._row = 0
        self._last: dict[object, tuple[int, tuple[Any, ...]]] = {}

    def row(self) -> str:
        """Note that a new row begins."""
        self._row += 1
        return ""

    def continues(self, column: object, values: tuple[Any, ...]) -> bool:
        """Whether the cell in ``column`` carries on the cell above, given the ``values`` of its named fields."""
        for value in values:
            if isinstance(value, Undefined):
                str(value)  # raises where a missing field is a fault
        above = self._last.get(column)
        self._last[column] = (self._row, values)
        return (
            above is not None and above[0] == self._row - 1 and above[1] == values and not all(map(_is_blank, values))
        )


def _is_blank(value: Any) -> bool:
    return value is None or not str(value).strip()


def field_names(inner: str) -> tuple[str, ...]:
    """The fields named in a 合并 tag; raises ValueError where the tag names none or one that is no name."""
    names = tuple(n for n in re.split(r"[,\s]+", inner.removeprefix(WORD).strip()) if n)
    if not names or any(not _NAME.fullmatch(n) for n in names):
        raise ValueError(inner)
    return names


def loop_targets(inner: str) -> tuple[str, ...]:
    """The names that ``for a, b in …`` gives to its item."""
    match = re.match(r"for\s+(.+?)\s+in\s", inner + " ")
    return tuple(n.strip("() ") for n in match[1].split(",") if n.strip("() ")) if match else ()


def field_code(name: str, targets: tuple[str, ...]) -> str:
    """The expression that reads the field ``name`` of the item of a loop over ``targets``."""
    return name if name.split(".")[0] in targets or len(targets) != 1 else f"{targets[0]}.{name}"


GLOBALS: dict[str, Callable[..., Any]] = {"perfgen_merging": Merging}
