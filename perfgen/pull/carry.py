"""Edited paragraphs carried over into a new report, where its data left them as they were."""

import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from perfgen import word
from perfgen.frozen import frozen
from perfgen.pull.hunks import Hunk, hunks
from perfgen.pull.matching import Matched, match
from perfgen.pull.sheet import CellNode, Leaf, sheet_of, where
from perfgen.pull.side import Choose, open_side
from perfgen.pull.values import Conflict, Why
from perfgen.word import W

_MAIN = "word/document.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


@frozen
class Carried:
    """The new report with the edits, and those that could not be carried over: the new data says something else."""

    data: bytes = field(repr=False)
    conflicts: tuple[Conflict, ...] = ()


def carry(generated: bytes, edited: bytes, fresh: bytes) -> Carried:
    """``fresh`` with the edits by which ``edited`` differs from ``generated``, which is what it was made from."""
    base, ours, theirs = (sheet_of(word.read(each)) for each in (generated, fresh, edited))
    work = _Work(fresh)
    done = match(base, theirs, _no_prose)
    to = _partners(match(base, ours, _no_prose))
    cells = {_first(left): right for _, left, right in match(base, ours, _no_prose).cells}
    conflicts: list[Conflict] = []
    for one, two in done.pairs:
        if one.text != two.text:
            here = to.get(one.number)
            if here is not None and here.text == one.text:
                work.reword(here, two.text)
            elif here is None or here.text != two.text:
                conflicts.append(_clash(one.text, two.text, two))
    for _, left, right in done.cells:
        if left.text != right.text:
            here_cell = cells.get(_first(left))
            if here_cell is not None and here_cell.text == left.text:
                conflicts += work.cell(here_cell, right)
            elif here_cell is None or here_cell.text != right.text:
                conflicts.append(_clash(left.text, right.text, (right.leaves or left.leaves)[0]))
    for new, before, after in done.added:
        start = to.get(before.number) if before is not None else None
        end = to.get(after.number) if after is not None else None
        if not work.insert(new, start, end):
            conflicts.append(_clash("", new.text, new))
    for leaf in done.lost:
        here = to.get(leaf.number)
        if here is not None and here.text == leaf.text:
            work.remove(here)
        elif here is not None:
            conflicts.append(Conflict(where(leaf.spot), Why.BOTH, leaf.text, "（删去）"))
    for row in (*done.rows_added, *done.rows_lost):
        text = "｜".join(cell.text.replace("\n", " ") for cell in row)
        spot = next(leaf.spot for cell in row for leaf in cell.leaves) if any(cell.leaves for cell in row) else None
        new_row = row in done.rows_added
        if spot is not None:
            conflicts.append(
                Conflict(where(spot), Why.HOMELESS, "" if new_row else text, text if new_row else "（删去这一行）")
            )
    return Carried(work.saved(), tuple(conflicts))


def generated_of(data: bytes, name: str, choose: Choose, document: str, files: Mapping[str, bytes]) -> bytes:
    """The report as it is generated from a data file; raises PerfgenError where that cannot be done."""
    return open_side(data, name, choose, document, files).word_file


def _no_prose(_: Leaf) -> bool:
    return False


def _partners(matched: Matched) -> dict[int, Leaf]:
    return {one.number: two for one, two in matched.pairs}


def _first(cell: CellNode) -> tuple[int, int, str]:
    return (cell.leaves[0].number if cell.leaves else -1 - cell.row * 1000 - cell.column, cell.row, "")


def _clash(old: str, new: str, leaf: Leaf) -> Conflict:
    return Conflict(where(leaf.spot), Why.BOTH, old, new, (), leaf.number)


