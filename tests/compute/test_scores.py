"""Scores: rounded per indicator, then added; parts, total, grade, rows."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.express.rounding import rounded
from tests.support.report import minimal_pack, report


def test_each_score_is_rounded_before_they_are_added() -> None:
    """40 × 2/3 = 26.666… and 20 × 2/3 = 13.333…: 26.67 + 13.33, each half up; at no places 27 + 13."""
    change = "指标[1].指标值=3次; 指标[1].实际完成值=2次; 指标[2].指标值=3次; 指标[2].实际完成值=2次"
    assert report(change).printed("自评.分项.产出指标.得分") == "40"
    assert report(change, minimal_pack("评分.得分位数=0")).printed("指标[植树面积].得分") == "27"
    half = "指标[1].指标值=8次; 指标[1].实际完成值=1次; 指标[1].分值=1; 指标[2].分值=59"
    assert report(half).printed("指标[植树面积].得分") == "0.13"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 120)), min_size=1, max_size=6), st.integers(0, 2))
def test_total_is_the_sum_of_rounded_scores(items: list[tuple[int, int]], places: int) -> None:
    changes: dict[str, object] = {"指标": []}
    weights = Decimal(0)
    for index, (wanted, actual) in enumerate(items):
        weight = Decimal(80) / len(items)
        weight = weight.quantize(Decimal("0.1"))
        weights += weight
        changes[f"指标[{index + 1}]"] = {
            "一级指标": "产出指标",
            "三级指标": f"指标{index}",
            "指标值": f"≥{wanted}次",
            "实际完成值": f"{actual}次",
            "分值": weight,
        }
    made = report(changes, minimal_pack(f"评分.得分位数={places}"))
    expected = sum(
        rounded(Decimal(80 / Decimal(len(items))).quantize(Decimal("0.1")) * min(Decimal(1), Decimal(a) / w), places)
        for w, a in items
    )
    assert made.value("自评.分项.产出指标.得分").value == expected
    assert 0 <= expected <= weights + len(items)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_half_open(score: str, grade: str) -> None:
    assert report(f"-指标\n自评.总分={score}").printed("自评.等级") == grade


def test_grades_on_another_scale() -> None:
    pack = minimal_pack("评分.满分=50")
    assert report("-指标\n自评.总分=45", pack).printed("自评.等级") == "优"


@pytest.mark.parametrize(
    ("spent", "score"),
    [("100", "16"), ("125", "20"), ("140", "20"), ("0", "0"), ("-5", "0"), ("124.99", "20"), ("70.4", "11.26")],
)
def test_execution_rate_scores_capped(spent: str, score: str) -> None:
    assert report({"决算.支出": Decimal(spent)}).printed("自评.分项.预算执行.得分") == score


def test_execution_rate_of_no_budget_is_nothing() -> None:
    made = report("预算执行.年度资金总额.全年预算数=0")
    assert made.printed("执行率") == "—"
    assert made.printed("自评.分项.预算执行.得分") == "0"


def test_a_group_has_one_score_and_a_row_for_each_name() -> None:
    made = report(
        '指标[2].三级指标=["甲", "乙", "丙"]; 指标[2].指标值=未公布; 指标[2].实际完成值=未公布; 指标[2].得分=18'
    )
    rows = made.value("指标行")
    assert [str(row["三级指标"]) for row in rows] == ["植树面积", "甲", "乙", "丙", "群众满意度"]
    assert [row["组"] for row in rows] == [1, 2, 2, 2, 3]
    assert [str(row["得分"]) for row in rows] == ["40", "18", "18", "18", "20"]
    assert made.printed("自评.分项.产出指标.得分") == "58"
    assert made.evaluated("指标('甲、乙、丙').得分") == "18"
    assert str(rows[0]["佐证"]) == ""
    assert str(rows[1]["实际完成值"]) == "—"


def test_every_row_has_every_column() -> None:
    for row in report().value("指标行"):
        for column in (
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "实际完成值",
            "完成率",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
            "组",
        ):
            str(row[column])


def test_qualitative_scores_are_base_facts() -> None:
    change = "指标[2].指标值=符合规定; 指标[2].实际完成值=符合; 指标[2].定性档=达成"
    assert report(change + "; 指标[2].得分=18").printed("自评.总分") == "94"
    made = report(change)
    assert made.printed("自评.总分").startswith("〔待填")


def test_only_totals_or_only_a_grade_are_published() -> None:
    assert report("-指标\n自评.分项.产出.得分=70; 自评.分项.产出.满分=80").printed("自评.分项.产出.得分") == "70"
    made = report("-指标\n自评.总分=88.5")
    assert made.printed("自评.等级") == "良"
    made = report("-指标\n自评.等级=良\n自评.总分=未公布")
    assert made.printed("自评.等级") == "良"
    assert made.printed("自评.总分") == "—"


def test_what_is_pending_makes_the_total_pending_and_silences_the_checks() -> None:
    assert report("指标[植树面积].实际完成值=待填").value("自评.总分") == "待填"
    made = report("指标[植树面积].实际完成值=待填; 自评.总分=50")
    assert "SCO105" not in made.codes


def test_completion_prints_capped_or_not() -> None:
    change = "指标[植树面积].实际完成值=130亩"
    assert report(change).printed("指标[植树面积].完成率") == "100%"
    assert report(change, minimal_pack("评分.完成率封顶=false")).printed("指标[植树面积].完成率") == "130%"
    made = report("指标[植树面积].实际完成值=未公布; 指标[植树面积].完成情况=达标完成; 指标[植树面积].得分=40")
    assert made.printed("指标[植树面积].完成率") == "达标完成"


def test_actual_as_quotient() -> None:
    made = report({"指标[群众满意度].实际完成值": {"分子": "74人", "分母": "{{ 事实.发放 }}"}, "事实.发放": "83份"})
    assert made.printed("指标[群众满意度].实际完成值") == "89.16%"
    assert made.evaluated("指标('群众满意度').实际完成值.分母") == "83份"
    assert made.printed("指标[群众满意度].得分") == "19.81"
