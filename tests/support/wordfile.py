"""Word files for tests, in a small language: one string a paragraph, one list a table.

``docx("标题1 基本情况", "{{ 单位.名称 }}", [["甲", "乙"], ["{{ a }}", "{{ b }}"]])`` is a heading, a paragraph and a
table of two rows. A string may hold line breaks for several paragraphs of one cell.
"""

import io
import re
from collections.abc import Sequence
from typing import Any
from zipfile import ZipFile

import docx as python_docx
from docxtpl import DocxTemplate

from perfgen import word

Block = str | Sequence[Sequence[str]]


def docx(*blocks: Block, header: str = "", footer: str = "", title: str = "") -> bytes:
    """A .docx with ``blocks`` as its body."""
    document = python_docx.Document()
    zoom = document.settings.element.find(".//{*}zoom")
    if zoom is not None:
        zoom.getparent().remove(zoom)
    for block in blocks:
        if isinstance(block, str):
            heading = re.match(r"标题([1-9]) (.*)", block)
            if heading:
                document.add_heading(heading[2], int(heading[1]))
            else:
                document.add_paragraph(block)
        else:
            table = document.add_table(len(block), max(map(len, block)))
            for cells, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(cells.cells, texts, strict=False):
                    cell.text = text.split("\n")[0]
                    for line in text.split("\n")[1:]:
                        cell.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.core_properties.title = title
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def by_docxtpl(template: bytes, context: dict[str, Any], *, autoescape: bool = True) -> bytes:
    """What docxtpl itself makes of ``template``."""
    tpl = DocxTemplate(io.BytesIO(template))
    tpl.render(context, autoescape=autoescape)
    made = io.BytesIO()
    tpl.save(made)
    return made.getvalue()


def shown(data: bytes) -> word.Document:
    """What a reader sees in ``data``."""
    return word.read(data)


def part(data: bytes, name: str = "word/document.xml") -> str:
    """One part of a .docx as text."""
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def body(data: bytes) -> list[str]:
    """The texts of the paragraphs of the body that are not empty."""
    return [p.text for p in word.read(data).paragraphs if p.text]
