"""Headings of a report matched to an outline."""

import pytest

from perfgen.contract import OutlineItem
from perfgen.importing.numbering import number_of
from perfgen.importing.outline import match
from perfgen.importing.reading import Para
from perfgen.importing.tracked import Text

OUTLINE = tuple(
    OutlineItem(key, title, level, part)
    for key, title, level, part in [
        ("概况", "一、基本情况", 1, "基本情况"),
        ("概况.机构", "（一）机构设置和职能", 2, ""),
        ("概况.收支", "（二）部门整体收支情况", 2, ""),
        ("结论", "二、自评结论", 1, "自评结论"),
        ("结论.完成", "1.完成的绩效目标", 3, ""),
        ("结论.未完成", "2.未完成的绩效目标", 3, ""),
        ("问题", "三、存在的主要问题", 1, "存在问题"),
        ("措施", "四、下一步改进措施", 1, "改进措施"),
    ]
)


def matched(*lines: str) -> dict[str, tuple[str, str]]:
    """The line and the doubt for each key."""
    blocks = [Para(Text.at(line, 0), number) for number, line in enumerate(lines, 1)]
    return {OUTLINE[h.item].key: (lines[h.block][: h.length], h.doubt) for h in match(blocks, OUTLINE)}


CASES = {
    "as it is": (("一、基本情况",), {"概况": ("一、基本情况", "")}),
    "another number": (("1.基本情况",), {"概况": ("1.基本情况", "标题的编号不同")}),
    "another value": (("（五）机构设置和职能",), {"概况.机构": ("（五）机构设置和职能", "标题的序号不同")}),
    "other words": (("（二）单位整体收支",), {"概况.收支": ("（二）单位整体收支", "标题的说法不同")}),
    "known by its number and place": (("三、问题",), {"问题": ("三、问题", "标题改了名")}),
    "the usual name of a part": (("五、存在问题及原因",), {"问题": ("五、存在问题及原因", "标题的编号不同")}),
    "without a number": (("下一步改进措施",), {"措施": ("下一步改进措施", "标题没有编号")}),
    "with a note behind": (
        ("（一）机构设置和职能（含下属单位）。",),
        {"概况.机构": ("（一）机构设置和职能（含下属单位）。", "")},
    ),
    "in one line with its text": (
        ("（二）部门整体收支情况。本年收入三百万元，本年支出三百万元，收支平衡，没有结转，也没有结余。",),
        {"概况.收支": ("（二）部门整体收支情况。", "")},
    ),
    "a sentence is none": (("我们在部门整体收支情况方面做了许多工作。",), {}),
    "opposites are told apart": (
        ("1.未完成的绩效目标", "2.完成的绩效目标"),
        {"结论.未完成": ("1.未完成的绩效目标", "标题的序号不同")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_one_heading(lines: tuple[str, ...], expected: dict[str, tuple[str, str]]) -> None:
    found = matched(*lines)
    for key, (line, doubt) in expected.items():
        assert found[key][0] == line
        assert bool(found[key][1]) == bool(doubt)
    if not expected:
        assert found == {}


def test_swapped_and_doubled_headings_are_doubtful() -> None:
    found = match(
        [
            Para(Text.at(line, 0), 1)
            for line in (
                "四、下一步改进措施",
                "一、基本情况",
                "二、自评结论",
                "三、存在的主要问题",
                "三、存在的主要问题",
            )
        ],
        OUTLINE,
    )
    assert [(OUTLINE[h.item].key, h.doubt) for h in found] == [
        ("措施", "与提纲的次序不同"),
        ("概况", ""),
        ("结论", ""),
        ("问题", ""),
        ("问题", "这个标题出现了两次"),
    ]


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("一、甲", "一、", 1),
        ("十二、甲", "一、", 12),
        ("（三）甲", "（一）", 3),
        ("(三)甲", "（一）", 3),
        ("4.甲", "1.", 4),
        ("4．甲", "1.", 4),
        ("5、甲", "1、", 5),
        ("（6）甲", "（1）", 6),
        ("7)甲", "1）", 7),
        ("⑧甲", "①", 8),
        ("二是甲", "一是", 2),
        ("第三，甲", "第一，", 3),
        ("9推进甲", "1", 9),
        ("第二部分 甲", "一、", 2),
    ],
)
def test_numbers(text: str, style: str, value: int) -> None:
    number = number_of(text)
    assert number is not None
    assert (number.style, number.value) == (style, value)


@pytest.mark.parametrize("text", ["2021年度甲", "12345热线", "3.5亿元", "5个村", "4.12万元", "甲", "3", "10座电站"])
def test_no_numbers(text: str) -> None:
    assert number_of(text) is None
