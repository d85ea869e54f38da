"""``build``: the closing table, drafts, batches, names, refusals, PDF, exit codes."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from perfgen import word
from perfgen.errors import EnvironmentFault
from tests.support.sample import NAME, ROOT, SAMPLE, Run, changed, line_of

Data = Callable[..., Path]

FAULTY = changed('"年度" = 2021', '"年度" = 21')
REVIEW = changed("｜办公费｜16\n", "｜办公杂费｜16\n")
EXPLAINED = REVIEW.replace(
    '["正文"]\n', '[["核实说明"]]\n"规则" = "DAT208"\n"理由" = "县里的决算报表用这个名称"\n\n["正文"]\n', 1
)
CONTRADICTING = SAMPLE.replace('["正文"]\n', '["核对数"]\n"决算.收入" = 5000\n\n["正文"]\n', 1)
PENDING = changed('"其他收入" = 400', '"其他收入" = "待填"')
OTHER = SAMPLE.replace('"简称" = "青溪镇"', '"简称" = "白沙镇"')


def rows(stdout: str) -> list[list[str]]:
    """The cells of the closing table."""
    lines = stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if set(line) & set("─-") == set(line) and line) + 1
    table = []
    for line in lines[start:]:
        cells = re.split(r"\s{2,}", line.strip())
        if len(cells) != 6:
            break
        table.append(cells)
    return table


def test_the_closing_table(data: Data, run: Run, tmp_path: Path) -> None:
    """Unit, score, grade, rate, path and state; the default folder is outputs."""
    result = run("build", data())
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == ["单位", "总分", "等级", "执行率", "文件", "状态"]
    path = str(Path("outputs") / NAME)
    assert rows(result.stdout) == [["青溪镇", "96", "优", "95%", path, "已生成"]]
    assert result.stdout.endswith("1 份报告。1 个文件，没有问题。\n")
    assert result.stderr == ""
    assert (tmp_path / "outputs" / NAME).is_file()


def test_unchanged_data_change_nothing(data: Data, run: Run, tmp_path: Path) -> None:
    """The same data again: 未变, and the same bytes."""
    run("build", data())
    before = (tmp_path / "outputs" / NAME).read_bytes()
    result = run("build", "a.toml")
    assert (result.exit_code, rows(result.stdout)[0][-1]) == (0, "未变")
    assert (tmp_path / "outputs" / NAME).read_bytes() == before


def test_changed_data_rebuild(data: Data, run: Run, tmp_path: Path) -> None:
    """Corrected data give a new report in the same place."""
    run("build", data())
    before = (tmp_path / "outputs" / NAME).read_bytes()
    result = run("build", data(changed('"其他收入" = 400', '"其他收入" = 410')))
    assert (result.exit_code, rows(result.stdout)[0][-1]) == (0, "已更新")
    assert (tmp_path / "outputs" / NAME).read_bytes() != before


def test_another_folder_and_the_alias(data: Data, run: Run, tmp_path: Path) -> None:
    """``生成 -o`` is ``build -o``."""
    result = run("生成", data(), "-o", "报告/二〇二一")
    assert result.exit_code == 0
    assert (tmp_path / "报告" / "二〇二一" / NAME).is_file()
    assert not (tmp_path / "outputs").exists()


def test_a_batch_does_all_it_can(data: Data, run: Run, tmp_path: Path) -> None:
    """A faulty file and a missing one leave the sound ones their reports; the worst decides."""
    data(name="a.toml")
    data(FAULTY, name="b.toml")
    data(OTHER, name="c.toml")
    result = run("build", "a.toml", "b.toml", "c.toml")
    assert result.exit_code == 1
    assert [row[-1] for row in rows(result.stdout)] == ["已生成", "拒绝：1 个逻辑性问题", "已生成"]
    assert rows(result.stdout)[1][-2] == "b.toml"
    assert "b.toml:4:8 DAT204 逻辑性" in result.stdout
    assert result.stdout.endswith("2 份报告，1 份数据被拒绝。3 个文件，1 个问题：逻辑性 1 个（必须改）。\n")
    result = run("build", "a.toml", "b.toml", "d.toml", "c.toml")
    assert result.exit_code == 2
    assert [row[-1] for row in rows(result.stdout)] == ["未变", "拒绝：1 个逻辑性问题", "拒绝：文件不存在", "未变"]
    assert result.stderr.startswith("错误：d.toml：文件不存在\n")


def test_a_folder_is_its_data_files(data: Data, run: Run, tmp_path: Path) -> None:
    """A folder as argument."""
    data(name="数据/a.toml")
    data(OTHER, name="数据/b.toml")
    assert run("build", "数据").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "outputs").glob("*.docx")) == sorted([NAME, "白沙镇-2021.docx"])


def test_two_outputs_of_one_name_are_refused(data: Data, run: Run, tmp_path: Path) -> None:
    """Both are named, neither is written, others are."""
    data(name="a.toml")
    data(changed('"其他收入" = 400', '"其他收入" = 410'), name="b.toml")
    data(OTHER, name="c.toml")
    result = run("build", "a.toml", "b.toml", "c.toml")
    assert result.exit_code == 1
    assert f"“a.toml”“b.toml”要生成同名的文件 {NAME}\n" in result.stderr
    assert [row[-1][:2] for row in rows(result.stdout)] == ["拒绝", "拒绝", "已生"]
    assert [path.name for path in (tmp_path / "outputs").glob("*.docx")] == ["白沙镇-2021.docx"]


def test_two_outputs_of_one_name_leave_the_old_one(data: Data, run: Run, tmp_path: Path) -> None:
    """What was there stays."""
    run("build", data(name="a.toml"))
    before = (tmp_path / "outputs" / NAME).read_bytes()
    data(changed('"其他收入" = 400', '"其他收入" = 410'), name="b.toml")
    assert run("build", "a.toml", "b.toml").exit_code == 1
    assert (tmp_path / "outputs" / NAME).read_bytes() == before


def test_a_draft_lists_what_is_still_to_come(data: Data, run: Run, tmp_path: Path) -> None:
    """A file of its own, with 〔待填：…〕 in it; each place with its line."""
    result = run("build", "--draft", data(PENDING))
    assert result.exit_code == 0
    name = NAME.replace(".docx", "-草稿.docx")
    assert rows(result.stdout)[0][-2:] == [str(Path("outputs") / name), "已生成"]
    line = line_of(PENDING, '"其他收入"')
    assert f"a.toml 待填 1 处：\n  a.toml:{line}:10 “决算.收入.其他收入”还是待填" in result.stdout
    assert (tmp_path / "outputs" / name).is_file()
    final = run("build", "a.toml")
    assert final.exit_code == 1
    assert "DAT207 逻辑性" in final.stdout
    assert not (tmp_path / "outputs" / NAME).exists()


def test_a_draft_with_nothing_to_come_says_so(data: Data, run: Run) -> None:
    """Then it is time for the final one."""
    assert "a.toml 没有待填的了，可以正式生成（去掉 --draft）\n" in run("build", "--draft", data()).stdout


def test_a_draft_is_printed_despite_contradictions(data: Data, run: Run, tmp_path: Path) -> None:
    """It says so in the listing, in the closing table and at its own end; the final report is refused as ever."""
    result = run("build", "--draft", data(CONTRADICTING))
    assert result.exit_code == 1
    name = NAME.replace(".docx", "-草稿.docx")
    assert rows(result.stdout)[0][-2:] == [str(Path("outputs") / name), "已生成：1 个逻辑性问题，不能报送"]
    assert "SUM101 逻辑性" in result.stdout and "可以正式生成（去掉 --draft）" not in result.stdout
    assert "1 份报告，1 份草稿有逻辑性问题，改好才能正式生成。" in result.stdout
    texts = [each.text for each in word.read((tmp_path / "outputs" / name).read_bytes()).paragraphs]
    assert texts[-2].startswith("〔待改：这份草稿有 1 个逻辑性问题，只供修改，不能报送")
    assert texts[-1].startswith("〔待改：第 ") and texts[-1].endswith("（SUM101）〕")
    again = run("build", "--draft", "a.toml")
    assert again.exit_code == 1 and rows(again.stdout)[0][-1] == "未变：1 个逻辑性问题，不能报送"
    assert run("build", "a.toml").exit_code == 1
    assert not (tmp_path / "outputs" / NAME).exists()


def test_a_draft_of_a_wrong_value_has_a_gap_there(data: Data, run: Run, tmp_path: Path) -> None:
    """What is no year is to be filled in."""
    assert run("build", "--draft", data(FAULTY)).exit_code == 1
    [made] = (tmp_path / "outputs").glob("*-草稿.docx")
    assert "〔待填：年度〕" in "".join(each.text for each in word.read(made.read_bytes()).paragraphs)


def test_nothing_unreadable_becomes_a_draft(data: Data, run: Run, tmp_path: Path) -> None:
    """A draft of half a data file would be taken for the whole."""
    result = run("build", "--draft", data(changed('"其他收入" = 400', '"其他收入" = 400万元')))
    assert result.exit_code == 1 and rows(result.stdout)[0][-1] == "拒绝：1 个逻辑性问题"
    assert not (tmp_path / "outputs").exists()


def test_findings_to_verify_are_warnings_unless_strict(data: Data, run: Run, tmp_path: Path) -> None:
    """Printed with a warning, refused under --strict."""
    path = data(REVIEW)
    result = run("build", "--strict", path)
    assert result.exit_code == 1
    assert rows(result.stdout)[0][-1] == "拒绝：1 个核实性问题没有说明（--strict）"
    assert not (tmp_path / "outputs").exists()
    result = run("build", path)
    assert result.exit_code == 0
    assert "DAT208 核实性" in result.stdout
    assert rows(result.stdout)[0][-1] == "已生成"


def test_explained_findings_are_listed(data: Data, run: Run) -> None:
    """With their reasons, under --strict too."""
    result = run("build", "--strict", data(EXPLAINED))
    assert result.exit_code == 0
    assert "核实说明：\n  a.toml:" in result.stdout
    assert "    理由：县里的决算报表用这个名称\n" in result.stdout
    assert result.stdout.endswith("1 份报告。1 个文件，没有问题；另有 1 个核实性问题已说明。\n")


def test_templates_names_a_folder(data: Data, run: Run, tmp_path: Path) -> None:
    """Packs are looked for there first; a folder that is not there is a fault of the command line."""
    result = run("build", data(), "--templates", "没有")
    assert (result.exit_code, result.stderr) == (
        2,
        "错误：没有模板文件夹“没有”\n  办法：检查 --templates 后面的路径\n",
    )
    import shutil

    shutil.copytree(ROOT / "templates" / "chongyang", tmp_path / "县" / "我县")
    manifest = tmp_path / "县" / "我县" / "manifest.toml"
    text = manifest.read_text(encoding="utf-8").replace('"编号" = "chongyang"', '"编号" = "woxian"', 1)
    manifest.write_text(text, encoding="utf-8")
    data(changed('"模板" = "chongyang"', '"模板" = "woxian"'))
    result = run("build", "a.toml", "--templates", "县")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["../../青溪镇", "/tmp/青溪镇", "..\\\\青溪镇", "C:青溪镇"])
def test_a_path_in_the_data_cannot_leave_the_folder(name: str, data: Data, run: Run, tmp_path: Path) -> None:
    """A name that leads elsewhere is refused."""
    result = run("build", data(changed('"简称" = "青溪镇"', f'"简称" = "{name}"')))
    assert result.exit_code == 1, result.output
    assert "里有不能用的字符“" in result.stderr
    assert rows(result.stdout)[0][-1].startswith("拒绝：文件名“")
    assert not list(tmp_path.rglob("*.docx"))


@pytest.mark.parametrize("name", ["CON", "a?b", "x" * 250])
def test_names_that_windows_refuses_are_refused_everywhere(name: str, data: Data, run: Run, tmp_path: Path) -> None:
    """A report must open on the clerks' machine."""
    text = changed('"简称" = "青溪镇"', f'"简称" = "{name}"')
    result = run("build", data(text))
    assert result.exit_code == (0 if name == "CON" else 1), result.output


