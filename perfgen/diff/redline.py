"""The new report with what changed since the old one as tracked changes, to be accepted or rejected in Word.

Accepted, it is the new report; rejected, it shows the old one. Paragraphs and rows that belong together are found by
``matching``; within a paragraph the words are compared, and each keeps the formatting that it had.

The sign of a paragraph's end is what Word tracks: a paragraph that is new (or gone) has its end marked. The last
paragraph of a cell has no end that could go; there the end of the paragraph before it is marked instead.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from io import BytesIO

from lxml import etree

from perfgen.diff.matching import LEAST, matched
from perfgen.diff.pieces import Marker, W, accepted, plain, rewritten, text_of, wrapped
from perfgen.errors import EnvironmentFault

AUTHOR = "perfgen"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_ROWS = 300
_TABLE = "\x00"
_REFERENCES = {W + name for name in ("pStyle", "rStyle", "tblStyle")}
_MAIN = re.compile(r"word/document\d*\.xml")
_PARTS = ("word/header", "word/footer", "word/footnotes", "word/endnotes")


def redline(old: bytes, new: bytes, *, when: datetime, author: str = AUTHOR) -> bytes:
    """The Word file ``new`` with what changed since ``old`` as tracked changes by ``author`` at the time ``when``.

    Raises EnvironmentFault where one of them is no Word file. Tracked changes that they hold are taken as accepted.
    """
    before, after = _parts(old), _parts(new)
    made: dict[str, bytes] = {}
    marker = Marker(author, f"{when:%Y-%m-%dT%H:%M:%SZ}", _first_free(after))
    known = _style_ids(after.get("word/styles.xml"))
    for name, data in after.items():
        main = bool(_MAIN.fullmatch(name))
        earlier = _main(before) if main else name
        if not (main or (name.startswith(_PARTS) and name.endswith(".xml"))) or earlier not in before:
            continue
        root, was = (etree.fromstring(part, _PARSER) for part in (data, before[earlier]))
        accepted(root)
        accepted(was)
        if _content(was) == _content(root):
            continue
        writer = _Writer(marker, known)
        for holder, other in _holders(was, root):
            writer.blocks(holder, other)
        made[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _packed(new, made)


def _parts(docx: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(docx)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        etree.fromstring(found[_main(found)], _PARSER)
    except (zipfile.BadZipFile, KeyError, RuntimeError, etree.XMLSyntaxError) as error:
        raise EnvironmentFault("不是完好的 Word 文件（.docx）", "请在 Word 里打开，另存为 .docx 后再试") from error
    return found


def _main(parts: dict[str, bytes]) -> str:
    """The name of the part with the text; Word on the web counts it."""
    return next((name for name in parts if _MAIN.fullmatch(name)), "")


def _packed(docx: bytes, made: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = made.get(info.filename)
            target.writestr(info, source.read(info) if data is None else data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _first_free(parts: dict[str, bytes]) -> int:
    """A number above all ids of bookmarks, comments and changes."""
    ids = [0]
    for name, data in parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            for element in etree.fromstring(data, _PARSER).iter(etree.Element):
                value = element.get(W + "id")
                if value and value.isdigit() and len(value) < 9:
                    ids.append(int(value))
    return max(ids) + 1


def _style_ids(styles: bytes | None) -> frozenset[str]:
    if styles is None:
        return frozenset()
    return frozenset(str(each.get(W + "styleId")) for each in etree.fromstring(styles, _PARSER).iter(W + "style"))


def _holders(old: etree._Element, new: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """What holds the paragraphs of a part, in both: the body, a header, each footnote."""
    for name in ("body", "footnote", "endnote"):
        before = {each.get(W + "id"): each for each in old.iter(W + name)}
        for each in list(new.iter(W + name)):
            if each.get(W + "id") in before:
                yield before[each.get(W + "id")], each
    if new.tag in (W + "hdr", W + "ftr"):
        yield old, new


def _content(root: etree._Element) -> str:
    return "\n".join(text_of(each) for each in root.iter(W + "p"))


def _own(holder: etree._Element, *names: str) -> list[etree._Element]:
    """The paragraphs and tables (or rows, or cells) of a holder, content controls looked into."""
    found: list[etree._Element] = []
    for child in holder:
        if child.tag in {W + name for name in names}:
            found.append(child)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            found += _own(child, *names)
    return found


def _key(element: etree._Element) -> str:
    if element.tag == W + "tbl":
        return _TABLE + "\n".join(_row_key(row) for row in _own(element, "tr"))
    return text_of(element)


def _row_key(row: etree._Element) -> str:
    return "\t".join("\n".join(_key(each) for each in _own(cell, "p", "tbl")) for cell in _own(row, "tc"))


class _Writer:
    def __init__(self, marker: Marker, styles: frozenset[str]) -> None:
        self._marker = marker
        self._styles = styles

    # -- paragraphs and tables --------------------------------------------------------------------

    def blocks(self, old: etree._Element, new: etree._Element, least: int = LEAST) -> None:
        """Track in ``new``, which holds paragraphs and tables, what changed since ``old``."""
        before, after = _own(old, "p", "tbl"), _own(new, "p", "tbl")
        placed: list[tuple[str, etree._Element]] = []
        last: etree._Element | None = None
        keys = [_key(each) for each in before], [_key(each) for each in after]
        pairs = matched(*keys, least)
        if not any(one is not None and other is not None for one, other in pairs):
            pairs = matched(*keys, least=0)  # the end of one paragraph has to stay
        for one, other in pairs:
            if one is None and other is not None:
                last = after[other]
                placed.append((self._inserted(last), last))
            elif other is None and one is not None:
                gone = self._gone(before[one])
                _put(new, last, gone)
                last = gone
                placed.append(("del", gone))
            elif one is not None and other is not None:
                last = after[other]
                self._both(before[one], last)
                placed.append(("", last))
        self._ends(placed)

    def _both(self, old: etree._Element, new: etree._Element) -> None:
        if old.tag == new.tag == W + "tbl":
            self._table(old, new)
        elif text_of(old) != text_of(new):
            rewritten(old, new, self._marker)
            self._drop_foreign(new)

    def _inserted(self, element: etree._Element) -> str:
        if element.tag == W + "tbl":
            for row in _own(element, "tr"):
                self._row(row, "ins")
        else:
            wrapped(element, "ins", self._marker)
        return "ins"

    def _gone(self, element: etree._Element) -> etree._Element:
        """A copy of a paragraph or table of the old document, marked as deleted."""
        copy = deepcopy(element)
        self._drop_foreign(copy)
        if copy.tag == W + "tbl":
            for row in _own(copy, "tr"):
                self._row(row, "del")
        else:
            plain(copy)
            wrapped(copy, "del", self._marker)
        return copy

    def _ends(self, placed: list[tuple[str, etree._Element]]) -> None:
        """Mark the ends of paragraphs; in a run of changes up to the last paragraph the marks stand one earlier."""
        for index, (kind, element) in enumerate(placed):
            if not kind or element.tag != W + "p":
                continue
            if any(each.tag == W + "p" and not told for told, each in placed[index + 1 :]):
                self._marker.end(element, kind)
                continue
            earlier = placed[index - 1][1] if index else None
            if earlier is not None and earlier.tag == W + "p":
                self._marker.end(earlier, kind)

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, old: etree._Element, new: etree._Element) -> None:
        before, after = _own(old, "tr"), _own(new, "tr")
        last: etree._Element | None = None
        for one, other in matched([_row_key(each) for each in before], [_row_key(each) for each in after], _ROWS):
            if one is not None and other is not None:
                cells = _own(before[one], "tc"), _own(after[other], "tc")
                last = after[other]
                if len(cells[0]) == len(cells[1]):
                    for cell in zip(*cells, strict=True):
                        self.blocks(*cell, least=0)
                    continue
                gone = self._gone_row(before[one])
                last.addprevious(gone)
                self._row(last, "ins")
            elif other is not None:
                last = after[other]
                self._row(last, "ins")
            elif one is not None:
                gone = self._gone_row(before[one])
                _put(new, last, gone, "tr")
                last = gone

    def _gone_row(self, row: etree._Element) -> etree._Element:
        copy = deepcopy(row)
        self._drop_foreign(copy)
        self._row(copy, "del")
        return copy

    def _row(self, row: etree._Element, kind: str) -> None:
        self._marker.row(row, kind)
        for paragraph in list(row.iter(W + "p")):
            if kind == "del":
                plain(paragraph)
            wrapped(paragraph, kind, self._marker)

    def _drop_foreign(self, element: etree._Element) -> None:
        """Take out styles that the new document does not have."""
        for each in list(element.iter(*_REFERENCES)):
            if each.get(W + "val") not in self._styles:
                parent = each.getparent()
                if parent is not None:
                    parent.remove(each)


def _put(holder: etree._Element, last: etree._Element | None, element: etree._Element, name: str = "") -> None:
    """Put ``element`` behind ``last``; without one before the first paragraph, table or row."""
    if last is not None:
        last.addnext(element)
        return
    first = next(iter(_own(holder, name) if name else _own(holder, "p", "tbl")), None)
    if first is not None:
        first.addprevious(element)
    else:
        holder.insert(0, element)


__all__ = ["AUTHOR", "redline"]
