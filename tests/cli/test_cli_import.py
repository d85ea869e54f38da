"""``perfgen import`` of a report: the file, the doubts, the account, and what cannot be read."""

from pathlib import Path

import pytest

from tests.support.built import built
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
    ("name", "said"), [("没有.docx", "文件不存在"), ("坏.docx", "不是完好的 Word 文件"), ("旧.doc", "读不了这种文件")]
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


def test_from_and_report_exclude_each_other(run: Run) -> None:
    result = run("new", "xuwen", "--from", "a.toml", "--report", "b.docx")
    assert result.exit_code == 2
    assert "只写一个" in result.output
