"""Prose: three forms, nesting, numbering, and the way back from printed characters to typed ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.check import Case
from perfgen.prose import number_prefix
from tests.support.report import DATA, Reported, minimal_pack, report, typed


def blocks(made: Reported, key: str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in made.texts.sections[key]]


def test_a_line_is_a_paragraph_and_empty_lines_are_ignored() -> None:
    made = report({"正文.概况": "\n　　第一段。\n\n  第二段。  \n \t \n第三段{{ 事实.植树 }}。\n"})
    assert blocks(made, "概况") == [(0, "第一段。"), (0, "第二段。"), (0, "第三段100亩。")]


def test_a_list_of_texts_is_numbered() -> None:
    made = report({"正文.问题": ["预算粗。", "进度慢。\n二季度才开工。"]})
    assert blocks(made, "问题") == [(0, "1.预算粗。"), (0, "2.进度慢。"), (0, "二季度才开工。")]


def test_sub_headings_and_what_is_below_them() -> None:
    made = report(
        {
            "正文.工作": [
                {"标题": "前期{{ 事实.植树 }}", "内容": "定方案。\n分任务。"},
                {"标题": "评价", "内容": ["甲。", "乙。"]},
                {"标题": "总结", "内容": [{"标题": "小结", "内容": "丙。"}]},
                {"标题": "只有标题"},
            ]
        }
    )
    assert blocks(made, "工作") == [
        (1, "1.前期100亩"), (0, "定方案。"), (0, "分任务。"),
        (1, "2.评价"), (0, "（1）甲。"), (0, "（2）乙。"),
        (1, "3.总结"), (2, "（1）小结"), (0, "丙。"),
        (1, "4.只有标题"),
    ]  # fmt: skip
    assert not made.faults


@pytest.mark.parametrize(
    ("style", "third", "eleventh"),
    [
        ("1.", "3.", "11."),
        ("1、", "3、", "11、"),
        ("（1）", "（3）", "（11）"),
        ("（一）", "（三）", "（十一）"),
        ("一是", "三是", "十一是"),
        ("第一，", "第三，", "第十一，"),
        ("①", "③", "⑪"),
        ("无", "", ""),
    ],
)
def test_numbering_styles(style: str, third: str, eleventh: str) -> None:
    assert (number_prefix(style, 3), number_prefix(style, 11)) == (third, eleventh)
    made = report({"正文.问题": ["甲。", "乙。", "丙。"]}, minimal_pack(f"提纲[4].编号={style}"))
    assert made.texts.sections["问题"][2].text == f"{third}丙。"


def test_circled_numbers_end() -> None:
    assert number_prefix("①", 20) == "⑳"
    assert number_prefix("①", 21) == "（21）"


def test_absent_sections_are_empty_and_words_stand_for_sections() -> None:
    assert report().texts.sections["工作"] == ()
    assert blocks(report("正文.工作=未公布"), "工作") == []
    assert blocks(report("正文.工作=待填"), "工作") == [(0, "〔待填：（一）工作开展〕")]
    assert blocks(report('正文.问题=["待填", "甲。"]'), "问题") == [(0, "1.〔待填：三、存在问题〕"), (0, "2.甲。")]
    assert blocks(report("-正文.概况"), "概况") == [(0, "〔待填：一、基本情况〕")]


def test_outline_items_that_the_template_writes_take_no_text() -> None:
    [finding] = report("正文.结论=甲。").faults
    assert (finding.code, finding.place.key) == ("DAT201", "正文.结论")
    assert "由模板写" in finding.hint


PIECES = st.lists(
    st.sampled_from(
        [
            "甲乙丙。",
            "全年",
            "{{ 事实.植树 }}",
            "{{ 决算.支出 | 万元 }}",
            "｛｛ 年度 ｝｝",
            "\n",
            "\n\n",
            "　 ",
            "\t",
            "，",
            "“引”",
        ]
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(PIECES, st.booleans())
def test_every_character_leads_back_to_where_it_was_typed(pieces: list[str], listed: bool) -> None:
    text = "甲" + "".join(pieces)
    made = typed(DATA.replace('"问题" = ["预算编得粗。"]', f'"问题" = {_list(text) if listed else _block(text)}'))
    case = Case(made.figures, made.texts)
    source = made.text.split("\n")
    for block in made.texts.sections["问题"]:
        for span in block.spans:
            for position in range(max(span.start, len(block.prefix)), span.end):
                place = case.place_in_block(block, position)
                found = source[place.line - 1][place.column - 1 :]
                if span.expression:
                    assert found.startswith(("{{", "｛｛"))
                else:
                    assert found[0] == block.text[position]


def _block(text: str) -> str:
    return f"'''\n{text}'''"


def _list(text: str) -> str:
    return f"[ '甲。', '''\n{text}''' ]"


def test_escapes_do_not_shift_places() -> None:
    made = typed(DATA.replace('["预算编得粗。"]', '["引\\"号\\" {{ 事实.植树 }}\\u4e2d间 {{ 没有 }}。"]'))
    [finding] = [finding for finding in made.findings if finding.code == "DAT301"]
    place = finding.place
    assert made.text.split("\n")[place.line - 1][place.column - 1 :].startswith("没有")


def test_tables_cannot_be_printed_in_a_sentence() -> None:
    made = report({"正文.概况": "收支{{ 决算 }}如下。"})
    assert [finding.code for finding in made.findings] == ["DAT301"]
    assert "0x" not in made.texts.sections["概况"][0].text
