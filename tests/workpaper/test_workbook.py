"""The file: sheets, headings, formats, print setup, harmless texts, stored values, the same bytes every time."""

import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfgen.pipeline import build
from perfgen.workpaper import file_name, workpaper
from tests.support.built import REPORTS, ROOT
from tests.support.paper import Paper, job_of, paper, shipped
from tests.support.report import report

SHEETS = ["数据表", "基本数据", "问题", "核实说明", "佐证材料清单"]
FIGURES = (
    *("序号", "名称", "键（路径或表达式）", "印作", "未舍入值", "公式", "舍入后", "核对", "计量单位", "算法"),
    *("数据文件的行", "印在何处", "说明"),
)


def headings(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[1]]


@pytest.mark.parametrize("name", REPORTS)
def test_sheets_are_laid_out_for_reading_and_printing(name: str) -> None:
    book = openpyxl.load_workbook(BytesIO(shipped(name)))
    assert book.sheetnames == SHEETS
    assert headings(book["数据表"]) == list(FIGURES)
    assert headings(book["基本数据"]) == ["序号", "键", "数值", "计量单位", "填的是", "数据文件", "行", "取自"]
    for sheet in book.worksheets:
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(cell.font.bold for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 6 for cell in sheet[1])
        assert sheet.max_row >= 2


def test_a_row_says_everything_of_a_figure() -> None:
    made = Paper(shipped("天城镇-2021"))
    row = made.rows["执行率"]
    told = [cell.value for cell in made.cells.sheet("数据表")[row]]
    assert told[1:4] == ["执行率", "执行率", "98.3%"]
    assert str(told[4]).startswith("0.98272")
    whole, part = (f"F{made.rows[key]}" for key in ("预算执行.年度资金总额.全年预算数", "决算.支出"))
    assert told[5] == f"=IF({whole}=0,0,{part}/{whole})"
    assert told[6] == f"=IF(ISNUMBER(F{row}),ROUND(F{row},3),F{row})"
    assert told[8] == "%"
    assert str(told[9]).startswith("决算.支出 ÷ 预算执行.年度资金总额.全年预算数，四舍五入到一位，口径：")
    assert told[10] == "33—34、40—82"
    assert "“1.执行率情况”第1段" in str(told[11])


def test_numbers_are_shown_by_their_kind() -> None:
    sheet = Paper(shipped("吕田镇-2023")).cells.sheet("数据表")
    made = Paper(shipped("吕田镇-2023"))
    amount, rate = made.rows["决算.支出"], made.rows["指标[群众满意度].完成率"]
    assert sheet.cell(amount, 7).number_format == "#,##0.00"
    assert sheet.cell(amount, 6).number_format == "#,##0.00####"
    assert sheet.cell(rate, 7).number_format == "0.00%"
    assert sheet.cell(made.rows["年度"], 6).number_format == "0"


def test_findings_and_explanations_point_at_each_other() -> None:
    book = Paper(shipped("天城镇-2021")).cells
    found, told = book.sheet("问题"), book.sheet("核实说明")
    assert headings(found)[1:4] == ["编号", "级别", "问题"]
    codes = {found.cell(row, 1).value: found.cell(row, 2).value for row in range(2, found.max_row + 1)}
    for row in range(2, told.max_row + 1):
        numbers = [int(number) for number in str(told.cell(row, 6).value).split("、")]
        assert {codes[number] for number in numbers} == {told.cell(row, 2).value}
        reasons = {found.cell(number + 1, 11).value for number in numbers}
        assert reasons == {told.cell(row, 4).value}


def test_texts_that_look_like_formulas_are_texts() -> None:
    """Quoted, so that they stay texts when somebody edits the cell; control characters are left out."""
    evil = '=HYPERLINK("http://x","y")'
    made = paper(report({"指标[1].佐证": evil, "指标[2].佐证": "+1", "指标[3].佐证": "@SUM(A1)"}))
    sheet = made.cells.sheet("佐证材料清单")
    for row, text in ((2, evil), (3, "+1"), (4, "@SUM(A1)")):
        cell = sheet.cell(row, 2)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    explained = paper(report({"核实说明": [{"规则": "SUM", "位置": "决算", "理由": "-2+3\x0b"}]}))
    assert explained.cells.sheet("核实说明")["D2"].value == "-2+3"
    assert explained.cells.sheet("核实说明")["D2"].quotePrefix


def test_only_our_own_cells_hold_formulas() -> None:
    for name in REPORTS:
        for sheet in openpyxl.load_workbook(BytesIO(shipped(name))).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert sheet.title == "数据表"
                        assert cell.column_letter in "FGH"


def test_programs_that_do_not_compute_see_the_values() -> None:
    data = shipped("天城镇-2021")
    plain = openpyxl.load_workbook(BytesIO(data), data_only=True)["数据表"]
    made = Paper(data)
    for key, row in made.rows.items():
        assert plain.cell(row, 8).value == "一致", key
        value, stored = made[key], plain.cell(row, 6).value
        assert stored is not None
        assert str(stored) == value if isinstance(value, str) else abs(Decimal(str(stored)) - value) < Decimal("1e-9")


def test_the_same_figures_give_the_same_bytes_without_a_date() -> None:
    job = job_of("xuwen")
    outcome = build(job)
    data = workpaper(job, outcome)
    assert data == shipped("xuwen") == workpaper(job, outcome)
    program = "import sys; from tests.support.paper import shipped; sys.stdout.buffer.write(shipped('xuwen'))"
    again = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    )
    assert again.stdout == data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert not re.search(r"created|modified|20[0-9][0-9]-[0-9]", core)


def test_a_draft_has_a_workpaper_with_the_words() -> None:
    reported = report("决算.支出.项目支出=待填")
    made = paper(reported)
    assert made["决算.支出"] == "待填"
    assert str(made.column("决算.支出", "D")).startswith("〔待填：")
    made.put("决算.支出.项目支出", 30)
    assert made["决算.支出"] == 100
    assert made["执行率"] == Decimal("0.8")


def test_names() -> None:
    assert file_name("天城镇-2021.docx") == "天城镇-2021-工作底稿.xlsx"
    assert Path(file_name("天城镇-2021-草稿.docx")).suffix == ".xlsx"
