"""Tags are brought together and put in their places as docxtpl's own ``patch_xml`` does it: the same XML comes out.

Documents are put together by chance, their texts split over runs at any place. What docxtpl breaks is left out here
and tested below.
"""

import io
import random
import re
from collections.abc import Iterable
from itertools import pairwise
from zipfile import ZipFile

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from perfgen.render import compile_template
from perfgen.render.patch import MARK
from perfgen.render.tagging import patched
from tests.support.wordfile import body, docx, part

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
VALUES = [
    "{{ a }}", "{{ b.c|upper }}", "{{a}}", "{{ d['k'] }}", "{% if a < 3 and b > '&' %}", "{% endif %}",
    "{% set x = 1 %}", "{# c #}", "{{ x ~ 'é' }}", "{{- a -}}",
]  # fmt: skip
TEXTS = ["甲", "乙 丙", " ", "x<y", "a&b", "”引“", ""]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraph(chance: random.Random, text: str) -> str:
    """A paragraph whose text stands in runs that begin anywhere."""
    cuts = sorted({0, len(text), *(chance.randint(0, len(text)) for _ in range(chance.choice((0, 0, 1, 2, 4))))})
    runs = ""
    for start, end in pairwise(cuts):
        bold, kept = chance.choice(("", "<w:rPr><w:b/></w:rPr>")), chance.choice(("", ' xml:space="preserve"'))
        runs += f"<w:r>{bold}<w:t{kept}>{escaped(text[start:end])}</w:t></w:r>"
        runs += '<w:proofErr w:type="spellEnd"/>' if chance.random() < 0.1 else ""
    properties = chance.choice(("", '<w:pPr><w:jc w:val="center"/></w:pPr>'))
    return f"<w:p>{properties}{runs}</w:p>"


def words(chance: random.Random) -> str:
    def piece() -> str:
        return chance.choice(TEXTS) + (chance.choice(VALUES) if chance.random() < 0.6 else "") + chance.choice(TEXTS)

    return "".join(piece() for _ in range(chance.randint(1, 3))) or "甲"


def table(chance: random.Random) -> str:
    span = chance.choice(("", '<w:gridSpan w:val="2"/>'))
    rows: list[list[str]] = []
    for _ in range(chance.randint(1, 3)):
        rows += chance.choice(
            (
                [["{%tr for r in l %}", "x"], ["{{ r.a }}", "{% vm %}甲{{ r.b }}"], ["{%tr endfor %}", "x"]],
                [["{%tc for c in l %}", chance.choice(("{% hm %}头", "头{% hm %}")), "{%tc endfor %}"]],
                [["{% cellbg c %}甲", "{% colspan n %}乙"]],
                [["{%p for x in l %}\n{{ x }}\n{%p endfor %}\n尾", words(chance)]],
                [["{#tr note #}", "x"], ["甲\n乙{% vm %}", words(chance)]],
                [[words(chance), "乙"]],
            )
        )

    def cell(text: str) -> str:
        inside = "".join(paragraph(chance, line) for line in text.split("\n"))
        return f'<w:tc><w:tcPr><w:tcW w:w="1"/>{span}</w:tcPr>{inside}</w:tc>'

    return "<w:tbl>" + "".join("<w:tr>" + "".join(map(cell, row)) + "</w:tr>" for row in rows) + "</w:tbl>"


def blocks(chance: random.Random) -> Iterable[str]:
    """Paragraphs and tables that belong together."""
    kind = chance.randint(0, 9)
    if kind > 7:
        return [table(chance), paragraph(chance, "尾")]
    texts = [
        [words(chance)], [words(chance)], [words(chance)],
        ["{%p if a %}", words(chance), chance.choice(("{%p endif %}", "{%p else %}", "{{p a }}", "{#p note #}"))],
        ["前" + chance.choice(("{{r a }}", "{%r if a %}")) + chance.choice(("后", "", "{{r b }}x"))],
        ["甲", chance.choice(("{%- if a %}", "{%- else -%}", "{%- endif %}")), "丙"],
        ["甲", "乙{% if a -%}", "丁{{ a }}"],
        ["甲{{ a", "}}乙"],
    ]  # fmt: skip
    return [paragraph(chance, text) for text in texts[kind]]


def document(seed: int) -> str:
    chance = random.Random(seed)
    inside = "".join(block for _ in range(chance.randint(1, 5)) for block in blocks(chance))
    return f'<w:document xmlns:w="{NAMESPACE}"><w:body>{inside}</w:body></w:document>'


# -- what both make of it, evened out -------------------------------------------------------------------


