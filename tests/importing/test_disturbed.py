"""Reports that are not as the pack has it: nothing is dropped, doubts are listed, nothing raises."""

import re
from collections.abc import Callable

import pytest

from perfgen.compute import compute
from perfgen.importing import Fate, Imported, import_report
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new import given_file
from perfgen.packs import Pack
from perfgen.prose import write_prose
from tests.support.built import INPUTS, PACKS, built, outcome
from tests.support.converted import plain


def read(text: str, pack: Pack) -> tuple[Imported, str]:
    found = import_report(text.encode(), "去年.txt", pack)
    return found, given_file(pack, found.tree, source="去年.txt", originals=found.originals)


def dropped(found: Imported, pack: Pack, text: str) -> list[str]:
    """Clauses of prose and of what is unplaced that the data file does not hold."""
    source = load(text.encode(), "a.toml").source
    assert source is not None
    figures = compute(build_report(source, pack.contract)[0])
    held = re.sub(r"\W", "", text + "".join(block.text for block in write_prose(figures).blocks()))
    runs: list[str] = [""]
    for character, entry in zip(found.account.raw, found.account.entries, strict=True):
        assert entry is not None
        kept = entry.fate in (Fate.PROSE, Fate.UNPLACED) and not re.match(r"\W", character)
        if kept:
            runs[-1] += character
        elif runs[-1]:
            runs.append("")
    return [run for run in runs if len(run) > 5 and run not in held]


def renumbered(lines: list[str]) -> list[str]:
    count = iter(range(1, 1000))
    return [
        re.sub(r"^(?:[一二三四]、|（[一二三四五]）)", lambda _: f"{next(count) % 30 + 1}、", line)
        if len(line) < 30
        else line
        for line in lines
    ]


def swapped(lines: list[str]) -> list[str]:
    at = [n for n, line in enumerate(lines) if re.match(r"（[一二三四五]）", line) and len(line) < 30]
    a, b, c = at[0], at[1], at[2]
    return [*lines[:a], *lines[b:c], *lines[a:b], *lines[c:]]


def doubled(lines: list[str]) -> list[str]:
    long = max(range(len(lines)), key=lambda n: len(lines[n]))
    return [*lines[: long + 1], lines[long], *lines[long + 1 :]]


CASES: dict[str, Callable[[list[str]], list[str]]] = {"renumbered": renumbered, "swapped": swapped, "doubled": doubled}


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_dropped(name: str, case: str) -> None:
    pack = built(name).pack
    found, text = read("\n".join(CASES[case](plain(built(name).shown).split("\n"))), pack)
    assert dropped(found, pack, text) == []
    assert sum(found.account.summary().values()) == len(found.account.raw)
    assert found.account.summary()["未归类"] * 10 <= len(found.account.raw)
    said = {"renumbered": "编号不同", "swapped": "次序不同", "doubled": "这一段和第"}[case]
    assert any(said in finding.message for finding in found.findings)
    assert outcome(text.encode(), "a", draft=True).made


@pytest.mark.parametrize("disturbed", [False, True])
@pytest.mark.parametrize(("name", "pack"), list(zip(INPUTS, (*PACKS[2:], *PACKS[:2]), strict=True)))
def test_another_countys_pack(name: str, pack: str, disturbed: bool) -> None:
    report = built(name)
    other = built(pack).pack
    lines = plain(report.shown).split("\n")
    found, text = read("\n".join(doubled(renumbered(swapped(lines))) if disturbed else lines), other)
    assert dropped(found, other, text) == []
    assert sum(found.account.summary().values()) == len(found.account.raw)
    assert load(text.encode(), "a.toml").findings == ()
    if other.id != report.pack.id or disturbed:
        assert found.findings
    made = outcome(text.encode(), "a", draft=True)
    assert made.made, made.error


def test_swapped_sections_come_back_in_the_packs_order() -> None:
    report = built("钟落潭镇-2021")
    lines = swapped(plain(report.shown).split("\n"))
    found, text = read("\n".join(lines), report.pack)
    prose = found.tree["正文"]
    assert prose.keys() == import_report(plain(report.shown).encode(), "a.txt", report.pack).tree["正文"].keys()
    assert any("次序不同" in finding.message for finding in found.findings)
    assert outcome(text.encode(), "a").made


def test_what_has_no_place_stands_at_the_end() -> None:
    report = built("吕田镇-2023")
    lines = plain(report.shown).split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("（三）部门整体收支"))
    extra = "另外，镇里的三座水库全年供水正常，没有发生断水。"
    found, text = read("\n".join([*lines[: at + 1], extra, *lines[at + 1 :]]), report.pack)
    assert found.tree["未归类"]["文字"] == [extra]
    assert text.rstrip().endswith(f'["未归类"]\n"文字" = [\n  "{extra}",\n]')
    assert [f.place.line for f in found.findings] == [at + 2]
    made = outcome(text.encode(), "a")
    assert [f.message for f in made.findings if f.code == "DAT225"] == ["“未归类”里还有 1 段文字，报告里不印"]


def test_a_table_taken_apart_is_said() -> None:
    report = built("吕田镇-2023")
    cells = ["指标", "目标值", "完成值", "修路", "3公里", "3公里", "种树", "100亩", "98亩"]
    lines = plain(report.shown).split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("（四）主要工作成效")) + 2
    found, _ = read("\n".join([*lines[:at], *cells, *lines[at:]]), report.pack)
    assert any(f"从“指标”起 {len(cells)} 行都很短，像是一张表拆散了" in f.message for f in found.findings)


def test_a_foreign_section_is_kept_out_of_its_neighbour() -> None:
    report = built("钟落潭镇-2021")
    lines = plain(report.shown).split("\n")
    at = lines.index("二、综合评价分析")
    foreign = ["（五）资产管理情况", "镇里的资产全部登记入册，年末盘点一次。"]
    found, _ = read("\n".join([*lines[:at], *foreign, *lines[at:]]), report.pack)
    assert found.tree["未归类"]["文字"] == foreign
    assert any("提纲里没有这个标题" in finding.message for finding in found.findings)


def test_a_lost_heading_is_known_by_what_stood_below_it() -> None:
    report = built("钟落潭镇-2021")
    lost = ("二、综合评价分析", "（一）自评结论", "三、存在的主要问题")
    text = "\n".join(line for line in plain(report.shown).split("\n") if line not in lost)
    found, made = read(text, report.pack)
    whole, _ = read(plain(report.shown), report.pack)
    assert found.tree["正文"] == whole.tree["正文"]
    assert found.tree["自评"] == whole.tree["自评"]
    assert [f.message.split("：")[0] for f in found.findings] == ["没有标题，从内容认出"] * 2
    assert dropped(found, report.pack, made) == []
