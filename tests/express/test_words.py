"""The words of the language: every example of the table, for real, and what they do with odd values."""

import re

import pytest

from perfgen.express import words
from tests.support.report import Reported, minimal_pack, report, statements

TOWN = """
年度=2021; 成文日期=2022-04-08
年初预算.支出.基本支出=871.44; 年初预算.支出.项目支出=462.3
决算.支出.基本支出=1404.18; 决算.支出.项目支出=2808.44
事实.信访受理=320宗; 事实.调解成功=310宗
指标[1].三级指标=征地面积; 指标[2].三级指标=行动次数; 指标[3].三级指标=超概算比例
"""
GROWTH = {"事实.地区生产总值": {"值": "117.8亿元", "同比": "4.1%"}}


def town() -> Reported:
    return report({**dict(statements(TOWN)), **GROWTH}, minimal_pack("格式.比率位数=1"))


@pytest.mark.parametrize("word", words.TABLE, ids=lambda word: word.name)
def test_example_of_the_table_is_true(word: words.Word) -> None:
    assert town().evaluated(word.example) == word.result


def test_every_word_has_its_page() -> None:
    names = [word.name for word in words.TABLE]
    assert len(set(names)) == len(names)
    for word in words.TABLE:
        assert word.usage
        assert word.meaning
        assert word.name in word.usage
        assert word.function.__doc__


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("决算.支出", "100"),
        ("决算.支出.合计", "100"),
        ("决算.支出.基本支出.名称", "基本支出"),
        ("决算.支出 / 3", "33.33"),
        ("决算.支出.基本支出 / 决算.支出", "70%"),
        ("1 - 执行率", "20%"),
        ("100 - 决算.支出.基本支出 | 万元", "无"),
        ("(100 - 决算.支出.基本支出) | 万元", "30万元"),
        ("2 * 决算.支出", "200"),
        ("决算.支出 * 2", "200"),
        ("事实.植树 * 决算.支出", "10000"),
        ("事实.植树", "100亩"),
        ("事实.植树 * 2", "200亩"),
        ("年度 - 1", "2023"),
        ("上年度", "2023"),
        ("年度 | 千分位", "2024"),
        ("年度 | 中文数字", "二〇二四"),
        ("人员.编制人数 | 中文数字", "十"),
        ("增减(决算.支出, 决算.支出)", "持平"),
        ("增减(决算.支出, 130.5)", "减少30.5万元"),
        ("增减(执行率, 0.75)", "增加5个百分点"),
        ("同比(决算.支出, 80)", "同比增长25%"),
        ("同比(决算.支出, 130)", "同比下降23.08%"),
        ("同比(决算.支出, 100)", "同比持平"),
        ("百分比(1, 3)", "33.33%"),
        ("百分比(1, 3, 0)", "33%"),
        ("百分比(2, 3, 4)", "66.6667%"),
        ("占比(决算.支出.项目支出, 决算.支出)", "30%"),
        ("决算.支出 | 位数(2)", "100.00"),
        ("决算.支出 | 大写", "壹佰万元整"),
        ("决算.支出 | 列示", "基本支出70万元，项目支出30万元"),
        ("决算.支出 | 个数", "2"),
        ("['甲', '乙', '丙'] | 列举", "甲、乙和丙"),
        ("['甲'] | 列举", "甲"),
        ("[] | 列举", ""),
        ("序号(12)", "（十二）"),
        ("成文日期 | 日期", "2025年1月8日"),
        ("'甲' if 决算.支出 > 99.99 else '乙'", "甲"),
        ("'甲' if 有(上年.决算.支出) else '乙'", "乙"),
        ("'甲' if 决算.支出 == 100 and not 决算.支出 != 100 else '乙'", "甲"),
        ("指标('植树面积').得分", "40"),
        ("指标（“植树面积”）．分值", "40"),
        ("金额('其他收入')", "15"),
        ("自评.分项.产出指标.得分", "60"),
        ("四舍五入(10 / 3, 1)", "3.3"),
        ("10 / 3", "3.333333"),
        ("亿元(决算.收入, 4)", "0.0105亿元"),
    ],
)
def test_what_is_printed(expression: str, printed: str) -> None:
    if printed == "无":  # a filter binds tighter than −: text cannot be subtracted
        made = report({"正文.概况": "{{ " + expression + " }}"})
        assert "DAT301" in made.codes
        return
    assert report().evaluated(expression) == printed


