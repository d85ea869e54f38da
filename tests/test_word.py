"""Word files read as plain values."""

import io

import docx as python_docx
import pytest
from docx.enum.text import WD_BREAK

from perfgen import word
from perfgen.errors import EnvironmentFault
from tests.support.wordfile import docx, saved


def test_headings_paragraphs_tables_in_order() -> None:
    document = word.read(docx("标题1 一", "甲", [["乙", "丙\n丁"]], "标题3 戊", header="头", footer="脚"))
    assert [(h.text, h.level, h.style) for h in document.headings] == [("一", 1, "heading 1"), ("戊", 3, "heading 3")]
    assert document.text == "一\n甲\n乙\t丙\n丁\n戊"
    assert document.tables[0].cells[1].text == "丙\n丁"
    assert (document.headers, document.footers) == (("头",), ("脚",))


def test_levels_are_inherited_and_overridden() -> None:
    made = python_docx.Document()
    style = made.styles.add_style("小节", 1)
    style.base_style = made.styles["Heading 2"]
    made.add_paragraph("甲", style="小节")
    below = made.add_paragraph("乙", style="小节")
    below.paragraph_format.element.get_or_add_pPr().append(
        below._p.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}outlineLvl",
                             {"{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val": "9"})
    )  # fmt: skip
    assert [(p.text, p.style, p.level) for p in word.read(saved(made)).paragraphs] == [
        ("甲", "小节", 2),
        ("乙", "小节", 0),
    ]


def test_tabs_and_breaks_are_characters() -> None:
    made = python_docx.Document()
    run = made.add_paragraph("甲\t乙\n丙").add_run()
    run.add_break(WD_BREAK.PAGE)
    run.add_text("丁")
    assert word.read(saved(made)).text == "甲\t乙\n丙\f丁"


def test_merged_cells() -> None:
    made = python_docx.Document()
    table = made.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 0).merge(table.cell(2, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    read = word.read(saved(made)).tables[0]
    places = [(c.row, c.column, c.rows, c.columns) for c in read.cells]
    assert places == [(0, 0, 1, 2), (0, 2, 1, 1), (1, 0, 2, 2), (1, 2, 2, 1)]
    assert read.columns == 3
    assert [row[2] for row in read.grid] == ["02", "12\n22", "12\n22"]


@pytest.mark.parametrize("data", [b"", b"no", docx("x")[:-200]])
def test_no_word_file(data: bytes) -> None:
    with pytest.raises(EnvironmentFault):
        word.read(data)


def test_values_are_plain_and_comparable() -> None:
    data = docx("甲", [["乙"]])
    assert word.read(data) == word.read(io.BytesIO(data).getvalue())
    assert hash(word.read(data)) == hash(word.read(data))
