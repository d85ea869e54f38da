"""Documents put together by chance read as docxtpl's; footnotes, line ends and tabs in every part too."""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docxtpl import Listing, RichText
from jinja2 import Undefined

from perfgen.render import compile_template
from tests.support.wordfile import Block, by_docxtpl, docx, part, shown

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {W}>'
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>注：{{ a }}{% if b %}，{{ b }}{% endif %}</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:t>{% for x in l %}{{ x }}；{% endfor %}</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def with_footnotes(template: bytes, footnotes: str = FOOTNOTES) -> bytes:
    """``template`` with a part of footnotes that its body refers to."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(template)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                entry = f'<Override PartName="/word/footnotes.xml" ContentType="{OFFICE}.footnotes+xml"/></Types>'
                text = text.replace(b"</Types>", entry.encode())
            elif name == "word/_rels/document.xml.rels":
                entry = f'<Relationship Id="rId99" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", entry.encode())
            elif name == "word/document.xml":
                notes = "".join(f'<w:r><w:footnoteReference w:id="{n}"/></w:r>' for n in (1, 2))
                text = text.replace(b"</w:p>", f"{notes}</w:p>".encode(), 1)
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", footnotes)
    return made.getvalue()


@pytest.mark.parametrize("value", ["甲", "一 < 二 & 三", "", "“引”"])
def test_footnotes_are_rendered(value: str) -> None:
    template = with_footnotes(docx("正文{{ a }}"))
    context = {"a": value, "b": value, "l": [value, "乙"]}
    made, expected = compile_template(template).render(context), by_docxtpl(template, context)
    assert shown(made).footnotes == shown(expected).footnotes
    assert shown(made).footnotes[0].startswith(f"注：{value}")
    assert shown(made) == shown(expected)


def test_breaks_in_footnotes_headers_and_properties() -> None:
    template = with_footnotes(docx("{{ a }}", header="{{ a }}", footer="{{ a }}", title="{{ a }}"))
    made = compile_template(template).render({"a": "一\n二\t三", "b": 0, "l": []})
    for name in ("word/footnotes.xml", "word/header1.xml", "word/footer1.xml", "word/document.xml"):
        assert "<w:br/>" in part(made, name), name
        assert "<w:tab/>" in part(made, name), name


# -- documents by chance --------------------------------------------------------------------------------

TEXTS = ["甲", "乙 丙", "1 < 2 & 3", "“引”‘用’", "a\nb", "a\tb", "", "  空 格  ", "{{ x }}", "%}", "］｝"]


CHOICE = ["{%p if n > 4 %}", "第一{{ a }}", "{%p elif n == 3 %}", "第二", "{%p else %}", "第三", "{%p endif %}"]
COLUMNS = [["{%tc for x in l %}", "{{ x }}", "{%tc endfor %}"], ["{%tc for x in l %}", "{{ n }}", "{%tc endfor %}"]]
ROWS = [["名", "数"], ["{%tr for r in rows %}", ""], ["{{ r.名 }}", "{{ r.数 }}"], ["{%tr endfor %}", ""]]
MERGED = [["一", "二"], ["{%tr for r in rows %}", ""], ["{% vm %}{{ a }}", "{{ r.数 }}"], ["{%tr endfor %}", ""]]


def paragraphs(chance: random.Random) -> list[Block]:
    """One or more blocks that belong together. (What ``{%-`` merges docxtpl itself gets wrong behind a table.)"""
    name = chance.choice("abc")
    blocks: list[list[Block]] = [
        ["文字{{ " + name + " }}。"],
        ["标题2 {{ " + name + " }}"],
        ["{% if " + name + " %}有{{ " + name + " }}{% else %}无{% endif %}"],
        [*CHOICE],
        ["{%p for x in l %}", "{{ loop.index }}.{{ x }}", "{%p endfor %}"],
        ["{% for x in l %}{{ x }}{% if not loop.last %}、{% endif %}{% endfor %}。"],
        ["{% for k, v in d.items() %}{{ k }}={{ v }} {% endfor %}"],
        ["{% set y = n * 2 %}{{ y }}{{ y / 4 }}", "{{ y }}"],
        ["{{ l|join('、') }}{{ l|length }}{{ a|default('缺') }}{{ '%05d'|format(n) }}"],
        ["{# 注 #}前{#p 整段 #}", "后"],
        ["{{r rich }}", "{{ listing }}"],
        [ROWS],
        [COLUMNS],
        [[*MERGED, ["尾", "{{ n }}"]]],
        [[["{% cellbg colour %}{{ a }}", "{%p for x in l %}\n{{ x }}\n{%p endfor %}\n尾"]]],
        [[["甲", "乙"], ["{%tr if n %}", ""], ["{{ a }}", "{{ b }}"], ["{%tr endif %}", ""]]],
    ]
    return chance.choice(blocks)


def context(chance: random.Random) -> dict[str, Any]:
    def text() -> str:
        return chance.choice(TEXTS)

    return {
        "a": text(), "b": text(), "c": text(), "n": chance.randint(0, 12), "colour": "FFCC00",
        "l": [text().strip() or "空" for _ in range(chance.randint(1, 4))],
        "d": {"键": text(), "二": chance.randint(0, 9)},
        "rows": [{"名": text(), "数": chance.choice((1, 2.5, None, True, "文"))} for _ in range(chance.randint(1, 4))],
        "rich": RichText(text(), bold=True), "listing": Listing(text()),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(120))
def test_documents_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    blocks = [block for _ in range(chance.randint(1, 7)) for block in paragraphs(chance)]
    template = docx(*blocks, header=chance.choice(("", "{{ a }}")), footer=chance.choice(("", "第{{ n }}页")))
    values = context(chance)
    compiled = compile_template(template, undefined=Undefined)
    made, expected = shown(compiled.render(values)), shown(by_docxtpl(template, values))
    assert made.text == expected.text
    assert made == expected


def test_many_templates_in_threads_do_not_mix() -> None:
    chance = random.Random(7)
    jobs = []
    for _ in range(12):
        blocks = [block for _ in range(4) for block in paragraphs(chance)]
        jobs.append((compile_template(docx(*blocks, header="{{ a }}"), undefined=Undefined), context(chance)))
    alone = [template.render(values) for template, values in jobs]
    order = [chance.randrange(len(jobs)) for _ in range(300)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: jobs[number][0].render(jobs[number][1]), order))
    assert together == [alone[number] for number in order]