@pytest.mark.parametrize("word", words.TABLE, ids=lambda word: word.name)
def test_words_take_up_what_is_absent(word: words.Word) -> None:
    made = report("年初预算.收入=未公布; 事实.甲=未公布; 成文日期=未公布; 上年.决算.支出=100")
    argument = {"日期": "成文日期", "序号": "年初预算.收入"}.get(word.name, "年初预算.收入")
    call = {"百分比": f"百分比({argument}, 3)", "占比": f"占比(3, {argument})", "增减": f"增减(决算.支出, {argument})"}
    call |= {"同比": f"同比({argument}, 3)", "位数": f"位数({argument}, 1)", "四舍五入": f"四舍五入({argument}, 1)"}
    assert made.evaluated(call.get(word.name, f"{word.name}({argument})")) == "—"


@pytest.mark.parametrize(
    "expression",
    ["决算.支出 + 年初预算.收入", "年初预算.收入 * 2", "-年初预算.收入", "1 / 年初预算.收入", "年初预算.收入.任何"],
)
def test_arithmetic_takes_up_what_is_absent(expression: str) -> None:
    assert report("年初预算.收入=未公布").evaluated(expression) == "—"


def test_division_by_nothing_is_not_applicable() -> None:
    assert report("年初预算.收入=0").evaluated("百分比(决算.支出, 年初预算.收入)") == "—"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("决算.支岀", "你是不是想写“支出”"),
        ("决算.结余分配", "没有填“结余分配”"),
        ("上年.决算.支出", "没有填“上年”"),
        ("决算.支出[0]", "[0]"),
        ("决算.支出()", "不能这样取"),
        ("单位.名称 + 1", "不是数"),
        ("单位.名称 | 万元", "要一个数"),
        ("单位.名称 | 列示", "要一张表"),
        ("人员 | 列示", "算不出来|不对"),
        ("决算.支出 > '甲'", "算不出来"),
        ("决算.支出 | 位数(99)", "0 到 12"),
        ("决算.支出 | 位数(-1)", "0 到 12"),
        ("位数(决算.支出, '甲')", "0 到 12"),
        ("决算.支出 | 位数", "参数个数"),
        ("决算.支出 | 万园", "没有“| 万园”这个词"),
        ("决算", "是一张表"),
        ("指标", "是一张表"),
        ("指标行", "是一张表"),
        ("决算.支出 > 3", "对或错"),
        ("正文", "不能引用"),
        ("核对数", "不能引用"),
        ("指标('没有')", "没有“没有”"),
        ("指标()", "写一项的名称"),
        ("单位.名称.upper()", "upper"),
        ("成文日期.year", "year"),
        ("有(1)", "写一个路径"),
        ("9" * 900 + " * 2", "太大"),
        ("大写(1e30)", "算不出来"),
        ("金额('没有')", "没有“没有”"),
        ("金额('基本支出')", "不是数|处"),
    ],
)
def test_what_cannot_be_evaluated_is_a_finding(expression: str, said: str) -> None:
    made = report({"正文.概况": f"全年{{{{ {expression} }}}}。", "核对数.执行率": "80%"})
    if expression == "金额('基本支出')":  # one place among the final accounts: no fault
        assert made.codes == []
        return
    found = [finding for finding in made.findings if finding.code == "DAT301"]
    assert len(found) == 1, made.findings
    assert re.search(said, found[0].message + found[0].hint), found[0]
    assert found[0].place.key == "正文.概况"


def test_the_word_to_blame_is_pointed_at() -> None:
    made = report({"正文.概况": "第一行。\n全年支出{{ 决算.支岀 | 万元 }}。"})
    place = next(finding.place for finding in made.findings if finding.code == "DAT301")
    line = made.text.split("\n")[place.line - 1]
    assert line[place.column - 1 :].startswith("支岀")


def test_two_of_one_name_are_told_apart() -> None:
    made = report({"指标[2].三级指标": "植树面积", "正文.概况": "{{ 指标('植树面积').得分 }}"})
    assert any("有 2 项" in finding.message for finding in made.findings)
    assert made.evaluated("指标[1].得分") == "20"


def test_styles() -> None:
    pack = minimal_pack("格式.金额单位=元; 格式.去尾零=false; 格式.千分位=true; 格式.比率位数=1; 格式.得分位数=1")
    made = report("决算.支出.基本支出=1234.567", pack)
    assert made.evaluated("决算.支出.基本支出") == "12,345,670.00"
    assert made.evaluated("决算.支出.基本支出 | 万元") == "12,345,670.00元"
    assert made.evaluated("执行率") == "1,011.7%".replace(",", "")
    assert made.evaluated("年度") == "2024"
    assert made.evaluated("自评.总分") == "100.0"
    assert made.evaluated("人员.编制人数") == "10"
