"""佐证材料清单: what a 佐证 names, and each material once."""

import pytest

from perfgen.workpaper.evidence import Material, materials, named
from tests.support.paper import paper
from tests.support.report import report


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("竣工验收报告", ("竣工验收报告",)),
        ("验收报告、现场照片；合同", ("验收报告", "现场照片", "合同")),
        ("《甲、乙两镇协议》、台账（一、二季度）", ("《甲、乙两镇协议》", "台账（一、二季度）")),
        ("1.会议纪要；2.签到表", ("会议纪要", "签到表")),
        ("（1）合同\n（2）发票。", ("合同", "发票")),
        ("合同、合同", ("合同",)),
        ("未关的（括号、里面", ("未关的（括号、里面",)),
        (" ； ", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert named(text) == names


def test_a_shared_material_is_numbered_once() -> None:
    """Names that differ in full-width signs only are one; a word names nothing."""
    made = materials(
        report("指标[1].佐证=验收报告（终稿）、照片; 指标[2].佐证=验收报告(终稿); 指标[3].佐证=未公布").figures
    )
    assert [(each.number, each.name, each.indicators) for each in made] == [
        (1, "验收报告（终稿）", ("植树面积", "超概算比例")),
        (2, "照片", ("植树面积",)),
    ]
    assert isinstance(made[0], Material)
    assert len(made[0].lines) == 2


def test_the_sheet() -> None:
    sheet = paper(report("指标[1].佐证=验收报告; 指标[3].佐证=问卷、验收报告")).cells.sheet("佐证材料清单")
    assert [[cell.value for cell in row][:4] for row in sheet.iter_rows()] == [
        ["编号", "佐证材料", "用于的指标", "指标数"],
        [1, "验收报告", "植树面积、群众满意度", 2],
        [2, "问卷", "群众满意度", 1],
    ]
    assert paper(report()).cells.sheet("佐证材料清单")["B2"].value == "指标没有填佐证"
