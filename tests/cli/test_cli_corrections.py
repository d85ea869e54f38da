"""``diff``, ``history``, ``watch``, ``new --from``, and what ``build`` says when it replaces a report."""

import io
import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.support.built import ROOT, source
from tests.support.sample import NAME, SAMPLE, Run, changed

Data = Callable[..., Path]
REPORT = Path("outputs") / NAME
CORRECTED = changed("办公费｜52.4", "办公费｜53.4")


@pytest.fixture
def two(data: Data, run: Run) -> tuple[Path, Path]:
    """A data file and the corrected one; the report of the first is built."""
    old, new = data(), data(CORRECTED, "b.toml")
    assert run("build", old).exit_code == 0
    return old, new


# -- build ------------------------------------------------------------------------------------------------


def test_build_tells_what_changed_when_it_replaces_a_report(two: tuple[Path, Path], run: Run) -> None:
    old, _ = two
    old.write_text(CORRECTED, encoding="utf-8")
    result = run("build", old)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    start = lines.index(f"{REPORT} 与上一次相比：")
    assert lines[start + 1] == "  决算.支出.按经济分类[基本支出，商品和服务支出，办公费]：52.4 → 53.4"
    old.write_text(CORRECTED.replace("集中在下半年", "都在下半年"), encoding="utf-8")
    assert "  改了文字的：自评结论.问题\n" in run("build", old).stdout
    assert "与上一次相比" not in run("build", old).stdout


# -- diff -------------------------------------------------------------------------------------------------


def test_two_data_files(two: tuple[Path, Path], run: Run) -> None:
    result = run("对比", *two)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("总分 96") and "等级 优（没有变）" in lines[0]
    assert lines[1] == "改了的数 2 个："  # one posting, which stands in two views of one sum
    assert lines[2] == "  决算.支出.按经济分类.商品和服务支出.办公费：68.4万元 → 69.4万元"
    assert lines[3] == "  决算.支出.按支出性质.基本支出.商品和服务支出.办公费：52.4万元 → 53.4万元"
    assert any(line.startswith("跟着变的数 ") for line in lines)
    assert any(line.startswith("  决算.支出：") and "（由 " in line for line in lines)
    assert any(line.startswith("    “") and "【" in line for line in lines)


def test_nothing_changed(data: Data, run: Run) -> None:
    result = run("diff", data(), data(name="b.toml"))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "没有改动。\n", "")


def test_words_are_marked_one_by_one(data: Data, run: Run) -> None:
    new = data(changed("集中在下半年", "都放在下半年"), "b.toml")
    out = run("diff", data(), new).stdout
    assert "改了的文字 1 处：" in out and "【删：集中】【增：都放】在下半年" in out
    assert '正文."自评结论.问题"[2]' in out


def test_a_report_and_a_data_file(two: tuple[Path, Path], run: Run) -> None:
    """The report is recorded, so that its figures are known by name."""
    old, new = two
    assert run("diff", REPORT, old).stdout == "没有改动。\n"
    told, other = run("diff", REPORT, new).stdout, run("diff", old, new).stdout
    assert told == other
    plain = Path("plain.docx")
    plain.write_bytes(REPORT.read_bytes())  # without its record only the pages tell
    shown = run("diff", plain, new)
    assert shown.exit_code == 0 and "等级 （无）" not in shown.stdout
    assert "跟着变的数" in shown.stdout


def test_two_reports(two: tuple[Path, Path], run: Run) -> None:
    older = Path("old.docx")
    older.write_bytes(REPORT.read_bytes())
    two[0].write_text(CORRECTED, encoding="utf-8")
    assert run("build", two[0]).exit_code == 0
    out = run("diff", older, REPORT).stdout
    assert "→" in out and "【" in out and "没有改动" not in out


