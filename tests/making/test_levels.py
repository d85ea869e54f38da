"""Levels of headings from their numbers."""

import pytest

from perfgen.making.levels import Nesting, numbered

NESTED = {
    "中文": [("一、", 1), ("（一）", 2), ("1.", 3), ("（1）", 4), ("2.", 3), ("（二）", 2), ("二、", 1), ("（一）", 2)],
    "数字": [("1 ", 1), ("1.1 ", 2), ("1.1.1 ", 3), ("1.1.2 ", 3), ("1.2 ", 2), ("2 ", 1), ("2.1 ", 2)],
    "章节": [("第一章 ", 1), ("一、", 2), ("（一）", 3), ("1.", 4), ("第二章 ", 1), ("一、", 2)],
    "章和数字": [("第一章 ", 1), ("1.1 ", 2), ("1.1.1 ", 3), ("第二章 ", 1), ("2.1 ", 2)],
    "跳级": [("一、", 1), ("1.", 2), ("2.", 2), ("二、", 1), ("（一）", 2)],
    "部分": [("第一部分 ", 1), ("一、", 2), ("第二部分 ", 1)],
}  # fmt: skip


@pytest.mark.parametrize("case", NESTED)
def test_levels_follow_from_the_numbers(case: str) -> None:
    nesting = Nesting()
    for mark, level in NESTED[case]:
        found = numbered(f"{mark}部门概况")
        assert found is not None, mark
        assert (nesting.level(found.style), found.bare) == (level, "部门概况"), mark


@pytest.mark.parametrize("text", ["部门概况", "2024年度工作", "1.5万元以上的项目", "12个村", "一是抓项目", "5.5亿元"])
def test_what_is_no_number_of_a_heading(text: str) -> None:
    found = numbered(text)
    assert found is None or found.style not in ("1.1", "1"), found
