"""〔待填：…〕 on a yellow ground, and the list of what is wrong at the end of a draft."""

import io

import docx as python_docx

from perfgen.render import mark_draft
from tests.support.wordfile import docx, saved, shown


def yellow(data: bytes) -> list[str]:
    document = python_docx.Document(io.BytesIO(data))
    cells = [p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs]
    return [r.text for p in [*document.paragraphs, *cells] for r in p.runs if r.font.highlight_color is not None]


def test_only_the_pending_words_are_highlighted() -> None:
    plain = docx("总额〔待填：决算.支出〕万元，〔待填：甲〕。", [["〔待填：乙〕"]], "鄂财〔2022〕7号")
    made = mark_draft(plain)
    assert yellow(made) == ["〔待填：决算.支出〕", "〔待填：甲〕", "〔待填：乙〕"]
    assert shown(made) == shown(plain)


def test_split_over_runs_with_their_properties() -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph("前\t〔待")
    bold = paragraph.add_run("填：甲")
    bold.bold = True
    bold.add_tab()
    bold.add_text("乙〕后")
    made = mark_draft(saved(document))
    assert shown(made).text == shown(saved(document)).text
    assert "".join(yellow(made)) in ("〔待填：甲乙〕", "〔待填：甲\t乙〕")
    runs = python_docx.Document(io.BytesIO(made)).paragraphs[0].runs
    assert [r.text for r in runs if r.bold and r.font.highlight_color] == ["填：甲", "乙〕"]


def test_nothing_pending_same_text() -> None:
    plain = docx("甲")
    assert shown(mark_draft(plain)) == shown(plain)


def test_what_is_wrong_ends_the_draft() -> None:
    document = python_docx.Document(io.BytesIO(docx("甲", ["表"])))
    made = mark_draft(saved(document), ["“\x00<甲>”不对\n再看〔待填：乙〕", "丙"])
    texts = [p.text for p in python_docx.Document(io.BytesIO(made)).paragraphs]
    assert texts[-2:] == ["〔待改：“ <甲>”不对 再看〔待填：乙〕〕", "〔待改：丙〕"]
    assert texts[-3] == "〔待改：这份草稿有 2 个逻辑性问题，只供修改，不能报送；改好以后再正式生成〕"
    assert yellow(made) == texts[-3:]
    assert python_docx.Document(io.BytesIO(made)).sections[-1].page_width == document.sections[-1].page_width
    assert mark_draft(saved(document), ["甲"]) == mark_draft(saved(document), ["甲"])
