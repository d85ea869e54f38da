"""``perfgen import`` of a report: the file, the doubts, the account, and what cannot be read."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli

from tests.support import taken
from tests.support.built import built, source
from tests.support.converted import plain
from tests.support.sample import Run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    text = plain(built("吕田镇-2023").shown).replace(
        "（三）部门整体收支情况", "（三）部门收支情况\n镇里的水库全年供水正常，没有断水。"
    )
    (tmp_path / "去年.txt").write_text(text, encoding="utf-8")
    return Path("去年.txt")


def test_a_report_becomes_a_data_file_that_builds(run: Run, report: Path) -> None:
    result = run("import", report, "--template", "guangzhou-conghua", "-o", "吕田镇.toml")
    assert result.exit_code == 0, result.output
    assert "标题的说法不同：“（三）部门收支情况”归入“（三）部门整体收支情况”" in result.output
    assert "“镇里的水库全年供水正常，没有断水。”没有归处" in result.output
    assert "2 处有疑问" in result.output
    text = Path("吕田镇.toml").read_text(encoding="utf-8")
    assert text.startswith(
        "#:schema ./.perfgen/guangzhou-conghua-2023.1.schema.json\n# 吕田镇2023年度数据文件，由“去年.txt”导入\n"
    )
    assert run("build", "吕田镇.toml", "--draft").exit_code == 0
    assert "DAT225" in run("check", "吕田镇.toml").output


def test_the_chinese_name_the_screen_and_the_account(run: Run, report: Path) -> None:
    result = run("导入", report, "--template", "guangzhou-conghua", "--account")
    assert result.exit_code == 0
    assert '"名称" = "广州市从化区吕田镇人民政府"' in result.stdout
    assert "正文 基本情况.部门职责：" in result.stderr
    assert "未归类 基本情况.收支情况：17 字" in result.stderr


def test_an_existing_file_is_left_alone(run: Run, report: Path) -> None:
    Path("有.toml").write_text("我的", encoding="utf-8")
    result = run("import", report, "--template", "guangzhou-conghua", "-o", "有.toml")
    assert result.exit_code == 1
    assert "文件已经存在" in result.output
    assert Path("有.toml").read_text(encoding="utf-8") == "我的"


@pytest.mark.parametrize(
    ("name", "said"), [("没有.docx", "文件不存在"), ("坏.docx", "文件坏了"), ("旧.doc", "读不了这种文件")]
)
def test_what_cannot_be_read_is_said(run: Run, name: str, said: str) -> None:
    if name != "没有.docx":
        Path(name).write_bytes(b"abc")
    result = run("import", name, "--template", "xuwen")
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_an_unknown_pack_is_said(run: Run, report: Path) -> None:
    result = run("import", report, "--template", "没有的县")
    assert result.exit_code == 1
    assert "没有的县" in result.output


def test_a_new_year_from_last_years_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "去年.docx").write_bytes(built("天城镇-2021").data)
    result = run("new", "chongyang", "--report", "去年.docx", "-o", "今年.toml")
    assert result.exit_code == 0, result.output
    text = Path("今年.toml").read_text(encoding="utf-8")
    assert '"年度" = 2022' in text
    assert '"年初结转和结余" = 939.23' in text
    assert '["上年"."决算"."支出"' in text
    assert "把预算编实编细，提高预算质量" in text
    assert "待填 99 处：" in result.stderr
    assert "决算.收入.其他收入　本年收入，按来源分项，单位：万元" in result.stderr
    assert run("build", "今年.toml", "--draft").exit_code == 0


def table(name: str, **sheets: list[list[Any]]) -> Path:
    """A workbook in this folder."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(name)
    return Path(name)


INCOME: list[list[Any]] = [
    ["单位：万元"],
    ["项目", "决算数"],
    ["一般公共预算财政拨款收入", 3000.5],
    ["其他收入", 200],
    ["合计", 3200.5],
]
SPENT = [
    ["单位：万元"],
    ["支出性质", "类", "款", "金额"],
    ["基本支出", "工资福利支出", "基本工资", 600],
    ["项目支出", "资本性支出", "大型修缮", 2000.25],
]
BEFORE = [["2021年度收入决算表（单位：万元）"], INCOME[1], [INCOME[2][0], 3286.6], ["其他收入", 1000.08]]
TARGETS = [
    ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
    ["产出指标", "数量指标", "征地面积", "≥2500亩", 40],
    ["效益指标", "社会效益指标", "带动就业增长率", "≥3%", 20],
    ["满意度指标", "满意度指标", "群众满意度", "≥95%", 20],
]


