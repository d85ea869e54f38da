"""References, their order, circles, unknown names, facts."""

from typing import Any

import pytest

from tests.support.report import report


def test_references_in_any_order() -> None:
    made = report(
        {
            "预算执行.年度资金总额.全年预算数": "{{ 决算.收入 + 20 }}",
            "决算.收入.其他收入": "{{ 决算.支出.项目支出 / 2 }}",
            "事实.一": "{{ 事实.二 }}",
            "事实.二": "{{ 事实.三 }}",
            "事实.三": "7个",
            "指标[植树面积].实际完成值": "{{ 事实.植树 }}",
        }
    )
    assert made.printed("决算.收入.其他收入") == "15"
    assert made.printed("预算执行.年度资金总额.全年预算数") == "125"
    assert made.printed("事实.一") == "7个"
    assert made.evaluated("事实.一 * 2") == "14个"
    assert made.printed("指标[植树面积].得分") == "40"
    assert not made.findings


@pytest.mark.parametrize(
    "changes",
    [
        {"决算.收入.其他收入": "{{ 决算.支出.项目支出 }}", "决算.支出.项目支出": "{{ 决算.收入.其他收入 }}"},
        {"决算.支出.项目支出": "{{ 决算.支出 - 70 }}"},
        {"决算.支出.项目支出": "{{ 决算.支出.项目支出 }}"},
        {"事实.甲": "{{ 事实.乙 }}", "事实.乙": "{{ 事实.丙 }}", "事实.丙": "{{ 事实.甲 }}"},
        {"指标[植树面积].实际完成值": "{{ 指标('植树面积').得分 }}亩"},
        {"指标[植树面积].实际完成值": "{{ 自评.总分 }}亩"},
        {"决算.支出.项目支出": "{{ 执行率 * 100 }}"},
        {
            "决算.支出.项目支出": "{{ 事实.甲 }}",
            "事实.甲": "{{ 指标('植树面积').实际完成值 }}",
            "指标[植树面积].实际完成值": "{{ 决算.支出 }}亩",
        },
        {"人员.编制人数": "{{ 人员.编制人数 + 1 }}"},
        {"决算.年初结转和结余": "{{ 决算.年末结转和结余 }}"},
        {"上年.决算.支出": "{{ 较上年.决算.支出 + 100 }}"},
    ],
)
def test_circles_are_findings(changes: dict[str, str]) -> None:
    found = [finding for finding in report(changes).findings if finding.code == "DAT302"]
    assert found
    assert "绕成了圈" in found[0].message
    assert " → " in found[0].message
    assert found[0].place.line > 0
    assert found[0].place.key


def test_a_circle_names_its_way() -> None:
    made = report({"事实.甲": "{{ 事实.乙 }}", "事实.乙": "{{ 事实.甲 }}"})
    [finding] = [finding for finding in made.findings if finding.code == "DAT302"]
    assert "事实.甲 → 事实.乙 → 事实.甲" in finding.message


@pytest.mark.parametrize(
    ("changes", "path", "printed"),
    [
        ({"决算.收入.其他收入": "{{ 决算.收入.财政拨款收入 / 9 }}"}, "决算.收入", "100"),
        (
            {"决算.支出": {"按支出性质": {"基本支出": 60, "项目支出": "{{ 决算.支出.基本支出 / 2 }}"}}},
            "决算.支出",
            "90",
        ),
    ],
)
def test_amounts_of_one_tree_refer_to_each_other(changes: dict[str, Any], path: str, printed: str) -> None:
    made = report(changes)
    assert made.printed(path) == printed
    assert "DAT302" not in made.codes


def test_a_circle_within_a_tree_names_the_amounts() -> None:
    changes = {
        "决算.收入.财政拨款收入": "{{ 决算.收入.其他收入 }}",
        "决算.收入.其他收入": "{{ 决算.收入.财政拨款收入 }}",
    }
    [finding] = [finding for finding in report(changes).findings if finding.code == "DAT302"]
    assert "决算.收入.财政拨款收入 → 决算.收入.其他收入 → 决算.收入.财政拨款收入" in finding.message