def test_json(two: tuple[Path, Path], run: Run) -> None:
    result = run("diff", *two, "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["version"] == 1
    assert set(told) == {"version", "score", "grade", "figures", "prose", "texts"}
    typed, other = (each for each in told["figures"] if each["typed"])
    assert (typed["old"], typed["new"]) == ("68.4万元", "69.4万元")
    assert (other["old"], other["new"]) == ("52.4万元", "53.4万元")
    made = [each for each in told["figures"] if not each["typed"]]
    assert made and all({typed["key"], other["key"]} & set(each["causes"]) for each in made)
    place = next(place for each in made for place in each["places"])
    printed = place["new"]["text"][place["new"]["start"] : place["new"]["end"]]
    assert printed and place["where"]


def test_a_redline(two: tuple[Path, Path], run: Run) -> None:
    result = run("diff", *two, "-o", "修订.docx")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "修订稿：修订.docx（在 Word 的“审阅”里接受或拒绝）"
    made = docx.Document("修订.docx").element.xml
    assert "<w:ins " in made and "<w:del " in made and 'w:author="perfgen"' in made
    again = run("diff", *two, "-o", "修订.docx")  # own work is replaced
    assert again.exit_code == 0


def test_a_redline_replaces_nothing_but_a_redline(two: tuple[Path, Path], run: Run) -> None:
    before = REPORT.read_bytes()
    refused = run("diff", *two, "-o", REPORT)
    assert refused.exit_code == 1 and "已经存在，没有覆盖" in refused.stderr and "--force" not in refused.stderr
    assert REPORT.read_bytes() == before
    assert run("diff", *two, "-o", "修订.docx").exit_code == 0
    document = docx.Document("修订.docx")
    document.paragraphs[3].add_run("批示。")
    document.save("修订.docx")
    assert run("diff", *two, "-o", "修订.docx").exit_code == 1
    assert "批示。" in docx.Document("修订.docx").element.xml


def test_a_redline_is_a_word_file(two: tuple[Path, Path], run: Run) -> None:
    result = run("diff", *two, "-o", "修订.pdf")
    assert result.exit_code == 2 and "修订稿只能是 .docx" in result.stderr


def test_unreadable_data_is_told_by_its_findings(data: Data, run: Run) -> None:
    broken = data('"年度" = \n', "b.toml")
    result = run("diff", data(), broken)
    assert result.exit_code == 1 and "b.toml:1:" in result.stdout and "逻辑性" in result.stdout
    assert json.loads(run("diff", data(), broken, "--format", "json").stdout)["findings"]
    assert run("diff", data(), "没有.toml").exit_code == 2


def test_data_that_cannot_be_printed_is_compared_all_the_same(data: Data, run: Run) -> None:
    """What changed is told; a redline of it cannot be made."""
    pending = data(changed("办公费｜52.4", "办公费｜待填"), "b.toml")
    result = run("diff", data(), pending)
    assert result.exit_code == 0 and "办公费：" in result.stdout
    refused = run("diff", data(), pending, "-o", "修订.docx")
    assert refused.exit_code == 1 and "做不出修订稿" in refused.stderr and not Path("修订.docx").exists()


# -- history ----------------------------------------------------------------------------------------------


def build(data: Path, run: Run, *texts: str) -> list[bytes]:
    """Build one state of the data after the other; the reports."""
    made = []
    for text in texts:
        data.write_text(text, encoding="utf-8")
        assert run("build", data).exit_code == 0
        made.append(REPORT.read_bytes())
    return made


def states(number: int) -> list[str]:
    """So many states of the sample."""
    return [changed("办公费｜52.4", f"办公费｜{53 + each}.4") for each in range(number)]


def test_generations_are_listed_and_one_is_restored(data: Data, run: Run) -> None:
    made = build(data(), run, *states(3))
    listed = run("历史", REPORT)
    assert listed.exit_code == 0
    assert "53.4 → 54.4" in listed.stdout and "54.4 → 55.4" in listed.stdout
    assert listed.stdout.splitlines()[-1].startswith("留着 2 稿，最多 5 稿。")
    restored = run("history", REPORT, "--restore", 2)
    assert restored.exit_code == 0 and restored.stdout.startswith("已恢复 ")
    assert REPORT.read_bytes() == made[0]
    assert "留着 2 稿" in run("history", REPORT).stdout
    assert run("build", "a.toml").exit_code == 0 and REPORT.read_bytes() == made[2]


def test_the_number_of_generations_is_bounded(data: Data, run: Run) -> None:
    build(data(), run, *states(8))
    assert "留着 5 稿，最多 5 稿" in run("history", REPORT).stdout
    assert "留着 2 稿，最多 2 稿" in run("history", REPORT, "--keep", 2).stdout
    build(Path("a.toml"), run, SAMPLE)
    assert "留着 2 稿，最多 2 稿" in run("history", REPORT).stdout
    assert len(list((REPORT.parent / ".perfgen" / "history" / REPORT.stem).glob("*.docx"))) == 2
    assert "没有留着的前几稿（以后留 0 稿）" in run("history", REPORT, "--keep", 0).stdout


def test_an_edited_report_that_was_replaced_is_marked(data: Data, run: Run) -> None:
    build(data(), run, *states(1))
    document = docx.Document(io.BytesIO(REPORT.read_bytes()))
    document.paragraphs[3].add_run("手工加的。")
    document.save(str(REPORT))
    edited = REPORT.read_bytes()
    Path("a.toml").write_text(SAMPLE, encoding="utf-8")
    assert run("build", "a.toml", "--force").exit_code == 0
    assert " 是 " in run("history", REPORT).stdout
    assert run("history", REPORT, "--restore", 1).exit_code == 0 and REPORT.read_bytes() == edited
    assert run("build", "a.toml").exit_code == 1  # it is as edited as it was


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("没有.docx",), "没有这份报告，也没有它的前几稿"),
        ((str(REPORT), "--restore", 1), "没有第 1 稿，一稿也没有"),
        ((str(REPORT), "--restore", 0), "--restore"),
    ],
)
def test_what_is_not_there(data: Data, run: Run, arguments: tuple[object, ...], said: str) -> None:
    build(data(), run, SAMPLE)
    result = run("history", *arguments)
    assert result.exit_code == 2 and said in result.stderr