def test_a_new_year_from_last_years_report_and_this_years_tables(run: Run, tmp_path: Path) -> None:
    """What the tables know is filled in; what is left is listed, with place, meaning and unit."""
    (tmp_path / "去年.docx").write_bytes(built("天城镇-2021").data)
    accounts = table("决算表.xlsx", 收入决算表=INCOME, 支出决算表=SPENT, 去年收入=BEFORE)
    targets = table("目标申报表.xlsx", 目标=TARGETS)
    args = ("new", "chongyang", "--report", "去年.docx", "--table", accounts, "--table", targets, "-o", "今年.toml")
    result = run(*args)
    assert result.exit_code == 0, result.output
    tree = tomli.loads(Path("今年.toml").read_text(encoding="utf-8"))
    assert (tree["年度"], tree["决算"]["收入"]["其他收入"]) == (2022, 200)
    assert "基本支出｜工资福利支出｜基本工资｜600" in tree["决算"]["支出"]["按经济分类"]["表"]
    assert tree["上年"]["决算"]["收入"]["其他收入"] == pytest.approx(1000.08)
    assert tree["上年"]["决算"]["年末结转和结余"] == pytest.approx(939.23)
    assert [item["实际完成值"] for item in tree["指标"]] == ["待填"] * 3
    assert tree["核对数"] == {"决算.收入": 3200.5}
    said = result.stderr
    assert "决算表.xlsx：“上年.决算.收入.其他收入”原来是 1000.07，表里是 1000.08，用了表里的" in said
    assert "目标申报表.xlsx：去年有、表里没有的：" in said and "开展“打非治违”行动次数" in said
    pending = said[said.index("待填 ") :].splitlines()
    assert pending[0] == f"待填 {len(pending) - 1} 处：" and len(pending) <= 13
    meaning = "年度资金总额，调整后的预算数，单位：万元"
    lines = Path("今年.toml").read_text(encoding="utf-8").splitlines()
    at = lines.index(f'"全年预算数" = "待填"  # {meaning}') + 1
    assert f"  第 {at} 行　预算执行.年度资金总额.全年预算数　{meaning}" in pending
    drafted = run("build", "今年.toml", "--draft")
    assert drafted.exit_code == 0, drafted.output


def test_a_new_file_from_tables_alone(run: Run) -> None:
    result = run("new", "chongyang", "--table", table("决算表.xlsx", 收入决算表=INCOME), "-o", "今年.toml")
    assert result.exit_code == 0, result.output
    assert '"其他收入" = 200' in Path("今年.toml").read_text(encoding="utf-8")
    assert "待填 " in result.stderr
    assert run("build", "今年.toml", "--draft").exit_code == 0


def test_a_form_of_ours_is_no_table(run: Run) -> None:
    Path("a.toml").write_bytes(source("天城镇-2021").read_bytes())
    assert run("export", "a.toml", "-o", "填报.xlsx").exit_code == 0
    result = run("new", "chongyang", "--table", "填报.xlsx")
    assert result.exit_code == 2
    assert "perfgen import" in result.output


def test_last_years_file_with_values_from_a_sheet(run: Run) -> None:
    """What last year's file took from sheets stands under 上年 as figures."""
    Path("去年.toml").write_text(taken.text(), encoding="utf-8")
    for name, content in taken.files().items():
        Path(name).write_bytes(content)
    assert run("new", "chongyang", "--from", "去年.toml", "-o", "今年.toml").exit_code == 0
    tree = tomli.loads(Path("今年.toml").read_text(encoding="utf-8"))
    assert tree["决算"]["年初结转和结余"] == pytest.approx(939.23)
    assert tree["决算"]["支出"] == "待填"


def test_from_and_report_exclude_each_other(run: Run) -> None:
    result = run("new", "xuwen", "--from", "a.toml", "--report", "b.docx")
    assert result.exit_code == 2
    assert "只写一个" in result.output