def test_an_unknown_name_is_placed_at_its_column() -> None:
    made = report({"人员.编制人数": "{{ 人员.年末在岗人数 + 1 }}"})
    [finding] = [finding for finding in made.findings if finding.code == "DAT301"]
    assert "你是不是想写“年末在职人数”" in finding.hint
    line = made.text.split("\n")[finding.place.line - 1]
    assert line[finding.place.column - 1 :].startswith("年末在岗人数")


def test_a_text_where_a_number_is_needed() -> None:
    made = report({"人员.编制人数": "{{ 单位.名称 }}"})
    [finding] = [finding for finding in made.findings if finding.code == "DAT303"]
    assert "不是数" in finding.message


def test_long_chains_of_references() -> None:
    chain = {f"事实.第{n}": f"{{{{ 事实.第{n + 1} }}}}" for n in range(60)}
    assert report({**chain, "事实.第60": "3次"}).printed("事实.第0") == "3次"
    endless = {f"事实.第{n}": f"{{{{ 事实.第{n + 1} }}}}" for n in range(600)}
    made = report({**endless, "事实.第600": "3次"})
    assert made.outcome().findings or made.printed("事实.第0") == "3次"


@pytest.mark.parametrize(
    ("fact", "expression", "printed"),
    [
        ("117.8亿元", "事实.甲", "117.8亿元"),
        ("117.8亿元", "事实.甲 | 万元", "1178000万元"),
        ("117.8亿元", "事实.甲 | 亿元", "117.8亿元"),
        ("近2.8亿元", "事实.甲", "近2.8亿元"),
        ("未公布", "事实.甲", "—"),
        ("国家级示范镇", "事实.甲", "国家级示范镇"),
        ({"值": "117.8亿元", "同比": "-4.1%", "来源": "区统计局"}, "事实.甲", "117.8亿元"),
        ({"值": "117.8亿元", "同比": "-4.1%"}, "事实.甲.同比 | 同比", "同比下降4.1%"),
        ({"值": "117.8亿元", "来源": "区统计局"}, "事实.甲.来源", "区统计局"),
        ({"乙": {"丙": "3次"}}, "事实.甲.乙.丙 + 1", "4次"),
        ({"值": "未公布", "同比": "4.1%"}, "事实.甲", "—"),
        ({"值": "未公布", "同比": "4.1%"}, "事实.甲.同比 | 同比", "同比增长4.1%"),
    ],
)
def test_facts_print_as_typed_and_compute_as_numbers(fact: object, expression: str, printed: str) -> None:
    assert report({"事实.甲": fact}).evaluated(expression) == printed


def test_keys_are_compared_folded() -> None:
    made = report({"决算.支出": {"“三公”经费": 3, "维修(护)费": 4}})
    assert made.evaluated("决算.支出['\"三公\"经费']") == "3"
    assert made.evaluated("决算.支出['维修（护）费']") == "4"


@pytest.mark.parametrize(
    ("change", "expression", "printed"),
    [
        ("上年.决算.支出=80", "较上年.决算.支出 | 增减", "增加20万元"),
        ("较上年.决算.支出=20", "上年.决算.支出 | 万元", "80万元"),
        ("较上年.决算.支出=-20", "较上年.决算.支出 | 增减", "减少20万元"),
        ("较上年.决算.支出=20", "'有' if 有(上年.决算.支出) else '无'", "有"),
        ("较上年.决算.支出=20", "'有' if 有(上年.决算.收入) else '无'", "无"),
        ("上年.人员.编制人数=12; 上年.自评.等级=优", "较上年.人员.编制人数", "-2"),
        ("上年.决算.支出.基本支出=80", "同比(决算.支出.基本支出, 上年.决算.支出.基本支出)", "同比下降12.5%"),
    ],
)
def test_last_year_in_expressions(change: str, expression: str, printed: str) -> None:
    made = report(change)
    assert made.evaluated(expression) == printed
    assert not [finding for finding in made.findings if finding.code.startswith("DAT")]


def test_computed_names_of_the_pack() -> None:
    assert report().printed("预算调整率") == "25%"
    assert "预算调整率" not in report("-年初预算").figures.top_names() or not report("-年初预算").figures.has(
        ("预算调整率",)
    )


def test_formulas_and_inputs_are_kept() -> None:
    figures = report().figures
    figures.value(("自评", "总分"))
    assert ("自评", "分项", "预算执行", "得分") in figures.inputs[("自评", "总分")]
    assert figures.formula(("决算", "支出")) == "基本支出 + 项目支出"
