"""Figures that sentences state, whatever their words."""

import pytest

from perfgen.importing.claims import Reader, in_ten_thousands, official_name
from perfgen.importing.patterns import Path
from tests.support.built import built

USED: frozenset[Path] = frozenset(
    {
        ("决算", "收入"), ("决算", "支出", "按支出性质"), ("自评", "总分"), ("自评", "分项", "产出指标", "得分"),
        ("三公经费", "合计", "决算数"), ("三公经费", "合计", "预算数"),
    }
)  # fmt: skip


def claims(text: str) -> dict[str, str]:
    reader = Reader(built("chongyang").contract, USED, ("青溪镇人民政府",))
    return {".".join(claim.path): claim.value for claim in reader.read(text)[0] if claim.path}


CASES = {
    "a total with its parts": (
        "青溪镇人民政府2021年本年收入300万元，其中：一般公共预算财政拨款200万元、其他收入100万元。",
        {"决算.收入": "300", "决算.收入.一般公共预算财政拨款收入": "200", "决算.收入.其他收入": "100"},
    ),
    "parts of the expenditure stand in the template's cut": (
        "支出合计90万元，其中基本支出60万元，占66.67%；项目支出30万元，占33.33%。",
        {"决算.支出": "90", "决算.支出.按支出性质.基本支出": "60", "决算.支出.按支出性质.项目支出": "30"},
    ),
    "the budget": (
        "年初部门预算收入80万元，年初预算支出80万元，其中基本支出50万元。",
        {"年初预算.收入": "80", "年初预算.支出": "80", "年初预算.支出.基本支出": "50"},
    ),
    "totals and balances": (
        "总收入500万元，总支出500万元，年初结转和结余12.5万元，年末结转结余3万元。",
        {"决算.收入总计": "500", "决算.支出总计": "500", "决算.年初结转和结余": "12.5", "决算.年末结转和结余": "3"},
    ),
    "changes": (
        "项目支出30万元，比上年决算数减少12万元。",
        {"决算.支出.按支出性质.项目支出": "30", "较上年.决算.支出.按支出性质.项目支出": "-12"},
    ),
    "other units": ("本年收入2.5亿元，其他收入35000元。", {"决算.收入": "25000", "决算.收入.其他收入": "3.5"}),
    "scores": (
        "自评得分为97.5分，其中产出指标应得40分，实际得分39分。",
        {"自评.总分": "97.5", "自评.分项.产出指标.满分": "40", "自评.分项.产出指标.得分": "39"},
    ),
    "grade and rate": ("自评等级为“良”，预算执行率为95.5%。", {"执行率": "95.5%", "自评.等级": "良"}),
    "people": ("核定编制30人，年末在职28人，离退休12人。",
               {"人员.编制人数": "30", "人员.年末在职人数": "28", "人员.离退休人数": "12"}),
    "official expenses": (
        "“三公”经费支出决算为26.77万元，完成全年预算28万元的95.6%。",
        {"三公经费.合计.决算数": "26.77", "三公经费.合计.预算数": "28"},
    ),
    "figures of the town are none of the unit": ("全街税收累计收入43.4亿元，新增款项174万元。", {}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_claims(text: str, expected: dict[str, str]) -> None:
    assert claims(text) == expected


def test_a_year_beside_a_figure_is_told() -> None:
    reader = Reader(built("chongyang").contract, USED)
    found, _ = reader.read("2023年年末结转结余5.76万元。")
    assert [(claim.path[-1], claim.year) for claim in found] == [("年末结转和结余", "2023")]


def test_amounts_without_a_place_are_told() -> None:
    reader = Reader(built("chongyang").contract, USED)
    assert reader.read("实际到位4212.62万元。")[1] == ["实际到位4212.62万元"]


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [("4,212.62", "万元", "4212.62"), ("1.5", "亿元", "15000"), ("35000", "元", "3.5"), ("419", "万元", "419")],
)
def test_amounts_are_in_ten_thousands(number: str, unit: str, expected: str) -> None:
    assert in_ten_thousands(number, unit) == expected


@pytest.mark.parametrize(
    ("spelled", "official"),
    [
        ("公务用车维护费", "公务用车运行维护费"),
        ("机关事业养老保险缴费", "机关事业单位基本养老保险缴费"),
        ("其他对个人和家庭补助", "其他对个人和家庭的补助"),
        ("办公费", "办公费"),
        ("村庄绿化费", "村庄绿化费"),
    ],
)
def test_official_names(spelled: str, official: str) -> None:
    assert official_name(spelled) == official
