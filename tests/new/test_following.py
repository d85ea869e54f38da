"""Next year's file from last year's: what stands, what becomes 上年, what is to come; and the move to another pack."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from perfgen import word
from perfgen.findings import Finding
from perfgen.new.following import CHECK, Following, following_file
from perfgen.packs import Library, library
from perfgen.pipeline import Job, Outcome, build
from perfgen.vocabulary import PASTED
from tests.support.built import INPUTS, ROOT, source

TO_COME = "待填"
MOVES = [
    ("前山镇-2024", "chongyang"),
    ("吕田镇-2023", "guangzhou-panyu"),
    ("天城镇-2021", "xuwen"),
    ("钟村街-2024", "chongyang"),
    ("钟落潭镇-2021", "guangzhou-conghua"),
]
"""``make soak`` moves each input to each pack."""


def packs() -> Library:
    """The packs of the repository."""
    return library(ROOT / "templates")


@cache
def following(name: str, pack: str = "") -> Following:
    """Next year's file of an input, for its own pack unless another is named."""
    data = source(name).read_bytes()
    made = following_file(data, name, packs(), packs().choose(pack or tomllib.loads(data.decode())["模板"]))
    assert isinstance(made, Following), made
    return made


def built(text: str, *, draft: bool = False) -> Outcome:
    """What comes of a data file."""
    return build(Job(text.encode(), "a.toml", packs().choose, draft=draft))


def logical(outcome: Outcome) -> list[str]:
    """What keeps the report from being made."""
    return [f"{finding.code} {finding.message}" for finding in outcome.findings if finding.logical]


# -- filled in with the old values ----------------------------------------------------------------------


def filled(new: str, old: str) -> str:
    """``new`` with every 待填 replaced by what stands there in ``old``."""
    document = tomlkit.parse(new)
    _fill(document, tomllib.loads(old))
    return tomlkit.dumps(document)


def _fill(node: Any, old: Any) -> None:
    for key in list(node) if hasattr(node, "items") else range(len(node)):
        value, before = node[key], old.get(key) if isinstance(old, dict) else old[key]
        if key == PASTED:
            node[key] = tomlkit.string(_table(str(value), before), multiline=True, literal=True)
        elif value == TO_COME and key == "成文日期":
            node[key] = re.sub("[0-9]{4}", lambda year: str(int(year[0]) + 1), before)
        elif value == TO_COME:
            node[key] = before
        elif (hasattr(value, "items") or isinstance(value, list)) and key not in ("上年", "正文"):
            _fill(value, before)


def _table(new: str, old: str) -> str:
    lines = [line for line in new.split("\n") if line.strip()]
    before = [line for line in old.split("\n") if line.strip()]
    assert len(lines) == len(before)
    for number, (line, was) in enumerate(zip(lines, before, strict=True)):
        cells = re.split(r"[｜\t]", was)
        shown = [cells[n] if cell == TO_COME else cell for n, cell in enumerate(re.split(r"[｜\t]", line))]
        lines[number] = "｜".join(shown)
    return "\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", INPUTS)
def test_filled_with_the_old_values_it_builds(name: str) -> None:
    old = source(name).read_text(encoding="utf-8")
    text = filled(following(name).text, old)
    assert TO_COME not in "".join(line.partition("#")[0] for line in text.split("\n"))
    outcome = built(text)
    assert logical(outcome) == [] and outcome.made
    was, now = tomllib.loads(old), tomllib.loads(text)
    assert now["年度"] == was["年度"] + 1


@pytest.mark.parametrize("name", INPUTS)
def test_the_draft_is_made_at_once_and_lists_what_is_to_come(name: str) -> None:
    made = following(name)
    outcome = built(made.text, draft=True)
    assert logical(outcome) == [] and outcome.made and outcome.pending
    assert {finding.code for finding in outcome.pending} <= {"DAT203", "DAT207"}
    assert f"{made.year}年" in word.read(outcome.made[0].data).text


