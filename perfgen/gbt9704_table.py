"""Geometry of a drawn table: rows of cells that cover several columns and rows, as one ``w:tbl`` element."""

from collections.abc import Sequence
from typing import Any, Literal

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from perfgen.frozen import frozen
from perfgen.gbt9704_parts import NAMESPACES

Align = Literal["left", "center", "right", "both"]


@frozen
class Cell:
    """One table cell: text, how many columns and rows it covers, and where it departs from its column's alignment.

    ``\\n`` in the text begins a paragraph; one that begins with ``{%p`` is a control paragraph.

    ``head`` sets the text in the style of the header (true) or of the body (false); None follows the row.
    """

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: Align | None = None
    head: bool | None = None


def build_table(
    widths: Sequence[int],
    rows: Sequence[str | Sequence[str | Cell]],
    *,
    header_rows: int,
    aligns: Sequence[Align],
    small: bool,
    borders: bool,
    min_height: int,
    repeat_header: bool,
) -> Any:
    """Return the ``w:tbl`` element of the rows; widths and heights are twips."""
    style = "OfficialTable" if borders else "PlainTable"
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = parse_xml(
        f'<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>'
    )
    covered: dict[int, tuple[int, int]] = {}  # column → (rows still to cover, columns covered)
    for number, row in enumerate(rows):
        if isinstance(row, str):
            table.append(_control_row(row, widths))
            continue
        head = number < header_rows
        element = _row(head and repeat_header, min_height)
        pending = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
        column = 0
        while column < len(widths):
            if column in covered:
                left, span = covered.pop(column)
                element.append(_cell(widths, column, span, "continue", "", "center", "TableText"))
                if left > 1:
                    covered[column] = (left - 1, span)
                column += span
                continue
            if not pending:
                raise ValueError(f"table row {number + 1} has too few cells: {row!r}")
            cell = pending.pop(0)
            if column + cell.columns > len(widths):
                raise ValueError(f"table row {number + 1} is too wide: {row!r}")
            is_head = head if cell.head is None else cell.head
            style = ("TableHead" if is_head else "TableText") + ("Small" if small else "")
            align = cell.align or ("center" if is_head else aligns[column])
            merge = "restart" if cell.rows > 1 else ""
            element.append(_cell(widths, column, cell.columns, merge, cell.text, align, style))
            if cell.rows > 1:
                covered[column] = (cell.rows - 1, cell.columns)
            column += cell.columns
        if pending:
            raise ValueError(f"table row {number + 1} has too many cells: {row!r}")
        table.append(element)
    if covered:
        raise ValueError("a cell covers more rows than the table has")
    return table


def _row(header: bool, min_height: int) -> Any:
    repeat = "<w:tblHeader/>" if header else ""
    return parse_xml(
        f'<w:tr {NAMESPACES}><w:trPr><w:cantSplit/><w:trHeight w:val="{min_height}" w:hRule="atLeast"/>{repeat}'
        "</w:trPr></w:tr>"
    )


def _control_row(tag: str, widths: Sequence[int]) -> Any:
    row = parse_xml(f"<w:tr {NAMESPACES}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
    row.append(_cell(widths, 0, len(widths), "", tag, "left", "TemplateControl"))
    return row


def _cell(widths: Sequence[int], column: int, span: int, merge: str, text: str, align: str, style: str) -> Any:
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    vertical = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    cell = parse_xml(
        f'<w:tc {NAMESPACES}><w:tcPr><w:tcW w:w="{sum(widths[column : column + span])}" w:type="dxa"/>{grid}{vertical}'
        '<w:vAlign w:val="center"/></w:tcPr></w:tc>'
    )
    for line in text.split("\n"):
        line_style = "TemplateControl" if line.startswith("{%p ") else style
        paragraph = parse_xml(
            f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{line_style}"/><w:jc w:val="{align}"/></w:pPr></w:p>'
        )
        if line:
            run = etree.SubElement(paragraph, qn("w:r"))
            run_text = etree.SubElement(run, qn("w:t"))
            run_text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run_text.text = line
        cell.append(paragraph)
    return cell
