"""Bad data, end to end: message, code and line through ``check`` and ``build``, and the existing report left alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.sample import NAME, SAMPLE, Run, changed, line_of

Data = Callable[..., Path]


def _circle() -> str:
    text = changed('"其他收入" = 400', '"其他收入" = "{{ 年初预算.支出.基本支出 }}"')
    return text.replace('"基本支出" = 1050', '"基本支出" = "{{ 决算.收入.其他收入 }}"')


# what is wrong, the data, code, the start of the line it is reported on (empty: the whole file), the message
BAD: list[tuple[str, str | bytes, str, str, str]] = [
    (
        "missing field",
        changed('"名称" = "青溪镇人民政府"\n', ""),
        "DAT203",
        '["单位"]',
        "缺少必填的“单位.名称”",
    ),
    (
        "unknown key",
        changed('"县区" =', '"县区名" ='),
        "DAT201",
        '"县区名"',
        "不认识的键“单位.县区名”",
    ),
    (
        "text for a number",
        changed('"其他收入" = 400', '"其他收入" = "四百"'),
        "DAT202",
        '"其他收入"',
        "“决算.收入.其他收入”应是金额",
    ),
    ("year that is none", changed('"年度" = 2021', '"年度" = 21'), "DAT204", '"年度"', "“年度”应是四位数的年份"),
    ("bare Chinese key", changed('"年度" = 2021', "年度 = 2021"), "DAT104", "年度", "键 年度 没有加引号"),
    ("full-width quotes", changed('"年度" = 2021', "“年度” = 2021"), "DAT105", "“年度”", "用了全角引号 “ ”"),
    (
        "full-width digits",
        changed('"年度" = 2021', '"年度" = ２０２１'),
        "DAT107",
        '"年度"',
        "数字 ２０２１ 用了全角字符",
    ),
    ("full-width equals sign", changed('"年度" = 2021', '"年度" ＝ 2021'), "DAT106", '"年度"', "用了全角等号 ＝"),
    (
        "full-width braces",
        changed('{ "分子" = 12, "分母" = 12 }', '｛ "分子" = 12， "分母" = 12 ｝'),
        "DAT106",
        '"实际完成值" = ｛',
        "用了全角花括号 ｛ ｝、逗号 ，",
    ),
    ("GBK", SAMPLE.encode("gb18030"), "DAT101", "", "文件编码是 GBK，不是 UTF-8"),
    (
        "thousands comma",
        changed('"其他收入" = 400', '"其他收入" = 4,286.67'),
        "DAT108",
        '"其他收入"',
        "数字 4,286.67 带了千分位逗号",
    ),
    (
        "bare percentage",
        changed('"指标值" = "≤5%"', '"指标值" = 89.3%'),
        "DAT109",
        '"指标值" = 89.3%',
        "百分数 89.3% 没有加引号",
    ),
    ("nan", changed('"其他收入" = 400', '"其他收入" = nan'), "DAT110", '"其他收入"', "nan 不是可用的数字"),
    (
        "duplicate key",
        changed('"年度" = 2021', '"年度" = 2021\n"年度" = 2022'),
        "DAT111",
        '"年度" = 2022',
        "键 年度 写了两次：第 4 行和第 5 行",
    ),
    (
        "line in the wrong table",
        changed('["决算"."支出"."按经济分类"]', '["决算"."支出"]\n"年末结转" = 200\n["决算"."支出"."按经济分类"]'),
        "DAT212",
        '"年末结转"',
        "“年末结转”不是本年支出，不能和支出相加",
    ),
    ("circle", _circle(), "DAT302", "", "引用绕成了圈"),
    (
        "unknown name in an expression",
        changed("{{ 年初预算.支出 | 万元 }}", "{{ 年初预算.支出款 | 万元 }}"),
        "DAT301",
        '  "年初预算安排支出',
        "“年初预算”里没有“支出款”",
    ),
    (
        "unknown template",
        changed('"模板" = "chongyang"', '"模板" = "chongyan"'),
        "DAT401",
        '"模板"',
        "没有模板“chongyan”",
    ),
    ("empty file", b"", "DAT102", "", "文件是空的"),
    (
        "Word file named .toml",
        (Path(__file__).resolve().parents[2] / "templates" / "chongyang" / "report.docx").read_bytes(),
        "DAT103",
        "",
        "这不是数据文件，而是 Word 文档",
    ),
]

each_fault = pytest.mark.parametrize(
    ("content", "code", "start", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)


def _found(output: str, code: str) -> dict[str, Any]:
    findings = json.loads(output)["findings"]
    return next(found for found in findings if found["code"] == code)


@each_fault
def test_check_reports_code_line_and_cure(
    content: str | bytes, code: str, start: str, message: str, data: Data, run: Run
) -> None:
    """The JSON of ``check`` names the fault, its line and a cure."""
    result = run("check", "--format", "json", data(content))
    found = _found(result.stdout, code)
    assert result.exit_code == 1
    assert found["file"] == "a.toml"
    assert found["severity"] == "逻辑性"
    assert message in found["message"]
    assert found["hint"]
    if start:
        assert isinstance(content, str)
        assert found["line"] == line_of(content, start)
        assert found["column"] >= 1


@each_fault
def test_a_refused_build_leaves_the_report_alone(
    content: str | bytes, code: str, start: str, message: str, data: Data, run: Run, tmp_path: Path
) -> None:
    """The report of the sound data stays byte for byte, and nothing else appears."""
    assert run("build", data()).exit_code == 0
    report = tmp_path / "outputs" / NAME
    before = report.read_bytes()
    files = sorted(path.name for path in report.parent.rglob("*"))
    result = run("build", data(content), "--force")
    assert result.exit_code == 1
    assert f" {code} 逻辑性 " in result.stdout
    assert message in result.stdout
    assert "拒绝" in result.stdout
    assert report.read_bytes() == before
    assert sorted(path.name for path in report.parent.rglob("*")) == files


def test_a_bom_is_fine(data: Data, run: Run) -> None:
    """A byte order mark is no fault."""
    result = run("check", data(b"\xef\xbb\xbf" + SAMPLE.encode()))
    assert (result.exit_code, result.stdout) == (0, "1 个文件，没有问题。\n")


def test_all_faults_in_one_run(data: Data, run: Run) -> None:
    """Faults of writing, of fields and of prose are all reported at once."""
    text = changed('"年度" = 2021', "年度 ＝ ２０２１")
    text = text.replace('"县区" =', '"县区名" =').replace("{{ 决算.支出 | 万元 }}", "{{ 决算.支出款 | 万元 }}")
    codes = {found["code"] for found in json.loads(run("check", "--format", "json", data(text)).stdout)["findings"]}
    assert codes >= {"DAT104", "DAT106", "DAT107", "DAT201", "DAT301"}


def test_a_missing_file_names_the_nearest(data: Data, run: Run) -> None:
    """A file that is not there cannot be built: exit code 2, and the name that may be meant."""
    data(name="天城镇-2021.toml")
    for command in ("build", "check"):
        result = run(command, "天成镇-2021.toml")
        assert result.exit_code == 2
        assert result.stderr == "错误：天成镇-2021.toml：文件不存在\n  办法：你是不是想写 天城镇-2021.toml\n"


def test_a_missing_folder(run: Run) -> None:
    """A path into nowhere says so."""
    result = run("check", "没有/a.toml")
    assert result.exit_code == 2
    assert result.stderr == "错误：没有/a.toml：文件不存在\n  办法：检查路径，文件夹也不存在\n"


def test_an_unreadable_file(data: Data, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is named, with a cure."""
    path = data()

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run("check", path)
    assert result.exit_code == 2
    assert "错误：a.toml：文件读不了：没有权限，或正被别的程序占用\n" in result.stderr


def test_a_folder_without_data(run: Run, tmp_path: Path) -> None:
    """A folder means its data files; one without any cannot be built."""
    (tmp_path / "空").mkdir()
    result = run("build", "空")
    assert result.exit_code == 2
    assert "错误：空：文件夹里没有数据文件（.toml）" in result.stderr
