"""A .docx file read as plain values: headings, paragraphs, tables, headers and footers, in reading order.

Nothing of Word's markup remains: text has its tabs and line breaks as characters, a merged cell says how many rows and
columns it covers, a paragraph knows the name of its style and its level in the outline.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from .errors import EnvironmentFault
from .frozen import frozen
from .zipped import Limits, Unsafe, opened

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_LIMITS = Limits(archive=64 * 1024**2, entries=2000, entry=64 * 1024**2, total=256 * 1024**2)
"""Reports come from towns by mail: none is unpacked beyond measure."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_TRANSPARENT = {W + n for n in ("sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo")}
_SKIPPED = {W + n for n in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}


@frozen
class Paragraph:
    """One paragraph: its text, the name of its style, its outline level (1 to 9, 0 for body text)."""

    text: str
    style: str = ""
    level: int = 0
    numbered: bool = False
    """Whether Word puts a number or bullet before the text."""


@frozen
class Cell:
    """One cell as seen on the page: paragraphs, and how many grid columns and rows it covers.

    ``row`` and ``column`` count from 0 in the grid of the table. Cells covered by a merge are not listed.
    """

    row: int
    column: int
    columns: int
    rows: int
    blocks: tuple["Block", ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the cell, nested tables left out."""
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))

    @property
    def text(self) -> str:
        """The text of the cell, paragraphs separated by line breaks, nested tables included."""
        return "\n".join(b.text for b in self.blocks)


@frozen
class Row:
    """One row: the cells that begin in it, and whether it is a header row repeated on each page."""

    cells: tuple[Cell, ...]
    header: bool = False


@frozen
class Table:
    """One table: its rows and the number of its grid columns."""

    rows: tuple[Row, ...]
    columns: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells in reading order."""
        return tuple(c for r in self.rows for c in r.cells)

    @property
    def grid(self) -> tuple[tuple[str, ...], ...]:
        """The texts as a full grid: a merged cell's text stands in each place that it covers."""
        places = {
            (c.row + y, c.column + x): c.text for c in self.cells for y in range(c.rows) for x in range(c.columns)
        }
        return tuple(tuple(places.get((y, x), "") for x in range(self.columns)) for y in range(len(self.rows)))

    @property
    def text(self) -> str:
        """Rows as lines, cells separated by tabs."""
        return "\n".join("\t".join(c.text for c in r.cells) for r in self.rows)


Block = Paragraph | Table


@frozen
class Document:
    """A Word document: the blocks of its body in order, and the texts of headers, footers, footnotes and endnotes."""

    blocks: tuple[Block, ...]
    headers: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    endnotes: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the body outside tables."""
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the body."""
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def headings(self) -> tuple[Paragraph, ...]:
        """The paragraphs with an outline level and a text."""
        return tuple(p for p in self.paragraphs if p.level and p.text.strip())

    @property
    def text(self) -> str:
        """The whole body as lines, table cells separated by tabs."""
        return "\n".join(b.text for b in self.blocks)


@frozen
class _Styles:
    names: Mapping[str, str]
    levels: Mapping[str, int]
    numbered: frozenset[str]
    default: str
    boxes: bool = False
    """Whether what stands in text boxes is read behind the paragraph that holds them."""


def read(docx: bytes, *, boxes: bool = False) -> Document:
    """The document in ``docx``; raises EnvironmentFault if the bytes are no Word file.

    With ``boxes``, what stands in a text box follows the paragraph that holds the box; without, it is left out.
    """
    with _opened(docx) as archive:
        return _document(archive, boxes)


@contextmanager
def _opened(docx: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with opened(docx, _LIMITS) as archive:
            yield archive
    except (Unsafe, StopIteration, etree.XMLSyntaxError) as error:
        raise EnvironmentFault("不是完好的 Word 文件（.docx）", "请在 Word 里打开，另存为 .docx 后再试") from error


def _document(archive: zipfile.ZipFile, boxes: bool) -> Document:
    main = next(iter(_related(archive, "", "officeDocument")))
    styles_part = next(iter(_related(archive, main, "styles")), None)
    styles = replace(_styles(_root(archive, styles_part) if styles_part else None), boxes=boxes)
    body = next(_root(archive, main).iter(W + "body"))
    return Document(
        blocks=tuple(_blocks(body, styles)),
        headers=_texts(archive, main, "header", styles),
        footers=_texts(archive, main, "footer", styles),
        footnotes=_notes(archive, main, "footnote", styles),
        endnotes=_notes(archive, main, "endnote", styles),
    )


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(archive.read(name), _PARSER)


def _related(archive: zipfile.ZipFile, source: str, kind: str) -> list[str]:
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if source and rels not in archive.namelist():
        return []
    return [
        posixpath.normpath(posixpath.join("/", folder, unquote(str(r.get("Target"))))).lstrip("/")
        for r in _root(archive, rels)
        if r.get("Type") == _OFFICE + kind and r.get("TargetMode") != "External"
    ]


def _texts(archive: zipfile.ZipFile, main: str, kind: str, styles: _Styles) -> tuple[str, ...]:
    names = _related(archive, main, kind)
    return tuple("\n".join(b.text for b in _blocks(_root(archive, n), styles)) for n in names)


def _notes(archive: zipfile.ZipFile, main: str, kind: str, styles: _Styles) -> tuple[str, ...]:
    notes = (n for part in _related(archive, main, f"{kind}s") for n in _root(archive, part).iter(W + kind))
    separators = ("separator", "continuationSeparator", "continuationNotice")
    return tuple("\n".join(b.text for b in _blocks(n, styles)) for n in notes if n.get(W + "type") not in separators)


# -- styles -----------------------------------------------------------------------------------------


def _styles(root: etree._Element | None) -> _Styles:
    styles = {str(s.get(W + "styleId")): s for s in root.iter(W + "style")} if root is not None else {}
    names = {key: _value(s, "name") for key, s in styles.items()}
    default = next(
        (k for k, s in styles.items() if s.get(W + "type") == "paragraph" and s.get(W + "default") in ("1", "true")), ""
    )
    levels: dict[str, int] = {}
    numbered: set[str] = set()
    for key in styles:
        for style in _ancestry(key, styles):
            own = _value(style, "pPr/outlineLvl")
            if own.isdigit():
                levels[key] = _level(own)
                break
        number = next((v for s in _ancestry(key, styles) if (v := _value(s, "pPr/numPr/numId"))), "")
        if number not in ("", "0"):
            numbered.add(key)
    return _Styles(names, levels, frozenset(numbered), default)


def _ancestry(key: str, styles: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    seen: set[str] = set()
    while key in styles and key not in seen:
        seen.add(key)
        yield styles[key]
        key = _value(styles[key], "basedOn")


def _value(element: etree._Element, path: str) -> str:
    found = element.find("/".join(W + name for name in path.split("/")))
    return str(found.get(W + "val") or "") if found is not None else ""


def _level(text: str) -> int:
    return int(text) + 1 if text.isdigit() and int(text) < 9 else 0


# -- blocks -----------------------------------------------------------------------------------------


def _blocks(holder: etree._Element, styles: _Styles) -> Iterator[Block]:
    before = ""
    for child in _own(holder, "p", "tbl"):
        if child.tag == W + "tbl":
            yield _table(child, styles)
        elif any(child.find(f"{W}pPr/{W}rPr/{W}{mark}") is not None for mark in ("del", "moveFrom")):
            before += "".join(_characters(child))  # its mark is deleted: it goes on in the next paragraph
        else:
            yield _paragraph(child, styles, before)
            before = ""
            for box in _boxes(child) if styles.boxes else ():
                yield from _blocks(box, styles)
    if before:
        yield Paragraph(before)


def _paragraph(element: etree._Element, styles: _Styles, before: str = "") -> Paragraph:
    style = _value(element, "pPr/pStyle") or styles.default
    own, number = _value(element, "pPr/outlineLvl"), _value(element, "pPr/numPr/numId")
    return Paragraph(
        text=before + "".join(_characters(element)),
        style=styles.names.get(style, style),
        level=_level(own) if own else styles.levels.get(style, 0),
        numbered=number != "0" if number else style in styles.numbered,
    )


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes of a paragraph, outermost ones; of the two forms that Word writes of each, the first."""
    for child in element:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag != _FALLBACK and isinstance(child.tag, str):
            yield from _boxes(child)


def _characters(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield "\f" if child.get(W + "type") == "page" else _CHARACTERS[str(child.tag)]
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _characters(child)


def _own(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    for child in element:
        if child.tag in {W + name for name in names}:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _own(child, *names)


def _number(element: etree._Element, path: str, missing: int) -> int:
    text = _value(element, path)
    return int(text) if text.isdigit() else missing


def _table(element: etree._Element, styles: _Styles) -> Table:
    rows = _rows(element)
    placed: list[list[tuple[int, int, str, etree._Element]]] = []
    for row in rows:
        column = _number(row, "trPr/gridBefore", 0)
        cells: list[tuple[int, int, str, etree._Element]] = []
        for cell in _own(row, "tc"):
            span = max(1, _number(cell, "tcPr/gridSpan", 1))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            state = "" if merge is None else str(merge.get(W + "val") or "continue")
            cells.append((column, span, state, cell))
            column += span
        placed.append(cells)
    made = tuple(
        Row(tuple(_cells(number, placed, styles)), row.find(f"{W}trPr/{W}tblHeader") is not None)
        for number, row in enumerate(rows)
    )
    after = [_number(row, "trPr/gridAfter", 0) for row in rows]
    ends = [c[0] + c[1] + left for cells, left in zip(placed, after, strict=True) for c in cells[-1:]]
    grid = element.find(W + "tblGrid")
    return Table(made, max([len(grid) if grid is not None else 0, *ends], default=0))


def _rows(element: etree._Element) -> list[etree._Element]:
    """The rows of a table but those whose deletion is tracked."""
    return [row for row in _own(element, "tr") if row.find(f"{W}trPr/{W}del") is None]


def paragraph_elements(holder: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a body or cell in the order of ``read``, those of tables where the tables stand.

    Cells that carry on one above are left out, as there. Tracked changes must have been settled.
    """
    for child in _own(holder, "p", "tbl"):
        if child.tag == W + "p":
            yield child
            continue
        above: set[int] = set()
        for row in _rows(child):
            column, open_columns = _number(row, "trPr/gridBefore", 0), set[int]()
            for cell in _own(row, "tc"):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and (merge.get(W + "val") or "continue") == "continue"
                if merge is not None:
                    open_columns.add(column)
                if not (goes_on and column in above):
                    yield from paragraph_elements(cell)
                column += max(1, _number(cell, "tcPr/gridSpan", 1))
            above = open_columns


def _cells(number: int, placed: list[list[tuple[int, int, str, etree._Element]]], styles: _Styles) -> Iterator[Cell]:
    for column, span, state, cell in placed[number]:
        if state == "continue" and _continues(number, column, placed):
            continue
        rows = 1
        if state:
            while number + rows < len(placed) and (column, "continue") in {
                (c, s) for c, _, s, _ in placed[number + rows]
            }:
                rows += 1
        yield Cell(number, column, span, rows, tuple(_blocks(cell, styles)))


def _continues(number: int, column: int, placed: list[list[tuple[int, int, str, etree._Element]]]) -> bool:
    """Whether there is a cell above that the cell at ``column`` can carry on."""
    return number > 0 and any(c == column and s for c, _, s, _ in placed[number - 1])
