"""A finished Word report opened for editing: paragraphs and tables, whose texts are replaced inside their runs."""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from perfgen import word
from perfgen.errors import EnvironmentFault
from perfgen.word import W

MAIN = "word/document.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_EDGE = re.compile(r"word/(?:header|footer)[0-9]*\.xml")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_SKIPPED = {W + n for n in ("instrText", "delText", "pPr", "rPr", "txbxContent", "del")}
_TRANSPARENT = {W + n for n in ("sdt", "sdtContent", "customXml", "smartTag")}
_TRACKED = tuple(W + n for n in ("ins", "del", "moveFrom", "moveTo"))

Edit = tuple[int, int, str]
"""Start and end in a paragraph's text, and what comes in the place."""


@dataclass(eq=False)
class Para:
    """A paragraph: its element, its text as it was read, its outline level, the name of its style."""

    element: etree._Element
    text: str
    level: int = 0
    style: str = ""
    numbered: bool = False
    """Whether Word puts a number before it."""
    edits: list[Edit] = field(default_factory=list)

    def write(self) -> None:
        """Put the edits into the runs; each takes on the look of the character that it begins at."""
        for start, end, new in sorted(self.edits, reverse=True):
            _replace(self.element, start, end, new)
        self.edits = []

    def clone(self, text: str) -> etree._Element:
        """A copy of the paragraph with another text, in the look of its first run."""
        return with_text(self.element, text)


@dataclass(eq=False)
class Place:
    """A cell of a table as seen on the page: its element, its place in the grid, its paragraphs."""

    element: etree._Element
    row: int
    column: int
    columns: int
    rows: int
    paras: tuple[Para, ...]

    @property
    def text(self) -> str:
        """The text of the cell, paragraphs separated by line breaks."""
        return "\n".join(para.text for para in self.paras)


@dataclass(eq=False)
class Grid:
    """A table: its element, its rows, and its cells in reading order."""

    element: etree._Element
    rows: tuple[etree._Element, ...]
    cells: tuple[Place, ...]
    columns: int

    def row(self, number: int) -> tuple[Place, ...]:
        """The cells that begin in one row."""
        return tuple(cell for cell in self.cells if cell.row == number)


Block = Para | Grid


