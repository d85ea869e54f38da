"""Any docxtpl template with any plain context gives what docxtpl gives."""

import io
from typing import Any

import docx as python_docx
import pytest
from docxtpl import Listing as L
from docxtpl import R, RichText
from docxtpl import RichTextParagraph as RP
from jinja2 import Undefined

from perfgen.render import compile_template
from tests.support.wordfile import by_docxtpl, docx, part, saved, shown

ROWS = [{"a": "甲", "b": 1, "c": 2.5}, {"a": "乙", "b": 2, "c": None}, {"a": "丙", "b": 3, "c": 0.1}]

CASES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "text": (
        docx("标题1 一", "{{ a }}和{{ b.c }}", "{{ b['c'] }}{{ l[1] }}"),
        {"a": "甲", "b": {"c": 1.5}, "l": [1, 2]},
    ),
    "numbers": (docx("{{ 7/2 }} {{ 4/2 }} {{ 1/3 }} {{ x*0.1 }} {{ 1.50 }} {{ 7//2 }} {{ 2**3 }}"), {"x": 0.7}),
    "compare": (docx("{% if x == 0.1 %}same{% endif %}{% if x < 0.5 %}less{% endif %}"), {"x": 0.1}),
    "none": (docx("{{ a }} {{ b }} {{ c }}"), {"a": None, "b": True, "c": [1, "x"]}),
    "filters": (
        docx("{{ a|upper }} {{ l|join('、') }} {{ l|length }} {{ n|default('无') }}"),
        {"a": "ab", "l": ["<", "x"]},
    ),
    "concat": (docx("{{ a ~ '<' ~ b }}"), {"a": "x&", "b": 2}),
    "set": (docx("{% set x = a + 1 %}{{ x }}", "{% set y %}<{{ a }}>{% endset %}{{ y }}"), {"a": 1}),
    "macro": (docx("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(a) }}{{ m('x') }}"), {"a": "<1>"}),
    "if": (
        docx("{% if a %}有{% else %}无{% endif %}", "{%p if b %}", "第一", "{%p else %}", "第二", "{%p endif %}"),
        {"a": 1, "b": 0},
    ),
    "paragraph loop": (docx("前", "{%p for x in l %}", "第{{ x }}段", "{%p endfor %}", "后"), {"l": "甲乙丙"}),
    "for else": (docx("{% for x in l %}{{ x }}{% else %}没有{% endfor %}"), {"l": []}),
    "inline loop": (
        docx("{% for x in l %}{{ loop.index }}{{ x }}{% if not loop.last %}、{% endif %}{% endfor %}"),
        {"l": "甲乙"},
    ),
    "merge lines": (docx("甲{%- if a %}", "乙", "{%- endif %}", "丙{% if a -%}", "丁{% endif %}"), {"a": 1}),
    "comments": (docx("甲{# no #}乙", "{#p gone #}", "丙"), {}),
    "raw": (docx("{% raw %}{{ a }}{% endraw %} {_{ a }_} {_% if %_}"), {}),
    "operators": (docx("{% if a < 3 and a > 1 and b != '&' %}是{% endif %}"), {"a": 2, "b": "x"}),
    "quotes": (docx("{{ d[“k”] }}{{ ‘x’ }}"), {"d": {"k": 1}}),
    "breaks": (docx("{{ a }}"), {"a": "一\n二\t三\f四\a五"}),
    "listing": (docx("{{ a }}"), {"a": L("一 < 二\n三\a四")}),
    "rich text": (docx("前{{r a }}后"), {"a": R("粗", bold=True, color="#ff0000", size=40, font="SimHei")}),
    "rich text breaks": (docx("{{r a }}"), {"a": R("一\n二\a三", italic=True, style="Strong", highlight="ffff00")}),
    "rich paragraph": (docx("前", "{{p a }}", "后"), {"a": RP("段", parastyle="Heading1")}),
    "rows": (
        docx([["名", "数"], ["{%tr for r in rows %}", ""], ["{{ r.a }}", "{{ r.c }}"], ["{%tr endfor %}", ""]]),
        {"rows": ROWS},
    ),
    "row in one": (
        docx(
            [
                ["名"],
                ["{%tr for r in rows %}"],
                ["{%tr if r.b != 2 %}"],
                ["{{ r.a }}"],
                ["{%tr endif %}"],
                ["{%tr endfor %}"],
            ]
        ),
        {"rows": ROWS},
    ),
    "columns": (
        docx(
            [
                ["{%tc for c in cols %}", "{{ c }}", "{%tc endfor %}"],
                ["{%tc for c in cols %}", "{{ loop.index }}", "{%tc endfor %}"],
            ]
        ),
        {"cols": "甲乙丙丁戊"},
    ),
    "fewer columns": (docx([["{%tc for c in cols %}", "{{ c }}", "{%tc endfor %}"]]), {"cols": "甲"}),
    "vm": (docx([["x"], ["{%tr for r in rows %}"], ["{{ r.a }}{% vm %}"], ["{%tr endfor %}"]]), {"rows": ROWS}),
    "hm": (
        docx(
            [
                ["{%tc for c in cols %}", "{% hm %}头", "{%tc endfor %}"],
                ["{%tc for c in cols %}", "{{ c }}", "{%tc endfor %}"],
            ]
        ),
        {"cols": "甲乙丙"},
    ),
    "colspan": (
        docx([["{% colspan n %}甲", "{%tc if n < 2 %}", "乙", "{%tc endif %}"], ["甲", "乙", "丙", "丁"]]),
        {"n": 2},
    ),
    "cellbg": (docx([["{% cellbg bg %}甲", "乙"]]), {"bg": "FF0000"}),
    "cell paragraphs": (docx([["{%p for x in l %}\n{{ x }}\n{%p endfor %}"]]), {"l": "甲乙"}),
    "header": (docx("体", header="{{ a }}", footer="{% if a %}尾{{ a }}{% endif %}"), {"a": "头"}),
    "special": (docx("{{ a }}"), {"a": "<w:p>&amp;\"' {{ x }} {% if %}"}),
    "blanks": (docx("{{ a }} x", "  {{ a }}{{ a }}  "), {"a": " 甲 "}),
}


