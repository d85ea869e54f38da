"""Tables of Excel files through the command: pieces of a data file, totals as 核对数, every doubt with its cell."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from perfgen.importing.tables import import_tables
from perfgen.sources import read_workbook
from tests.support import taken
from tests.support.built import source
from tests.support.sheets import generated


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def run(*args: object) -> Result:
    return CliRunner().invoke(program, [str(arg) for arg in args], prog_name="perfgen")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))


INCOME = [
    ["收入决算表"],
    ["单位：元"],
    ["项目", "决算数"],
    ["财政拨款收入", 1000],
    ["其他收入", 50.5],
    ["本年收入合计", 1050.5],
]
BUDGET = [["年初预算支出表"], ["单位：元"], ["项目", "年初预算数"], ["基本支出", 600], ["项目支出", 300], ["合计", 900]]


TARGETS = [
    ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
    ["产出指标", "数量指标", "征地面积", "≥2500亩", 20],
    [None, None, "新修水渠", "≥5公里", 20],
]


def test_all_tables_of_a_workbook_in_one_tree() -> None:
    made = import_tables(read_workbook(workbook(收入=INCOME, 预算=BUDGET), "a.xlsx"))
    assert made.tree["金额单位"] == "元"
    assert made.tree["决算"]["收入"] == {"财政拨款收入": 1000, "其他收入": pytest.approx(50.5)}
    assert made.tree["年初预算"]["支出"] == {"基本支出": 600, "项目支出": 300}
    assert set(made.tree["核对数"]) == {"决算.收入", "年初预算.支出"}
    assert not made.findings


def test_tables_in_different_units_are_in_one() -> None:
    other = [["单位：万元"], *BUDGET[2:]]
    made = import_tables(read_workbook(workbook(收入=INCOME, 年初预算支出=other), "a.xlsx"))
    assert made.tree["金额单位"] == "万元"
    assert str(made.tree["决算"]["收入"]["财政拨款收入"]) == "0.1"
    assert made.tree["年初预算"]["支出"]["基本支出"] == 600


def test_two_tables_that_contradict_are_said() -> None:
    other = [*INCOME[:3], ["财政拨款收入", 999], ["其他收入", 50.5]]
    made = import_tables(read_workbook(workbook(收入=INCOME, 收入二=other), "a.xlsx"))
    assert made.tree["决算"]["收入"]["财政拨款收入"] == 1000
    assert any("记的是前一个" in f.message and f.place.file.endswith("收入二!B4") for f in made.findings)


def test_a_table_that_belongs_nowhere_is_kept_and_said() -> None:
    rows = [["单位：万元"], ["项目", "金额"], ["甲", 1], ["乙", 2]]
    made = import_tables(read_workbook(workbook(别的=rows), "a.xlsx"))
    assert made.tree["未归类"] == {"文字": ["别的：单位：万元：甲 1", "别的：单位：万元：乙 2"]}
    assert made.findings


def test_sheets_that_hold_no_table_are_said() -> None:
    made = import_tables(read_workbook(workbook(收入=INCOME, 通讯录=[["姓名", "电话"], ["某某", "1"]]), "a.xlsx"))
    assert any(f.place.file == "a.xlsx 通讯录" for f in made.findings)


def test_tables_of_other_years_are_told_apart() -> None:
    last, older = ([[f"{year}年度收入决算表"], *INCOME[1:]] for year in (2021, 2019))
    book = read_workbook(workbook(本年=INCOME, 去年=last, 前年=older, 目标=[["2021年指标"], *TARGETS]), "a.xlsx")
    made = import_tables(book, unit="元", year=2022)
    assert made.tree["决算"]["收入"] == made.tree["上年"]["决算"]["收入"]
    assert set(made.tree["核对数"]) == {"决算.收入"}
    assert "指标" not in made.tree
    assert [f.message for f in made.findings] == ["这张表是 2019 年的，没有读入", "这张表是 2021 年的，没有读入"]
    assert "上年" not in import_tables(book).tree


def test_pieces_of_a_data_file_hold_what_the_input_holds() -> None:
    Path("报表.xlsx").write_bytes(taken.workbook())
    result = run("import", "报表.xlsx")
    assert result.exit_code == 0
    made = tomli.loads(result.stdout)
    given = tomli.loads(source(taken.NAME).read_text(encoding="utf-8"))
    assert made["指标"] == given["指标"]
    assert made["决算"]["支出"]["按经济分类"]["表"].count("\n") == 44
    assert "认出 2 张表" in result.stderr


def test_with_a_pack_it_is_a_whole_file() -> None:
    Path("报表.xlsx").write_bytes(taken.workbook())
    assert run("导入", "报表.xlsx", "--template", "chongyang", "-o", "a.toml").exit_code == 0
    made = tomli.loads(Path("a.toml").read_text(encoding="utf-8"))
    assert made["模板"] == "chongyang"
    assert made["单位"]["名称"] == "待填"
    assert len(made["指标"]) == 9


@pytest.mark.parametrize("seed", range(0, 24, 3))
def test_every_generated_file_goes_through_the_command(seed: int) -> None:
    made = generated(seed)
    Path(made.name).write_bytes(made.data)
    result = run("import", made.name, "-o", "a.toml")
    assert result.exit_code == 0, result.output
    assert tomli.loads(Path("a.toml").read_text(encoding="utf-8"))


def test_export_and_import_on_the_command_line() -> None:
    Path("a.toml").write_bytes(source("天城镇-2021").read_bytes())
    assert run("导出", "a.toml").exit_code == 0
    again = run("export", "a.toml")
    assert again.exit_code == 1  # the file is there
    assert run("import", "a-填报.xlsx", "-o", "b.toml").exit_code == 0
    assert run("build", "a.toml", "-o", "x").exit_code == run("build", "b.toml", "-o", "y").exit_code == 0
    assert Path("x/天城镇-2021.docx").read_bytes() == Path("y/天城镇-2021.docx").read_bytes()


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
def test_files_that_are_none_are_refused(name: str) -> None:
    Path(name).write_bytes(b"\x00\xff\x00")
    result = run("import", name)
    assert result.exit_code in (1, 2)
    assert "错误" in result.stderr
    assert "Traceback" not in result.output


def test_a_report_needs_a_pack() -> None:
    Path("a.txt").write_text("一、基本情况", encoding="utf-8")
    assert run("import", "a.txt").exit_code == 2