def removed(element: etree._Element) -> None:
    """Take out ``element``, not the text behind it."""
    tail, element.tail = element.tail or "", None
    previous, parent = element.getprevious(), element.getparent()
    assert parent is not None
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def evened(xml: str) -> str:
    """``xml`` without what nobody sees: blanks and quotes of tags, runs without text, the order of properties."""

    def code(match: re.Match[str]) -> str:
        plain = match[0].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace('"', "'")
        return escaped(re.sub(r"\s+", "", plain))

    xml = re.sub(r"\{#.*?#\}", "", xml, flags=re.DOTALL)
    root = etree.fromstring(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", code, xml, flags=re.DOTALL))
    for text in root.iter(W + "t"):
        text.attrib.pop(SPACE, None)
    for element in [*root.iter(W + "proofErr")]:
        removed(element)
    for run in [*root.iter(W + "r")]:
        if not "".join(map(str, run.itertext())) and all(e.tag in (W + "rPr", W + "t") for e in run):
            removed(run)
    for properties in root.iter(W + "tcPr"):
        properties[:] = sorted(properties, key=lambda e: str(e.tag))
    return etree.tostring(root, encoding="unicode")


def by_perfgen(xml: str) -> str:
    source = patched(etree.fromstring(xml), "正文", {})
    return MARK.sub(lambda m: escaped(source.tags[int(m[1])].code), source.xml) if source else xml


@pytest.mark.parametrize("start", range(0, 500, 50))
def test_the_same_xml(start: int) -> None:
    theirs = DocxTemplate("")
    for seed in range(start, start + 50):
        xml = document(seed)
        assert evened(by_perfgen(xml)) == evened(theirs.patch_xml(xml)), f"seed {seed}"


def with_body(template: bytes, xml: str) -> bytes:
    """``template`` with another body."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(template)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return made.getvalue()


# -- what docxtpl loses or breaks -----------------------------------------------------------------------


def printed(*paragraphs: str, **context: object) -> list[str]:
    return body(compile_template(docx(*paragraphs)).render(context))


KEPT = [
    (["甲", "乙{%- if a %}丙{%- endif %}丁"], ["甲", "乙丙丁"]),
    (["{% if a -%}丁{% endif %}", "戊"], ["丁", "戊"]),
    (["{%p if {'x': 1}.x and 7 % 2 %}", "丁", "{%p endif %}"], ["丁"]),
    (["“{", "{{ a }}", "}”"], ["“{", "A", "}”"]),
    (["{{ a", "}}乙"], ["A乙"]),
    (["甲{# 注", "{{ 没有 }}", "#}乙"], ["甲乙"]),
    (["{% raw %}{{ a }}{%p b %}", "{{ c }}{% endraw %}{{ a }}"], ["{{ a }}{%p b %}", "{{ c }}A"]),
]


@pytest.mark.parametrize(("paragraphs", "expected"), KEPT)
def test_no_text_is_lost(paragraphs: list[str], expected: list[str]) -> None:
    assert printed(*paragraphs, a="A") == expected


def test_what_looks_like_our_own_signs_is_no_tag() -> None:
    assert printed("甲\U000f50000\U000f5001{{ a }}\U000f50009\U000f5001", a="A") == ["甲0A9"]


def test_a_bookmark_inside_a_tag_stays_whole() -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="x"/>', '<w:bookmarkEnd w:id="1"/>'
    xml = (
        f'<w:document xmlns:w="{NAMESPACE}"><w:body><w:p><w:r><w:t>{{{{ a</w:t></w:r>{mark[0]}'
        f"<w:r><w:t> }}}}</w:t></w:r>{mark[1]}</w:p></w:body></w:document>"
    )
    source = patched(etree.fromstring(xml), "正文", {})
    assert source is not None
    assert all(sign in source.xml for sign in mark)
    assert [tag.code for tag in source.tags] == ["{{ a }}"]


@pytest.mark.parametrize("tag", ["{% cellbg 'FFCC00' %}", "{% colspan 1 %}"])
def test_a_cell_without_properties_gets_them(tag: str) -> None:
    xml = (
        f'<w:document xmlns:w="{NAMESPACE}"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>{tag}甲</w:t></w:r></w:p></w:tc>'
        "</w:tr></w:tbl></w:body></w:document>"
    )
    source = patched(etree.fromstring(xml), "正文", {})
    assert source is not None
    cell = next(source.root.iter(W + "tc"))
    assert [child.tag for child in cell] == [W + "tcPr", W + "p"]
    assert "".join(map(str, cell.itertext())) == "甲"


def test_a_tag_in_an_attribute_is_printed_there() -> None:
    template = docx("甲")
    xml = part(template).replace("<w:p>", '<w:p w:rsidR="{{ a }}">', 1)
    assert '<w:p w:rsidR="00AA">' in part(compile_template(with_body(template, xml)).render({"a": "00AA"}))
