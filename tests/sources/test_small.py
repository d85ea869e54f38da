"""The forms of “三公”经费 and of 人员, whichever way round."""

from io import BytesIO
from typing import Any

import openpyxl

from perfgen.importing.tables import TablesImported, import_tables
from perfgen.sources import read_workbook


def read(rows: list[list[Any]], name: str = "表", merges: tuple[str, ...] = ()) -> TablesImported:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for block in merges:
        sheet.merge_cells(block)
    out = BytesIO()
    book.save(out)
    return import_tables(read_workbook(out.getvalue(), "决算.xlsx"))


ITEMS = ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费")


def test_a_row_an_item() -> None:
    made = read(
        [
            ["财政拨款“三公”经费支出决算表"],
            ["单位：万元"],
            ["项目", "预算数", "决算数", "上年决算数"],
            ["合计", 12, 11.5, 13],
            ["1.因公出国（境）费", 0, 0, 0],
            ["2.公务用车购置及运行费", 8, 7.5, 9],
            ["其中：公务用车购置费", 0, 0, 0],
            ["公务用车运行维护费", 8, 7.5, 9],
            ["3.公务接待费", 4, 4, 4],
        ]
    )
    numbers = ((0, 0), (8, "7.5"), (4, 4))
    got = {name: tuple(map(str, each.values())) for name, each in made.tree["三公经费"].items()}
    assert got == {name: tuple(map(str, each)) for name, each in zip(ITEMS, numbers, strict=True)}
    assert {key: str(value) for key, value in made.tree["核对数"].items()} == {
        "三公经费.合计.预算数": "12",
        "三公经费.合计.决算数": "11.5",
    }
    assert made.tree["金额单位"] == "万元"
    assert [f.place.file for f in made.findings] == [f"决算.xlsx 表!D{row}" for row in range(4, 10)]


def test_a_column_an_item_in_two_halves() -> None:
    half = ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"]
    cars = [None, None, "小计", "公务用车购置费", "公务用车运行费", None]
    made = read(
        [
            ["“三公”经费支出决算表"],
            ["公开08表", *[None] * 10, "金额单位：元"],
            ["预算数", *[None] * 5, "决算数", *[None] * 5],
            [*half, *half],
            [*cars, *cars],
            list(range(1, 13)),
            [120000, 0, 80000, 0, 80000, 40000, 115000, 0, 75000, 0, 75000, 40000],
        ],
        merges=("A3:F3", "G3:L3", "C4:E4", "I4:K4", "A4:A5", "B4:B5", "F4:F5", "G4:G5", "H4:H5", "L4:L5"),
    )
    assert made.tree["三公经费"] == {
        "因公出国（境）费": {"预算数": 0, "决算数": 0},
        "公务用车购置及运行维护费": {"预算数": 80000, "决算数": 75000},
        "公务接待费": {"预算数": 40000, "决算数": 40000},
    }
    assert made.tree["核对数"] == {"三公经费.合计.预算数": 120000, "三公经费.合计.决算数": 115000}
    assert made.tree["金额单位"] == "元"
    assert not made.findings


def test_a_total_that_does_not_add_up_is_said() -> None:
    rows = [["“三公”经费（万元）"], ["项目", "决算数"], ["因公出国（境）费", 1], ["公务接待费", 2], ["合计", 4]]
    made = read(rows)
    assert [f.message for f in made.findings] == ["“三公”经费决算数合计是 4，各项相加是 3"]
    assert made.tree["三公经费"]["公务接待费"] == {"决算数": 2}


def test_persons_by_row_and_by_column() -> None:
    rows = [["编制人数", 96], ["年末实有在职人数", 86], ["离休人员", 2], ["退休人员", 46], ["外聘人员", "18"]]
    expected = {"编制人数": 96, "年末在职人数": 86, "离退休人数": 48, "外聘人数": 18}
    for table in (rows, [list(each) for each in zip(*rows, strict=True)]):
        made = read([["机构人员情况表"], *table])
        assert made.tree == {"人员": expected}
        assert not made.findings


def test_a_table_of_expenditure_is_no_small_form() -> None:
    rows = [
        ["支出决算表（单位：万元）"],
        ["项目", "决算数"],
        ["公务接待费", 1],
        ["公务用车运行维护费", 2],
        ["办公费", 3],
    ]
    assert "三公经费" not in read(rows).tree
    people = [["人员经费支出"], ["单位：万元"], ["项目", "金额"], ["在职人员", 5], ["离退休人员", 6]]
    assert "人员" not in read(people).tree
