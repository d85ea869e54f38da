"""``template new``: four ways to a pack, with Word and TOML alone; nothing is overwritten, guesses are listed."""

import re
from pathlib import Path

import pytest

from tests.support.built import built
from tests.support.sample import Run

OUTLINE = """\
名称：清河县部门整体支出绩效自评报告
标题：××镇××年度部门整体支出绩效自评报告
封面：评价年度、填报单位（盖章）、主管部门、联系人、填报日期
附件：部门整体支出绩效自评表

1 单位概况
1.1 主要职能
1.2 机构和人员
1.2.1 内设机构
1.2.2 人员编制情况
2 年度工作任务 ｜ 小标题段
3 预算和决算
3.1 部门收支情况
3.2 预算执行情况
3.3 重点项目实施情况
4 自评工作开展情况
5 自评得分和等级
5.1 得分情况
5.2 各项指标完成情况
6 存在的突出问题
7 下一年改进打算
"""
"""A county unlike the five: a cover with a table, numbers 1.1, seven chapters."""


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_an_outline_to_an_installed_pack_that_builds_and_checks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "提纲.txt").write_text(OUTLINE, encoding="gb18030")
    before = _files(tmp_path)
    said = run("template", "新建", "qinghe", "--outline", "提纲.txt", "--year", "2024")
    assert said.exit_code == 0, said.output
    folder = tmp_path / "home" / "templates" / "qinghe"
    fresh = {path for path in _files(tmp_path) if path not in before}
    assert {path.relative_to(folder).as_posix() for path in fresh} == {
        "manifest.toml", "report.docx", "sample.toml", "说明.txt",
    }  # fmt: skip
    assert "第 16 行“4 自评工作开展情况”：小标题段" in said.output
    assert run("template", "lint", "qinghe").output.endswith("1 个模板，没有问题。\n")
    packed = run("template", "pack", "qinghe", "-o", "usb")
    assert packed.exit_code == 0, packed.output
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "another"))
    assert run("template", "show", "qinghe").exit_code == 1
    installed = run("template", "install", tmp_path / "usb" / "qinghe-2024.1.perfpack")
    assert installed.exit_code == 0, installed.output
    sample = next((tmp_path / "another").rglob("sample.toml"))
    assert run("check", sample).output == "1 个文件，没有问题。\n"
    made = run("build", sample, "-o", "做好的")
    assert made.exit_code == 0, made.output
    assert [path.name for path in (tmp_path / "做好的").glob("*.docx")] == ["松溪镇-2024.docx"]
    assert run("new", "qinghe", "-o", "甲镇.toml").exit_code == 0
    assert run("build", "甲镇.toml", "--draft").exit_code == 0


def test_from_nothing_the_pack_is_for_the_year_that_is_over(run: Run, tmp_path: Path) -> None:
    assert run("template", "new", "qinghe", "-o", "模板").exit_code == 0
    manifest = (tmp_path / "模板" / "qinghe" / "manifest.toml").read_text(encoding="utf-8")
    assert re.search(r'^"适用年度" = \[20[0-9]{2}\]$', manifest, re.MULTILINE)
    assert run("build", tmp_path / "模板" / "qinghe" / "sample.toml", "--templates", "模板").exit_code == 0


def test_from_another_pack(run: Run) -> None:
    said = run("template", "new", "haibin", "--from", "xuwen", "--name", "海滨县模板", "--version", "2025.1")
    assert said.exit_code == 0, said.output
    assert "徐财绩〔2025〕5号" in said.output  # the other county's notice is to be looked at
    assert re.search(r"haibin +海滨县模板 +2025\.1", run("template", "list").output)


def test_from_a_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "去年.docx").write_bytes(built("钟落潭镇-2021").data)
    said = run("template", "new", "baiyun2", "--from-report", "去年.docx")
    assert said.exit_code == 0, said.output
    assert re.search(r"字段 [0-9]+ 处，其中 [0-9]+ 处把握不大", said.output)
    folder = tmp_path / "home" / "templates" / "baiyun2"
    notes = (folder / "说明.txt").read_text(encoding="utf-8-sig")
    assert "49180.24万元 → 决算.收入 | 万元" in notes
    lines = [line for line in notes.split("\n") if "%　" in line]
    assert all(line.startswith("★") == (int(line[1:4]) < 80) for line in lines)
    made = run("build", folder / "sample.toml")
    assert made.exit_code == 0, made.output
    assert run("template", "lint", "--strict", "baiyun2").exit_code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("xuwen",), "编号“xuwen”已经有模板用了"),
        (("Qing_He",), "编号“Qing_He”写法不对"),
        (("con",), "编号“con”写法不对"),
        (("../x",), "编号“../x”写法不对"),
        (("qinghe", "--from", "xuwem"), "你是不是想写“xuwen”"),
        (("qinghe", "--from", "xuwen", "--name", "徐闻县部门整体支出绩效自评报告"), "已经有模板用了"),
        (("qinghe", "--outline", "没有.txt"), "没有.txt"),
        (("qinghe", "--from-report", "没有.docx"), "没有.docx"),
        (("qinghe", "--from", "xuwen", "--outline", "a.txt"), "只写一个"),
        (("qinghe", "--version", "第一版"), "版本“第一版”写法不对"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    run: Run, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    result = run("template", "new", *args)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert _files(tmp_path) == {}


def test_a_folder_that_is_there_is_left_alone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "templates" / "qinghe"
    folder.mkdir(parents=True)
    (folder / "我的.docx").write_bytes(b"x")
    result = run("template", "new", "qinghe")
    assert result.exit_code == 1
    assert "已经有了，没有动它" in result.output
    assert [path.name for path in folder.iterdir()] == ["我的.docx"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old", "不是 Word".encode()])
def test_a_report_that_is_none_is_refused(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "坏.docx").write_bytes(data)
    result = run("template", "new", "qinghe", "--from-report", "坏.docx")
    assert result.exit_code == 2
    assert "不是完好的 Word 文件" in result.output
    assert not (tmp_path / "home" / "templates" / "qinghe").exists()
