"""One paragraph as words with their formatting, and the marks of tracked changes around them."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from perfgen.diff.tokens import GONE, SAME, steps
from perfgen.diff.tokens import tokens as words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_UNWRAPPED = {W + name for name in ("hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "ins", "moveTo")}
_GONE = {W + name for name in ("del", "moveFrom")}
_OPAQUE = "\ufffc"
_NOTES = {W + name for name in ("lastRenderedPageBreak", "softHyphen")}
_CHANGES = {W + name for name in ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange")}
_RANGES = re.compile(r"(?:moveFromRange|moveToRange|customXml(?:Ins|Del|Move)\w*Range)(?:Start|End)$")


@dataclass
class Marker:
    """Who changed and when, and the number of the next change."""

    author: str
    date: str
    number: int

    def made(self, name: str) -> etree._Element:
        """An element that says that something is new or gone."""
        element = etree.Element(W + name)
        element.set(W + "id", str(self.number))
        element.set(W + "author", self.author)
        element.set(W + "date", self.date)
        self.number += 1
        return element

    def end(self, paragraph: etree._Element, kind: str) -> None:
        """Say that the end of a paragraph is new or gone."""
        properties = _child(paragraph, "pPr", 0)
        of_sign = properties.find(W + "rPr")
        if of_sign is None:
            of_sign = etree.Element(W + "rPr")
            behind = [properties.find(W + name) for name in ("sectPr", "pPrChange")]
            first = next((each for each in behind if each is not None), None)
            if first is not None:
                first.addprevious(of_sign)
            else:
                properties.append(of_sign)
        if of_sign.find(W + kind) is None:
            before = of_sign.find(W + "ins") if kind == "del" else None
            if before is not None:
                before.addnext(self.made(kind))
            else:
                of_sign.insert(0, self.made(kind))

    def row(self, row: etree._Element, kind: str) -> None:
        """Say that a row is new or gone."""
        exceptions = row.find(W + "tblPrEx")
        properties = _child(row, "trPr", 0 if exceptions is None else 1)
        if not len(properties):  # the schema wants something beside the mark
            etree.SubElement(properties, W + "cantSplit").set(W + "val", "off")
        properties.append(self.made(kind))


def _child(element: etree._Element, name: str, place: int) -> etree._Element:
    found = element.find(W + name)
    if found is None:
        found = etree.Element(W + name)
        element.insert(place, found)
    return found


def accepted(root: etree._Element) -> None:
    """Accept the tracked changes that a part holds."""
    for row in list(root.iter(W + "tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            _remove(row)
    for name in _GONE:
        for each in list(root.iter(name)):
            parent = each.getparent()
            if parent is not None and parent.tag == W + "rPr":
                _join(each)
            _remove(each)
    for name in (W + "ins", W + "moveTo"):
        for each in list(root.iter(name)):
            for child in list(each):
                each.addprevious(child)
            _remove(each)
    for each in list(root.iter(etree.Element)):
        if each.tag in _CHANGES or _RANGES.search(str(each.tag)):
            _remove(each)


def _join(sign: etree._Element) -> None:
    """Join the paragraph whose end is gone to the next one, which keeps its properties."""
    paragraph = next((each for each in sign.iterancestors(W + "p")), None)
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or following.tag != W + "p":
        return
    at = 1 if following.find(W + "pPr") is not None else 0
    for child in reversed([each for each in paragraph if each.tag != W + "pPr"]):
        following.insert(at, child)
    _remove(paragraph)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# -- words ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A character, or something that is none (a field, a picture), with the run that it stands in."""

    text: str
    key: str
    element: etree._Element
    run: etree._Element


def text_of(paragraph: etree._Element) -> str:
    """The text of a paragraph with a sign for each thing that is none."""
    return "".join(piece.text for piece in content(paragraph))


def content(paragraph: etree._Element) -> list[Piece]:
    """What a paragraph consists of, in order."""
    return [piece for run in _runs(paragraph) for piece in _of_run(run)]


def _runs(holder: etree._Element) -> Iterator[etree._Element]:
    for child in holder:
        if child.tag == W + "r":
            yield child
        elif child.tag in _UNWRAPPED or child.tag == W + "fldSimple":
            yield from _runs(child)


