"""Work on the marked XML of a template, once, so that whatever it prints is valid WordprocessingML.

Where the outcome depends on the data (a cell whose paragraphs may all be left out, a table whose columns come from a
loop), a control character is left behind that tells the render to look at that place.
"""

from dataclasses import replace

from lxml import etree

from ..errors import TemplateFault
from ..frozen import frozen
from . import merge, printing, schema
from .faults import quoted
from .patch import MARK, Source, Tag
from .places import W, own

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_NEEDS_PARAGRAPH = {W + name for name in ("tc", "hdr", "ftr", "txbxContent", "footnote")}
_OPENERS = ("for", "if", "macro", "call", "filter", "block", "with", "autoescape")
_BLOCKS = _NEEDS_PARAGRAPH | {W + "body", W + "sdtContent"}


@frozen
class _Block:
    word: str
    tag: Tag
    holder: etree._Element
    """The element in whose own text the opening tag stands: w:tbl for a ``{%tr``, w:tr for a ``{%tc``."""
    mark: str


@frozen
class _Hit:
    tag: Tag
    mark: str
    holder: etree._Element
    blocks: tuple[_Block, ...]
    attribute: bool
    """Whether it stands in an attribute of ``holder``, not in its text."""


def shaped(source: Source) -> tuple[str, list[TemplateFault]]:
    """The XML of ``source``, which is changed, made fit, and the faults found."""
    root = source.root
    around, hits = _survey(root, source)
    sound = _sound(root, around)
    faults = _merge_cells(root, source, around, hits)
    _keep_blanks(root)
    _give_outputs_a_place(source, hits)
    _number_afresh(root, source, around)
    _order_cell_properties(root, source)
    _watch_tables(root, source, around)
    _watch_paragraphs(root, source, sound)
    return source.xml, faults


def _survey(root: etree._Element, source: Source) -> tuple[dict[etree._Element, tuple[_Block, ...]], dict[str, _Hit]]:
    around: dict[etree._Element, tuple[_Block, ...]] = {}
    hits: dict[str, _Hit] = {}
    stack: list[_Block] = []

    def note(text: str | None, holder: etree._Element, attribute: bool = False) -> None:
        for match in MARK.finditer(text or ""):
            tag = source.tags[int(match[1])]
            if tag.word in _OPENERS:
                stack.append(_Block(tag.word, tag, holder, match[0]))
            elif tag.word.startswith("end") and stack and tag.word[3:] == stack[-1].word:
                stack.pop()
            hits[match[0]] = _Hit(tag, match[0], holder, tuple(stack), attribute)

    def visit(element: etree._Element) -> None:
        around[element] = tuple(stack)
        note(element.text, element)
        for value in element.attrib.values():
            note(str(value), element, attribute=True)
        for child in element:
            visit(child)
            note(child.tail, element)

    visit(root)
    return around, hits


def _replace_mark(root: etree._Element, old: str, new: str) -> None:
    for element in root.iter():
        if element.text and old in element.text:
            element.text = element.text.replace(old, new)
        if element.tail and old in element.tail:
            element.tail = element.tail.replace(old, new)


# -- 合并 -----------------------------------------------------------------------------------------


def _merge_cells(
    root: etree._Element, source: Source, around: dict[etree._Element, tuple[_Block, ...]], hits: dict[str, _Hit]
) -> list[TemplateFault]:
    faults: list[TemplateFault] = []
    loops: dict[str, str] = {}
    for number, hit in enumerate([h for h in hits.values() if h.tag.word == merge.WORD]):
        _replace_mark(root, hit.mark, "")
        cell = next((a for a in (hit.holder, *hit.holder.iterancestors()) if a.tag == W + "tc"), None)
        rows = [b for b in around[cell] if b.word == "for" and b.holder.tag == W + "tbl"] if cell is not None else []
        where = str(hit.tag.spot)
        if cell is None or not rows:
            hint = "写在 {%tr for 行 in … %} 与 {%tr endfor %} 之间的那一行里"
            faults.append(TemplateFault(f"{quoted(hit.tag.typed)}只能写在逐行循环的单元格里", hint, where))
            continue
        try:
            names = merge.field_names(hit.tag.inner)
        except ValueError:
            hint = "写成 {% 合并 一级指标, 二级指标 %}"
            faults.append(TemplateFault(f"{quoted(hit.tag.typed)}要写明按哪些栏目合并", hint, where))
            continue
        loop = rows[-1]
        if loop.mark not in loops:
            loops[loop.mark] = f"perfgen_rows_{len(loops)}"
            _count_rows(root, source, loop, loops[loop.mark], around)
        _merge_cell(cell, source, loop, hit.tag, names, loops[loop.mark], number)
    return faults


