"""A Word file without some of its attachments: each is a section of its own, behind the text."""

import copy
from collections.abc import Collection
from typing import Any

from lxml import etree

from ..errors import TemplateFault
from .package import parse_xml, read_package, untouched
from .places import W

_SECTION = W + "sectPr"


def without_attachments(docx: bytes, count: int, dropped: Collection[int]) -> bytes:
    """The same .docx, whose last ``count`` sections are attachments, without those at the places ``dropped``.

    Raises TemplateFault where it has too few sections.
    """
    package = read_package(docx)
    root = parse_xml(package.parts[package.main])
    body = root.find(W + "body")
    sections = _sections(body) if body is not None else []
    if body is None or len(sections) <= count:
        raise TemplateFault(
            f"这个 Word 文件有 {count} 个附件，却只有 {len(sections)} 节，略去不了附件",
            "每个附件前插入“分节符（下一页）”，一个附件一节",
        )
    first = len(sections) - count
    gone = {first + place for place in dropped}
    for number in sorted(gone):
        for element in sections[number]:
            body.remove(element)
    if len(sections) - 1 in gone:
        _end_with(body, next(sections[n] for n in range(len(sections) - 1, -1, -1) if n not in gone)[-1])
    fresh = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return untouched(package, [package.main]).assemble([(package.main, fresh)])


def _sections(body: etree._Element) -> list[list[etree._Element]]:
    """The elements of each section; the last of them holds the section's properties."""
    found: list[list[etree._Element]] = [[]]
    for element in body:
        found[-1].append(element)
        if element.find(f"{W}pPr/{_SECTION}") is not None:
            found.append([])
    return found


def _end_with(body: Any, last: Any) -> None:
    """Make the section that ends with the paragraph ``last`` the one that ends the document."""
    properties = last.find(f"{W}pPr/{_SECTION}")
    body.append(copy.deepcopy(properties))
    if last.find(W + "r") is None:
        body.remove(last)
    else:
        properties.getparent().remove(properties)
