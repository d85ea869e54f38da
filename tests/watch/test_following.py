"""What ``watch`` does at a look: builds what was saved, keeps the last good report, shows previews, tells changes."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import pytest

from perfgen import word
from perfgen.cli.following import Follower
from perfgen.cli.pulled import take_over
from tests.support import taken
from tests.support.sample import NAME, SAMPLE, changed

NOW = datetime(2025, 1, 8, 9, 0)
BROKEN = SAMPLE + '\n"坏'
BETTER = changed("办公费｜52.4", "办公费｜53.4")

Said = Callable[[], str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data file."""
    path = tmp_path / "a.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What was said since the last time."""

    def read() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return read


@pytest.fixture
def follower(data: Path) -> Follower:
    """Follows the data file and has looked once."""
    made = Follower([data], data.parent / "out")
    assert made.look(NOW)
    return made


@pytest.fixture
def report(data: Path) -> Path:
    """Where the report goes."""
    return data.parent / "out" / NAME


def test_each_save_is_built_and_told(follower: Follower, data: Path, report: Path, said: Said) -> None:
    assert report.exists()
    said()
    assert not follower.look(NOW)
    assert said() == ""
    data.write_text(BETTER, encoding="utf-8")
    assert follower.look(NOW)
    told = said()
    assert "09:00:00 " in told and "a.toml 存盘" in told
    assert "决算.支出.按经济分类[基本支出，商品和服务支出，办公费]：52.4 → 53.4" in told
    data.write_text(BETTER + "\n# 一句说明\n", encoding="utf-8")
    assert follower.look(NOW) and "报告没有变" in said()


def test_the_last_good_report_stays_while_the_data_is_broken(
    follower: Follower, data: Path, report: Path, said: Said
) -> None:
    first = report.read_bytes()
    said()
    data.write_text(BROKEN, encoding="utf-8")
    assert follower.look(NOW)
    told = said()
    assert "逻辑性" in told and "没有生成；上一份报告原样不动。" in told
    assert report.read_bytes() == first
    data.write_text(BETTER, encoding="utf-8")
    assert follower.look(NOW) and report.read_bytes() != first
    assert "52.4 → 53.4" in said()


def test_an_empty_file_is_an_editor_at_work(follower: Follower, data: Path, report: Path) -> None:
    data.write_bytes(b"")
    assert not follower.look(NOW)
    data.unlink()
    assert not follower.look(NOW)
    assert report.exists()


def test_a_preview_while_the_report_is_open_elsewhere(follower: Follower, data: Path, report: Path, said: Said) -> None:
    first, preview = report.read_bytes(), report.with_name(f"{report.stem}.预览.docx")
    lock = report.with_name(f".~lock.{NAME}#")
    lock.touch()
    data.write_text(BETTER, encoding="utf-8")
    assert follower.look(NOW)
    assert report.read_bytes() == first and preview.read_bytes() != first
    assert f"{report} 正打开着，新的一份写成 {preview}" in said()
    new = preview.read_bytes()
    assert not follower.look(NOW)
    lock.unlink()
    assert follower.look(NOW)
    assert report.read_bytes() == new and not preview.exists()
    assert "已关闭，换上了新的一份" in said()


def edit(report: Path) -> bytes:
    """Edit the report as in Word; its bytes then."""
    document = docx.Document(io.BytesIO(report.read_bytes()))
    paragraph = next(each for each in document.paragraphs if "安全生产检查集中在下半年" in each.text)
    paragraph.add_run("手工加的一句。")
    document.save(str(report))
    return report.read_bytes()


def test_a_report_that_was_edited_stays_until_its_edits_are_pulled(
    follower: Follower, data: Path, report: Path, said: Said
) -> None:
    edited = edit(report)
    data.write_text(BETTER, encoding="utf-8")
    assert follower.look(NOW)
    told = said()
    assert "生成以后被改过，没有覆盖" in told and "手工加的一句" in told
    assert f"perfgen pull {report} {data}；收完自动生成" in told and "--keep-edits" not in told
    assert report.read_bytes() == edited
    take_over(report, data, None)
    assert follower.look(NOW)
    assert "手工加的一句。" in word.read(report.read_bytes()).text and report.read_bytes() != edited


def test_a_file_that_perfgen_never_wrote_is_not_touched(data: Path, report: Path, said: Said) -> None:
    report.parent.mkdir()
    report.write_bytes(b"not ours")
    assert Follower([data], report.parent).look(NOW)
    assert report.read_bytes() == b"not ours"
    assert f"运行 perfgen build {data} --force" in said()


def test_sheets_that_the_data_takes_values_from_are_followed(tmp_path: Path, said: Said) -> None:
    data, out = tmp_path / "a.toml", tmp_path / "out"
    data.write_text(taken.text(), encoding="utf-8")
    (tmp_path / taken.SHEET).write_bytes(taken.workbook())
    (tmp_path / taken.WRITING).write_bytes(taken.writing())
    follower = Follower([data], out)
    assert follower.look(NOW)
    (report,) = out.glob("*.docx")
    assert "“取自”" not in said() and follower.concerns(str(tmp_path / taken.SHEET))
    document = docx.Document(io.BytesIO(taken.writing()))
    document.paragraphs[-3].add_run("又一句。")
    document.save(str(tmp_path / taken.WRITING))
    before = report.read_bytes()
    assert follower.look(NOW) and report.read_bytes() != before
    assert "又一句。" in word.read(report.read_bytes()).text


def test_what_editors_write_for_themselves_is_no_concern(follower: Follower, data: Path) -> None:
    assert follower.concerns(str(data))
    names = ("~$a.toml", "a.tmp", ".a.toml.swp", "b.toml", "a.toml~")
    assert not any(follower.concerns(str(data.with_name(name))) for name in names)
