"""Where a tag stands, as a reader of the Word file sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgen.frozen import frozen
from perfgen.patterns import pattern

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = pattern(r"\{[{%#].*?[}%#]\}")
KINDS = {"body": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "properties": "文件属性"}


@frozen
class Spot:
    """A paragraph: part of the file, nearest heading above, its number below that heading, and its cell in a table."""

    part: str
    heading: str = ""
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        below = f"“{self.heading}”下" if self.heading else ""
        if self.table:
            return f"{self.part}{below}第{self.table}个表第{self.row}行第{self.column}列"
        return f"{self.part}{below}" + (f"第{self.paragraph}段" if self.paragraph else "")


@dataclass
class _Walk:
    part: str
    levels: dict[str, int]
    heading: str = ""
    paragraph: int = 0
    tables: int = 0


def visible_text(paragraph: etree._Element) -> str:
    """The text of one paragraph as printed: tabs as blanks, breaks as nothing."""
    return "".join(t.text or "" if t.tag == W + "t" else " " for t in paragraph.iter(W + "t", W + "tab")).strip()


def heading_level(paragraph: etree._Element, levels: dict[str, int]) -> int:
    """The outline level of a paragraph from 1, or 0 for body text; ``levels`` gives those of the styles by id."""
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    if own is not None:
        value = int(own.get(W + "val") or 9)
        return value + 1 if value < 9 else 0
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return levels.get(str(style.get(W + "val")), 0) if style is not None else 0


def style_levels(styles: etree._Element | None) -> dict[str, int]:
    """The outline level (from 1) of each paragraph style by its id, inherited levels included."""
    own: dict[str, tuple[str, str]] = {}
    for style in styles.iter(W + "style") if styles is not None else ():
        level, base = style.find(f"{W}pPr/{W}outlineLvl"), style.find(W + "basedOn")
        own[str(style.get(W + "styleId"))] = (
            str(level.get(W + "val")) if level is not None else "",
            str(base.get(W + "val")) if base is not None else "",
        )
    found: dict[str, int] = {}
    for name in own:
        at, seen = name, set[str]()
        while at in own and at not in seen and not own[at][0]:
            seen.add(at)
            at = own[at][1]
        level_text = own.get(at, ("", ""))[0]
        if level_text.isdigit() and int(level_text) < 9:
            found[name] = int(level_text) + 1
    return found


def spots(root: etree._Element, part: str, levels: dict[str, int]) -> dict[etree._Element, Spot]:
    """The spot of every paragraph, row and cell of a part."""
    found: dict[etree._Element, Spot] = {}
    walk = _Walk(part, levels)
    _visit(root, walk, found)
    return found


def own(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, content controls looked into, nested tables not."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from own(child, name)


def _visit(element: etree._Element, walk: _Walk, found: dict[etree._Element, Spot]) -> None:
    for child in element:
        if child.tag == W + "p":
            text = visible_text(child)
            level = heading_level(child, walk.levels)
            if level and _TAG.sub("", text).strip():
                walk.heading, walk.paragraph = text if len(text) <= 30 else text[:29] + "…", 0
                found[child] = Spot(walk.part, walk.heading)
            else:
                walk.paragraph += bool(text)
                found[child] = Spot(walk.part, walk.heading, walk.paragraph or 1)
            _visit(child, walk, found)
        elif child.tag == W + "tbl":
            walk.tables += 1
            _visit_table(child, walk, found)
        else:
            _visit(child, walk, found)


def _visit_table(table: etree._Element, walk: _Walk, found: dict[etree._Element, Spot]) -> None:
    number, before = walk.tables, walk.paragraph
    for row_number, row in enumerate(own(table, "tr"), 1):
        column = 1
        for cell in own(row, "tc"):
            spot = Spot(walk.part, walk.heading, 0, number, row_number, column)
            _visit(cell, walk, found)
            found[cell] = spot
            for paragraph in cell.iterfind(W + "p"):
                found[paragraph] = spot
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(W + "val") if span is not None else "1"
            column += int(width) if width and width.isdigit() else 1
        tagged = (c for c in own(row, "tc") if "{" in "".join(t.text or "" for t in c.iter(W + "t")))
        first = next(tagged, None)
        found[row] = found[first] if first is not None else Spot(walk.part, walk.heading, 0, number, row_number, 1)
    walk.paragraph = before