# -- new --from -------------------------------------------------------------------------------------------


def test_next_years_file(run: Run) -> None:
    result = run("new", "chongyang", "--from", source("天城镇-2021"), "-o", "b.toml")
    assert result.exit_code == 0
    assert result.stdout == "已写到 b.toml；填好后运行 perfgen build b.toml\n"
    assert "只说上年的，没有带过来：核对数、核实说明" in result.stderr
    assert "写有年月的文字 2 处，标了“上年文字，核对年份”：依据.名称、依据.文号" in result.stderr
    assert "照上年新建的是 2022 年度的数据文件" in result.stderr
    assert tomllib.loads(Path("b.toml").read_text(encoding="utf-8"))["年度"] == 2022
    draft = run("build", "--draft", "b.toml")
    assert draft.exit_code == 0 and "待填" in draft.stdout
    assert run("new", "chongyang", "--from", source("天城镇-2021"), "-o", "b.toml").exit_code == 1  # it is there


def test_next_years_file_for_another_county(run: Run) -> None:
    result = run("new", "guangzhou-baiyun", "--from", source("前山镇-2024"), "-o", "b.toml")
    assert result.exit_code == 0
    for said in ("按标题找到新模板里的位置：", "新模板里没有地方，归到“未归类”的 ", "新模板另要的 ", "写成待填："):
        assert said in result.stderr
    assert run("build", "--draft", "b.toml").exit_code == 0


def test_without_a_file_it_goes_to_the_screen_alone(run: Run) -> None:
    result = run("new", "chongyang", "--from", source("天城镇-2021"))
    assert tomllib.loads(result.stdout)["年度"] == 2022 and "照上年新建" in result.stderr


def test_last_years_file_that_cannot_be_read(data: Data, run: Run) -> None:
    broken = data('"年度" = \n', "b.toml")
    result = run("new", "chongyang", "--from", broken, "-o", "c.toml")
    assert result.exit_code == 1 and "b.toml:1:" in result.stdout and not Path("c.toml").exists()
    assert run("new", "chongyang", "--from", "没有.toml").exit_code == 2
    folder = run("new", "chongyang", "--from", ".")
    assert folder.exit_code == 2 and "要写一份数据文件，不是文件夹" in folder.stderr


# -- watch ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such signals")
def test_watch_builds_at_a_save_until_it_is_stopped(data: Data) -> None:
    path = data()
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LANGUAGE": "zh"}
    command = [sys.executable, "-u", "-m", "perfgen", "跟随", str(path)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "跟随 a.toml，按 Ctrl-C 结束。\n"
        while REPORT.name not in process.stdout.readline():
            pass
        first = REPORT.read_bytes()
        saved = Path("a.toml.new")
        saved.write_text(CORRECTED, encoding="utf-8")
        saved.replace(path)
        while "52.4 → 53.4" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert out.endswith("已停止跟随。\n") and err == "" and process.returncode == 0
    assert path.read_text(encoding="utf-8") == CORRECTED and REPORT.read_bytes() != first


def test_watch_wants_files_that_are_there(run: Run) -> None:
    result = run("watch", "没有.toml")
    assert result.exit_code == 2 and "文件不存在" in result.stderr
