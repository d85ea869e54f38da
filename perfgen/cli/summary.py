"""``build --report``: one row a data file for the county office, as .csv for Excel or as .xlsx."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfgen.cli import report
from perfgen.cli.results import Output, Result, Results
from perfgen.errors import EnvironmentFault
from perfgen.settled import settled
from perfgen.write import write

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MISSING = "缺"
COLUMNS = (
    *("单位", "年度", "总分", "等级", "执行率", "口径"),
    *("逻辑性", "核实性", "没有说明的", "核实说明", "文件", "状态", "原因"),
)
_WIDTHS = (18, 8, 8, 8, 10, 40, 8, 8, 12, 50, 36, 10, 50)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that Excel takes for a formula."""

Cell = str | int


def kind_of(path: Path) -> str:
    """``csv`` or ``xlsx``; raises EnvironmentFault for another ending."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ("csv", "xlsx"):
        raise EnvironmentFault("汇总表只能是 .csv 或 .xlsx", "写成 --report 汇总.xlsx", str(path))
    return ending


def put(path: Path, results: Results, missing: Sequence[str], now: datetime, *, force: bool = False) -> None:
    """Write the summary; raises OutputFault where somebody has edited the file that is there."""
    rows = table(results.files, missing)
    data = as_csv(rows) if kind_of(path) == "csv" else as_xlsx(rows)
    write(path, data, record={"汇总": len(results.files)}, now=now, force=force)


def table(results: Iterable[Result], missing: Iterable[str]) -> Iterable[tuple[Cell, ...]]:
    """The rows, headings first, missing units last."""
    yield COLUMNS
    for result in results:
        yield _row(result)
    for name in missing:
        yield (name, *("",) * 10, MISSING, "没有这个单位的数据文件")


def _row(result: Result) -> tuple[Cell, ...]:
    """One row a data file: its documents stand together."""
    outputs: Sequence[Output | None] = result.outputs or (None,)
    paths = [str(output.path) if output else result.name for output in outputs]
    states = dict.fromkeys(report.state(output) for output in outputs)
    reasons = dict.fromkeys(filter(None, (report.reason(result, output) for output in outputs)))
    told = result.summary
    explained = "；".join(f"{finding.code} {finding.place.key}：{finding.explained}" for finding in result.explained)
    return (
        *(told.unit, told.year, told.total, told.grade, told.rate, told.basis),
        *(result.logical, result.review, result.open, explained),
        *("；".join(paths), "；".join(states), "；".join(reasons)),
    )


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as CSV that Excel reads as UTF-8; no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: str) -> str:
    active = cell.lstrip(" ").startswith(_ACTIVE) and not _NUMBER.fullmatch(cell) and not _PERCENT.fullmatch(cell)
    return f"'{cell}" if active else cell


def as_xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a workbook: figures as numbers, everything else as text, headings that stay in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("汇总")
    sheet.freeze_panes = "B2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    count = 0
    for row in rows:
        count += 1
        sheet.append([_cell(sheet, cell, bold=count == 1) for cell in row])
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(COLUMNS) - 1)}{count}"
    data = io.BytesIO()
    book.save(data)
    return settled(data.getvalue())


def _cell(sheet: "WriteOnlyWorksheet", value: Cell, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, int):
        cell.value = value
    elif _NUMBER.fullmatch(value):
        cell.value = Decimal(value)
    elif share := _PERCENT.fullmatch(value):
        places = len(share[1].partition(".")[2])
        cell.value = Decimal(share[1]) / 100
        cell.number_format = f"0.{'0' * places}%" if places else "0%"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # never a formula
    if bold:
        cell.font = Font(bold=True)
    return cell
