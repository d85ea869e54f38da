"""``build`` of many files: unchanged or not, processes, the summary, the list of units, bad units."""

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.units import write_units
from tests.cli.test_cli_build import FAULTY, OTHER, _edit, rows
from tests.support.sample import NAME, ROOT, SAMPLE, Run, changed

Data = Callable[..., Path]

REPORT = Path("outputs") / NAME
CORRECTED = changed('"其他收入" = 400', '"其他收入" = 410')
REVIEW = changed("｜办公费｜16\n", "｜办公杂费｜16\n")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the data files that are really built."""
    from perfgen.batch import worker

    names: list[str] = []
    real = worker.build

    def counted(job: object) -> object:
        names.append(getattr(job, "name", ""))
        return real(job)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "build", counted)
    return names


def test_what_is_unchanged_is_not_built(data: Data, run: Run, built: list[str]) -> None:
    first = run("build", data())
    second = run("build", "a.toml")
    assert built == ["a.toml"]
    assert rows(second.stdout)[0][:5] == rows(first.stdout)[0][:5]
    assert (second.exit_code, rows(second.stdout)[0][-1]) == (0, "未变")
    assert second.stdout.endswith("1 份报告（1 份未变）。1 个文件，没有问题。\n")


def test_findings_are_said_again(data: Data, run: Run, built: list[str]) -> None:
    """A warning does not vanish because nothing changed; nor does an explanation."""
    first = run("build", data(REVIEW))
    second = run("build", "a.toml")
    assert built == ["a.toml"]
    assert "DAT208 核实性" in first.stdout
    assert second.stdout.split("单位")[0] == first.stdout.split("单位")[0]


def test_in_another_folder_findings_name_the_file_as_it_is_named_now(
    data: Data, run: Run, built: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("build", data(REVIEW), "-o", tmp_path / "outputs")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    result = run("build", Path("..") / "a.toml", "-o", tmp_path / "outputs")
    assert len(built) == 1
    assert f"{Path('..') / 'a.toml'}:" in result.stdout


def _data_changed(data: Data, folder: Path) -> None:
    data(CORRECTED)


def _comment_changed(data: Data, folder: Path) -> None:
    data("# 说明\n" + SAMPLE)


def _report_gone(data: Data, folder: Path) -> None:
    (folder / REPORT).unlink()


def _record_gone(data: Data, folder: Path) -> None:
    for path in (folder / "outputs" / ".perfgen").iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (_data_changed, "已更新"),
        (_comment_changed, "未变"),  # built, and the same
        (_report_gone, "已生成"),
        (_record_gone, "未变"),
    ],
)
def test_what_is_changed_is_built(
    change: Callable[[Data, Path], None], state: str, data: Data, run: Run, built: list[str], tmp_path: Path
) -> None:
    run("build", data())
    change(data, tmp_path)
    result = run("build", "a.toml")
    assert (result.exit_code, rows(result.stdout)[0][-1]) == (0, state)
    assert built == ["a.toml"] * 2
    run("build", "a.toml")
    assert built == ["a.toml"] * 2


@pytest.mark.parametrize("option", ["--rebuild", "--draft", "--strict"])
def test_options_build_again(option: str, data: Data, run: Run, built: list[str]) -> None:
    run("build", data())
    assert run("build", option, "a.toml").exit_code == 0
    assert len(built) == 2


def test_another_program_or_pack_builds_again(
    data: Data, run: Run, built: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import shutil

    run("build", data())
    shutil.copytree(ROOT / "templates" / "chongyang", tmp_path / "packs" / "chongyang")
    manifest = tmp_path / "packs" / "chongyang" / "manifest.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    run("build", "a.toml", "--templates", "packs")
    assert len(built) == 2
    monkeypatch.setattr("perfgen.cli.run.program_stamp", lambda: "other")
    run("build", "a.toml", "--templates", "packs")
    assert len(built) == 3


def test_force_is_only_about_hand_edits(data: Data, run: Run, built: list[str], tmp_path: Path) -> None:
    run("build", data())
    assert rows(run("build", "a.toml", "--force").stdout)[0][-1] == "未变"
    assert len(built) == 1
    _edit(tmp_path / REPORT)
    edited = (tmp_path / REPORT).read_bytes()
    for options in ((), ("--rebuild",)):
        refused = run("build", "a.toml", *options)
        assert (refused.exit_code, rows(refused.stdout)[0][-1][:2]) == (1, "拒绝")
        assert (tmp_path / REPORT).read_bytes() == edited
    assert rows(run("build", "a.toml", "--force").stdout)[0][-1] == "已更新"
    assert rows(run("build", "a.toml").stdout)[0][-1] == "未变"


def test_the_year_before_counts_as_read(data: Data, run: Run, built: list[str]) -> None:
    """A correction of last year's file is checked against this year's, though that one is unchanged."""
    later = re.sub('"年度" = 2021', '"年度" = 2022', SAMPLE)
    result = run("build", data(), data(later, name="b.toml"))
    assert "b.toml:" in result.stdout
    assert "SUM205 逻辑性" in result.stdout
    assert "a.toml第" in result.stdout
    checked = run("check", "a.toml", "b.toml")
    assert "SUM205 逻辑性" in checked.stdout
    assert "SUM205" not in run("check", "b.toml").stdout


def test_two_processes_do_as_one(data: Data, run: Run, tmp_path: Path) -> None:
    list(write_units(tmp_path / "数据", 12))
    data(FAULTY, name="数据/坏.toml")
    data(b"\x00\xff", name="数据/乱.toml")
    one = run("build", "数据", "-j", "1", "-o", "一")
    two = run("build", "数据", "-j", "2", "-o", "一", "--rebuild")
    other = run("build", "数据", "-j", "2", "-o", "二")
    assert (one.exit_code, two.exit_code, other.exit_code) == (1, 1, 1)
    assert other.stdout == one.stdout.replace(f"一{os.sep}", f"二{os.sep}")
    assert sorted(row[-1] for row in rows(two.stdout)) == ["拒绝：1 个逻辑性问题"] * 2 + ["未变"] * 16
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.docx")} for name in ("一", "二")
    )
    assert first == second
    assert len(first) == 16  # every fifth pack makes three documents


def test_a_worker_that_dies_costs_only_its_unit(
    data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfgen.batch import Lost
    from perfgen.cli import run as work

    real = work.run_tasks

    def lossy(function: object, tasks: object, crew: object, **named: object) -> object:
        for task, result in real(function, tasks, crew, **named):  # type: ignore[arg-type]
            yield task, Lost() if getattr(task, "name", "") == "b.toml" else result

    monkeypatch.setattr(work, "run_tasks", lossy)
    result = run("build", data(), data(OTHER, name="b.toml"))
    assert result.exit_code == 2
    assert [row[-1] for row in rows(result.stdout)] == ["已生成", "拒绝：生成这一份的进程意外中断了，其他的不受影响"]


def test_the_summary_as_csv(data: Data, run: Run, tmp_path: Path) -> None:
    explained = REVIEW.replace(
        '["正文"]\n', '[["核实说明"]]\n"规则" = "DAT208"\n"理由" = "县里用这个名称"\n\n["正文"]\n', 1
    ).replace('"简称" = "青溪镇"', '"简称" = "=白沙镇"')
    data(FAULTY, name="b.toml")
    data(explained, name="c.toml")
    Path("名单.txt").write_text("青溪镇\n黄土镇\n", encoding="utf-8")
    result = run("build", data(), "b.toml", "c.toml", "--report", "汇总.csv", "--units", "名单.txt")
    assert result.exit_code == 1
    content = Path("汇总.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, good, bad, odd, gone = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head[:6] == ["单位", "年度", "总分", "等级", "执行率", "口径"]
    told = dict(zip(head, good, strict=True))
    assert (told["单位"], told["年度"], told["总分"], told["等级"], told["执行率"]) == (
        "青溪镇",
        "2021",
        "96",
        "优",
        "95%",
    )
    assert told["口径"]
    assert (told["文件"], told["状态"], told["原因"]) == (str(REPORT), "已生成", "")
    told = dict(zip(head, bad, strict=True))
    assert (told["逻辑性"], told["文件"], told["状态"], told["原因"]) == ("1", "b.toml", "拒绝", "1 个逻辑性问题")
    told = dict(zip(head, odd, strict=True))
    assert told["单位"] == "'=白沙镇"
    assert (told["核实性"], told["没有说明的"]) == ("1", "0")
    assert "县里用这个名称" in told["核实说明"]
    assert (gone[0], gone[-2:]) == ("黄土镇", ["缺", "没有这个单位的数据文件"])
    assert "名单 2 个单位，缺 1 个：黄土镇。\n" in result.stdout
    assert result.stdout.endswith("汇总表：汇总.csv\n")


def test_the_summary_as_workbook(data: Data, run: Run) -> None:
    from openpyxl import load_workbook

    risky = changed('"简称" = "青溪镇"', '"简称" = "=1+1"')
    run("build", data(), data(risky, name="b.toml"), "--report", "汇总.xlsx")
    sheet = load_workbook("汇总.xlsx")["汇总"]
    cells = list(sheet.iter_rows())
    assert [cell.value for cell in cells[1]][:5] == ["青溪镇", 2021, 96, "优", 0.95]
    assert cells[1][4].number_format == "0%"
    assert (cells[2][0].value, cells[2][0].data_type) == ("=1+1", "s")


def test_a_summary_that_somebody_worked_on_stays(data: Data, run: Run) -> None:
    run("build", data(), "--report", "汇总.csv")
    assert run("build", "a.toml", "--report", "汇总.csv").exit_code == 0
    Path("汇总.csv").write_text("mine", encoding="utf-8")
    result = run("build", "a.toml", "--report", "汇总.csv")
    assert result.exit_code == 1
    assert Path("汇总.csv").read_text(encoding="utf-8") == "mine"
    assert run("build", "a.toml", "--report", "汇总.csv", "--force").exit_code == 0


def test_summaries_of_other_kinds_are_refused_before_anything_is_built(data: Data, run: Run) -> None:
    result = run("build", data(), "--report", "汇总.pdf")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "错误：汇总.pdf：汇总表只能是 .csv 或 .xlsx")
    assert not Path("outputs").exists()


def test_lists_of_units(data: Data, run: Run) -> None:
    """By 名称 or 简称, from the first column of a .csv in Excel's encoding; a broken file goes by its own name."""
    data('"年度" = ', name="黑石镇-2021.toml")
    Path("名单.csv").write_bytes("单位,联系人\n青溪镇人民政府,甲\n黑石镇,乙\n黄土镇,丙\n".encode("gbk"))
    result = run(
        "build", data(), data(OTHER.replace("青溪镇", "沙镇"), name="c.toml"), "黑石镇-2021.toml", "--units", "名单.csv"
    )
    assert "名单 3 个单位，缺 1 个：黄土镇。\n" in result.stdout
    assert "不在名单里的数据文件：c.toml。\n" in result.stdout
    assert run("build", "a.toml", "--units", "没有.txt").exit_code == 2


def test_pdfs_are_made_once(data: Data, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def convert(files: list[Path], out_dir: Path) -> list[Path]:
        calls.append(len(files))
        out_dir.mkdir()
        for file in files:
            (out_dir / f"{file.stem}.pdf").write_bytes(b"%PDF" + file.read_bytes()[-20:])
        return []

    monkeypatch.setattr("perfgen.pdf.convert", convert)
    data(OTHER, name="b.toml")
    assert run("build", "--pdf", data(), "b.toml").exit_code == 0
    assert calls == [2]
    again = run("build", "--pdf", "a.toml", "b.toml")
    assert again.stdout.count("PDF：") == 2
    assert calls == [2]
    run("build", "--pdf", data(CORRECTED), "b.toml")
    assert calls == [2, 1]


def test_what_many_files_print_is_short(data: Data, run: Run, tmp_path: Path) -> None:
    list(write_units(tmp_path / "数据", 70))
    data(FAULTY, name="数据/坏.toml")
    result = run("build", "数据", "-j", "2")
    assert "已生成 98 份，拒绝 1 份。\n" in result.stdout
    assert [row[-2] for row in rows(result.stdout)] == [str(Path("数据") / "坏.toml")]
