"""The trace: the text of a normal render, and for what the template filled in where it came from."""

from typing import Any

import pytest

from perfgen import word
from perfgen.compute import Figures, compute
from perfgen.context import traced_context
from perfgen.express import words
from perfgen.express.sourced import Sourced, Stretch
from perfgen.keypath import KeyPath
from perfgen.load import load
from perfgen.model import build_report
from perfgen.origins import Origins
from perfgen.prose import write_prose
from perfgen.render import compile_template
from perfgen.render.trace import Mark, Traced, compile_tracing, trace
from tests.explain.inquiries import paragraphs
from tests.support.built import REPORTS, built, source
from tests.support.wordfile import docx


class Figure:
    """A value that bears its path, as numbers of the figures do."""

    def __init__(self, text: str, path: KeyPath) -> None:
        self.text, self.path = text, path

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return self.text != "0"


甲, 乙 = Figure("12", ("甲",)), Figure("34", ("乙",))


def marks(template: str, **context: Any) -> tuple[str, tuple[Mark, ...]]:
    traced = trace(docx(template), {"甲": 甲, "乙": 乙, **context}, filters=words.FUNCTIONS)
    passage = traced.passages[0]
    assert (
        passage.text
        == word.read(compile_template(docx(template), filters=words.FUNCTIONS).render({"甲": 甲, "乙": 乙, **context}))
        .blocks[0]
        .text
    )
    return passage.text, passage.marks


def test_a_mark_says_where_and_from_what() -> None:
    text, (mark,) = marks("共{{ 甲 }}个")
    assert text[mark.start : mark.end] == "12"
    assert (mark.expression, mark.keys, mark.shown) == ("甲", (("甲",),), (("甲",),))


@pytest.mark.parametrize(
    ("expression", "keys", "shown"),
    [
        ("甲", "甲", "甲"),
        ("甲 | string", "甲", "甲"),
        ("甲 ~ 乙", "甲乙", "甲乙"),
        ("甲 if 乙 else 丙", "甲", "甲"),
        ("丙 if not 乙 else 甲", "甲", "甲"),
        ("无 or 甲", "甲", "甲"),
        ("甲 or 乙", "甲", "甲"),
        ("甲 if 有(乙) else ''", "甲", "甲"),
        ("表.子", "子", "子"),
        ("表['子']", "子", "子"),
        ("列[0]", "甲", "甲"),
        ("甲 == 乙", "甲乙", ""),
        ("[甲, 乙] | length", "甲乙", ""),
        ("'常数'", "", ""),
    ],
)
def test_what_is_used_and_what_is_shown(expression: str, keys: str, shown: str) -> None:
    context = {"表": {"子": Figure("5", ("子",))}, "列": [甲], "无": Figure("0", ("无",))}
    _, found = marks("{{ " + expression + " }}", **context)
    names = ["".join(str(path[-1]) for path in paths) for mark in found for paths in (mark.keys, mark.shown)]
    assert names == ([keys, shown] if found else [])


def test_loop_variables_bear_their_paths() -> None:
    items = [Figure(str(n), ("列", n)) for n in range(3)]
    _, found = marks("{% for 项 in 列 %}{{ loop.index }}.{{ 项 }}；{% endfor %}", 列=items)
    assert [mark.keys for mark in found] == [(), (("列", 0),), (), (("列", 1),), (), (("列", 2),)]


def test_what_a_macro_or_a_variable_prints_is_marked_where_it_is_printed() -> None:
    template = "{% set x %}〔{{ 甲 }}〕{% endset %}{% if x == '〔12〕' %}{{ x }}{% endif %}"
    text, (mark,) = marks(template)
    assert (text, mark.expression) == ("〔12〕", "x")


def test_markers_typed_in_the_data_are_dropped() -> None:
    traced = trace(docx("前{{ 文 }}后"), {"文": "一\U000f5030\U000f5041\U000f5032二"})
    assert traced.passages[0].text == "前一二后"
    assert len(traced.passages[0].marks) == 1


