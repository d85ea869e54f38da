"""``build`` on an edited report: what it names, what ``--keep-edits`` and ``--force`` do, and files that are open."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document

from perfgen import word
from tests.pull.test_cases import TIANCHENG, behind, change, find, track
from tests.pull.typist import data_of
from tests.support.sample import Run

REPORT = Path("outputs/天城镇-2021.docx")
DATA = Path("a.toml")


@pytest.fixture
def edit(run: Run) -> Callable[[Callable[[Document], object]], bytes]:
    """Build the report and edit it; the edited bytes."""
    DATA.write_bytes(data_of(TIANCHENG))
    assert run("build", DATA).exit_code == 0

    def work(change_it: Callable[[Document], object]) -> bytes:
        document = docx.Document(io.BytesIO(REPORT.read_bytes()))
        change_it(document)
        document.save(str(REPORT))
        return REPORT.read_bytes()

    return work


Edit = Callable[[Callable[[Document], object]], bytes]


def correct(old: str, new: str) -> None:
    """Correct the data file."""
    text = DATA.read_text(encoding="utf-8")
    assert old in text
    DATA.write_text(text.replace(old, new), encoding="utf-8")


def shown() -> str:
    """The text of the report."""
    return word.read(REPORT.read_bytes()).text


def test_edits_are_carried_over_where_their_data_did_not_change(edit: Edit, run: Run) -> None:
    def work(document: Document) -> None:
        change(document, "固定资产处置环节的监管仍有漏项", "固定资产处置的监管还有漏项")
        change(document, "没有达到100%", "尚未达到100%")
        behind(document, "4、固定资产处置", "5、新的一条。")
        paragraph = find(document, "3、预算执行的约束力")._p
        paragraph.getparent().remove(paragraph)
        change(document, "非常满意", "十分满意", skip=2)

    edited = edit(work)
    correct('"其他收入" = 1000.07', '"其他收入" = 1001.07')
    correct('"决算.收入" = 4286.67\n', "")
    correct('"决算.年末结转和结余" = 939.23\n', "")
    result = run("build", DATA, "--keep-edits")
    text = shown()
    assert "4、固定资产处置的监管还有漏项。\n5、新的一条。" in text and "预算执行的约束力" not in text
    assert "十分满意" in text and "4287.67" in text
    assert "尚未达到" not in text and "940.23万元" in text  # its figure changed: both stand in the list
    assert result.exit_code == 1
    assert "1 处改动没有照搬" in result.stderr and "尚未达到100%" in result.stderr
    (copy,) = REPORT.parent.glob("*手改*")
    assert copy.read_bytes() == edited
    again = run("build", DATA, "--rebuild")  # what was carried over is no data yet
    assert again.exit_code == 1 and "固定资产处置的监管还有漏项" in again.stderr
    assert run("pull", REPORT, DATA).exit_code == 0
    assert run("build", DATA).exit_code == 0
    assert "3、固定资产处置的监管还有漏项。\n4、新的一条。" in shown()
    assert "尚未达到" not in shown() and "尚未达到" in word.read(copy.read_bytes()).text


def test_force_keeps_a_dated_copy(edit: Edit, run: Run) -> None:
    edited = edit(lambda d: change(d, "没有达到100%", "尚未达到100%"))
    assert run("build", DATA, "--rebuild").exit_code == 1
    assert REPORT.read_bytes() == edited
    assert run("build", DATA, "--force").exit_code == 0
    (copy,) = REPORT.parent.glob("*手改*")
    assert copy.read_bytes() == edited and "没有达到100%" in shown()
    pulled = run("pull", copy, DATA)  # the copy knows what it was made of
    assert pulled.exit_code == 0 and "尚未达到100%" in DATA.read_text(encoding="utf-8")


def test_conflicts_keep_the_file(edit: Edit, run: Run) -> None:
    edit(lambda d: change(d, "得98.7分", "得99分"))
    result = run("pull", REPORT, DATA)
    assert result.exit_code == 1 and "这个数是算出来的，要改就改：" in result.stdout
    assert "（第 40 行）" in result.stdout
    refused = run("build", DATA)
    assert refused.exit_code == 1 and "“…镇-2021" not in refused.stderr and "（算出来的数）" in refused.stderr


def test_tracked_changes_are_refused_with_a_list_or_accepted(edit: Edit, run: Run) -> None:
    edit(track)
    before = DATA.read_bytes()
    refused = run("pull", REPORT, DATA)
    assert refused.exit_code == 1 and DATA.read_bytes() == before
    assert "报告里有 2 处修订没有接受或拒绝" in refused.stderr and "--accept-changes" in refused.stderr
    assert "  插入：“增写的话。”，在“" in refused.stderr and "  删除：“未得满分。”" in refused.stderr
    assert "修订（插入）：“增写的话。”" in run("build", DATA, "--rebuild").stderr
    assert run("pull", REPORT, DATA, "--accept-changes").exit_code == 0
    assert "增写的话。" in DATA.read_text(encoding="utf-8")
    assert run("build", DATA).exit_code == 0 and "增写的话。" in shown()


def test_comments_are_edits(edit: Edit, run: Run) -> None:
    edit(lambda d: d.add_comment(find(d, "没有达到100%").runs, "再核一下", author="甲", initials="甲"))
    refused = run("build", DATA, "--rebuild")
    assert refused.exit_code == 1 and "批注：“再核一下”" in refused.stderr
    assert "批注：“再核一下”" in run("pull", REPORT, DATA).stdout


def test_a_report_that_is_open_is_written_beside(edit: Edit, run: Run) -> None:
    before = REPORT.read_bytes()
    lock = REPORT.with_name(f".~{REPORT.name}")
    lock.write_bytes(b"")
    correct('"其他收入" = 1000.07', '"其他收入" = 1001.07')
    correct('"决算.收入" = 4286.67\n', "")
    correct('"决算.年末结转和结余" = 939.23\n', "")
    result = run("build", DATA)
    beside = REPORT.with_name("天城镇-2021.新.docx")
    assert result.exit_code == 1
    assert "正在 Word 或 WPS 里打开着" in result.stderr and "新的报告写在 天城镇-2021.新.docx" in result.stderr
    assert REPORT.read_bytes() == before and "4287.67" in word.read(beside.read_bytes()).text
    lock.unlink()
    assert run("build", DATA).exit_code == 0
    assert "4287.67" in shown() and not beside.exists()


def test_nothing_is_made_of_a_file_that_is_no_report(run: Run) -> None:
    DATA.write_bytes(data_of(TIANCHENG))
    Path("b.docx").write_bytes(b"no Word file")
    result = run("pull", "b.docx", DATA)
    assert result.exit_code == 2 and "不是完好的 Word 文件" in result.stderr
    assert run("pull", "c.docx", DATA).exit_code == 2
