"""Plain tables as .xlsx bytes: formats, print setup, formulas with their values; same input, same bytes."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from perfgen.frozen import frozen
from perfgen.settled import settled

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so could be taken for a formula when it is edited or passed on as CSV."""

_LONGEST = 32767
"""The longest text that a cell may hold."""

_LINE_HEIGHT, _TALLEST = 15, 405
"""Heights of rows in points: of one line, and the most that Excel takes."""

_WIDE = 200
"""Columns of so many characters together are printed on A3."""

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>.*?</f>)<v ?(?:/>|></v>)</c>', re.DOTALL)

_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="D9E2EC")
_BASE = PatternFill("solid", fgColor="FFF9E5")
_WRONG = DifferentialStyle(fill=PatternFill("solid", bgColor="F8CBAD"))


@frozen
class Column:
    """A column: heading, width in characters, whether its texts wrap, whether it is for typing into."""

    heading: str
    width: int
    wraps: bool = False
    typed: bool = False


@frozen
class Value:
    """A cell: text, number or (``formula``) what computes it and gives ``value`` now; how numbers are shown."""

    value: str | int | Decimal
    form: str = "General"
    formula: str = ""


@frozen
class Table:
    """A sheet: its name, columns and rows; ``flagged`` is a column whose cells 不一致 are marked."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    frozen: int = 0
    """How many columns stay in sight."""
    flagged: str = ""


def workbook(title: str, tables: Sequence[Table]) -> bytes:
    """The tables as the sheets of one .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    known = [_sheet(book.create_sheet(table.name), table, title) for table in tables]
    book.properties.creator = "perfgen"
    book.properties.title = title
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    buffer = BytesIO()
    book.save(buffer)
    return _settled(buffer.getvalue(), known)


def _sheet(sheet: Worksheet, table: Table, title: str) -> dict[str, Value]:
    """Fill the sheet; returns its formula cells by address."""
    formulas: dict[str, Value] = {}
    for place, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, place)
        _put(head, Value(column.heading))
        head.font = Font(bold=True)
        head.fill = _HEAD
        head.border = _BORDER
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, row in enumerate(table.rows, start=2):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            cell = sheet.cell(number, place)
            _put(cell, value)
            cell.border = _BORDER
            cell.alignment = Alignment(vertical="top", wrap_text=column.wraps)
            if column.typed:
                cell.fill = _BASE
            if value.formula:
                formulas[cell.coordinate] = value
        lines = max(_lines(value, column) for column, value in zip(table.columns, row, strict=True))
        sheet.row_dimensions[number].height = min(_LINE_HEIGHT * lines, _TALLEST)
    _laid_out(sheet, table, title)
    return formulas


def _lines(value: Value, column: Column) -> int:
    """How many lines a cell takes; a Chinese character is as wide as two digits."""
    if not column.wraps or not isinstance(value.value, str):
        return 1
    width = sum(1 if sign.isascii() else 2 for sign in value.value)
    return max(1, -(-width // (column.width - 3))) + value.value.count("\n")


def _put(cell: Any, value: Value) -> None:
    if value.formula:
        cell.value = f"={value.formula}"
        cell.number_format = value.form
    elif isinstance(value.value, str):
        text = _FORBIDDEN.sub("", value.value)[:_LONGEST]
        cell.value = text or None
        if text:
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_RISKY)
    else:
        cell.value = value.value
        cell.number_format = value.form


def _laid_out(sheet: Worksheet, table: Table, title: str) -> None:
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}2"
    sheet.auto_filter.ref = f"A1:{last}{max(1, len(table.rows)) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if sum(column.width for column in table.columns) > _WIDE else 9  # A3, A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    head, foot = sheet.oddHeader, sheet.oddFooter
    if head is not None and head.left is not None:
        head.left.text = f"{title.replace('&', '&&')} {table.name}"
    if foot is not None and foot.center is not None:
        foot.center.text = "第 &P 页，共 &N 页"
    if table.flagged:
        area = f"{table.flagged}2:{table.flagged}{len(table.rows) + 1}"
        sheet.conditional_formatting.add(area, Rule(type="cellIs", operator="equal", formula=['"不一致"'], dxf=_WRONG))


def _settled(data: bytes, known: Sequence[dict[str, Value]]) -> bytes:
    """The file with the values of its formulas, for programs that do not compute, and without dates."""

    def changed(name: str, content: bytes) -> bytes:
        sheet = re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", name)
        return _with_values(content.decode("utf-8"), known[int(sheet[1]) - 1]).encode("utf-8") if sheet else content

    return settled(data, changed)


def _with_values(xml: str, formulas: dict[str, Value]) -> str:
    def filled(match: re.Match[str]) -> str:
        value = formulas[match[1]].value
        own = re.sub(r' t="[a-z]*"', "", match[2])
        if isinstance(value, str):
            return f'<c r="{match[1]}"{own} t="str">{match[3]}<v>{escape(_FORBIDDEN.sub("", value))}</v></c>'
        return f'<c r="{match[1]}"{own}>{match[3]}<v>{Decimal(value):f}</v></c>'

    return _FORMULA.sub(filled, xml)


def texts(values: Iterable[str | int]) -> tuple[Value, ...]:
    """Plain cells."""
    return tuple(Value(value) for value in values)


__all__ = ["Column", "Table", "Value", "texts", "workbook"]