def _count_rows(
    root: etree._Element, source: Source, loop: _Block, state: str, around: dict[etree._Element, tuple[_Block, ...]]
) -> None:
    begin = source.mark(replace(loop.tag, code="{% set " + state + " = perfgen_merging() %}"))
    _replace_mark(root, loop.mark, begin + loop.mark)
    for row in loop.holder.iter(W + "tr"):
        if loop in around[row] and next(row.iterancestors(W + "tbl")) is loop.holder:
            row.text = source.mark(replace(loop.tag, code="{% set perfgen_row = " + state + ".row() %}")) + (
                row.text or ""
            )


def _merge_cell(
    cell: etree._Element, source: Source, loop: _Block, tag: Tag, names: tuple[str, ...], state: str, number: int
) -> None:
    properties = cell.find(W + "tcPr")
    if properties is None:
        properties = etree.Element(W + "tcPr")
        properties.tail, cell.text = cell.text, None
        cell.insert(0, properties)
    for old in properties.findall(W + "vMerge"):
        properties.remove(old)
    targets = merge.loop_targets(loop.tag.inner)
    values = "".join(merge.field_code(n, targets) + ", " for n in names)
    result = f"perfgen_merged_{number}"

    def mark(code: str) -> str:
        return source.mark(replace(tag, code=code))

    cell.text = mark("{% set " + f"{result} = {state}.continues({number}, ({values}))" + " %}") + (cell.text or "")
    value = mark("{% if " + result + " %}") + "continue" + mark("{% else %}") + "restart" + mark("{% endif %}")
    etree.SubElement(properties, W + "vMerge", {W + "val": value})
    properties.tail = mark("{% if not " + result + " %}") + (properties.tail or "")
    paragraph = _empty_copy(next(cell.iterchildren(W + "p"), None))
    last = cell[-1]
    last.tail = (last.tail or "") + mark("{% else %}")
    cell.append(paragraph)
    paragraph.tail = mark("{% endif %}")


def _empty_copy(paragraph: etree._Element | None) -> etree._Element:
    empty = etree.Element(W + "p")
    if paragraph is not None:
        properties = paragraph.find(W + "pPr")
        if properties is not None:
            empty.append(etree.fromstring(etree.tostring(properties, with_tail=False)))
    return empty


# -- text -----------------------------------------------------------------------------------------


def _keep_blanks(root: etree._Element) -> None:
    for text in root.iter(W + "t"):
        if text.text and MARK.search(text.text):
            text.set(_XML_SPACE, "preserve")


def _give_outputs_a_place(source: Source, hits: dict[str, _Hit]) -> None:
    for hit in hits.values():
        if not hit.tag.code.startswith("{{") or hit.tag.data or len(hit.tag.code) < 4:
            continue
        wrapper = ""
        if hit.attribute:
            wrapper = "perfgen_colour" if hit.holder.tag == W + "shd" else ""
        elif hit.holder.tag in (W + "p", W + "hyperlink", W + "ins"):
            wrapper = "perfgen_run"
        elif hit.holder.tag in _BLOCKS:
            wrapper = "perfgen_block"
        if wrapper:
            source.tags[int(MARK.fullmatch(hit.mark)[1])] = replace(  # type: ignore[index]
                hit.tag, code="{{ (" + hit.tag.inner + ")|" + wrapper + " }}"
            )


# -- identity -------------------------------------------------------------------------------------


