"""Packs from nothing, from an outline and from another pack: they build and check clean at once."""

from pathlib import Path

import pytest

from perfgen import word
from perfgen.errors import PackFault
from perfgen.lint import lint
from perfgen.making import Made, copied_pack, new_pack, outline_pack
from perfgen.packs import Pack, library
from perfgen.packs.read import SAMPLE, pack_of
from perfgen.pipeline import Outcome
from tests.making.test_outline import OUTLINE
from tests.support.built import PACKS, ROOT
from tests.support.made import printed


def _pack(made: Made) -> Pack:
    return pack_of(made.files, Path("made"))


def _built(made: Made) -> Outcome:
    outcome = printed(_pack(made), made.files[SAMPLE])
    assert not outcome.findings, outcome.findings
    assert outcome.error is None, outcome.error
    return outcome


def test_from_nothing_there_is_a_report_with_the_four_parts() -> None:
    made = new_pack("qinghe", "清河县模板", "", 2024)
    shown = word.read(_built(made).made[0].data)
    contract = _pack(made).contract
    assert [item.part for item in contract.outline if item.part] == ["基本情况", "自评结论", "存在问题", "改进措施"]
    titles = [item.title for item in contract.outline]
    assert [heading.text for heading in shown.headings if heading.text in titles] == titles
    assert (contract.id, contract.name, contract.version, contract.years) == ("qinghe", "清河县模板", "2024.1", (2024,))


@pytest.mark.parametrize("way", ["nothing", "outline"])
def test_lint_finds_nothing(way: str) -> None:
    made = new_pack("qinghe", "", "", 2024) if way == "nothing" else _from_outline()
    assert lint(_pack(made)) == ()


def _from_outline() -> Made:
    return outline_pack(OUTLINE.encode(), "提纲.txt", "qinghe", "", "2024.1", 2024)


def test_an_outline_becomes_cover_headings_and_attachments() -> None:
    shown = word.read(_built(_from_outline()).made[0].data)
    cover = [[cell.text for cell in row.cells] for row in shown.tables[0].rows]
    assert cover[:2] == [["评价年度：", "2024年"], ["填报单位（盖章）：", "云岭县松溪镇人民政府"]]
    texts = [heading.text for heading in shown.headings]
    assert [text for text in texts if text[0].isdigit()] == [
        "1 单位概况", "1.1 主要职能", "1.2 人员编制情况", "2 预算和决算", "2.1 部门收支情况", "3 自评得分和等级",
        "4 存在的突出问题", "5 下一年改进打算",
    ]  # fmt: skip
    assert texts[-2:] == ["部门整体支出绩效自评表", "佐证材料清单"]
    assert shown.paragraphs[0].text == "云岭县松溪镇人民政府2024年度部门整体支出绩效自评报告"


def test_a_line_of_the_cover_that_is_unknown_is_a_field() -> None:
    contract = _pack(_from_outline()).contract
    assert [field.pattern for field in contract.fields] == ["封面.联系人"]


def test_the_same_outline_gives_the_same_bytes() -> None:
    assert _from_outline().files == _from_outline().files


@pytest.mark.parametrize("pack", PACKS)
def test_a_copy_differs_in_id_name_and_version_alone(pack: str) -> None:
    original = library(ROOT / "templates").choose(pack)
    made = copied_pack(original, "haibin", "海滨县模板", "2025.1")
    copy = _pack(made)
    assert (copy.id, copy.contract.name, copy.version) == ("haibin", "海滨县模板", "2025.1")
    assert copy.contract.outline == original.contract.outline
    same = {name for name in original.files if made.files[name] == original.files[name]}
    assert set(original.files) - same == {"manifest.toml", SAMPLE}
    outcome = printed(copy, made.files[SAMPLE])
    assert outcome.made, outcome.findings
    lines = zip(
        original.files["manifest.toml"].decode().splitlines(),
        made.files["manifest.toml"].decode().splitlines(),
        strict=True,
    )
    assert sum(ours != theirs for ours, theirs in lines) == 3


def test_a_copy_needs_an_id_of_its_own() -> None:
    with pytest.raises(PackFault, match="新编号和原来的一样"):
        copied_pack(library(ROOT / "templates").choose("xuwen"), "xuwen", "", "")
