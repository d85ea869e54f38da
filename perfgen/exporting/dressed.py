"""Pages as an Excel file: headings, units, drop-downs, what is computed protected, what is 待填 coloured."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from perfgen.errors import OutputFault
from perfgen.exporting.columns import Column, Dressed
from perfgen.forms import FIRST, MARK
from perfgen.settled import settled

_HEAD = PatternFill("solid", fgColor="DDE6F0")
_GREY = PatternFill("solid", fgColor="EFEFEF")
_YELLOW = PatternFill("solid", bgColor="FFF2A8", fgColor="FFF2A8")
_SIDE = Side(style="thin", color="BFBFBF")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32000
_SPARE = 30
"""Empty rows below what is there, to be filled in."""


def excel(pages: Sequence[Dressed], notes: Sequence[str]) -> bytes:
    """The workbook of ``pages``, ``notes`` on its first sheet; equal pages give equal bytes."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = FIRST
    first.column_dimensions["A"].width = 100
    for number, note in enumerate((MARK, *notes), 1):
        cell = first.cell(number, 1)
        put(cell, note)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, color="808080" if number == 1 else "000000")
    first.protection.sheet = True
    for page in pages:
        _sheet(book.create_sheet(page.name), page)
    out = BytesIO()
    book.save(out)
    return settled(out.getvalue())


def put(cell: Any, value: Any) -> None:
    """Write ``value`` so that Excel takes it for what it is: a text is never a formula, whatever it begins with."""
    if isinstance(value, str):
        text = _CONTROL.sub("", value)
        if len(text) > _LONGEST:
            raise OutputFault("有一段文字太长，Excel 的一格装不下", "分成几段再导出", text[:20])
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text[:1] in "=+-@"
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        if len(Decimal(value).as_tuple().digits) > 15:
            put(cell, f"{value:f}" if isinstance(value, Decimal) else str(value))
        else:
            cell.value = value
    else:
        cell.value = value


def _sheet(sheet: Worksheet, page: Dressed) -> None:
    for index, column in enumerate(page.columns, 1):
        cell = sheet.cell(1, index)
        put(cell, column.heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for number, row in enumerate(page.rows, 2):
        for index, (column, value) in enumerate(zip(page.columns, row.values, strict=True), 1):
            _fill(sheet.cell(number, index), value, column, locked=column.locked or row.locked)
    last = len(page.rows) + 1
    if page.growing:
        for number in range(last + 1, last + 1 + _SPARE):
            for index, column in enumerate(page.columns, 1):
                _fill(sheet.cell(number, index), column.default(number), column, locked=column.locked)
        last += _SPARE
    for index, column in enumerate(page.columns, 1):
        _checked(sheet, column, get_column_letter(index), last)
    area = f"A2:{get_column_letter(len(page.columns))}{max(last, 2)}"
    pending = Rule(type="expression", dxf=DifferentialStyle(fill=_YELLOW), formula=['ISNUMBER(SEARCH("待填",A2))'])
    sheet.conditional_formatting.add(area, pending)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = protection.sort = False


def _fill(cell: Any, value: Any, column: Column, *, locked: bool) -> None:
    if isinstance(value, str) and value.startswith("\0"):
        cell.value = value[1:]  # a formula of ours
    elif value is not None:
        put(cell, value)
    if column.text and not isinstance(value, Decimal | int | date):
        cell.number_format = "@"
    if column.percent:
        cell.number_format = "0.00%"
    cell.protection = Protection(locked=locked)
    cell.border = _LINE
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if locked:
        cell.fill = _GREY


def _checked(sheet: Worksheet, column: Column, letter: str, last: int) -> None:
    """Drop-downs and what numbers must look like; words and expressions are always allowed."""
    if last < 2 or column.locked:
        return
    area = f"{letter}2:{letter}{last}"
    if column.options:
        listed = ",".join(column.options)
        if len(listed) > 250 or any(sign in option for option in column.options for sign in ',"'):
            return
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        rule.add(area)
        sheet.add_data_validation(rule)
    elif column.number:
        at = f"{letter}2"
        words = ",".join(f'{at}="{word}"' for word in ("待填", "未公布", "不适用"))
        formula = f'OR(ISNUMBER({at}),{words},LEFT({at},2)="{{{{")'
        rule = DataValidation(type="custom", formula1=formula, allow_blank=True)
        rule.errorTitle, rule.error = "这里要填数", "填数，不带单位；还不知道的写 待填，没有公布的写 未公布"
        rule.add(area)
        sheet.add_data_validation(rule)
