"""Prose in the form that the outline asks for."""

from typing import Any

import pytest

from perfgen.contract import Content, OutlineItem
from perfgen.importing.facts import Facts
from perfgen.importing.prose import formed
from perfgen.importing.reading import Para
from perfgen.importing.tracked import Text

Case = tuple[Content, list[str], Any]

CASES: dict[str, Case] = {
    "paragraphs": (Content.PARAGRAPHS, ["甲。", "1.乙。"], "甲。\n1.乙。"),
    "numbered": (Content.NUMBERED, ["1.甲。", "2.乙。", "丙。"], ["甲。", "乙。\n丙。"]),
    "numbered otherwise": (Content.NUMBERED, ["一是甲。", "二是乙。"], ["甲。", "乙。"]),
    "numbered with a number inside": (
        Content.NUMBERED,
        ["1、甲。", "（1）乙。", "2、丙。"],
        ["甲。\n（1）乙。", "丙。"],
    ),
    "not numbered": (Content.NUMBERED, ["甲。", "乙。"], "甲。\n乙。"),
    "sub-headings": (
        Content.SUBHEADED,
        ["（一）甲事", "做了甲。", "又做了甲。", "（二）乙事", "做了乙。"],
        [{"标题": "甲事", "内容": "做了甲。\n又做了甲。"}, {"标题": "乙事", "内容": "做了乙。"}],
    ),
    "sub-headings in one line with their text": (
        Content.SUBHEADED,
        ["1.甲事：做了甲，花了三天，群众满意。", "2.乙事。做了乙。"],
        [{"标题": "甲事", "内容": "做了甲，花了三天，群众满意。"}, {"标题": "乙事", "内容": "做了乙。"}],
    ),
    "two levels of one number": (
        Content.SUBHEADED,
        ["1抓好甲", "1推进乙。做了乙。", "2推进丙。做了丙。", "2抓好丁", "1推进戊。做了戊。"],
        [
            {
                "标题": "抓好甲",
                "内容": [{"标题": "推进乙", "内容": "做了乙。"}, {"标题": "推进丙", "内容": "做了丙。"}],
            },
            {"标题": "抓好丁", "内容": [{"标题": "推进戊", "内容": "做了戊。"}]},
        ],
    ),
    "words before the first sub-heading": (
        Content.SUBHEADED,
        ["总的看。", "1.甲事", "做了甲。"],
        [{"标题": "待填", "内容": "总的看。"}, {"标题": "甲事", "内容": "做了甲。"}],
    ),
}


@pytest.mark.parametrize(("content", "lines", "expected"), CASES.values(), ids=CASES)
def test_forms(content: Content, lines: list[str], expected: Any) -> None:
    item = OutlineItem("甲", "一、甲", 1, content=content)
    assert formed([Para(Text.at(line, 0), 1) for line in lines], item).value == expected


def test_gaps_in_the_numbers_are_told() -> None:
    item = OutlineItem("甲", "一、甲", 1, content=Content.NUMBERED)
    paras = [Para(Text.at(line, 0), 1) for line in ("1.甲。", "3.乙。")]
    assert formed(paras, item).doubts == ["编号不连续：1 之后是 3"]


def test_headline_figures_become_facts() -> None:
    facts = Facts()
    item = OutlineItem("成效", "一、主要成效", 1, content=Content.PARAGRAPHS)
    text = (
        "实现地区生产总值117.8亿元，同比增长4.1%；工业产值5.4亿元，增长3%；发放低保金近300万元。"
        "500万元（含）以上的项目没有。"
    )
    written = facts.written(text, item)
    assert facts.tree == {
        "主要成效": {
            "地区生产总值": {"值": "117.8亿元", "同比": "4.1%"},
            "工业产值": {"值": "5.4亿元", "同比": "3%"},
            "低保金": "近300万元",
        }
    }
    assert written == (
        "实现地区生产总值{{ 事实.主要成效.地区生产总值 }}，{{ 事实.主要成效.地区生产总值.同比 | 同比 }}；"
        "工业产值{{ 事实.主要成效.工业产值 }}，增长{{ 事实.主要成效.工业产值.同比 }}；"
        "发放低保金{{ 事实.主要成效.低保金 }}。500万元（含）以上的项目没有。"
    )


def test_amounts_of_the_accounts_are_referred_to() -> None:
    facts = Facts(known={"4212.62万元": "决算.支出 | 万元"})
    item = OutlineItem("问题", "一、问题", 1, content=Content.NUMBERED)
    assert facts.written(["全年支出4212.62万元。"], item) == ["全年支出{{ 决算.支出 | 万元 }}。"]
    assert facts.tree == {}
