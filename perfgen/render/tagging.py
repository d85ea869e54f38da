"""A part of the package → its source: every tag found, brought together where Word split it, and marked.

What a tag means for the row, cell, paragraph or run that it stands in is settled in ``levels`` and ``cells``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from lxml import etree

from . import cells, levels
from .bridge import bridge
from .package import parse_xml
from .patch import PRIVATE, Source, Tag
from .places import Spot, W, spots
from .scan import ENDS, OPENING, Found, Scanner

_PARAGRAPH, _TEXT = W + "p", W + "t"


def patched(root: etree._Element, part: str, outline: dict[str, int]) -> Source | None:
    """The source of a part, or None if nothing in it is a tag; ``root`` becomes the source's.

    ``part`` is what a reader calls the part, ``outline`` gives the level of each paragraph style by its id.
    """
    if not has_tags(root):
        return None
    root = cleaned(root)
    return _Tagging(root, Spot(part), spots(root, part, outline)).source()


def has_tags(root: etree._Element) -> bool:
    """Whether the text of a part holds anything that starts a tag, be it split over runs."""
    text = "".join(map(str, root.itertext()))
    return bool(re.search(r"\{\s*[{%#_]|%_\}|\}_\}", text)) or bool(_attributes(root))


def _attributes(root: etree._Element) -> list[Any]:
    return _found(root, "//@*[contains(., '{{') or contains(., '{%')]")


def _found(root: etree._Element, path: str) -> list[Any]:
    found = root.xpath(path)
    return found if isinstance(found, list) else []


def marked_text(text: str, spot: Spot, source: Source) -> str:
    """``text`` with a mark in place of each tag, the tags added to ``source``: for a text that stands by itself."""
    pieces, position = [], 0
    for found in Scanner().read(text):
        mark = source.mark(Tag(found.code, found.typed, spot)) if found.tag else found.code
        pieces += [text[position : found.start], mark]
        position = found.end
    return "".join(pieces) + text[position:]


def cleaned(root: etree._Element) -> etree._Element:
    """``root`` without the signs that stand for tags here; what a template has of its own of them is not printed."""
    xml = etree.tostring(root, encoding="unicode")
    return parse_xml(PRIVATE.sub("", xml).encode()) if PRIVATE.search(xml) else root


class _Tagging:
    """The work on one part."""

    def __init__(self, root: etree._Element, part: Spot, where: dict[etree._Element, Spot]) -> None:
        self._source = Source(root, [])
        self._part = part
        self._where = where
        self._scanner = Scanner()
        self._holders: levels.Holders = {}
        self._levelled: list[tuple[int, str]] = []

    def source(self) -> Source:
        """The part with its tags marked, what they mean for the XML around them settled."""
        root = self._source.root
        done: set[etree._Element] = set()
        for each in _found(root, "//text()[contains(., '{') or contains(., '_}')]"):
            element = each.getparent()
            if each.is_text and element not in done:
                texts = _together(element)
                done.update(self._read(texts))
        for value in _attributes(root):
            owner = value.getparent()
            owner.set(value.attrname, marked_text(str(value), self._spot(owner), self._source))
        cells.fill(self._source, self._holders)
        levels.settle(self._source, self._holders, self._levelled)
        cells.merge(self._source, self._holders)
        return self._source

    def _spot(self, element: etree._Element) -> Spot:
        around = (element, *element.iterancestors())
        return next((self._where[e] for e in around if e in self._where), self._part)

    def _read(self, texts: list[etree._Element]) -> list[etree._Element]:
        """Mark the tags of ``texts``, which read on as one; what of the paragraphs behind them was read too."""
        raw = self._scanner.raw
        whole = "".join(t.text or "" for t in texts)
        found = list(self._scanner.read(whole))
        if found and found[-1].unfinished:
            more = _to_the_end(texts, whole, found[-1])
            if more:
                texts = [*texts, *more]
                whole = "".join(t.text or "" for t in texts)
                self._scanner.raw = raw
                found = list(self._scanner.read(whole))
        if found:
            self._place(texts, whole, found)
        return texts

    def _place(self, texts: list[etree._Element], whole: str, found: list[Found]) -> None:
        """Put the marks of what was ``found`` into ``texts``; those that one tag runs through grow together."""
        offsets = list(accumulate((len(t.text or "") for t in texts), initial=0))
        spot = self._spot(texts[0])
        home = list(range(len(texts)))
        pieces: list[list[str]] = [[] for _ in texts]

        def at(character: int) -> int:
            return bisect_right(offsets, character, hi=len(texts)) - 1

        def copy(start: int, end: int) -> None:
            number = at(start)
            while start < end:
                stop = min(end, offsets[number + 1])
                pieces[home[number]].append(whole[start:stop])
                start, number = stop, number + 1

        position = 0
        for each in found:
            first, last = at(each.start), at(each.end - 1)
            if first < last and not each.tag and each.code:
                continue  # {_{ split over runs is printed as it stands
            copy(position, each.start)
            position = each.end
            target = home[first]
            pieces[target].append(self._mark(each, spot, texts[target]))
            if first < last and bridge(texts[target], texts[last]):
                home[last] = target
        copy(position, len(whole))
        for number, text in enumerate(texts):
            if home[number] == number:
                text.text = "".join(pieces[number])

    def _mark(self, found: Found, spot: Spot, holder: etree._Element) -> str:
        if not found.tag and (found.code or not found.level):
            return found.code
        mark = self._source.mark(Tag(found.code, found.typed, spot, data=not found.tag))
        index = len(self._source.tags) - 1
        self._holders[index] = holder
        if found.level:
            self._levelled.append((index, found.level))
        return mark


def _together(text: etree._Element) -> list[etree._Element]:
    """The texts of the same paragraph that read on as one with ``text``, itself among them."""
    paragraph = next(text.iterancestors(_PARAGRAPH), None)
    return _own(paragraph, str(text.tag)) if paragraph is not None else [text]


def _own(paragraph: etree._Element, tag: str) -> list[etree._Element]:
    return [t for t in paragraph.iter(tag) if next(t.iterancestors(_PARAGRAPH), None) is paragraph]


def _to_the_end(texts: list[etree._Element], whole: str, tag: Found) -> list[etree._Element]:
    """The texts of the paragraphs behind ``texts`` up to that where ``tag`` ends; none where it does not end."""
    opening = tag.code
    paragraph = next(texts[0].iterancestors(_PARAGRAPH), None)
    if paragraph is None or (opening != "{#" and OPENING.search(whole, tag.end)):
        return []
    more: list[etree._Element] = []
    for following in _paragraphs_behind(paragraph):
        there = _own(following, str(texts[0].tag))
        text = "".join(t.text or "" for t in there)
        more += there
        end = text.find(ENDS[opening])
        begin = OPENING.search(text) if opening != "{#" else None
        if begin is not None and (end < 0 or begin.start() < end):
            return []
        if end >= 0:
            return more
    return []


def _paragraphs_behind(paragraph: etree._Element) -> Iterator[etree._Element]:
    for following in paragraph.itersiblings():
        if following.tag != _PARAGRAPH:
            return
        yield following
