""".xlsx and .xlsm as sheets: values as Excel last computed them, nothing run, nothing fetched."""

import re
import warnings
import zipfile
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from perfgen.sources.faults import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SAVE_AS, SourceFault
from perfgen.sources.numbers import exact
from perfgen.sources.values import Cell, Range, Sheet, Value, Workbook

_ERRORS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_FOREIGN = re.compile(r"\[[^\]\[]+\][^\]\[!]*!")


def read_xlsx(data: bytes, name: str) -> Workbook:
    """The sheets of ``data``; raises SourceFault where it is no sound workbook."""
    _counted(data, name)
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it passes over: extensions, headers, drawings
            values = _open(data, computed=True)
            formulas = _open(data, computed=False) if _has_formulas(data) else None
    except (InvalidFileException, *_BROKEN) as error:
        raise SourceFault("不是完好的 Excel 文件", SAVE_AS, name) from error
    sheets = tuple(
        _sheet(sheet, formulas[sheet.title] if formulas is not None else None, name) for sheet in values.worksheets
    )
    if not sheets:
        raise SourceFault("工作簿里没有表", SAVE_AS, name)
    return Workbook(name, sheets)


_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile, OSError, EOFError, SyntaxError,
    ArithmeticError, AssertionError, NotImplementedError,
)  # fmt: skip
"""What openpyxl raises on files that are not in order."""


def _open(data: bytes, *, computed: bool) -> Any:
    from openpyxl import load_workbook

    return load_workbook(BytesIO(data), data_only=computed, keep_vba=False, keep_links=False, rich_text=False)


def _counted(data: bytes, name: str) -> None:
    """Refuse sheets with more cells than any town's table has."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/"):
                text = archive.read(part)
                cells = text.count(b"<c ") + text.count(b"<c>") + text.count(b":c ")
                if cells > MAX_CELLS or text.count(b"<mergeCell ") > MAX_ROWS:
                    raise SourceFault(f"表太大（{cells} 格）", "只留要用的表，另存后再试", name)


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(
            re.search(rb"<(?:\w+:)?f[ >/]", archive.read(part))
            for part in archive.namelist()
            if part.startswith("xl/worksheets/")
        )


def _sheet(sheet: Any, formulas: Any, name: str) -> Sheet:
    made: dict[int, dict[int, Cell]] = {}
    width = 0
    for (row, column), cell in sorted(sheet._cells.items()):
        formula = formulas._cells.get((row, column)) if formulas is not None else None
        text = formula.value if formula is not None and formula.data_type == "f" else None
        if cell.value is None and text is None:
            continue
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise SourceFault(f"表“{sheet.title}”太大", "删去远处的空行空列，另存后再试", name)
        made.setdefault(row - 1, {})[column - 1] = _cell(row - 1, column - 1, cell, text)
        width = max(width, column)
    merges = tuple(
        Range(
            block.min_row - 1, block.min_col - 1, min(block.max_row, MAX_ROWS) - 1, min(block.max_col, MAX_COLUMNS) - 1
        )
        for block in sheet.merged_cells.ranges
    )
    merges = tuple(block for block in merges if block.top in made and (block.bottom - block.top) < 5000)
    height = max((max(made, default=-1) + 1, *(block.bottom + 1 for block in merges)), default=0)
    width = max((width, *(block.right + 1 for block in merges)), default=0)
    if height * width > 4 * MAX_CELLS:
        raise SourceFault(f"表“{sheet.title}”太大", "删去远处的空行空列，另存后再试", name)
    rows = tuple(
        tuple(made.get(row, {}).get(column) or Cell(row, column) for column in range(width)) for row in range(height)
    )
    return Sheet(
        name, sheet.title, rows, merges,
        frozenset(row - 1 for row, kept in sheet.row_dimensions.items() if kept.hidden or kept.height == 0),
        frozenset(_hidden_columns(sheet)), sheet.sheet_state != "visible",
    )  # fmt: skip


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for kept in sheet.column_dimensions.values():
        if kept.hidden and kept.min and kept.max:
            hidden |= set(range(kept.min - 1, min(kept.max, MAX_COLUMNS)))
    return hidden


def _cell(row: int, column: int, cell: Any, formula: Any) -> Cell:
    computed = formula is not None
    spelled = str(getattr(formula, "text", formula) or "") if computed else ""
    foreign = bool(_FOREIGN.search(spelled))
    pattern = str(cell.number_format or "General")
    if cell.value is None:
        return Cell(row, column, None, pattern, "公式没有算出来的数（文件没有在 Excel 里存过）", foreign, computed)
    if cell.data_type == "e" or (computed and cell.value in _ERRORS):
        return Cell(row, column, None, pattern, f"格里是错误值 {cell.value}", foreign, computed)
    value = _value(cell.value)
    if value is None:
        return Cell(row, column, None, pattern, "格里的数读不出来", foreign, computed)
    return Cell(row, column, value, pattern, "", foreign, computed)


def _value(value: Any) -> Value:
    if isinstance(value, (bool, str, date, time)):
        return value
    if isinstance(value, timedelta):
        return str(value)
    try:
        return exact(value)
    except (ValueError, ArithmeticError):
        return None
