"""Tags that speak of the cell that they stand in: ``cellbg``, ``colspan``, ``vm`` and ``hm``."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from perfgen.patterns import pattern

from .levels import Holders, around_mark, put_before
from .patch import NOTHING, Source, Tag, mark_of
from .places import W

_VALUE = pattern(r"\{%\s*(colspan|cellbg)\s+(.*?)\s*%\}")
_MERGE = pattern(r"\{%\s*([vh]m)\s*%\}")


def fill(source: Source, holders: Holders) -> None:
    """Put the values of ``cellbg`` and ``colspan`` into the properties of their cells."""
    for index, tag, cell, match in _of_cells(source, holders, _VALUE):
        _drop(holders, index)
        value = mark_of(index)
        source.tags[index] = replace(tag, code="{{ " + match[2] + " }}")
        if match[1] == "colspan":
            fresh = etree.Element(W + "gridSpan", {W + "val": value})
        else:
            fresh = etree.Element(W + "shd", {W + "val": "clear", W + "color": "auto", W + "fill": value})
        properties = _properties(cell)
        for old in properties.findall(str(fresh.tag)):
            properties.remove(old)
        properties.insert(0, fresh)


def merge(source: Source, holders: Holders) -> None:
    """Let each cell with ``vm`` grow together with those below that its loop makes, each with ``hm`` to the right."""
    found = list(_of_cells(source, holders, _MERGE))
    for index, tag, cell, match in found:
        if match[1] == "vm":
            _merge_down(source, holders, index, tag, cell)
    for index, tag, cell, match in found:
        if match[1] == "hm":
            _merge_right(source, holders, index, tag, cell)


Found = tuple[int, Tag, etree._Element, re.Match[str]]
"""A tag with its number, its cell and what its code matched."""


def _of_cells(source: Source, holders: Holders, wanted: re.Pattern[str]) -> Iterator[Found]:
    for index, tag in enumerate(source.tags):
        match = wanted.fullmatch(tag.code) if index in holders and tag.code.startswith("{%") else None
        cell = next(holders[index].iterancestors(W + "tc"), None) if match else None
        if match and cell is not None:
            yield index, tag, cell, match


def _drop(holders: Holders, index: int) -> None:
    """Take the mark of a tag out of the text; a run that held nothing else goes too."""
    text = holders[index]
    text.text = (text.text or "").replace(mark_of(index), "")
    run = text.getparent()
    around = run.getparent() if run is not None else None
    if text.text or run is None or around is None or run.tag != W + "r":
        return
    if run.tail or text.tail or any(e is not text and e.tag != W + "rPr" for e in run):
        return
    around.remove(run)


def _properties(cell: etree._Element) -> etree._Element:
    found = cell.find(W + "tcPr")
    if found is not None:
        return found
    made = etree.Element(W + "tcPr")
    made.tail, cell.text = cell.text, None
    cell.insert(0, made)
    return made


def _merge_down(source: Source, holders: Holders, index: int, tag: Tag, cell: etree._Element) -> None:
    def mark(code: str) -> str:
        return source.mark(replace(tag, code=code))

    properties = _properties(cell)
    for old in properties.findall(W + "vMerge"):
        properties.remove(old)
    first = mark("{% if loop.first %}")
    value = first + "restart" + mark("{% else %}") + "continue" + mark("{% endif %}")
    etree.SubElement(properties, W + "vMerge", {W + "val": value})
    text = holders[index]
    begin = next(t for t in cell.iter(W + "t") if t.text)
    begin.text = mark("{% if loop.first %}") + (begin.text or "")
    before, behind = around_mark(holders, index)
    text.text = before + behind + mark("{% endif %}")
    source.tags[index] = NOTHING


def _merge_right(source: Source, holders: Holders, index: int, tag: Tag, cell: etree._Element) -> None:
    def mark(code: str) -> str:
        return source.mark(replace(tag, code=code))

    before, behind = around_mark(holders, index)
    holders[index].text = before + behind
    source.tags[index] = NOTHING
    properties = _properties(cell)
    span = properties.find(W + "gridSpan")
    if span is None:
        etree.SubElement(properties, W + "gridSpan", {W + "val": mark("{{ loop.length }}")})
    elif str(span.get(W + "val")).isdigit():
        span.set(W + "val", mark("{{ " + str(span.get(W + "val")) + " * loop.length }}"))
    put_before(cell, mark("{% if loop.first %}"))
    cell.tail = mark("{% endif %}") + (cell.tail or "")


__all__ = ["fill", "merge"]
