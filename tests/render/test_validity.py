"""What comes out keeps to the schema, also where docxtpl's own output does not."""

import io
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docxtpl import RichText

from perfgen.render import compile_template
from tests.support.ooxml import audit_findings
from tests.support.wordfile import docx, part, saved, shown

L: dict[str, Any] = {
    "l": ["甲", "乙"],
    "n": 2,
    "nil": [],
    "bg": "#FF0000",
    "rt": RichText("粗\n体", bold=True, font="宋体", highlight="FFFF00", size=30),
}
CASES = {
    "cellbg": docx([["{% cellbg bg %}甲", "{% cellbg 'red' %}乙"]]),
    "colspan": docx([["{% colspan n %}甲", "{%tc if n < 2 %}", "乙", "{%tc endif %}"], list("甲乙丙丁")]),
    "vm": docx([["甲"], ["{%tr for x in l %}"], ["{{ x }}{% vm %}"], ["{%tr endfor %}"]]),
    "hm": docx([["{%tc for x in l %}", "{% hm %}{{ x }}", "{%tc endfor %}"]]),
    "merge": docx([["{%tr for x in l %}"], ["{% 合并 x %}{{ x }}"], ["{%tr endfor %}"]]),
    "empty cell": docx([["{%p for x in nil %}\n{{ x }}\n{%p endfor %}", "x"]]),
    "no rows": docx("前", [["{%tr for x in nil %}"], ["{{ x }}"], ["{%tr endfor %}"]], "后"),
    "rich text": docx("{{r rt }}{{ rt }}", "{{p n }}"),
    "breaks": docx("{{ '一\\f二\\a三\\n四\\t五\\x00' }}", [["{{ '一\\f二\\a三' }}"]]),
    "properties": docx("x", title="{{ '一\\f二\\a<三>' }}"),
}


@pytest.mark.parametrize("name", CASES)
def test_keeps_to_the_schema(name: str, tmp_path: Path) -> None:
    file = tmp_path / "made.docx"
    file.write_bytes(compile_template(CASES[name]).render(L))
    assert audit_findings([file]) == []


def test_a_table_without_rows_vanishes() -> None:
    document = shown(compile_template(CASES["no rows"]).render(L))
    assert document.tables == ()
    assert [p.text for p in document.paragraphs] == ["前", "后"]


def test_an_empty_cell_gets_a_paragraph() -> None:
    made = compile_template(CASES["empty cell"]).render(L)
    assert [len(c.paragraphs) for c in shown(made).tables[0].cells] == [1, 1]


def test_colours_with_and_without_hash() -> None:
    assert 'w:fill="FF0000"' in part(compile_template(CASES["cellbg"]).render(L))


def test_what_a_loop_repeats_is_unique() -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
        "0def46b80000000049454e44ae426082"
    )
    document = python_docx.Document()
    document.add_paragraph("{%p for x in l %}")
    document.add_paragraph("{{ x }}").add_run().add_picture(io.BytesIO(pixel))
    document.add_paragraph("{%p endfor %}")
    made = part(compile_template(saved(document)).render(L))
    assert 'docPr id="1001"' in made
    assert 'docPr id="1002"' in made