def test_pdf_beside_the_report(data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pdf converts every report that was made."""
    asked: list[bytes] = []

    def convert(files: Sequence[Path], out_dir: Path) -> list[Path]:
        asked.extend(file.read_bytes() for file in files)
        out_dir.mkdir()
        made = [out_dir / f"{file.stem}.pdf" for file in files]
        for path in made:
            path.write_bytes(b"%PDF")
        return made

    monkeypatch.setattr("perfgen.pdf.convert", convert)
    data(FAULTY, name="b.toml")
    result = run("build", "--pdf", data(), "b.toml")
    assert result.exit_code == 1
    assert asked == [(tmp_path / "outputs" / NAME).read_bytes()]
    assert (tmp_path / "outputs" / NAME.replace("docx", "pdf")).read_bytes() == b"%PDF"
    assert f"PDF：{Path('outputs') / NAME.replace('docx', 'pdf')}\n" in result.stdout


def test_a_missing_program_leaves_the_word_file(
    data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The .docx is written, the message says what to install, exit code 2."""
    monkeypatch.setenv("PERFGEN_SOFFICE", str(tmp_path / "没有"))
    result = run("build", "--pdf", data())
    assert result.exit_code == 2
    assert "错误：环境变量 PERFGEN_SOFFICE 指的文件不存在" in result.stderr
    assert rows(result.stdout)[0][-1] == "已生成"
    assert (tmp_path / "outputs" / NAME).is_file()


def test_no_pdf_of_nothing(data: Data, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing was made, LibreOffice is not asked for."""

    def convert(files: Sequence[Path], out_dir: Path) -> list[Path]:
        assert not files
        return []

    monkeypatch.setattr("perfgen.pdf.convert", convert)
    assert run("build", "--pdf", data(FAULTY)).exit_code == 1


def test_an_unforeseen_error_leaves_a_log_without_data(
    data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, exit code 2, the place of the log; neither names nor figures in it; the other files are built."""

    secret = SAMPLE[:40]

    def fail(job: object) -> object:
        if getattr(job, "name", "") == "a.toml":
            raise KeyError(secret)
        return real(job)  # type: ignore[arg-type]

    from perfgen.batch import worker

    real = worker.build
    monkeypatch.setattr(worker, "build", fail)
    data(OTHER, name="b.toml")
    result = run("build", data(), "b.toml")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "错误：程序内部出错（KeyError），这不是数据的问题\n" in result.stderr
    (log,) = (tmp_path / "home" / "logs").glob("*.log")
    assert str(log) in result.stderr
    text = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "worker.py" in text
    assert "青溪镇" not in text
    assert [row[-1][:2] for row in rows(result.stdout)] == ["拒绝", "已生"]


def test_an_unforeseen_error_outside_any_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for commands that read no data."""
    monkeypatch.setattr("perfgen.cli.library.library", lambda folder: 1 / 0)  # type: ignore[misc]
    result = run("template", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith("错误：程序内部出错（ZeroDivisionError），这不是数据的问题\n  办法：把日志 ")


def test_a_known_error_is_said_without_a_log(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Message and cure."""

    def fail(folder: object) -> None:
        raise EnvironmentFault("没有磁盘", "插上磁盘")

    monkeypatch.setattr("perfgen.cli.library.library", fail)
    result = run("template", "list")
    assert (result.exit_code, result.stderr) == (2, "错误：没有磁盘\n  办法：插上磁盘\n")
    assert not (tmp_path / "home").exists()


def test_interrupted(data: Data, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with a line and the shell's code."""

    def interrupt(job: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("perfgen.batch.worker.build", interrupt)
    result = run("build", data())
    assert (result.exit_code, result.stderr) == (130, "\n已中断。已经写好的文件都是完整的。\n")


def test_verbose_logs_to_stderr(data: Data, run: Run) -> None:
    """Every step, before or behind the command; stdout stays as it was."""
    plain = run("build", data())
    for words in (("--verbose", "build", "a.toml"), ("build", "a.toml", "--verbose")):
        result = run(*words)
        assert "读入 a.toml（" in result.stderr
        assert "模板 chongyang 2021.1" in result.stderr
        assert rows(result.stdout)[0][:5] == rows(plain.stdout)[0][:5]


def test_long_paths_are_not_cut(data: Data, run: Run) -> None:
    """Outside a terminal the table is as wide as its paths."""
    folder = Path(*["很长的文件夹名称"] * 10)
    result = run("build", data(), "-o", folder)
    assert str(folder / NAME) in result.stdout


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_folder_that_cannot_be_written(data: Data, run: Run, tmp_path: Path) -> None:
    """Refused with a message."""
    (tmp_path / "outputs").mkdir(mode=0o500)
    assert run("build", data()).exit_code == 1


def _edit(path: Path) -> None:
    """Change the text as a clerk would in Word."""
    import docx

    document = docx.Document(str(path))
    document.paragraphs[0].add_run("（改）")
    document.save(str(path))


def test_a_report_edited_by_hand_is_not_overwritten(data: Data, run: Run, tmp_path: Path) -> None:
    """Refused with the way out; --force builds and keeps a dated copy."""
    run("build", data())
    report = tmp_path / "outputs" / NAME
    _edit(report)
    edited = report.read_bytes()
    result = run("build", data(changed('"其他收入" = 400', '"其他收入" = 410')))
    assert result.exit_code == 1
    assert rows(result.stdout)[0][-1] == f"拒绝：{NAME} 生成以后被改过，没有覆盖"
    assert "加 --force（原件先另存，注明日期）" in result.stderr
    assert report.read_bytes() == edited
    result = run("build", "a.toml", "--force")
    assert result.exit_code == 0, result.output
    (kept,) = report.parent.glob("青溪镇-2021.*-*.docx")
    assert kept.read_bytes() == edited
    assert f"原来的一份另存为 {Path('outputs') / kept.name}\n" in result.stdout
    assert rows(result.stdout)[0][-1] == "已更新"


def test_a_file_that_is_not_ours_is_not_overwritten(data: Data, run: Run, tmp_path: Path) -> None:
    """A report of the same name that somebody put there stays."""
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / NAME).write_bytes(b"mine")
    result = run("build", data())
    assert result.exit_code == 1
    assert "已经存在，而且没有可用的生成记录，没有覆盖" in result.stderr
    assert (tmp_path / "outputs" / NAME).read_bytes() == b"mine"


def test_an_open_report_is_not_written(data: Data, run: Run, tmp_path: Path) -> None:
    """Word holds it: what to do is said, the rest of the batch goes on."""
    run("build", data())
    report = tmp_path / "outputs" / NAME
    before = report.read_bytes()
    (report.parent / f".~lock.{NAME}#").touch()
    data(changed('"其他收入" = 400', '"其他收入" = 410'))
    data(OTHER, name="b.toml")
    result = run("build", "a.toml", "b.toml")
    assert result.exit_code == 1
    assert f"错误：{Path('outputs') / NAME}：{NAME} 正在 Word 或 WPS 里打开着\n" in result.stderr
    assert [row[-1][:2] for row in rows(result.stdout)] == ["拒绝", "已生"]
    assert report.read_bytes() == before


def test_a_locked_report_is_not_written(data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a file that is open cannot be replaced."""
    run("build", data())
    report = tmp_path / "outputs" / NAME
    before = report.read_bytes()
    data(changed('"其他收入" = 400', '"其他收入" = 410'))

    real = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target).name == NAME:
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr("os.replace", held)
    result = run("build", "a.toml")
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert "程序内部出错" not in result.output
    assert report.read_bytes() == before


def test_the_record_stands_beside_the_report(data: Data, run: Run, tmp_path: Path) -> None:
    """What the report was made of, for the next run and for later questions; not in the file itself."""
    import json

    run("build", data())
    (path,) = (tmp_path / "outputs" / ".perfgen").glob("*.json")
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)
    assert "数据摘要" in text
    assert '"编号"' in text
