""".xls of Excel 97 to 2003 as sheets.

By xlrd, not by the faster python-calamine: that tells merged cells, but neither number formats (93% would arrive as
0.93) nor which rows and columns are hidden.
"""

import struct
from datetime import datetime
from typing import Any

from perfgen.sources.faults import MAX_CELLS, SAVE_AS, SourceFault
from perfgen.sources.numbers import exact
from perfgen.sources.values import Cell, Range, Sheet, Value, Workbook

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_BLIND = "这个文件读不出单元格格式：百分数可能显示成小数，隐藏的行列看不出来"


def read_xls(data: bytes, name: str) -> Workbook:
    """The sheets of ``data``; raises SourceFault where it is no sound workbook or xlrd is not installed."""
    try:
        import xlrd
        from xlrd.biffh import XLRDError
        from xlrd.compdoc import CompDocError
    except ModuleNotFoundError as error:
        hint = "另存为 .xlsx；或运行 pip install perfgen[excel-old]"
        raise SourceFault("读旧版 Excel 文件（.xls）要装一个附加的库", hint, name) from error
    blind = False
    try:
        try:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence())
        except (*_BROKEN, XLRDError, CompDocError):
            blind = True
            book = xlrd.open_workbook(file_contents=data, logfile=_Silence())
        sheets = tuple(_sheet(book, number, name, blind) for number in range(book.nsheets))
    except (*_BROKEN, XLRDError, CompDocError) as error:
        locked = "encrypt" in str(error).lower()
        message = "文件加了密码" if locked else "不是完好的 Excel 文件"
        raise SourceFault(message, "去掉打开密码，另存后再试" if locked else SAVE_AS, name) from error
    if not sheets:
        raise SourceFault("工作簿里没有表", SAVE_AS, name)
    return Workbook(name, sheets)


_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, OSError, EOFError, ArithmeticError,
    NotImplementedError, struct.error, MemoryError,
)  # fmt: skip


class _Silence:
    """Where xlrd may write what it thinks of a file."""

    def write(self, text: str) -> None:
        """Take the text and forget it."""

    def flush(self) -> None:
        """Nothing waits."""


def _sheet(book: Any, number: int, name: str, blind: bool) -> Sheet:
    sheet = book.sheet_by_index(number)
    if sheet.nrows * sheet.ncols > MAX_CELLS:
        raise SourceFault(f"表“{sheet.name}”太大", "只留要用的表，另存后再试", name)
    merges = tuple(
        Range(top, left, bottom - 1, right - 1)
        for top, bottom, left, right in sheet.merged_cells
        if (bottom - top) * (right - left) <= MAX_CELLS
    )
    height = max((sheet.nrows, *(block.bottom + 1 for block in merges)), default=0)
    width = max((sheet.ncols, *(block.right + 1 for block in merges)), default=0)
    rows = tuple(
        tuple(
            _cell(book, sheet, row, column, blind)
            if row < sheet.nrows and column < sheet.row_len(row)
            else Cell(row, column)
            for column in range(width)
        )
        for row in range(height)
    )
    hidden_rows = frozenset(row for row, kept in sheet.rowinfo_map.items() if kept.hidden or kept.height == 0)
    hidden_columns = frozenset(column for column, kept in sheet.colinfo_map.items() if kept.hidden)
    notes = (_BLIND,) if blind else ()
    return Sheet(name, sheet.name, rows, merges, hidden_rows, hidden_columns, sheet.visibility != 0, notes)


def _cell(book: Any, sheet: Any, row: int, column: int, blind: bool) -> Cell:
    cell = sheet.cell(row, column)
    pattern = "General"
    if not blind and cell.xf_index is not None:
        kept = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        pattern = str(kept.format_str) if kept is not None else "General"
    if cell.ctype == _ERROR:
        from xlrd import error_text_from_code

        return Cell(row, column, None, pattern, f"格里是错误值 {error_text_from_code.get(cell.value, '')}".rstrip())
    if cell.ctype == _TEXT and not cell.value:
        return Cell(row, column, None, pattern, "公式没有结果，或没有算过")
    return Cell(row, column, _value(book, cell), pattern)


def _value(book: Any, cell: Any) -> Value:
    if cell.ctype == _NUMBER:
        return exact(cell.value)
    if cell.ctype == _BOOLEAN:
        return bool(cell.value)
    if cell.ctype == _DATE:
        from xlrd.xldate import XLDateError, xldate_as_datetime

        try:
            moment: datetime = xldate_as_datetime(cell.value, book.datemode)
        except (XLDateError, OverflowError, ValueError):
            return exact(cell.value)
        return moment
    text = str(cell.value)
    return text or None
