"""Outlines as clerks write them down."""

import pytest

from perfgen.errors import EnvironmentFault
from perfgen.making.outline import Sketch, read_outline
from perfgen.making.parts import Body
from tests.support.wordfile import docx

OUTLINE = """\
名称：清河县部门整体支出绩效自评报告
标题：××镇××年度部门整体支出绩效自评报告
封面：评价年度、填报单位（盖章）、联系人
附件：部门整体支出绩效自评表、佐证材料清单

1 单位概况
1.1 主要职能 ｜ 编号段落、可选
1.2 人员编制情况
2 预算和决算
2.1 部门收支情况
3 自评得分和等级 【得分】
4 存在的突出问题
5 下一年改进打算
"""


def _read(text: str, name: str = "提纲.txt") -> Sketch:
    return read_outline(text.encode(), name)


def test_headings_levels_parts_and_what_stands_below() -> None:
    sketch = _read(OUTLINE)
    shown = [(chapter.title, chapter.level, chapter.body, chapter.part) for chapter in sketch.chapters]
    assert shown == [
        ("1 单位概况", 1, Body.NONE, "基本情况"),
        ("1.1 主要职能", 2, Body.NUMBERED, ""),
        ("1.2 人员编制情况", 2, Body.PEOPLE, ""),
        ("2 预算和决算", 1, Body.NONE, ""),
        ("2.1 部门收支情况", 2, Body.ACCOUNTS, ""),
        ("3 自评得分和等级", 1, Body.SCORE, "自评结论"),
        ("4 存在的突出问题", 1, Body.NUMBERED, "存在问题"),
        ("5 下一年改进打算", 1, Body.NUMBERED, "改进措施"),
    ]
    assert not sketch.chapters[1].required
    assert sketch.cover == ("评价年度", "填报单位（盖章）", "联系人")
    assert sketch.attachments == ("部门整体支出绩效自评表", "佐证材料清单")
    assert (sketch.name, sketch.title) == ("清河县部门整体支出绩效自评报告", "××镇××年度部门整体支出绩效自评报告")


def test_what_was_guessed_is_listed_with_its_line_and_what_was_said_is_not() -> None:
    guesses = {(guess.kind, guess.where): guess for guess in _read(OUTLINE).guesses}
    assert guesses["部分", "第 6 行“1 单位概况”"].text == "基本情况"
    assert guesses["内容", "第 10 行“2.1 部门收支情况”"].text == "收支"
    assert ("内容", "第 7 行“1.1 主要职能”") not in guesses


def test_markdown_headings_give_the_levels() -> None:
    sketch = _read("# 某县自评报告\n\n## 基本情况\n### 部门概况\n## 自评结论\n## 存在问题\n## 改进措施\n", "提纲.md")
    assert sketch.title == "某县自评报告"
    assert [(chapter.title, chapter.level) for chapter in sketch.chapters] == [
        ("基本情况", 1), ("部门概况", 2), ("自评结论", 1), ("存在问题", 1), ("改进措施", 1),
    ]  # fmt: skip


def test_word_headings_give_the_levels() -> None:
    sketch = read_outline(
        docx("标题1 一、基本情况", "标题2 （一）概况", "标题1 二、自评结论", "标题1 三、问题", "标题1 四、改进措施"),
        "提纲.docx",
    )
    assert [chapter.level for chapter in sketch.chapters] == [1, 2, 1, 1, 1]
    assert [chapter.part for chapter in sketch.chapters] == ["基本情况", "", "自评结论", "存在问题", "改进措施"]


def test_parts_that_the_outline_has_not_are_added_and_said() -> None:
    sketch = _read("一、基本情况\n二、自评结论\n")
    assert [(chapter.title, chapter.part) for chapter in sketch.chapters[2:]] == [
        ("三、存在问题", "存在问题"),
        ("四、改进措施", "改进措施"),
    ]
    assert {guess.text for guess in sketch.guesses if guess.sureness <= 40} == {"存在问题", "改进措施"}


def test_a_part_may_be_named_on_the_line() -> None:
    sketch = _read("一、镇情 ｜ 基本情况\n二、打分 ｜ 自评结论\n三、短处 ｜ 存在问题\n四、办法 ｜ 改进措施\n")
    assert [chapter.part for chapter in sketch.chapters] == ["基本情况", "自评结论", "存在问题", "改进措施"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_from_any_editor_are_read(encoding: str) -> None:
    assert read_outline(OUTLINE.encode(encoding), "提纲.txt") == _read(OUTLINE)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ("写一份报告".encode(), "提纲.txt", "提纲里没有带编号的标题"),
        (b"\xff\xfe\xff\x00\xd8", "提纲.txt", "不是文本文件"),
        (b"x", "提纲.pdf", "读不了这种提纲"),
        ("第一章 甲\n一、乙\n（一）丙\n1.丁\n（1）戊\n".encode(), "提纲.txt", "提纲最多四级，第 5 行"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, name: str, message: str) -> None:
    with pytest.raises(EnvironmentFault, match=message):
        read_outline(data, name)


def test_remarks_between_the_headings_are_left_out_and_said() -> None:
    sketch = _read(
        "自评报告\n一、基本情况\n这一章写单位的职能、机构和人员，控制在五百字以内，表另附，不要照抄三定方案的原文。\n二、自评结论\n"
    )
    assert sketch.title == "自评报告"
    assert [guess.where for guess in sketch.guesses if guess.kind == "没有用"] == ["第 3 行"]