@pytest.mark.parametrize("name", CASES)
def test_reads_like_docxtpl(name: str) -> None:
    template, context = CASES[name]
    expected = shown(by_docxtpl(template, context))
    made = shown(compile_template(template, undefined=Undefined).render(context))
    assert made.text == expected.text
    assert made == expected


def test_properties_are_rendered() -> None:
    template = docx("x", title="{{ a }}的报告")
    made = compile_template(template).render({"a": "甲 & 乙"})
    assert python_docx.Document(io.BytesIO(made)).core_properties.title == "甲 & 乙的报告"


def test_run_properties_survive_breaks() -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph(style="Quote")
    paragraph.add_run("{{ a }}").bold = True
    made = compile_template(saved(document)).render({"a": "一\n二\a三\t四\f五"})
    paragraphs = [p for p in python_docx.Document(io.BytesIO(made)).paragraphs if p.text.strip()]
    assert [p.text for p in paragraphs] == ["一\n二", "三\t四", "五"]
    assert all(p.style is not None and p.style.name == "Quote" for p in paragraphs)
    assert all(run.bold for p in paragraphs for run in p.runs if run.text.strip())


def test_tags_split_over_runs() -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph("前")
    for piece in ("{", "{ a", " | up", "per }", "}后"):
        paragraph.add_run(piece)
    template = saved(document)
    assert shown(compile_template(template).render({"a": "x"})).text == "前X后"


def test_grid_widths_as_docxtpl() -> None:
    template, context = CASES["columns"]
    grids = [part(d).split("<w:tblGrid>")[1].split("</w:tblGrid>")[0] for d in (
        by_docxtpl(template, context), compile_template(template).render(context))]  # fmt: skip
    assert grids[0] == grids[1]


def test_inline_pictures_take_the_slow_way() -> None:
    from docxtpl import DocxTemplate, InlineImage

    template = docx("甲{{ pic }}乙", "{{ a }}", [["{% cellbg 'f00' %}x"]], header="{{ a }}")
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
        "0def46b80000000049454e44ae426082"
    )
    tpl = DocxTemplate(io.BytesIO(template))
    made = compile_template(template).render({"pic": InlineImage(tpl, io.BytesIO(pixel)), "a": "<b>"})
    opened = python_docx.Document(io.BytesIO(made))
    assert len(opened.inline_shapes) == 1
    assert [p.text for p in opened.paragraphs] == ["甲乙", "<b>"]
    assert opened.sections[0].header.paragraphs[0].text == "<b>"


def test_subdocuments_take_the_slow_way() -> None:
    pytest.importorskip("docxcompose")
    from docxtpl import DocxTemplate

    template = docx("前", "{{p sub }}", "后")
    tpl = DocxTemplate(io.BytesIO(template))
    sub = tpl.new_subdoc()
    sub.add_paragraph("里面")
    made = compile_template(template).render({"sub": sub})
    assert [p.text for p in shown(made).paragraphs if p.text] == ["前", "里面", "后"]


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("level", ["{{ a }}", "{{r a }}", "{{p a }}"])
def test_text_is_never_lost(autoescape: bool, level: str) -> None:
    made = compile_template(docx("前", level, "后"), autoescape=autoescape).render({"a": "1 < 2 & <b>x</b> <y"})
    assert [p.text for p in shown(made).paragraphs] == ["前", "1 < 2 & <b>x</b> <y", "后"]


def test_raw_xml_without_autoescape() -> None:
    xml = "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:t>"
    made = compile_template(docx("前{{ a }}后"), autoescape=False).render({"a": xml})
    assert shown(made).text == "前粗后"
    assert "<w:b/>" in part(made)


def test_rich_text_without_r_is_not_lost() -> None:
    made = compile_template(docx("前{{ a }}后{{ a }}")).render({"a": RichText("粗", bold=True)})
    assert shown(made).text == "前粗后粗"
    assert part(made).count("<w:b/>") == 2
