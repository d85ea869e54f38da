"""``check``: exit codes, severities, explanations, and mending with ``--fix``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sample import SAMPLE, Run, changed

Data = Callable[..., Path]

REVIEW = changed("｜办公费｜16\n", "｜办公杂费｜16\n")
"""The sample with a name that the official classification does not have: one 核实性 finding."""
EXPLAINED = REVIEW.replace(
    '["正文"]\n', '[["核实说明"]]\n"规则" = "DAT208"\n"理由" = "县里的决算报表用这个名称"\n\n["正文"]\n', 1
)


def test_sound_data(data: Data, run: Run) -> None:
    """Nothing found: exit code 0."""
    result = run("check", data())
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 个文件，没有问题。\n", "")


def test_a_finding_to_verify_fails_under_strict_only(data: Data, run: Run) -> None:
    """核实性 findings are warnings, and faults under --strict."""
    path = data(REVIEW)
    result = run("check", path)
    assert result.exit_code == 0
    assert "DAT208 核实性" in result.stdout
    assert result.stdout.endswith("1 个文件，1 个问题：核实性 1 个（改正或写核实说明）。\n")
    assert run("check", "--strict", path).exit_code == 1


def test_an_explained_finding_is_no_fault(data: Data, run: Run) -> None:
    """核实说明 answers it, under --strict too; JSON lists open findings only."""
    path = data(EXPLAINED)
    result = run("check", "--strict", path)
    assert result.exit_code == 0
    assert "  核实说明：县里的决算报表用这个名称\n" in result.stdout
    assert result.stdout.endswith("1 个文件，没有问题；另有 1 个核实性问题已说明。\n")
    assert '"findings": []' in run("check", "--format", "json", path).stdout


def test_the_worst_file_decides(data: Data, run: Run) -> None:
    """Every file is checked; a missing one outweighs a faulty one."""
    data(name="a.toml")
    data(changed('"年度" = 2021', '"年度" = 21'), name="b.toml")
    assert run("check", "a.toml").exit_code == 0
    result = run("check", "b.toml", "a.toml")
    assert result.exit_code == 1
    assert result.stdout.endswith("2 个文件，1 个问题：逻辑性 1 个（必须改）。\n")
    result = run("check", "b.toml", "c.toml", "a.toml")
    assert result.exit_code == 2
    assert "b.toml:4:8 DAT204" in result.stdout
    assert "错误：c.toml：文件不存在" in result.stderr


def test_a_folder_and_a_file_in_it_are_checked_once(data: Data, run: Run) -> None:
    """A folder means its .toml files; what Office or an editor left there is passed over."""
    data(name="数据/a.toml")
    data(name="数据/b.toml")
    data(b"", name="数据/~$b.toml")
    data(b"", name="数据/a.toml.bak")
    assert run("check", "数据", "数据/a.toml").stdout == "2 个文件，没有问题。\n"


FAULTY = (
    SAMPLE.replace('"年度" = 2021', "年度 ＝ ２０２１", 1)
    .replace('"其他收入" = 400', '"其他收入" = ４００', 1)
    .replace('"县区" =', "“县区” =", 1)
)


def test_fix_writes_the_mended_text_and_says_every_line(data: Data, run: Run, tmp_path: Path) -> None:
    """The file is sound afterwards, the old one stands beside it, and each change is said with its line."""
    path = data(FAULTY)
    result = run("check", "--fix", path)
    assert result.exit_code == 0
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == SAMPLE
    assert (tmp_path / "a.toml.bak").read_text(encoding="utf-8") == FAULTY
    assert result.stdout == (
        "a.toml 已改正，原文件另存为 a.toml.bak：\n"
        "  第 4 行：年度 ＝ ２０２１\n"
        '      改为："年度" = 2021\n'
        '  第 11 行：“县区” = "崇阳县"\n'
        '       改为："县区" = "崇阳县"\n'
        '  第 30 行："其他收入" = ４００\n'
        '       改为："其他收入" = 400\n'
        "1 个文件，没有问题。\n"
    )


def test_fix_leaves_sound_data_alone(data: Data, run: Run, tmp_path: Path) -> None:
    """Nothing to mend: no backup, no new time on the file."""
    path = tmp_path / data()
    before = path.stat().st_mtime_ns
    assert run("check", "--fix", path).exit_code == 0
    assert path.stat().st_mtime_ns == before
    assert not (tmp_path / "a.toml.bak").exists()


def test_fix_mends_what_it_can_and_reports_the_rest(data: Data, run: Run, tmp_path: Path) -> None:
    """A year that is none cannot be mended by a program."""
    result = run("check", "--fix", data(changed('"年度" = 2021', "年度 = 21")))
    assert result.exit_code == 1
    assert "DAT204" in result.stdout
    assert "DAT104" not in result.stdout
    assert '"年度" = 21\n' in (tmp_path / "a.toml").read_text(encoding="utf-8")


def test_fix_turns_gbk_into_utf8(data: Data, run: Run, tmp_path: Path) -> None:
    """The encoding is mended like any other mechanical fault."""
    result = run("check", "--fix", data(SAMPLE.encode("gbk")))
    assert result.exit_code == 0
    assert result.stdout.startswith("a.toml 已改正，原文件另存为 a.toml.bak：\n  编码改为 UTF-8\n")
    assert (tmp_path / "a.toml").read_bytes() == SAMPLE.encode()
    assert (tmp_path / "a.toml.bak").read_bytes() == SAMPLE.encode("gbk")


def test_fix_never_loses_an_earlier_backup(data: Data, run: Run, tmp_path: Path) -> None:
    """A second mending numbers its backup."""
    run("check", "--fix", data(FAULTY))
    again = changed('"年度" = 2021', "年度 = 2021")
    assert "另存为 a.toml.bak2：" in run("check", "--fix", data(again)).stdout
    assert (tmp_path / "a.toml.bak").read_text(encoding="utf-8") == FAULTY
    assert (tmp_path / "a.toml.bak2").read_text(encoding="utf-8") == again


def test_fix_keeps_line_ends(data: Data, run: Run, tmp_path: Path) -> None:
    """A file from Windows stays one."""
    run("check", "--fix", data(FAULTY.replace("\n", "\r\n")))
    assert (tmp_path / "a.toml").read_bytes() == SAMPLE.replace("\n", "\r\n").encode()


def test_fix_that_cannot_write_changes_nothing(
    data: Data, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file held by another program stays as it was: exit code 2."""
    path = data(FAULTY)

    def refuse(source: object, target: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    result = run("check", "--fix", path)
    assert result.exit_code == 2
    assert "错误：a.toml：改正后的数据写不进去，文件没有动\n" in result.stderr
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == FAULTY
    assert not list(tmp_path.glob("*.tmp"))


def test_fix_with_json_keeps_stdout_for_json(data: Data, run: Run) -> None:
    """What was mended is said on stderr then."""
    import json

    result = run("check", "--fix", "--format", "json", data(FAULTY))
    assert json.loads(result.stdout) == {"version": 1, "findings": []}
    assert "第 4 行" in result.stderr
