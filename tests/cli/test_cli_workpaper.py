"""``build --workpaper``: beside the report, written as every output is, skipped where nothing has changed."""

from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.support.sample import SAMPLE, Run, changed

Data = Callable[..., Path]
PAPER = Path("outputs") / "青溪镇-2021-工作底稿.xlsx"


def test_a_workpaper_beside_each_report(data: Data, run: Run, tmp_path: Path) -> None:
    result = run("build", data(), "--workpaper")
    assert result.exit_code == 0
    assert f"工作底稿：{PAPER}\n" in result.stdout
    book = openpyxl.load_workbook(tmp_path / PAPER)
    assert book.sheetnames == ["数据表", "基本数据", "问题", "核实说明", "佐证材料清单"]


def test_without_the_option_there_is_none(data: Data, run: Run, tmp_path: Path) -> None:
    assert run("build", data()).exit_code == 0
    assert not (tmp_path / PAPER).exists()


def test_an_unchanged_one_is_left_and_a_changed_one_made_anew(data: Data, run: Run, tmp_path: Path) -> None:
    run("build", data(), "--workpaper")
    written = (tmp_path / PAPER).stat().st_mtime_ns
    assert f"工作底稿：{PAPER}" in run("build", "a.toml", "--workpaper").stdout
    assert (tmp_path / PAPER).stat().st_mtime_ns == written
    before = (tmp_path / PAPER).read_bytes()
    data(f"# 只多一行说明\n{SAMPLE}")  # the report stays the same, the lines in the workpaper do not
    assert run("build", "a.toml", "--workpaper").exit_code == 0
    assert (tmp_path / PAPER).read_bytes() != before


def test_notes_of_an_auditor_are_not_lost(data: Data, run: Run, tmp_path: Path) -> None:
    run("build", data(), "--workpaper")
    book = openpyxl.load_workbook(tmp_path / PAPER)
    book["问题"]["B9"] = "已核"
    book.save(tmp_path / PAPER)
    data(changed('"其他收入" = 400', '"其他收入" = 401'))
    run("build", "a.toml", "--workpaper")
    found = list((tmp_path / "outputs").glob("青溪镇-2021-工作底稿*.xlsx"))
    noted = [path for path in found if openpyxl.load_workbook(path)["问题"]["B9"].value == "已核"]
    assert noted


def test_refused_data_get_none(data: Data, run: Run, tmp_path: Path) -> None:
    assert run("build", data(changed('"年度" = 2021', '"年度" = 21')), "--workpaper").exit_code == 1
    assert not list(tmp_path.rglob("*.xlsx"))


def test_several_files_on_several_processes(data: Data, run: Run, tmp_path: Path) -> None:
    data(SAMPLE)
    data(SAMPLE.replace('"简称" = "青溪镇"', '"简称" = "白沙镇"'), "b.toml")
    result = run("build", "a.toml", "b.toml", "--workpaper", "-j", "2")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "outputs").glob("*.xlsx")} == {
        "青溪镇-2021-工作底稿.xlsx",
        "白沙镇-2021-工作底稿.xlsx",
    }