class Paper:
    """A report to be edited; ``data`` gives it back."""

    def __init__(self, data: bytes) -> None:
        document = word.read(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        if MAIN not in self._parts:
            raise EnvironmentFault("不是 Word 存的 .docx 文件", "在 Word 里打开，另存为 .docx 后再试")
        self.root = etree.fromstring(self._parts[MAIN], _PARSER)
        if any(next(self.root.iter(tag), None) is not None for tag in _TRACKED):
            raise EnvironmentFault("报告里还有没有处理的修订", "在 Word 的“审阅”里接受（或拒绝）所有修订，存盘后再试")
        self.body = next(self.root.iter(W + "body"))
        self.blocks = tuple(_blocks(self.body, document.blocks))
        self._edges = {
            name: etree.fromstring(data, _PARSER) for name, data in self._parts.items() if _EDGE.fullmatch(name)
        }
        self.edges = [
            Para(element, "".join(text for _, text in _pieces(element)))
            for root in self._edges.values()
            for element in root.iter(W + "p")
        ]
        """The paragraphs of headers and footers."""

    @property
    def paras(self) -> Iterator[Para]:
        """Every paragraph, those of tables too, in reading order."""
        for block in self.blocks:
            if isinstance(block, Para):
                yield block
            else:
                for cell in block.cells:
                    yield from cell.paras

    def data(self) -> bytes:
        """The document as it is now; the same edits give the same bytes."""
        for para in (*self.paras, *self.edges):
            para.write()
        roots = {MAIN: self.root, **self._edges}
        written = {
            name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, root in roots.items()
        }
        parts = {**self._parts, **written}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def _own(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children of these names, those that a content control holds too."""
    for child in element:
        if child.tag in {W + name for name in names}:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _own(child, *names)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _own(table, "tr")


def _count(element: etree._Element, path: str, missing: int) -> int:
    found = element.find("/".join(W + name for name in path.split("/")))
    text = str(found.get(W + "val") or "") if found is not None else ""
    return int(text) if text.isdigit() else missing


def _blocks(holder: etree._Element, read: Sequence[word.Block]) -> Iterator[Block]:
    """The elements of ``holder`` beside what was read of them; both go over the body in one order."""
    elements = list(_own(holder, "p", "tbl"))
    if len(elements) != len(read):
        raise EnvironmentFault("报告的 Word 结构认不出来", "在 Word 里打开，另存为新的 .docx 后再试")
    for element, block in zip(elements, read, strict=True):
        if isinstance(block, word.Table):
            yield _grid(element, block)
        else:
            yield Para(element, block.text, block.level, block.style, block.numbered)


def _grid(element: etree._Element, table: word.Table) -> Grid:
    rows = tuple(_rows(element))
    places = []
    for number, row in enumerate(table.rows):
        starts = cells_of(rows[number])
        for cell in row.cells:
            paras = tuple(block for block in _blocks(starts[cell.column], cell.blocks) if isinstance(block, Para))
            places.append(Place(starts[cell.column], cell.row, cell.column, cell.columns, cell.rows, paras))
    return Grid(element, rows, tuple(places), table.columns)


def cells_of(row: etree._Element) -> dict[int, etree._Element]:
    """The cells of a row by the column of the grid that each begins in."""
    column = _count(row, "trPr/gridBefore", 0)
    found = {}
    for cell in _own(row, "tc"):
        found[column] = cell
        column += max(1, _count(cell, "tcPr/gridSpan", 1))
    return found


# -- texts ------------------------------------------------------------------------------------------


def _pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for child in element:
        if child.tag == W + "t":
            yield child, child.text or ""
        elif child.tag in _CHARACTERS:
            yield child, _CHARACTERS[str(child.tag)]
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _pieces(child)


def _replace(element: etree._Element, start: int, end: int, new: str) -> None:
    position, put = 0, False
    for node, text in list(_pieces(element)):
        first, last = max(start - position, 0), min(end - position, len(text))
        inside = position < end and position + len(text) > start
        position += len(text)
        if start == end and not put and position >= end and node.tag == W + "t":
            node.text = text[:first] + new + text[first:]
            node.set(_SPACE, "preserve")
            put = True
        if not inside:
            continue
        if node.tag != W + "t":
            remove(node)
            continue
        node.text = text[:first] + ("" if put else new) + text[last:]
        node.set(_SPACE, "preserve")
        put = True


def with_text(element: etree._Element, text: str) -> etree._Element:
    """A copy of a paragraph whose only run, in the look of its first one, says ``text``."""
    made = etree.Element(W + "p", nsmap={key: uri for key, uri in element.nsmap.items() if key})
    properties = element.find(W + "pPr")
    if properties is not None:
        kept = copy.deepcopy(properties)
        for tag in ("sectPr", "pPrChange"):
            for each in kept.findall(W + tag):
                kept.remove(each)
        made.append(kept)
    run = etree.SubElement(made, W + "r")
    look = next((r.find(W + "rPr") for r in element.iter(W + "r") if any(True for _ in r.iter(W + "t"))), None)
    if look is not None:
        run.append(copy.deepcopy(look))
    shown = etree.SubElement(run, W + "t")
    shown.text = text
    shown.set(_SPACE, "preserve")
    return made


def level_of(element: etree._Element, level: int) -> None:
    """Give a heading its level in the outline, so that Word's navigation shows it; its look stays."""
    properties = element.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        element.insert(0, properties)
    for old in properties.findall(W + "outlineLvl"):
        properties.remove(old)
    made = etree.Element(W + "outlineLvl", {W + "val": str(level - 1)})
    behind = {W + tag for tag in ("divId", "cnfStyle", "rPr", "sectPr", "pPrChange")}
    place = next((i for i, each in enumerate(properties) if each.tag in behind), len(properties))
    properties.insert(place, made)


def remove(element: etree._Element) -> None:
    """Take ``element`` out of the document."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def put_for(old: Sequence[etree._Element], new: Sequence[etree._Element]) -> None:
    """Put the elements ``new`` in the place of ``old``."""
    for element in new:
        old[0].addprevious(element)
    for element in old:
        remove(element)
