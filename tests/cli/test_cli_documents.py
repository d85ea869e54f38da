"""Several documents of one data file on the command line: each with its own record, protection, state."""

from pathlib import Path

import docx
import pytest

from perfgen.packs.find import builtin_folder
from tests.support.sample import Run

SAMPLE = (builtin_folder() / "xuwen" / "sample.toml").read_text(encoding="utf-8")
NAMES = ["青溪镇-2024-基础数据表.docx", "青溪镇-2024-评分表.docx", "青溪镇-2024.docx"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The sample of 徐闻县 as a data file."""
    path = tmp_path / "青溪镇.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def states(output: str) -> list[str]:
    """What the closing table says of each file."""
    return [line.split()[-1] for line in output.splitlines() if ".docx" in line and "青溪镇  " in line]


def overtype(path: Path, old: str, new: str) -> None:
    """Type over a cell in Word."""
    document = docx.Document(str(path))
    cell = next(c for t in document.tables for row in t.rows for c in row.cells if c.text == old)
    cell.paragraphs[0].runs[0].text = new
    document.save(str(path))


def test_three_documents_once(run: Run, town: Path, tmp_path: Path) -> None:
    first = run("build", town, "--report", "汇总.csv", "--workpaper")
    assert first.exit_code == 0, first.output
    assert sorted(path.name for path in (tmp_path / "outputs").glob("*.docx")) == NAMES
    assert [path.name for path in (tmp_path / "outputs").glob("*.xlsx")] == ["青溪镇-2024-工作底稿.xlsx"]
    _, row = (tmp_path / "汇总.csv").read_text("utf-8-sig").splitlines()
    assert all(name in row for name in NAMES)
    assert row.endswith(",已生成,")
    assert states(first.output) == ["已生成"] * 3
    assert states(run("build", town).output) == ["未变"] * 3


def test_one_that_was_edited_stays_and_the_others_are_built(run: Run, town: Path, tmp_path: Path) -> None:
    run("build", town)
    table = tmp_path / "outputs" / NAMES[0]
    overtype(table, "40", "41")
    edited = table.read_bytes()
    town.write_text(SAMPLE.replace('"年末在职人数" = 76', '"年末在职人数" = 75'), encoding="utf-8")
    result = run("build", town)
    assert result.exit_code == 1
    assert "第1个表第9行第4列" in result.output
    assert table.read_bytes() == edited
    assert "实有在职75人" in "".join(p.text for p in docx.Document(str(tmp_path / "outputs" / NAMES[2])).paragraphs)


def test_an_edit_of_a_table_by_itself_is_pulled(run: Run, town: Path, tmp_path: Path) -> None:
    run("build", town)
    overtype(tmp_path / "outputs" / NAMES[0], "40", "41")
    result = run("pull", tmp_path / "outputs" / NAMES[0], town)
    assert result.exit_code == 0, result.output
    assert '"离退休人数" = 41' in town.read_text(encoding="utf-8")
    assert run("build", town).exit_code == 0
    assert states(run("build", town).output) == ["未变"] * 3


def test_only(run: Run, town: Path, tmp_path: Path) -> None:
    result = run("build", town, "--only", "评分表")
    assert result.exit_code == 0
    assert [path.name for path in (tmp_path / "outputs").glob("*.docx")] == [NAMES[1]]
    refused = run("build", town, "--only", "评份表")
    assert refused.exit_code == 1
    assert "青溪镇.toml：模板“徐闻县部门整体支出绩效自评报告”没有文书“评份表”" in refused.output
    assert "有：报告、基础数据表、评分表" in refused.output


def test_places_are_told_by_document(run: Run, town: Path) -> None:
    told = run("explain", town, "人员.离退休人数").output
    assert "基础数据表：" in told
    assert told.count("离退休") >= 2


def test_two_years_differ_in_every_document(run: Run, town: Path, tmp_path: Path) -> None:
    other = tmp_path / "改.toml"
    other.write_text(SAMPLE.replace('"离退休人数" = 40', '"离退休人数" = 41'), encoding="utf-8")
    told = run("diff", town, other).output
    assert "人员.离退休人数：40 → 41" in told
    assert "基础数据表：开头，第1个表第9行第4列" in told


def test_a_version_for_the_public_is_compared_with_its_like(run: Run, tmp_path: Path) -> None:
    sample = (builtin_folder() / "guangzhou-baiyun" / "sample.toml").read_text(encoding="utf-8")
    path = tmp_path / "a.toml"
    path.write_text(sample, encoding="utf-8")
    assert run("build", path, "--only", "公开版").exit_code == 0
    public = tmp_path / "outputs" / "青溪镇-2021-公开版.docx"
    assert run("diff", public, path).output == "没有改动。\n"
    path.write_text(sample.replace("督办镇党委", "督促落实镇党委"), encoding="utf-8")
    told = run("diff", public, path, "-o", "修订.docx").output
    assert "改了的文字 1 处" in told
    assert "五、附件" not in "".join(p.text for p in docx.Document("修订.docx").paragraphs)
