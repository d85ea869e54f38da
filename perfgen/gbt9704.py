"""Build Word documents in the layout of GB/T 9704-2012, the standard of official documents.

A pack's template is drawn once with these functions and is then an ordinary Word file that clerks edit. Texts may hold
template tags: ``add_body(doc, "{{ 单位.自称 }}……")``. Typical order of calls::

    doc = base_document()
    add_title(doc, "{{ 单位.名称 }}\\n{{ 年度 }}年度部门整体支出绩效自评报告")
    add_heading(doc, "一、基本情况", 1)
    add_heading(doc, "（一）部门概况", 2)
    add_prose(doc, "基本情况.部门概况", 2)
    add_attachment_note(doc, "部门整体支出绩效自评表")
    add_signature(doc, "{{ 单位.名称 }}", "{{ 成文日期 | 日期 }}")
    start_section(doc, landscape=True)
    add_attachment_heading(doc, "附件", "部门整体支出绩效自评表")
    add_table(doc, [20, 25, 60], [["一级指标", "二级指标", "得分"], "{%tr for 行 in 指标行 %}", […], "{%tr endfor %}"])
    data = save(doc)
"""

import copy
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from perfgen.gbt9704_parts import (
    ADVANCE,
    BOTTOM,
    CHAR,
    FOOTER_LANDSCAPE,
    FOOTER_PORTRAIT,
    LEFT,
    LINE,
    NAMESPACES,
    PAGE_LONG,
    PAGE_SHORT,
    RIGHT,
    STYLE_IDS,
    TEXT_WIDTH,
    TEXT_WIDTH_LANDSCAPE,
    TOP,
    empty_package,
    zip_parts,
)
from perfgen.gbt9704_table import Align, Cell, build_table

__all__ = [
    "Align",
    "Cell",
    "add_attachment_heading",
    "add_attachment_note",
    "add_body",
    "add_control",
    "add_cover",
    "add_heading",
    "add_prose",
    "add_signature",
    "add_table",
    "add_table_note",
    "add_title",
    "base_document",
    "save",
    "start_section",
]

_DATE_WIDTH, _DATE_LONGEST = 2380, 2540
"""Twips of a date between 2025年1月8日 and 2025年12月28日, and of the latter, spaces beside the digits included."""


def base_document() -> Document:
    """Return an empty A4 document with the styles, margins, line grid and page numbers of GB/T 9704."""
    return docx.Document(io.BytesIO(empty_package()))


def add_title(doc: Document, text: str) -> Paragraph:
    """Add the document title; ``\\n`` in the text breaks the line."""
    return _paragraph(doc, text, "Title")


def add_heading(doc: Document, text: str, level: int) -> Paragraph:
    """Add a heading of level 1 (一、) to 4 （（1）), its number being part of the text."""
    return _paragraph(doc, text, f"Heading{_level(level)}")


def add_body(doc: Document, text: str) -> Paragraph:
    """Add a body paragraph."""
    return _paragraph(doc, text, "OfficialBody")


def add_control(doc: Document, tag: str) -> Paragraph:
    """Add a control paragraph (``{%p if … %}``), which vanishes when the template is rendered."""
    return _paragraph(doc, tag, "TemplateControl")


def add_prose(doc: Document, key: str, level: int, *, closing: bool = False) -> None:
    """Add the loop that prints the prose of an outline key standing under a heading of ``level``.

    Body paragraphs get the body style, sub-headings the heading styles of the next two levels. ``closing`` is for the
    section before the signature: its last paragraph stays on the page of the signature, which must not be without text.
    """
    add_control(doc, f"{{%p for 段 in 正文['{key}'] %}}")
    add_control(doc, "{%p if 段.级 == 0 and loop.last %}" if closing else "{%p if 段.级 == 0 %}")
    body = add_body(doc, "{{ 段.文 }}")
    if closing:
        body.paragraph_format.keep_with_next = True
        add_control(doc, "{%p elif 段.级 == 0 %}")
        add_body(doc, "{{ 段.文 }}")
    add_control(doc, "{%p elif 段.级 == 1 %}")
    add_heading(doc, "{{ 段.文 }}", min(level + 1, 4))
    add_control(doc, "{%p else %}")
    add_heading(doc, "{{ 段.文 }}", min(level + 2, 4))
    add_control(doc, "{%p endif %}")
    add_control(doc, "{%p endfor %}")


def add_attachment_note(doc: Document, text: str | Sequence[str]) -> Paragraph:
    """Add the note 附件：… under the body; several names are numbered. Returns the first paragraph."""
    names = [text] if isinstance(text, str) else list(text)
    numbered = [f"{i}. {name}" for i, name in enumerate(names, 1)] if len(names) > 1 else names
    first = numbered[0] if numbered[0].startswith("附件") else f"附件：{numbered[0]}"
    top = _paragraph(doc, first, "AttachmentNote")
    _spacing(top, before=LINE)
    for name in numbered[1:]:
        follower = _paragraph(doc, name, "AttachmentNote")
        _indent(follower, left=5 * ADVANCE, hanging=0)
    return top