def test_texts_bring_their_stretches() -> None:
    text = Sourced("全年12万元", (Stretch(0, 2, ("文",), 5), Stretch(2, 4, ("文",), 7, "甲", (("甲",),), (("甲",),))))
    shown, (mark,) = marks("（一）{{ 文 }}", 文=text)
    assert [shown[s.start : s.end] for s in mark.stretches] == ["全年", "12"]
    assert mark.stretches[1].expression == "甲"


def test_headers_footers_and_tables_have_their_places() -> None:
    data = docx(
        "标题1 一、收支", "甲{{ 甲 }}", [["{{ 甲 }}", "{{ 乙 }}\n又{{ 甲 }}"]], header="{{ 甲 }}", title="{{ 乙 }}"
    )
    made = compile_tracing(data).trace({"甲": 甲, "乙": 乙})
    found = [
        (p.spot.part, p.spot.heading, p.spot.paragraph, p.spot.table, p.spot.column, p.text) for p in made.passages
    ]
    assert [each for each in found if each[-1]] == [
        ("正文", "一、收支", 0, 0, 0, "一、收支"),
        ("正文", "一、收支", 1, 0, 0, "甲12"),
        ("正文", "一、收支", 0, 1, 1, "12"),
        ("正文", "一、收支", 0, 1, 2, "34"),
        ("正文", "一、收支", 0, 1, 2, "又12"),
        ("页眉", "", 1, 0, 0, "12"),
    ]
    assert made.passages[0].level == 1


def figures_of(name: str) -> Figures:
    loaded = load(source(name).read_bytes(), f"{name}.toml").source
    assert loaded is not None
    return compute(build_report(loaded, built(name).contract)[0])


def traced(name: str) -> tuple[Traced, Figures]:
    figures = figures_of(name)
    document = built(name).contract.documents[0]
    origins = Origins(figures)
    context = traced_context(figures, write_prose(figures), document, origins)
    template = compile_tracing(built(name).pack.template(document), filters=words.FUNCTIONS)
    return template.trace(context, origins), figures


@pytest.mark.parametrize("name", REPORTS)
def test_without_its_marks_the_trace_is_the_normal_render(name: str) -> None:
    made, _ = traced(name)
    assert [passage.text for passage in made.passages] == list(paragraphs(built(name).shown))


@pytest.mark.parametrize("name", REPORTS)
def test_characters_of_prose_lead_back_to_the_data(name: str) -> None:
    made, figures = traced(name)
    typed = 0
    for passage in made.passages:
        for mark in passage.marks:
            assert 0 <= mark.start <= mark.end <= len(passage.text)
            for stretch in mark.stretches:
                assert mark.start <= stretch.start <= stretch.end <= mark.end
                shown = passage.text[stretch.start : stretch.end]
                if not stretch.path:
                    continue
                raw = figures.report.raw(stretch.path)
                if stretch.expression:
                    assert raw[stretch.source :].startswith(("{{", "｛｛"))
                    assert stretch.expression in raw[stretch.source :]
                else:
                    assert raw[stretch.source : stretch.source + len(shown)] == shown
                    typed += 1
    assert typed


@pytest.mark.parametrize("name", REPORTS)
def test_places_are_told_apart(name: str) -> None:
    made, _ = traced(name)
    filled = [passage.spot for passage in made.passages if passage.text.strip() and not passage.spot.table]
    bodies = [spot for spot in filled if spot.part == "正文" and spot.paragraph]
    repeated = {spot for spot in bodies if bodies.count(spot) > 1}
    headings = [passage.text for passage in made.passages if passage.level]
    assert all(headings.count(spot.heading) > 1 for spot in repeated)


def test_figures_of_a_row_of_the_score_table() -> None:
    made, figures = traced("天城镇-2021")
    cell = next(p for p in made.passages if p.spot.table == 2 and (p.spot.row, p.spot.column) == (2, 6))
    (mark,) = cell.marks
    assert mark.expression == "行.得分"
    assert [figures.report.spelled(path) for path in mark.shown] == ["指标[征地面积].得分"]


def test_listed_amounts_are_shown_in_order() -> None:
    made, figures = traced("天城镇-2021")
    mark = next(m for p in made.passages for m in p.marks if m.expression == "决算.收入 | 列示")
    assert [figures.report.spelled(path) for path in mark.shown] == [
        "决算.收入.一般公共预算财政拨款收入",
        "决算.收入.其他收入",
    ]