def test_growth_comes_from_the_two_years() -> None:
    text = filled(following("前山镇-2024").text, source("前山镇-2024").read_text(encoding="utf-8"))
    assert "较上年" not in tomllib.loads(text)
    text = text.replace('"基本支出" = 1589.88\n"项目支出" = 2872.44', '"基本支出" = 1689.88\n"项目支出" = 2372.44', 1)
    outcome = built(text)
    assert logical(outcome) == []
    shown = word.read(outcome.made[0].data).text
    assert "基本支出1,689.88万元，较上年决算增加100万元；项目支出2,372.44万元，较上年决算减少500万元。" in shown


# -- what becomes of each value ---------------------------------------------------------------------------


def test_what_was_this_year_is_last_year_and_closing_balances_are_opening_ones() -> None:
    new = tomllib.loads(following("天城镇-2021").text)
    assert new["决算"]["年初结转和结余"] == 939.23
    assert new["上年"]["自评"] == {"总分": 98.7, "等级": "优"}
    assert new["上年"]["决算"]["收入"] == {"一般公共预算财政拨款收入": 3286.6, "其他收入": 1000.07}
    assert new["上年"]["决算"]["支出"]["按支出性质"]["基本支出"]["商品和服务支出"]["办公费"] == 47.6
    assert "核对数" not in new and "核实说明" not in new


def test_targets_and_words_stay_and_results_are_to_come() -> None:
    old, new = (
        tomllib.loads(text) for text in (source("天城镇-2021").read_text("utf-8"), following("天城镇-2021").text)
    )
    assert len(new["指标"]) == len(old["指标"])
    for was, now in zip(old["指标"], new["指标"], strict=True):
        for name in ("一级指标", "二级指标", "三级指标", "指标值", "分值"):
            assert now.get(name) == was.get(name)
        for name in ("实际完成值", "得分", "定性档"):
            assert name not in was or "{{" in str(was[name]) or now[name] == TO_COME
        assert "偏差原因分析及改进措施" not in now
    assert new["正文"] == old["正文"]


@pytest.mark.parametrize("name", INPUTS)
def test_dated_words_are_marked_where_they_stand(name: str) -> None:
    made = following(name)
    year = str(made.year - 1)
    marked = [line for line in made.text.split("\n") if CHECK in line]
    assert len(marked) >= len(set(made.marked))
    loaded = tomllib.loads(made.text)
    for line in made.text.split("\n"):  # a year of last year in a line of its own is marked, or a name of 上年
        if re.search(rf'= ".*(?<![0-9{{]){year}', line) and "{{" not in line and "上年" not in line:
            assert CHECK in line, line
    for key, value in loaded["正文"].items():
        if re.search(rf"(?<![0-9]){year}(?![0-9])", re.sub(r"\{\{.*?\}\}", "", str(value))):
            assert any(key in each for each in made.marked), key


@pytest.mark.parametrize("name", INPUTS)
def test_comments_and_expressions_stay(name: str) -> None:
    old = source(name).read_text(encoding="utf-8")
    kept = re.split(r"\n\[+\"(?:核对数|核实说明|较上年|上年)\"", old)[0]
    expressions = re.findall(r"\{\{.*?\}\}", kept)
    assert all(each in following(name).text for each in expressions)
    assert len(re.findall(r"^#", following(name).text, re.MULTILINE)) >= len(re.findall(r"^#", kept, re.MULTILINE))


def test_a_year_after_the_next_has_no_more_lines() -> None:
    """Made again and again, the file does not grow."""
    first = filled(following("天城镇-2021").text, source("天城镇-2021").read_text(encoding="utf-8"))
    second = following_file(first.encode(), "a.toml", packs(), packs().choose("chongyang"))
    assert isinstance(second, Following)
    heads = [text.partition('\n["上年"')[0] for text in (second.text, following("天城镇-2021").text)]
    assert abs(heads[0].count("\n") - heads[1].count("\n")) <= 1
    assert second.text.count(CHECK) == following("天城镇-2021").text.count(CHECK)
    assert tomllib.loads(second.text)["年度"] == 2023


# -- another pack, another version ------------------------------------------------------------------------


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield from (line.strip() for line in node.split("\n") if line.strip())
    elif isinstance(node, dict):
        for each in node.values():
            yield from _words(each)
    elif isinstance(node, list):
        for each in node:
            yield from _words(each)


