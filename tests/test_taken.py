"""取自: the same report from sheets and Word files, every fault with its cell, nothing from outside the folder."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from perfgen.findings import Finding
from perfgen.packs import library
from perfgen.pipeline import Job, Outcome, build, referred
from perfgen.taken import refusal
from tests.support import taken
from tests.support.built import ROOT, built, source


def outcome(text: str, files: Mapping[str, bytes]) -> Outcome:
    return build(Job(text.encode(), "a.toml", library(ROOT / "templates").choose, files=files))


def only(found: tuple[Finding, ...], code: str) -> Finding:
    (finding,) = [each for each in found if each.code == code]
    return finding


def edited(sheet: str, address: str, value: object) -> bytes:
    book = openpyxl.load_workbook(BytesIO(taken.workbook()))
    book[sheet][address] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_report_is_the_same_byte_for_byte() -> None:
    made = outcome(taken.text(), taken.files())
    assert not made.refused
    assert made.made[0].data == built(taken.NAME).data


def test_the_names_of_the_files_are_known_beforehand() -> None:
    assert referred(taken.text().encode()) == (taken.SHEET, taken.WRITING)
    assert referred(taken.text().encode("gbk")) == (taken.SHEET, taken.WRITING)
    assert referred(b'"a" = 1\n') == ()


def test_findings_name_sheet_and_cell_and_the_line_of_the_reference() -> None:
    found = outcome(taken.text(), {**taken.files(), taken.SHEET: edited("指标", "G2", 9)}).findings
    places = {(f.place.cell, f.place.line > 1) for f in found if "征地面积" in f.place.key}
    assert ("报表.xlsx 指标!G2", True) in places


def test_findings_name_the_paragraph() -> None:
    import docx

    document = docx.Document(BytesIO(taken.writing()))
    document.paragraphs[4].text = "2.预算{{ 没有这个 }}不准。"
    out = BytesIO()
    document.save(out)
    found = outcome(taken.text(), {**taken.files(), taken.WRITING: out.getvalue()}).findings
    assert only(found, "DAT301").place.cell == "总结.docx 第5段"


def test_a_cell_in_doubt_is_a_finding() -> None:
    found = outcome(taken.text(), {**taken.files(), taken.SHEET: edited("支出", "D5", "=SUM(D6:D7)")}).findings
    assert only(found, "DAT503").place.cell == "报表.xlsx 支出!D5"
    assert any(f.code == "DAT207" and f.place.cell == "报表.xlsx 支出!D5" for f in found)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"表" = "支出"', '"表" = "没有"', "DAT502"),
        ('"表" = "支出"', '"表" = "指标"', "DAT502"),
        ('"表" = "支出"', '"列" = "支出"', "DAT201"),
        ('"表" = "支出"', '"单位" = "美元"', "DAT501"),
        ('"标题" = "存在问题"', '"标题" = "没有"', "DAT502"),
        (f'"取自" = "{taken.WRITING}"', f'"取自" = "{taken.SHEET}"', "DAT501"),
        (f'"取自" = "{taken.WRITING}"', '"取自" = "../总结.docx"', "DAT501"),
        (f'"取自" = "{taken.WRITING}"', '"取自" = "没有.docx"', "DAT501"),
    ],
)
def test_what_cannot_be_taken_is_said_once(old: str, new: str, code: str) -> None:
    assert old in taken.text()
    found = outcome(taken.text().replace(old, new, 1), taken.files()).findings
    assert [f.code for f in found if f.logical] == [code]
    assert only(found, code).place.line > 1


def test_broken_files_are_findings() -> None:
    found = outcome(taken.text(), {taken.SHEET: b"PK\x03\x04", taken.WRITING: b"x"}).findings
    assert {f.code for f in found if f.logical} == {"DAT501"}


def test_one_cell_and_a_given_unit() -> None:
    text = taken.text().replace(
        '"基本支出" = 871.44', '"基本支出" = { "取自" = "报表.xlsx", "表" = "支出", "格" = "D4" }'
    )
    found = outcome(text, taken.files()).findings
    assert any("1033.91" in f.message for f in found)  # 571.61 + 462.3
    yuan = text.replace('"格" = "D4"', '"格" = "D4", "单位" = "元"')
    assert any("462.36" in f.message for f in outcome(yuan, taken.files()).findings)
    wrong = outcome(text.replace('"格" = "D4"', '"格" = "D999"'), taken.files()).findings
    assert only(wrong, "DAT502").place.cell == "报表.xlsx 支出!D999"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd.csv",
        "C:\\a.xlsx",
        "C:a.xlsx",
        "..\\a.xlsx",
        "a/../b.xlsx",
        "./a.xlsx",
        "~/a.xlsx",
        "\\\\x\\a.xlsx",
        "http://x/a.xlsx",
        "a.exe",
        "a.toml",
        "con.xlsx",
        "a/NUL.csv",
        "a\0.xlsx",
        "a//b.xlsx",
        " .xlsx/.. /a.xlsx",
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert refusal(name)


@pytest.mark.parametrize("name", ["指标.xlsx", "附件/指标.XLSX", "附件\\总结.docx", "a b.csv", "2024..xlsx"])
def test_names_in_the_folder_are_allowed(name: str) -> None:
    assert not refusal(name)


# -- the command line -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.chdir(data)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))
    (data / "a.toml").write_text(taken.text(), encoding="utf-8")
    for name, content in taken.files().items():
        (data / name).write_bytes(content)
    return data


def run(*args: str) -> Result:
    return CliRunner().invoke(program, list(args), prog_name="perfgen")


def test_a_changed_sheet_is_built_again(folder: Path) -> None:
    assert "已生成" in run("build", "a.toml", "-o", "out").output
    assert "未变" in run("build", "a.toml", "-o", "out").output
    (folder / taken.SHEET).write_bytes(edited("支出", "D4", 571.6))
    assert "未变" not in run("build", "a.toml", "-o", "out").output.replace("1 份未变", "")


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xlsx"
    (folder / taken.SHEET).rename(outside)
    (folder / taken.SHEET).symlink_to(outside)
    result = run("check", "a.toml")
    assert result.exit_code == 1
    assert "DAT501" in result.output


def test_the_place_is_printed(folder: Path) -> None:
    (folder / taken.SHEET).write_bytes(edited("指标", "G2", 9))
    assert "（报表.xlsx 指标!G2）" in run("check", "a.toml").output
    assert '"cell": "报表.xlsx 指标!G2"' in run("check", "a.toml", "--format", "json").output


def test_editors_know_the_reference() -> None:
    from jsonschema_rs import Draft202012Validator

    from perfgen.contract import json_schema
    from perfgen.load import load

    pack = library(ROOT / "templates").choose("chongyang", "")
    source = load(taken.text().encode(), "a.toml").source
    assert source is not None
    validator = Draft202012Validator(json_schema(pack.contract, strict=False))
    assert not list(validator.iter_errors(source.tree))
    source.tree["指标"]["列"] = "x"
    assert list(validator.iter_errors(source.tree))


def test_the_year_before_takes_from_its_own_files(folder: Path) -> None:
    """Its closing balance is known although its expenditure stands in a sheet."""
    plain = source(taken.NAME).read_text(encoding="utf-8")
    later = re.sub('"年度" = 2021', '"年度" = 2022', plain)
    Path("b.toml").write_text(later, encoding="utf-8")
    closing = "939.23"
    told = run("check", "a.toml", "b.toml").output
    assert re.search(rf"b\.toml:\d+:\d+ SUM205 逻辑性 .*年末是 {closing}", told)
    (folder / taken.SHEET).write_bytes(edited("支出", "D4", 572.61))
    assert "年末是 938.23" in run("check", "a.toml", "b.toml").output


def test_a_workpaper_names_the_cells(folder: Path) -> None:
    result = run("build", "a.toml", "-o", "out", "--workpaper")
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(next(Path("out").glob("*-工作底稿.xlsx")))
    facts = ["｜".join(str(cell.value) for cell in row) for row in book["基本数据"].iter_rows()]
    assert any("报表.xlsx 支出!D4" in row and "571.61" in row for row in facts)
    figures = ["｜".join(str(cell.value) for cell in row) for row in book["数据表"].iter_rows()]
    assert any("决算.支出" in row and "一致" in row for row in figures)


def test_small_forms_are_taken_whole(folder: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["“三公”经费支出表（万元）"],
        ["项目", "预算数", "决算数"],
        ["公务接待费", 4, 3.5],
        ["因公出国（境）费", 0, 0],
    ):
        page.append(row)
    people = book.create_sheet("人员")
    for row in (["人员情况表"], ["编制人数", 40], ["年末在职人数", 38]):
        people.append(row)
    book.save("小表.xlsx")
    told = '\n["三公经费"]\n"取自" = "小表.xlsx"\n\n["人员"]\n"取自" = "小表.xlsx"\n'
    Path("a.toml").write_text(source(taken.NAME).read_text(encoding="utf-8").replace("\n[", f"{told}\n[", 1), "utf-8")
    assert run("build", "a.toml", "-o", "out").exit_code == 0
    explained = run("explain", "a.toml", "三公经费.公务接待费.决算数").output
    assert "小表.xlsx Sheet!C3" in explained
    assert "38" in run("explain", "a.toml", "人员.年末在职人数").output