def _number_afresh(root: etree._Element, source: Source, around: dict[etree._Element, tuple[_Block, ...]]) -> None:
    """Let nothing that must be unique be printed twice: what a loop repeats loses its ids or gets new ones."""
    repeated = [e for e, blocks in around.items() if any(b.word in ("for", "macro", "call") for b in blocks)]
    for element in repeated:
        for name in (_W14 + "paraId", _W14 + "textId"):
            element.attrib.pop(name, "")
    bookmarks = (W + "bookmarkStart", W + "bookmarkEnd")
    lost = {e.get(W + "id") for e in repeated if e.tag in bookmarks}
    for bookmark in list(root.iter(*bookmarks)):
        if bookmark.get(W + "id") in lost:
            _remove(bookmark)
    if any(e.tag == _WP + "docPr" for e in repeated):
        for drawing in root.iter(_WP + "docPr"):
            drawing.set("id", source.mark(Tag("{{ perfgen_id() }}")))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


# -- tables ---------------------------------------------------------------------------------------


def _order_cell_properties(root: etree._Element, source: Source) -> None:
    for properties in root.iter(W + "tcPr"):
        children = list(properties)
        if (properties.text or "").strip() or any((c.tail or "").strip() for c in children):
            continue
        kept: dict[str, etree._Element] = {}
        for child in children:
            kept.setdefault(etree.QName(child).localname, child)
            properties.remove(child)
            if child.tag == W + "shd" and child.get(W + "val") is None:
                child.set(W + "val", "clear")
        properties.extend(kept[name] for name in sorted(kept, key=schema.cell_rank))


def _watch_tables(root: etree._Element, source: Source, around: dict[etree._Element, tuple[_Block, ...]]) -> None:
    for table in root.iter(W + "tbl"):
        sign = _table_sign(table, around)
        if sign:
            previous, parent = table.getprevious(), table.getparent()
            mark = source.mark(Tag(sign, data=True))
            if previous is not None:
                previous.tail = (previous.tail or "") + mark
            elif parent is not None:
                parent.text = (parent.text or "") + mark


def _table_sign(table: etree._Element, around: dict[etree._Element, tuple[_Block, ...]]) -> str:
    grid = table.find(W + "tblGrid")
    columns = len(grid) if grid is not None else 0
    rows = list(own(table, "tr"))
    holders = (table, *rows)
    moving = any(MARK.search(t) for h in holders for t in (h.text or "", *(c.tail or "" for c in h)))
    if not moving and not any(_span(c) is None for r in rows for c in own(r, "tc")):
        return ""
    widths = [_width(row, around) for row in rows]
    lasting = [w for row, w in zip(rows, widths, strict=True) if around.get(row) == around.get(table)]
    if all(w == columns for w in widths):
        return "" if lasting else printing.ROWS
    if None not in widths and columns in lasting and all(len(list(own(r, "tc"))) <= columns for r in rows):
        return ""
    return printing.GRID


def _width(row: etree._Element, around: dict[etree._Element, tuple[_Block, ...]]) -> int | None:
    total = 0
    for name in ("gridBefore", "gridAfter"):
        skipped = row.find(f"{W}trPr/{W}{name}")
        total += int(skipped.get(W + "val") or 0) if skipped is not None else 0
    for cell in own(row, "tc"):
        span = _span(cell)
        if span is None or around.get(cell) != around.get(row):
            return None
        total += span
    return total


def _span(cell: etree._Element) -> int | None:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = str(span.get(W + "val")) if span is not None else "1"
    return int(value) if value.isdigit() else None


def _sound(root: etree._Element, around: dict[etree._Element, tuple[_Block, ...]]) -> set[etree._Element]:
    """Cells and their like that keep a last paragraph whatever the data."""
    return {
        holder
        for holder in root.iter(*_NEEDS_PARAGRAPH)
        if len(holder) and holder[-1].tag == W + "p" and around[holder[-1]] == around[holder]
    }


def _watch_paragraphs(root: etree._Element, source: Source, sound: set[etree._Element]) -> None:
    for holder in root.iter(*_NEEDS_PARAGRAPH):
        if holder in sound:
            continue
        mark = source.mark(Tag(printing.CELL, data=True))
        if len(holder):
            holder[-1].tail = (holder[-1].tail or "") + mark
        else:
            holder.text = (holder.text or "") + mark