@pytest.mark.parametrize(("name", "pack"), MOVES)
def test_moved_to_another_pack_nothing_is_lost_unsaid(name: str, pack: str) -> None:
    made = following(name, pack)
    old, new = tomllib.loads(source(name).read_text(encoding="utf-8")), tomllib.loads(made.text)
    assert new["模板"] in (pack, packs().choose(pack).contract.name)
    shown = re.sub(r"\{\{(.*?)\}\}", lambda one: f"〔{one[1].strip()}〕", "\n".join(_words(new)))
    for key, value in old["正文"].items():
        for line in _words(value):
            line = re.sub(r"\{\{(.*?)\}\}", lambda one: f"〔{one[1].strip()}〕", line)
            assert line in shown or line in ("未公布", "不适用"), (key, line)
    keys = set(packs().choose(pack).contract.prose_keys)
    assert set(new["正文"]) <= keys
    gone = {key for key in old["正文"] if key not in new["正文"]}
    told = {str(key) for key, _ in made.renamed} | {re.sub(r'^正文\.|"', "", key) for key in made.moved}
    assert gone <= told, gone - told
    held = new.get("未归类", {}).get("文字", [])
    assert all(any(text.startswith(f"{key}：") for text in held) for key in made.moved)
    tables = {key for key in old if key not in new and key not in ("较上年", "上年")}
    assert tables <= {re.split(r"[.\[]", key)[0] for key in (*made.moved, *made.dropped)}, tables


@pytest.mark.parametrize(("name", "pack"), MOVES)
def test_moved_to_another_pack_the_draft_is_made(name: str, pack: str) -> None:
    """What that pack asks for beyond the old one is added as 待填."""
    outcome = built(following(name, pack).text, draft=True)
    assert logical(outcome) == [] and outcome.made


def newer(folder: Path) -> Library:
    """Packs with a newer version of that of 崇阳县: one section has another key, one is gone, one field is new."""
    for file in sorted((ROOT / "templates" / "chongyang").iterdir()):
        target = folder / "chongyang-new" / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = file.read_bytes()
        if file.name == "manifest.toml":
            text = data.decode().replace('"版本" = "2021.1"', '"版本" = "2022.1"')
            text = text.replace('"键" = "自评结论.未完成"', '"键" = "自评结论.没有完成"')
            text += '\n[["字段"]]\n"路径" = "单位.联系电话"\n"类型" = "文字"\n"必填" = true\n"含义" = "联系电话"\n'
            text = text.replace('"适用年度" = [2021]', '"适用年度" = [2022]')
            start = text.index('[["提纲"]]\n"键" = "佐证材料.重点工作"')
            data = (text[:start] + text[text.index('[["提纲"]]', start + 5) :]).encode()
        target.write_bytes(data)
    return library(folder)


def test_a_newer_version_of_the_pack(tmp_path: Path) -> None:
    there = newer(tmp_path)
    data = source("天城镇-2021").read_bytes()
    made = following_file(data, "a.toml", there, there.choose("chongyang", "2022.1"))
    assert isinstance(made, Following)
    assert made.renamed == (("自评结论.未完成", "自评结论.没有完成"),)
    assert made.moved == ('正文."佐证材料.重点工作"',)
    old, new = tomllib.loads(data.decode()), tomllib.loads(made.text)
    assert new["正文"]["自评结论.没有完成"] == old["正文"]["自评结论.未完成"]
    (left,) = new["未归类"]["文字"]
    assert all(text in left for text in _words(old["正文"]["佐证材料.重点工作"]))
    assert new.get("模板版本", "2022.1") == "2022.1"
    assert made.added == ("单位.联系电话",) and new["单位"]["联系电话"] == TO_COME


# -- what cannot be read ----------------------------------------------------------------------------------


def test_what_cannot_be_read_is_told_by_its_findings() -> None:
    made = following_file('"年度" = \n'.encode(), "a.toml", packs(), packs().choose("chongyang"))
    assert isinstance(made, tuple) and all(isinstance(each, Finding) for each in made) and made[0].logical


def test_a_pack_that_nobody_has_is_told() -> None:
    text = source("天城镇-2021").read_text(encoding="utf-8").replace('"模板" = "chongyang"', '"模板" = "没有这个"')
    made = following_file(text.encode(), "a.toml", packs(), packs().choose("chongyang"))
    assert isinstance(made, tuple) and made[0].code == "DAT401" and made[0].place.line
