"""How findings look: one place a line, the mark below the right character, long lines cut around it."""

import json

from rich.cells import cell_len

from perfgen.cli.listing import COLUMNS, described, summary, window
from perfgen.findings import Finding, Place, Severity
from tests.support.sample import Run, changed


def _finding(line: int = 1, column: int = 8, explained: str = "") -> Finding:
    severity = Severity.REVIEW if explained else Severity.LOGICAL
    return Finding("DAT204", severity, "年份不对", "写成四位数", Place("甲.toml", line, column, "年度"), explained)


def test_a_finding_is_place_code_severity_message_cure_and_line() -> None:
    """The form of compilers, with the mark at the display width of what stands before it."""
    assert described(_finding(), ['"年度" = 21']) == [
        "甲.toml:1:8 DAT204 \x1b[31m逻辑性\x1b[0m 年份不对",
        "  办法：写成四位数",
        '     1 | "年度" = 21',
        "       |          ^",
    ]


def test_what_is_unknown_is_left_out() -> None:
    """Without line or column there is neither number nor mark."""
    assert described(_finding(0, 0), ["x"])[0].startswith("甲.toml DAT204 ")
    assert len(described(_finding(0, 0), ["x"])) == 2
    assert len(described(_finding(1, 0), ["x"])) == 3
    assert len(described(_finding(9, 1), ["x"])) == 2


def test_an_explained_finding_shows_its_reason() -> None:
    """The clerk's reason stands in place of the cure."""
    assert described(_finding(explained="已核对"), ["x"])[1:] == ["  核实说明：已核对"]


def test_long_lines_are_cut_around_the_column() -> None:
    """The mark stays under its character, and the part shown fits."""
    line = "甲" * 60 + "乙" + "丙" * 60
    shown, mark = window(line, 61)
    assert shown.startswith("...")
    assert shown.endswith("...")
    assert cell_len(shown) <= COLUMNS + 6
    before = shown[: shown.index("乙")]
    assert cell_len(before) == mark


def test_tabs_and_control_characters_do_not_move_the_mark() -> None:
    """A tab is one column, what cannot be seen is none."""
    assert window("\ta\x07b", 4) == (" ab", 2)


def test_a_column_behind_the_line_marks_its_end() -> None:
    """A missing bracket is marked where it belongs."""
    assert window("abc", 9) == ("abc", 3)


def test_the_summary_counts_by_severity() -> None:
    """What must be mended, what must be explained, what has been."""
    assert summary([], 2) == "2 个文件，没有问题"
    assert summary([_finding()], 1) == "1 个文件，1 个问题：逻辑性 1 个（必须改）"
    assert summary([_finding(explained="已核对")], 1) == "1 个文件，没有问题；另有 1 个核实性问题已说明"


def test_text_of_check(data, run: Run) -> None:  # type: ignore[no-untyped-def]
    """The whole output for one fault."""
    result = run("check", data(changed('"年度" = 2021', '"年度" = ２０２１')))
    assert result.stdout == (
        "a.toml:4:8 DAT107 逻辑性 数字 ２０２１ 用了全角字符\n"
        '  办法：改为："年度" = 2021\n'
        '     4 | "年度" = ２０２１\n'
        "       |          ^\n"
        "\n"
        "1 个文件，1 个问题：逻辑性 1 个（必须改）。\n"
    )


def test_json_of_check(data, run: Run) -> None:  # type: ignore[no-untyped-def]
    """Exactly these keys, and nothing else on stdout."""
    result = run("check", "--format", "json", data(changed('"年度" = 2021', '"年度" = ２０２１')))
    assert json.loads(result.stdout) == {
        "version": 1,
        "findings": [
            {
                "code": "DAT107",
                "severity": "逻辑性",
                "message": "数字 ２０２１ 用了全角字符",
                "hint": '改为："年度" = 2021',
                "file": "a.toml",
                "line": 4,
                "column": 8,
                "key": "年度",
            }
        ],
    }
    assert list(json.loads(result.stdout)["findings"][0]) == [
        *("code", "severity", "message", "hint", "file", "line", "column", "key")
    ]
    assert result.stderr == ""


def test_json_of_sound_data(data, run: Run) -> None:  # type: ignore[no-untyped-def]
    """No findings is an empty list."""
    result = run("check", "--format", "json", data())
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"version": 1, "findings": []}
