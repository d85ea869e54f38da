"""The builder of GB/T 9704 documents: what stands in the file."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from perfgen.gbt9704 import (
    Cell,
    add_attachment_heading,
    add_attachment_note,
    add_body,
    add_control,
    add_cover,
    add_heading,
    add_prose,
    add_signature,
    add_table,
    add_table_note,
    add_title,
    base_document,
    save,
    start_section,
)
from tests.support.ooxml import audit_findings, sdk_findings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def everything() -> Document:
    """Return a template that uses every function of the builder."""
    doc = base_document()
    add_cover(
        doc, "示范县部门整体支出\n绩效自评报告", [("评价年度", "{{ 年度 }}年"), ("评价单位（公章）", "{{ 单位 }}")]
    )
    add_title(doc, "{{ 单位 }}\n{{ 年度 }}年度部门整体支出绩效自评报告")
    add_heading(doc, "一、基本情况", 1)
    add_heading(doc, "（一）部门概况", 2)
    add_prose(doc, "概况", 2)
    add_control(doc, "{%p if 有(年度) %}")
    add_body(doc, "{{ 单位 }}认真履职。")
    add_control(doc, "{%p endif %}")
    add_attachment_note(doc, ["部门整体支出绩效自评表", "基础数据表"])
    add_signature(doc, "{{ 单位 }}", "{{ 成文日期 }}")
    start_section(doc, landscape=True)
    add_attachment_heading(doc, "附件1", "部门整体支出绩效自评表")
    add_table_note(doc, "金额单位：万元", "right")
    rows: list[Any] = [
        [Cell("指标", columns=2), Cell("分值", rows=2), Cell("得分", rows=2)],
        ["一级指标", "三级指标"],
        "{%tr for 行 in 指标行 %}",
        ["{{ 行.一级 }}", Cell("{{ 行.三级 }}", align="left"), "{{ 行.分值 }}", "{{ 行.得分 }}"],
        "{%tr endfor %}",
        [Cell("总分", columns=2), "100", "{{ 总分 }}"],
    ]
    add_table(doc, [30, 90, 30, 30], rows, header_rows=2, align=["center", "both", "center", "center"])
    add_table(doc, [30, Decimal("90.5")], [["口径", "年初预算"]], 0, small=True)
    start_section(doc)
    add_attachment_heading(doc, "附件2", "基础数据表")
    add_table(doc, [40, 40], [["项目", "数额"], ["收入", "{{ 年度 }}"]])
    return doc


CONTEXT = {
    "单位": "示范镇人民政府",
    "年度": 2024,
    "成文日期": "2025年1月8日",
    "有": bool,
    "总分": "98.5",
    "正文": {"概况": [{"级": 1, "文": "1.职责"}, {"级": 0, "文": "负责辖区事务。"}, {"级": 2, "文": "（1）机构"}]},
    "指标行": [{"一级": "产出", "三级": f"指标{i}", "分值": "5", "得分": "4.5"} for i in range(3)],
}


def reopened(doc: Document) -> Document:
    """Return the document as it reads after saving."""
    return docx.Document(io.BytesIO(save(doc)))


def rendered(doc: Document) -> bytes:
    """Return the document filled by docxtpl."""
    template = DocxTemplate(io.BytesIO(save(doc)))
    template.render(CONTEXT)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def styled(doc: Document) -> list[tuple[str, str]]:
    """Return style name and text of every body paragraph."""
    return [(p.style.name if p.style is not None and p.style.name else "", p.text) for p in doc.paragraphs]


def effective(doc: Document, style: str, path: str) -> dict[str, str]:
    """Return the attributes of a property of a style, inherited ones included."""
    found: dict[str, str] = {}
    current: Any = doc.styles[style]
    while current is not None:
        element = current.element.find(path, namespaces={"w": W[1:-1]})
        if element is not None:
            found = {etree.QName(k).localname: v for k, v in element.attrib.items()} | found
        current = current.base_style
    return found


def test_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = reopened(base_document()).sections[0]._sectPr
    assert dict(section.find(qn("w:pgSz")).attrib) == {f"{W}w": "11906", f"{W}h": "16838"}
    margins = section.find(qn("w:pgMar"))
    assert [margins.get(f"{W}{side}") for side in ("top", "bottom", "left", "right")] == [
        "2098",
        "1984",
        "1588",
        "1474",
    ]
    assert dict(section.find(qn("w:docGrid")).attrib) == {f"{W}type": "lines", f"{W}linePitch": "579"}


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Heading 1", "黑体", "32"),
        ("Heading 2", "楷体_GB2312", "32"),
        ("Heading 3", "仿宋_GB2312", "32"),
        ("Heading 4", "仿宋_GB2312", "32"),
        ("公文正文", "仿宋_GB2312", "32"),
        ("附件标记", "黑体", "32"),
        ("附件标题", "方正小标宋简体", "44"),
        ("附件说明", "仿宋_GB2312", "32"),
        ("署名", "仿宋_GB2312", "32"),
        ("成文日期", "仿宋_GB2312", "32"),
        ("封面标题", "方正小标宋简体", "52"),
        ("封面项目", "仿宋_GB2312", "32"),
        ("表格文字", "宋体", "21"),
        ("表头文字", "宋体", "21"),
        ("表格小字", "宋体", "18"),
        ("表注", "宋体", "21"),
    ],
)
def test_fonts_by_level(style: str, font: str, half_points: str) -> None:
    doc = reopened(base_document())
    fonts = effective(doc, style, "w:rPr/w:rFonts")
    assert (fonts["eastAsia"], fonts["ascii"], fonts["hAnsi"]) == (font, "Times New Roman", "Times New Roman")
    assert effective(doc, style, "w:rPr/w:sz") == {"val": half_points}
    assert effective(doc, style, "w:rPr/w:b") == {"val": "0"}
    assert effective(doc, style, "w:rPr/w:color") == {"val": "000000"}


def test_page_number_is_size_4_songti_in_latin_too() -> None:
    doc = reopened(base_document())
    assert effective(doc, "页码", "w:rPr/w:rFonts")["ascii"] == "宋体"
    assert effective(doc, "页码", "w:rPr/w:sz") == {"val": "28"}


@pytest.mark.parametrize("style", ["公文正文", "Heading 1", "Heading 2", "Heading 3", "Heading 4"])
def test_body_and_headings_keep_the_grid_and_indent_two_characters(style: str) -> None:
    doc = reopened(base_document())
    assert effective(doc, style, "w:pPr/w:ind")["firstLineChars"] == "200"
    line = effective(doc, style, "w:pPr/w:spacing")
    assert (line["line"], line["lineRule"], line["before"], line["after"]) == ("579", "exact", "0", "0")
    assert effective(doc, style, "w:rPr/w:spacing") == {"val": "-5"}


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_have_outline_levels_and_stay_with_what_follows(level: int) -> None:
    style = reopened(base_document()).styles[f"Heading {level}"]
    assert style.element.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level - 1)
    assert style.element.find(f"{W}pPr/{W}keepNext") is not None


def test_style_ids_are_ascii_and_names_are_unique() -> None:
    styles = list(reopened(base_document()).styles)
    assert all(style.style_id.isascii() and style.style_id.isalnum() for style in styles)
    assert len({style.name for style in styles}) == len(styles)


def test_language_is_chinese_and_nothing_of_python_docx_is_left() -> None:
    with zipfile.ZipFile(io.BytesIO(save(everything()))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert 'w:eastAsia="zh-CN"' in parts["word/styles.xml"]
    assert '<w:zoom w:percent="100"/>' in parts["word/settings.xml"]
    assert "<w:evenAndOddHeaders/>" in parts["word/settings.xml"]
    assert not any("python-docx" in text or "Macintosh" in text for text in parts.values())
    assert not any("thumbnail" in name or "theme" in name for name in parts)


def test_same_document_same_bytes() -> None:
    first, second = everything(), everything()
    assert save(first) == save(second) == save(first)
    with zipfile.ZipFile(io.BytesIO(save(first))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_prose_prints_sub_headings_in_the_styles_below_its_heading() -> None:
    doc = docx.Document(io.BytesIO(rendered(everything())))
    assert [row for row in styled(doc) if row[1] in {"1.职责", "负责辖区事务。", "（1）机构"}] == [
        ("Heading 3", "1.职责"),
        ("公文正文", "负责辖区事务。"),
        ("Heading 4", "（1）机构"),
    ]
    assert all(style != "模板控制" for style, _ in styled(doc))


def test_control_paragraphs_are_small_and_grey() -> None:
    doc = base_document()
    add_control(doc, "{%p if 有(年度) %}")
    assert styled(doc) == [("模板控制", "{%p if 有(年度) %}")]
    assert effective(doc, "模板控制", "w:rPr/w:color") == {"val": "7F7F7F"}
    assert effective(doc, "模板控制", "w:rPr/w:sz") == {"val": "15"}


def test_attachment_note_numbers_several_names() -> None:
    doc = base_document()
    add_attachment_note(doc, "自评表")
    add_attachment_note(doc, ["自评表", "基础数据表"])
    add_attachment_note(doc, "附件：自评表")
    assert [text for _, text in styled(doc)] == ["附件：自评表", "附件：1. 自评表", "2. 基础数据表", "附件：自评表"]


@pytest.mark.parametrize("stamped", [True, False])
def test_signature_prints_the_date_only_where_there_is_one(stamped: bool) -> None:
    doc = base_document()
    add_signature(doc, "{{ 单位.名称 }}", "{{ 成文日期 | 日期 }}", stamped)
    assert [(style, text.strip()) for style, text in styled(doc)] == [
        ("署名", "{{ 单位.名称 }}"),
        ("模板控制", "{%p if 有(成文日期) %}"),
        ("成文日期", "{{ 成文日期 | 日期 }}"),
        ("模板控制", "{%p endif %}"),
    ]


def test_cover_has_no_page_number_and_the_next_page_is_number_1() -> None:
    sections = reopened(everything()).sections
    references = [len(section._sectPr.findall(qn("w:footerReference"))) for section in sections]
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in sections]
    assert references == [0, 2, 2, 2]
    assert [None if start is None else start.get(f"{W}start") for start in starts] == [None, "1", None, None]


def test_landscape_section_is_the_page_turned() -> None:
    sizes = [section._sectPr.find(qn("w:pgSz")) for section in reopened(everything()).sections]
    assert [size.get(f"{W}orient") for size in sizes] == [None, None, "landscape", None]
    assert (sizes[2].get(f"{W}w"), sizes[2].get(f"{W}h")) == ("16838", "11906")
    margins = reopened(everything()).sections[2]._sectPr.find(qn("w:pgMar"))
    assert [margins.get(f"{W}{side}") for side in ("top", "right", "bottom", "left")] == [
        "1588",
        "1984",
        "1474",
        "2098",
    ]


def test_section_ends_in_a_paragraph_that_rendering_leaves() -> None:
    for data in (save(everything()), rendered(everything())):
        doc = docx.Document(io.BytesIO(data))
        ends = [p for p in doc.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None]
        assert [p.style.name for p in ends if p.style is not None] == ["表间距"] * 3


def test_table_repeats_its_header_and_breaks_no_row() -> None:
    table = reopened(everything()).tables[1]
    rows = table._tbl.findall(qn("w:tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_table_cells_cover_columns_and_rows() -> None:
    table = reopened(everything()).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["指标", "指标", "分值", "得分"]
    assert [cell.text for cell in table.rows[1].cells] == ["一级指标", "三级指标", "分值", "得分"]
    assert [cell.text for cell in table.rows[5].cells] == ["总分", "总分", "100", "{{ 总分 }}"]
    grid = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
    assert grid == [1700, 5102, 1700, 1700]
    for row in table._tbl.findall(qn("w:tr")):
        assert sum(int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.findall(qn("w:tc"))) == sum(grid)


def test_table_text_is_aligned_by_column_or_cell() -> None:
    row = reopened(everything()).tables[1]._tbl.findall(qn("w:tr"))[3]
    assert [jc.get(f"{W}val") for jc in row.iter(qn("w:jc"))] == ["center", "left", "center", "center"]


def test_control_paragraphs_in_a_cell_are_small_and_grey_too() -> None:
    doc = base_document()
    table = add_table(doc, [60], [["{%p for 段 in 正文['目标'] %}\n{{ 段.文 }}\n{%p endfor %}"]], 0)
    names = [p.style.name for p in table.rows[0].cells[0].paragraphs if p.style is not None]
    assert names == ["模板控制", "表格文字", "模板控制"]


def test_loop_rows_are_filled_and_vanish() -> None:
    table = docx.Document(io.BytesIO(rendered(everything()))).tables[1]
    assert [[cell.text for cell in row.cells][1:] for row in table.rows[2:]] == [
        ["指标0", "5", "4.5"],
        ["指标1", "5", "4.5"],
        ["指标2", "5", "4.5"],
        ["总分", "100", "98.5"],
    ]


def test_neighbouring_tables_stay_apart_and_the_last_is_followed_by_a_paragraph() -> None:
    doc = docx.Document(io.BytesIO(rendered(everything())))
    tags = [etree.QName(element).localname for element in doc.element.body]
    assert ("tbl", "tbl") not in set(pairwise(tags))
    assert tags[-2:] == ["p", "sectPr"]


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (lambda doc: add_table(doc, [100, 100], [["一", "二"]]), "wider than the text area"),
        (lambda doc: add_table(doc, [20, 20], [["一"]]), "row 1 has too few cells"),
        (lambda doc: add_table(doc, [20, 20], [["一", "二", "三"]]), "row 1 has too many cells"),
        (lambda doc: add_table(doc, [20, 20], [["一", Cell("二", columns=2)]]), "row 1 is too wide"),
        (lambda doc: add_table(doc, [20, 20], [["一", Cell("二", rows=2)]]), "covers more rows than the table has"),
        (lambda doc: add_heading(doc, "一、", 5), "heading level 5"),
    ],
)
def test_slips_in_drawing_are_told(draw: Callable[[Document], object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        draw(base_document())


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write template and filled document."""
    made = {
        "template.docx": save(everything()),
        "filled.docx": rendered(everything()),
        "empty.docx": save(base_document()),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in made]


def test_schema_holds(files: list[Path]) -> None:
    assert audit_findings(files) == []


@pytest.mark.node
def test_open_xml_sdk_finds_nothing(files: list[Path]) -> None:
    assert sdk_findings(files) == []