def _of_run(run: etree._Element) -> Iterator[Piece]:
    for child in run:
        if child.tag == W + "t":
            for sign in child.text or "":
                yield Piece(sign, sign, child, run)
        elif child.tag in _CHARACTERS:
            yield Piece(_CHARACTERS[str(child.tag)], _CHARACTERS[str(child.tag)], child, run)
        elif child.tag != W + "rPr" and child.tag not in _NOTES and isinstance(child.tag, str):
            yield Piece(_OPAQUE, _OPAQUE + etree.tostring(child, method="c14n").decode(), child, run)


def rewritten(old: etree._Element, new: etree._Element, marker: Marker) -> None:
    """Make the paragraph ``new`` tell, word by word, what changed since ``old``."""
    before, after = content(old), content(new)
    left, right = _grouped(before), _grouped(after)
    made: list[etree._Element] = []
    for kind, first, last, begin, end in steps([key for key, _ in left], [key for key, _ in right]):
        chosen = left[first:last] if kind == GONE else right[begin:end]
        pieces = [piece for _, group in chosen for piece in group]
        runs = _written(pieces, gone=kind == GONE)
        if kind == SAME:
            made += runs
        elif runs:
            holder = marker.made("del" if kind == GONE else "ins")
            holder.extend(runs)
            made.append(holder)
    _emptied(new)
    new.extend(made)


def _grouped(pieces: list[Piece]) -> list[tuple[str, list[Piece]]]:
    """The words, each with its characters."""
    found: list[tuple[str, list[Piece]]] = []
    start = 0
    for word in words_of("".join(piece.text for piece in pieces)):
        group = pieces[start : start + len(word)]
        found.append((word if _OPAQUE not in word else group[0].key, group))
        start += len(word)
    return found


def _written(pieces: list[Piece], *, gone: bool) -> list[etree._Element]:
    """Runs that hold ``pieces``, formatted as they were."""
    made: list[etree._Element] = []
    of: etree._Element | None = None
    for piece in pieces:
        if gone and piece.text == _OPAQUE and piece.element.tag not in (W + "fldChar", W + "instrText"):
            continue  # a picture or a reference of the old document would point to what the new one does not have
        if piece.run is not of:
            of = piece.run
            run = etree.Element(W + "r")
            properties = of.find(W + "rPr")
            if properties is not None:
                run.append(deepcopy(properties))
            made.append(run)
        run = made[-1]
        tail = run[-1] if len(run) else None
        if piece.element.tag == W + "t":
            name = W + ("delText" if gone else "t")
            if tail is None or tail.tag != name:
                tail = etree.SubElement(run, name)
                tail.set(_SPACE, "preserve")
                tail.text = ""
            tail.text = (tail.text or "") + piece.text
        else:
            copy = deepcopy(piece.element)
            copy.tail = None
            if gone and copy.tag == W + "instrText":
                copy.tag = W + "delInstrText"
            run.append(copy)
    return made


def _emptied(paragraph: etree._Element) -> None:
    """Take out what a paragraph holds, its properties and bookmarks apart."""
    for child in list(paragraph):
        if child.tag in _UNWRAPPED or child.tag in (W + "r", W + "fldSimple", W + "proofErr"):
            paragraph.remove(child)


def plain(paragraph: etree._Element) -> None:
    """Leave of a paragraph of the old document what the new one can hold: no section, list, bookmark or picture."""
    properties = paragraph.find(W + "pPr")
    for name in ("sectPr", "numPr", "pPrChange"):
        found = properties.find(W + name) if properties is not None else None
        if found is not None:
            _remove(found)
    pieces = content(paragraph)
    runs = _written([piece for piece in pieces if piece.text != _OPAQUE], gone=False)
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    paragraph.extend(runs)


def wrapped(paragraph: etree._Element, kind: str, marker: Marker) -> None:
    """Mark everything in a paragraph as new or gone."""
    runs = _written(content(paragraph), gone=kind == "del")
    _emptied(paragraph)
    if runs:
        holder = marker.made(kind)
        holder.extend(runs)
        paragraph.append(holder)