@dataclass
class _Work:
    """The document that is being changed."""

    docx: bytes
    root: etree._Element = field(init=False)
    elements: list[etree._Element] = field(init=False)
    last: dict[int, etree._Element] = field(default_factory=dict)
    """The paragraph behind which the next new one goes, by the number of the leaf that it follows."""

    def __post_init__(self) -> None:
        with zipfile.ZipFile(BytesIO(self.docx)) as archive:
            self.root = etree.fromstring(archive.read(_MAIN), _PARSER)
        body = next(self.root.iter(W + "body"))
        self.elements = list(word.paragraph_elements(body))

    def reword(self, leaf: Leaf, text: str) -> None:
        """Make the paragraph say ``text``; what stays keeps its runs."""
        shift = leaf.lead
        found = [Hunk(hunk.start + shift, hunk.end + shift, hunk.text) for hunk in hunks(leaf.text, text)]
        for hunk in reversed(found):
            _replace(self.elements[leaf.number], hunk)

    def cell(self, here: CellNode, edited: CellNode) -> list[Conflict]:
        """Make a cell say what the edited one says, paragraph by paragraph."""
        ours, theirs = here.leaves, edited.leaves
        if len(ours) != len(theirs):
            if not ours:
                return [_clash("", edited.text, theirs[0])]
            self.reword(ours[0], edited.text)
            for leaf in ours[1:]:
                self.remove(leaf)
            return []
        for leaf, other in zip(ours, theirs, strict=True):
            self.reword(leaf, other.text)
        return []

    def insert(self, new: Leaf, start: Leaf | None, end: Leaf | None) -> bool:
        """Put a paragraph like its neighbour there; False where it has none."""
        if start is not None:
            behind = self.last.get(start.number, self.elements[start.number])
            made = _like(self.elements[start.number], new.text)
            behind.addnext(made)
            self.last[start.number] = made
            return True
        if end is not None:
            self.elements[end.number].addprevious(_like(self.elements[end.number], new.text))
            return True
        return False

    def remove(self, leaf: Leaf) -> None:
        """Take the paragraph away; one that a cell or section needs stays, without text."""
        element = self.elements[leaf.number]
        parent = element.getparent()
        needed = parent is None or element.find(f"{W}pPr/{W}sectPr") is not None or leaf.number in self.last
        if not needed and parent is not None and parent.tag == W + "tc":
            needed = len(parent.findall(W + "p")) == 1
        if needed or parent is None:
            _replace(element, Hunk(leaf.lead, leaf.lead + len(leaf.text), ""))
        else:
            parent.remove(element)

    def saved(self) -> bytes:
        """The Word file with the changed text."""
        made = BytesIO()
        with zipfile.ZipFile(BytesIO(self.docx)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
            for info in archive.infolist():
                data = archive.read(info)
                if info.filename == _MAIN:
                    data = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
                out.writestr(info, data, zipfile.ZIP_DEFLATED)
        return made.getvalue()


_WIDE = {W + n for n in ("tab", "ptab", "br", "cr", "noBreakHyphen")}
_SKIPPED = {W + n for n in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent")}


def _signs(element: etree._Element) -> list[etree._Element]:
    """The elements of a paragraph that hold characters, in order."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == W + "t" or child.tag in _WIDE:
            found.append(child)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            found += _signs(child)
    return found


def _replace(paragraph: etree._Element, hunk: Hunk) -> None:
    """Replace characters of a paragraph; new ones look like those that they follow."""
    position = 0
    target: tuple[etree._Element, int] | None = None
    for element in _signs(paragraph):
        text = element.text or "" if element.tag == W + "t" else None
        length = len(text) if text is not None else 1
        start, end = max(hunk.start - position, 0), min(hunk.end - position, length)
        if text is not None and target is None and position <= hunk.start <= position + length:
            target = (element, hunk.start - position)
        if start < end:
            if text is None:
                parent = element.getparent()
                if parent is not None:
                    parent.remove(element)
            else:
                element.text = text[:start] + text[end:]
                element.set(_SPACE, "preserve")
        position += length
    if not hunk.text:
        return
    plain = " ".join(hunk.text.split("\n"))
    if target is None:
        run = etree.SubElement(paragraph, W + "r")
        target = (etree.SubElement(run, W + "t"), 0)
    element, at = target
    text = element.text or ""
    element.text = text[:at] + plain + text[at:]
    element.set(_SPACE, "preserve")


def _like(neighbour: etree._Element, text: str) -> etree._Element:
    """A paragraph with the properties of its neighbour."""
    made = etree.Element(W + "p")
    properties = neighbour.find(W + "pPr")
    if properties is not None:
        made.append(deepcopy(properties))
        for section in made.findall(f"{W}pPr/{W}sectPr"):
            section.getparent().remove(section)  # type: ignore[union-attr]
    run = etree.SubElement(made, W + "r")
    look = next((r.find(W + "rPr") for r in neighbour.iter(W + "r")), None)
    if look is not None:
        run.append(deepcopy(look))
    piece = etree.SubElement(run, W + "t")
    piece.text = " ".join(text.split("\n"))
    piece.set(_SPACE, "preserve")
    return made
