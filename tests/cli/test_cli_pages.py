"""``rules``, ``template``, ``schema`` and ``new``: pages and files that help to fill in data."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from perfgen.check import RULES
from perfgen.check.reading import PAGES
from tests.support.sample import ROOT, Run

Data = Callable[..., Path]
PACKS = ("chongyang", "guangzhou-baiyun", "guangzhou-conghua", "guangzhou-panyu", "xuwen")


def test_rules_lists_every_code_once(run: Run) -> None:
    """By family, in order, with name and severity."""
    result = run("rules")
    assert result.exit_code == 0
    codes = re.findall(r"^  ([A-Z]{3}\d{3})  ", result.stdout, re.MULTILINE)
    assert sorted(codes) == sorted([page.code for page in (*PAGES, *RULES)])
    assert len(codes) == len(set(codes))
    assert re.search(r"^  DAT104  键没有加引号 +逻辑性$", result.stdout, re.MULTILINE)
    assert run("规则").stdout == result.stdout


def test_every_code_that_perfgen_gives_has_a_page() -> None:
    """No finding without an explanation."""
    families = "DAT|SUM|PCT|SCO|TXT|OUT|TPL"
    given = set()
    for file in (ROOT / "perfgen").rglob("*.py"):
        if file.name != "vocabulary.py":
            given |= set(re.findall(rf'"((?:{families})\d{{3}})"', file.read_text(encoding="utf-8")))
    assert given == {page.code for page in (*PAGES, *RULES)}


@pytest.mark.parametrize("code", ["SUM101", "sum101", "DAT104"])
def test_the_page_of_a_rule(code: str, run: Run) -> None:
    """Five headings, in this order."""
    result = run("rules", code)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{code.upper()}  ")
    headings = [line for line in lines[1:] if line and not line.startswith(" ")]
    assert headings == ["检查什么", "为什么", "反例", "正例", "怎样改"]


def test_an_unknown_rule(run: Run) -> None:
    """Those of its family are named."""
    result = run("rules", "pct1O1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("错误：没有规则“pct1O1”\n  办法：PCT 有：PCT101、")
    assert run("rules", "甲").stderr == "错误：没有规则“甲”\n  办法：运行 perfgen rules 看有哪些规则\n"


def test_template_list(run: Run) -> None:
    """Every built-in pack, with name, version, years and where it comes from."""
    result = run("template", "list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()[2:]] == list(PACKS)
    assert run("模板", "列表").stdout == result.stdout


def test_a_broken_pack_is_listed_with_its_fault(run: Run, tmp_path: Path) -> None:
    """The others are listed all the same; exit code 1."""
    (tmp_path / "县" / "坏").mkdir(parents=True)
    (tmp_path / "县" / "坏" / "manifest.toml").write_text('"编号" = 1\n', encoding="utf-8")
    result = run("template", "list", "--templates", "县")
    assert result.exit_code == 1
    assert "chongyang" in result.stdout
    assert result.stderr.startswith("错误：")
    assert "manifest.toml" in result.stderr


@pytest.mark.parametrize("pack", PACKS)
def test_template_show(pack: str, run: Run) -> None:
    """Outline, fields, scoring, documents."""
    result = run("template", "show", pack)
    assert result.exit_code == 0
    assert f"（{pack} " in result.stdout.splitlines()[0]
    for heading in ("提纲", "评分", "文书"):
        assert re.search(rf"^{heading}", result.stdout, re.MULTILINE)
    assert run("模板", "查看", pack).stdout == result.stdout


def test_an_unknown_pack(run: Run) -> None:
    """Refused with the nearest name, by every command that takes one."""
    for words in (("template", "show"), ("schema",), ("new",)):
        result = run(*words, "chongyan")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "错误：没有模板“chongyan”\n  办法：你是不是想写“chongyang”\n"


@pytest.mark.parametrize("pack", PACKS)
def test_schema(pack: str, run: Run, tmp_path: Path) -> None:
    """On stdout and into a file; the same schema."""
    shown = run("schema", pack)
    assert shown.exit_code == 0
    schema = json.loads(shown.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    result = run("模式", pack, "-o", "模式/a.json")
    assert (result.exit_code, result.stdout) == (0, f"已写到 {Path('模式') / 'a.json'}\n")
    assert json.loads((tmp_path / "模式" / "a.json").read_text(encoding="utf-8")) == schema
    assert run("schema", pack, "-o", "模式/a.json").exit_code == 0


def test_schema_into_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    """A file name is asked for."""
    (tmp_path / "模式").mkdir()
    result = run("schema", "xuwen", "-o", "模式")
    assert (result.exit_code, result.stderr) == (2, "错误：模式：这是文件夹，要写文件名\n  办法：在后面加上文件名\n")


def test_new_writes_a_file_and_its_schema(run: Run, tmp_path: Path) -> None:
    """The schema lies where the first line of the file points to; an existing file is never overwritten."""
    result = run("new", "xuwen", "-o", "inputs/新.toml")
    assert result.exit_code == 0
    path = tmp_path / "inputs" / "新.toml"
    text = path.read_text(encoding="utf-8")
    pointer = re.match(r"#:schema (\S+)\n", text)
    assert pointer is not None
    assert json.loads((path.parent / pointer[1]).read_text(encoding="utf-8"))["type"] == "object"
    path.write_text(text + "\n# 我填的\n", encoding="utf-8")
    again = run("新建", "xuwen", "-o", "inputs/新.toml")
    assert again.exit_code == 1
    assert "文件已经存在，没有动它" in again.stderr
    assert path.read_text(encoding="utf-8").endswith("# 我填的\n")


def test_new_without_a_file_prints(run: Run) -> None:
    """What would be written."""
    result = run("new", "徐闻县部门整体支出绩效自评报告")
    assert result.exit_code == 0
    assert '"模板" = "xuwen"' in result.stdout


@pytest.mark.parametrize("pack", PACKS)
def test_a_new_file_builds_as_a_draft(pack: str, run: Run) -> None:
    """Unfilled, it prints the whole outline with 〔待填：…〕, and a final build refuses it."""
    assert run("new", pack, "-o", "a.toml").exit_code == 0
    draft = run("build", "--draft", "a.toml")
    assert draft.exit_code == 0, draft.output
    assert re.search(r"^a\.toml 待填 \d+ 处：$", draft.stdout, re.MULTILINE)
    final = run("build", "a.toml")
    assert final.exit_code == 1
    assert "DAT207" in final.stdout
