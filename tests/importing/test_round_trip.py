"""Reports made by perfgen, imported and made again: the same text, the same data as far as a report carries it."""

from functools import cache
from typing import Any

import pytest

from perfgen import word
from perfgen.compute import compute
from perfgen.importing import Fate, Imported, import_report
from perfgen.keypath import format_key
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new import given_file
from perfgen.packs import Pack
from tests.support.built import REPORTS, built, outcome, source
from tests.support.converted import converted, plain

NOT_FIGURES = ("正文", "核对数", "核实说明", "事实", "指标行", "未归类", "模板版本")

# what a report does not print, and what it prints as a sum whose parts it does not
NOT_CARRIED: dict[str, set[str]] = {
    "前山镇-2024": {"决算.年初结转和结余", "决算.收入"},
    "吕田镇-2023": {"决算.年初结转和结余"},
    "天城镇-2021": {"指标[带动就业增长率].偏差原因分析及改进措施", "指标[上级和群众满意度].定性档"},
    "钟村街-2024": {"单位.自称"},
    "钟落潭镇-2021": {"决算.年初结转和结余"},
}


@cache
def imported(name: str) -> Imported:
    report = built(name)
    return import_report(report.data, f"{name}.docx", report.pack)


def text_of(name: str) -> str:
    found = imported(name)
    return given_file(built(name).pack, found.tree, source=f"{name}.docx", originals=found.originals)


def typed(data: bytes, pack: Pack) -> dict[str, str]:
    """What is typed in a data file, expressions evaluated, as it prints; prose, facts and 核对数 left out."""
    read = load(data, "a.toml").source
    assert read is not None
    figures = compute(build_report(read, pack.contract)[0]).settled()
    found: dict[str, str] = {}
    for path, value in figures.values():
        if path[0] in NOT_FIGURES or not figures.report.has(path):
            continue
        raw: Any = figures.report.raw(path)
        if isinstance(raw, list) or (isinstance(raw, dict) and "分子" not in raw):
            continue
        found[format_key(figures.report.named(path))] = str(value)
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_the_text_comes_back(name: str) -> None:
    made = outcome(text_of(name).encode(), name)
    assert not [f"{f.code} {f.message}" for f in made.findings if f.logical]
    assert made.error is None
    assert word.read(made.made[0].data).text.split("\n") == built(name).shown.text.split("\n")


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_doubtful_or_left(name: str) -> None:
    found = imported(name)
    assert [finding.message for finding in found.findings] == []
    assert "未归类" not in found.tree
    assert found.account.summary()["未归类"] == 0


@pytest.mark.parametrize("name", REPORTS)
def test_every_character_has_its_entry(name: str) -> None:
    account = imported(name).account
    assert all(entry is not None for entry in account.entries)
    assert sum(account.summary().values()) == len(account.raw)


@pytest.mark.parametrize("name", NOT_CARRIED)
def test_the_data_are_those_of_the_hand_made_file(name: str) -> None:
    pack = built(name).pack
    wanted = typed(source(name).read_bytes(), pack)
    got = typed(text_of(name).encode(), pack)
    differing = {key for key, value in wanted.items() if got.get(key) != value}
    assert differing <= NOT_CARRIED[name]
    assert {key for key, value in got.items() if key not in wanted and value != "—"} == set()


@pytest.mark.parametrize("name", ["天城镇-2021", "钟落潭镇-2021", "guangzhou-conghua"])
def test_figures_that_follow_from_others_are_stated_not_typed(name: str) -> None:
    stated = imported(name).tree["核对数"]
    assert "决算.支出" in stated
    assert all(entry.fate is not Fate.UNPLACED for entry in imported(name).account.entries if entry)


@pytest.mark.parametrize(("name", "seed"), [*((name, 1) for name in NOT_CARRIED), ("guangzhou-panyu", 2)])
def test_what_conversion_breaks_is_healed(name: str, seed: int) -> None:
    report = built(name)
    clean = plain(report.shown)
    found = import_report(converted(clean, seed).encode(), "去年.txt", report.pack)
    assert found.account.healed["断行"] or found.account.healed["多余的空格"]
    made = outcome(given_file(report.pack, found.tree, source="去年.txt").encode(), name)
    assert made.made, [f"{f.code} {f.message}" for f in made.findings if f.logical]
    again = plain(word.read(made.made[0].data)).split("\n")
    lines = clean.split("\n")
    different = [line for line in lines if line not in again]
    characters = sum(map(len, different))
    assert characters * 50 <= len(clean), different
    assert sum(found.account.summary().values()) == len(found.account.raw)