def add_signature(
    doc: Document,
    unit: str,
    date: str,
    stamped: bool = True,
    *,
    date_if: str = "有(成文日期)",
    unit_chars: int | None = None,
) -> tuple[Paragraph, Paragraph]:
    """Add the signing unit and the date and return both paragraphs.

    Stamped: both are centred on one axis, which lies where a date stands four characters from the right edge. Names up
    to 14 characters fit around that axis; ``unit_chars`` (length of the longest name to expect) moves it to the left
    for longer ones; a name longer than expected stays centred and may reach into the margin.
    Not stamped: the unit begins so that ``unit_chars`` characters (default 10) end two characters from the right edge,
    and the date begins two characters further in.
    ``date_if`` is the condition under which the date is printed; an empty one prints it always.
    """
    if unit_chars is None and "{" not in unit:
        unit_chars = len(unit)
    signed = _paragraph(doc, f"\t{unit}" if stamped else unit, "SignedUnit")
    if date_if:
        add_control(doc, f"{{%p if {date_if} %}}")
    dated = _paragraph(doc, f"\t{date}" if stamped else date, "SignedDate")
    if date_if:
        add_control(doc, "{%p endif %}")
    if stamped:
        to_the_right = max(4 * ADVANCE + _DATE_WIDTH // 2, (unit_chars or 0) * ADVANCE // 2)
        for paragraph in (signed, dated):
            _centre_tab(paragraph, TEXT_WIDTH - to_the_right)
    else:
        width = max((unit_chars or 10) * ADVANCE, _DATE_LONGEST + 2 * ADVANCE)
        left = TEXT_WIDTH - 2 * ADVANCE - width
        _spacing(signed, before=LINE)
        _indent(signed, left=left)
        _indent(dated, left=left + 2 * ADVANCE)
    return signed, dated


def start_section(doc: Document, landscape: bool = False) -> None:
    """Begin a new page and section; page numbers go on."""
    sentinel = _sentinel(doc)
    _end_section(doc, copy.deepcopy(sentinel))
    for number in sentinel.findall(qn("w:pgNumType")):
        sentinel.remove(number)
    _turn(sentinel, landscape)


def add_attachment_heading(doc: Document, mark: str, title: str) -> Paragraph:
    """Add the mark 附件 on the first line and the title on the third; returns the title."""
    _paragraph(doc, mark, "AttachmentMark")
    return _paragraph(doc, title, "AttachmentTitle")


def add_table_note(doc: Document, text: str, align: Align = "left") -> Paragraph:
    """Add a line above or below a table: its unit, a note, 填表人 and 审核人."""
    paragraph = _paragraph(doc, text, "TableNote")
    _align(paragraph, align)
    return paragraph


def add_table(
    doc: Document,
    widths_mm: Sequence[int | Decimal],
    rows: Sequence[str | Sequence[str | Cell]],
    header_rows: int = 1,
    *,
    align: Sequence[Align] | Align = "center",
    small: bool = False,
    borders: bool = True,
    min_height_mm: int = 8,
    repeat_header: bool = True,
) -> Table:
    """Add a table and return it.

    ``rows`` are lists of cells: a text, or a ``Cell`` that covers several columns or rows (the covered places are left
    out of the following rows' lists). A row that is one text (``"{%tr for 行 in 指标行 %}"``) is a control row over the
    full width, which vanishes when the template is rendered. The first ``header_rows`` rows are set as header and
    repeated on every page. ``align`` is for the body, one word or one for each column. ``small`` sets the text in 小五
    instead of 五号. Rows grow with their text and are not broken over pages.
    """
    widths = [_twips(width) for width in widths_mm]
    available = TEXT_WIDTH_LANDSCAPE if _is_landscape(doc) else TEXT_WIDTH
    if sum(widths) > available + 60:
        raise ValueError(f"table of {sum(widths)} twips is wider than the text area of {available}")
    aligns: Sequence[Align] = [align] * len(widths) if isinstance(align, str) else align
    _separate_tables(doc)
    element = build_table(
        widths,
        rows,
        header_rows=header_rows,
        aligns=aligns,
        small=small,
        borders=borders,
        min_height=_twips(min_height_mm),
        repeat_header=repeat_header,
    )
    doc.element.body.insert(doc.element.body.index(_sentinel(doc)), element)
    return Table(element, doc)


def add_cover(doc: Document, title: str, items: Sequence[tuple[str, str]]) -> None:
    """Add a cover page (call it first): title and labelled items; the page after it is number 1.

    The cover carries no page number. ``\\n`` in the title breaks the line.
    """
    _paragraph(doc, title, "CoverTitle")
    rows = [[Cell(f"{label}："), Cell(value)] for label, value in items]
    longest = max((len(label) for label, _ in items), default=0) + 1
    label_mm = min(max((longest * CHAR + 240) * 254 // 14400, 66), 90)
    table = add_table(
        doc, (label_mm, 146 - label_mm), rows, 0, align=("right", "left"), borders=False, min_height_mm=14
    )
    for paragraph in table._tbl.iter(qn("w:pStyle")):
        paragraph.set(qn("w:val"), "CoverItem")
    sentinel = _sentinel(doc)
    cover = copy.deepcopy(sentinel)
    for reference in cover.findall(qn("w:footerReference")):
        cover.remove(reference)
    _end_section(doc, cover)
    number = parse_xml(f'<w:pgNumType {NAMESPACES} w:start="1"/>')
    sentinel.find(qn("w:pgMar")).addnext(number)


def save(doc: Document) -> bytes:
    """Return the document as .docx bytes; the same document always gives the same bytes."""
    _close(doc)
    buffer = io.BytesIO()
    doc.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return zip_parts(parts)


def _paragraph(doc: Document, text: str, style_id: str) -> Paragraph:
    paragraph = doc.add_paragraph(text)
    paragraph._p.get_or_add_pPr().insert(0, parse_xml(f'<w:pStyle {NAMESPACES} w:val="{style_id}"/>'))
    return paragraph


def _level(level: int) -> int:
    if not 1 <= level <= 4:
        raise ValueError(f"heading level {level} is not 1 to 4")
    return level


def _twips(millimetres: int | Decimal) -> int:
    return int(Decimal(str(millimetres)) * 1440 / Decimal("25.4"))


def _sentinel(doc: Document) -> Any:
    return doc.element.body.find(qn("w:sectPr"))


def _is_landscape(doc: Document) -> bool:
    return bool(_sentinel(doc).find(qn("w:pgSz")).get(qn("w:orient")) == "landscape")


def _turn(section: Any, landscape: bool) -> None:
    """Set page size and margins; a landscape page is the portrait one turned, with the same text area."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = (PAGE_LONG, PAGE_SHORT) if landscape else (PAGE_SHORT, PAGE_LONG)
    size.set(qn("w:w"), str(width))
    size.set(qn("w:h"), str(height))
    size.attrib.pop(qn("w:orient"), None)
    if landscape:
        size.set(qn("w:orient"), "landscape")
    top, right, bottom, left = (LEFT, BOTTOM, RIGHT, TOP) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    footer = FOOTER_LANDSCAPE if landscape else FOOTER_PORTRAIT
    for name, value in (("top", top), ("right", right), ("bottom", bottom), ("left", left), ("footer", footer)):
        margins.set(qn(f"w:{name}"), str(value))


def _end_section(doc: Document, section: Any) -> None:
    """Close the section with a paragraph half a point high.

    It is a paragraph of its own, because the last one may be a control paragraph that rendering takes away, and it is
    lower than what 22 lines leave free, so that a full page does not bring an empty one.
    """
    paragraph = _paragraph(doc, "", "TableGap")
    paragraph._p.get_or_add_pPr().append(section)


def _separate_tables(doc: Document) -> None:
    """Keep two tables apart that have nothing but control paragraphs between them: Word would join them."""
    last = _last_lasting(doc)
    if last is not None and last.tag == qn("w:tbl"):
        _paragraph(doc, "", "TableGap")


def _close(doc: Document) -> None:
    """End the body with a paragraph that stays when rendered, as the format asks after a table."""
    last = _last_lasting(doc)
    if last is None or last.tag == qn("w:tbl"):
        _paragraph(doc, "", "TableGap")


def _last_lasting(doc: Document) -> Any:
    """Return the last paragraph or table that rendering does not take away."""
    for element in reversed([e for e in doc.element.body if e.tag in (qn("w:p"), qn("w:tbl"))]):
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is None or style.get(qn("w:val")) != STYLE_IDS["模板控制"]:
            return element
    return None


def _spacing(paragraph: Paragraph, *, before: int) -> None:
    fresh = parse_xml(f'<w:spacing {NAMESPACES} w:before="{before}"/>')
    paragraph._p.get_or_add_pPr()._insert_spacing(fresh)  # type: ignore[attr-defined]


def _indent(paragraph: Paragraph, *, left: int, hanging: int | None = None) -> None:
    chars = "" if hanging is None else f' w:hangingChars="0" w:hanging="{hanging}"'
    fresh = parse_xml(f'<w:ind {NAMESPACES} w:leftChars="0" w:left="{left}"{chars}/>')
    paragraph._p.get_or_add_pPr()._insert_ind(fresh)  # type: ignore[attr-defined]


def _centre_tab(paragraph: Paragraph, position: int) -> None:
    tabs = parse_xml(f'<w:tabs {NAMESPACES}><w:tab w:val="center" w:pos="{position}"/></w:tabs>')
    paragraph._p.get_or_add_pPr()._insert_tabs(tabs)  # type: ignore[attr-defined]


def _align(paragraph: Paragraph, align: Align) -> None:
    fresh = parse_xml(f'<w:jc {NAMESPACES} w:val="{align}"/>')
    paragraph._p.get_or_add_pPr()._insert_jc(fresh)  # type: ignore[attr-defined]
