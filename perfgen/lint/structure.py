"""Whether a report that was made is a sound Word file: what Word asks of tables, cells and ids."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from perfgen.errors import PerfgenError
from perfgen.frozen import frozen
from perfgen.render.compiling import levels_of
from perfgen.render.package import Package, parse_xml, read_package
from perfgen.render.places import Spot, W, own, spots, visible_text

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_FIRST = {W + "p": W + "pPr", W + "r": W + "rPr", W + "tc": W + "tcPr", W + "tr": W + "trPr", W + "tbl": W + "tblPr"}

_NOTED = re.compile("〔待[填改]：[^〔〕]*〕")
"""What a draft says of its data; it may quote the data's own tags."""


@frozen
class Flaw:
    """What is unsound, and where in the report that was made."""

    message: str
    place: str = ""


_Found = tuple[str, etree._Element | None]
"""What is unsound, and the element that is."""


def flaws(docx: bytes) -> Iterator[Flaw]:
    """Everything that makes ``docx`` a file that Word would mend or refuse, or that shows a tag."""
    try:
        package = read_package(docx)
        roots = {name: parse_xml(data) for name, data in package.parts.items() if name.endswith((".xml", ".rels"))}
    except (PerfgenError, etree.XMLSyntaxError) as error:
        yield Flaw(f"不是完好的 Word 文件（{error}）")
        return
    for name in (package.main, *package.headers, *package.footers, *package.footnotes):
        yield from _of_part(roots[name], package, name)


def _of_part(root: etree._Element, package: Package, name: str) -> Iterator[Flaw]:
    found = list(_found(root))
    places = spots(root, "正文" if name == package.main else "页眉页脚", levels_of(package)) if found else {}
    for message, element in found:
        yield Flaw(message, "" if element is None else _near(element, places))


def _found(root: etree._Element) -> Iterator[_Found]:
    for element in root.iter(W + "p", W + "r", W + "tc", W + "tr", W + "tbl"):
        wanted = _FIRST[str(element.tag)]
        if any(child.tag == wanted for child in list(element)[1:]):
            yield "格式的次序不对", element
    for paragraph in root.iter(W + "p"):
        if any(above.tag in (W + "p", W + "r") for above in _up_to_box(paragraph)):
            yield "一段套在另一段里", paragraph
        text = _NOTED.sub("", visible_text(paragraph))
        if any(sign in text for sign in ("{{", "}}", "{%", "%}")):
            yield f"标签没有换成数：{text[:30]}", paragraph
    for table in root.iter(W + "tbl"):
        yield from _of_table(table)
    for kind, ids in _ids(root):
        for value, times in Counter(ids).items():
            if times > 1:
                yield f"{kind} {value} 出现了 {times} 次", None
    body = root.find(W + "body")
    if body is not None and (not len(body) or body[-1].tag != W + "sectPr"):
        yield "正文的最后没有页面设置", None


def _up_to_box(element: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above.tag == W + "txbxContent":
            return
        yield above


def _of_table(table: etree._Element) -> Iterator[_Found]:
    grid, rows = table.find(W + "tblGrid"), list(own(table, "tr"))
    columns = len(grid) if grid is not None else 0
    if not rows:
        yield "表里一行也没有", table
    above: set[int] = set()
    for row in rows:
        cells = list(own(row, "tc"))
        if not cells:
            yield "表里有一行没有单元格", row
        at, merged = _skipped(row), set[int]()
        for cell in cells:
            if not len(cell) or cell[-1].tag != W + "p":
                yield "单元格不是以一段文字结束", cell
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None:
                merged.add(at)
                if merge.get(W + "val") in (None, "continue") and at not in above:
                    yield "单元格要与上一行合并，上一行没有可合并的", cell
            at += _span(cell)
        if columns and at > columns:
            yield f"表的一行有 {at} 列，比表的 {columns} 列多", row
        above = merged


def _skipped(row: etree._Element) -> int:
    return _count(row.find(f"{W}trPr/{W}gridBefore"), 0)


def _span(cell: etree._Element) -> int:
    return _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)


def _count(element: etree._Element | None, missing: int) -> int:
    text = str(element.get(W + "val")) if element is not None else ""
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else missing


def _ids(root: etree._Element) -> Iterator[tuple[str, list[str]]]:
    yield "段落编号", [value for p in root.iter(W + "p") if (value := p.get(_W14 + "paraId")) is not None]
    yield "书签编号", [str(b.get(W + "id")) for b in root.iter(W + "bookmarkStart")]
    yield "图形编号", [str(d.get("id")) for d in root.iter(_WP + "docPr")]


def _near(element: etree._Element, places: Mapping[etree._Element, Spot]) -> str:
    found = next((each for each in (element, *element.iterancestors(), *element.iter()) if each in places), None)
    return str(places[found]) if found is not None else ""
