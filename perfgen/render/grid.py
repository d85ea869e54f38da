"""A table whose columns depend on the data gets as many grid columns as its rows have."""

import re

from lxml import etree

from .places import W, own


def with_grid(table: str, root_tag: str, closing: str) -> str:
    """The table with as many grid columns as its rows have; ``root_tag`` and ``closing`` are the tags around it."""
    root = etree.fromstring(
        f"{root_tag}{table}{closing}".encode(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    )
    element, grid = root[0], root[0].find(W + "tblGrid")
    if grid is None:
        return table
    fit_grid(element, grid)
    text = etree.tostring(grid, encoding="unicode", with_tail=False)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    return re.sub(
        r"<w:tblGrid\s*/>|<w:tblGrid(?: [^<>]*)?>.*?</w:tblGrid>", lambda _: text, table, count=1, flags=re.DOTALL
    )


def fit_grid(table: etree._Element, grid: etree._Element) -> None:
    """As many grid columns as the widest row needs, the width of the table kept, as docxtpl does it."""
    rows = [list(own(row, "tc")) for row in own(table, "tr")]
    columns = grid.findall(W + "gridCol")
    missing = max((len(cells) for cells in rows), default=0) - len(columns)
    if missing > 0:
        _add_columns(grid, columns, missing)
    columns = grid.findall(W + "gridCol")
    needed = max((sum(_span(c) for c in cells) for cells in rows), default=0)
    surplus = len(columns) - needed
    if 0 < surplus < len(columns):
        removed = sum(_width(c) for c in columns[-surplus:])
        for column in columns[-surplus:]:
            grid.remove(column)
        for column in columns[:-surplus]:
            column.set(W + "w", str(_width(column) + removed // needed))


def _add_columns(grid: etree._Element, columns: list[etree._Element], missing: int) -> None:
    total, count = sum(_width(c) for c in columns), len(columns) + missing
    if total > 0:
        for column in columns:
            column.set(W + "w", str(_width(column) * len(columns) // count))
        for _ in range(missing):
            etree.SubElement(grid, W + "gridCol", {W + "w": str(total // count)})


def _width(column: etree._Element) -> int:
    text = str(column.get(W + "w") or "0")
    return int(text) if text.isdigit() else 0


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    text = str(span.get(W + "val")) if span is not None else "1"
    return int(text) if text.isdigit() else 1
