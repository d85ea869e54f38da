"""Whatever stands in the data comes out as it is, and the result stays a Word file."""

import re
from concurrent.futures import ThreadPoolExecutor
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.render import compile_template
from tests.support.wordfile import body, docx, part, shown

TEMPLATE = compile_template(
    docx("前{{ a }}后", [["{%tr for x in l %}"], ["{{ x }}"], ["{%tr endfor %}"]], header="{{ a }}", title="{{ a }}")
)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("<&>{}%\"'\x00\x01\x02\x03\x04\x0b\x1f 〔〕")))


def kept(text: str) -> str:
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\a", "").replace("\f", ""))


@settings(max_examples=200, deadline=None)
@given(TEXT.map(lambda t: t.replace("\a", "").replace("\f", "")), st.lists(TEXT, min_size=1, max_size=4))
def test_any_text_comes_out_verbatim(text: str, items: list[str]) -> None:
    made = TEMPLATE.render({"a": text, "l": items})
    for name in ("word/document.xml", "word/header1.xml", "docProps/core.xml"):
        expat.ParserCreate().Parse(part(made, name), True)
    document = shown(made)
    assert document.paragraphs[0].text == f"前{kept(text)}后"
    assert document.headers == (kept(text),)
    cells = [c.text.replace("\f", "\n") for c in document.tables[0].cells]
    assert [re.sub(r"\n+", "", c) for c in cells] == [re.sub(r"\n+", "", kept(i)) for i in items]


ANYWHERE = {
    escaping: compile_template(docx("前{{ a }}", [["{% cellbg a %}{{ a|safe }}"]], "{{r a }}"), autoescape=escaping)
    for escaping in (True, False)
}


@pytest.mark.parametrize("autoescape", [True, False])
@given(text=TEXT.filter(lambda t: not re.search("[\a\f]", t)))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_file(autoescape: bool, text: str) -> None:
    made = ANYWHERE[autoescape].render({"a": text})
    expat.ParserCreate().Parse(part(made), True)


def test_same_data_same_bytes() -> None:
    template = docx("{{ a }}", header="{{ a }}")
    first, second = (compile_template(template).render({"a": "甲"}) for _ in range(2))
    assert first == second


def test_two_towns_in_threads_do_not_mix() -> None:
    template = compile_template(
        docx(
            "{% set 名 = 单位 %}{{ 名 }}", "{%p for x in l %}", "{{ 单位 }}{{ x }}\n甲", "{%p endfor %}",
            [["{%tr for x in l %}"], ["{% 合并 a %}{{ 单位 }}{{ x.a }}"], ["{%tr endfor %}"]], header="{{ 单位 }}",
        )
    )  # fmt: skip
    towns = [{"单位": f"镇{n}", "l": [{"a": n}, {"a": n}, {"a": 0}]} for n in range(8)]
    alone = [template.render(town) for town in towns]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(template.render, towns * 25))
    assert together == alone * 25
    for number, made in enumerate(alone):
        assert set(re.findall("镇[0-9]", shown(made).text + "".join(shown(made).headers))) == {f"镇{number}"}


def test_context_is_left_alone() -> None:
    context = {"a": "甲", "l": ["乙"]}
    TEMPLATE.render(context)
    assert context == {"a": "甲", "l": ["乙"]}


def test_blanks_at_the_ends_are_kept() -> None:
    made = compile_template(docx("{{ a }}")).render({"a": "  甲 "})
    assert body(made) == ["  甲 "]
    assert 'xml:space="preserve">  甲 <' in part(made)
