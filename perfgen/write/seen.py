"""What a reader sees of a Word file, line by line, whichever program saved it.

Word, WPS and LibreOffice write one document differently: other ids, runs and names of styles, properties spelled out or
left to the style, indents in characters or in twips, the grid of a table counted anew. Here a paragraph has the
properties that come out in the end, a table has rows and cells, and what is said twice or not at all does not count.
Character formatting does not either.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from perfgen.patterns import pattern

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _VAL = f"{_W}p", f"{_W}val"

_TEXT = frozenset(f"{_W}{name}" for name in ("t", "delText"))
_SIGNS: Mapping[str, str] = MappingProxyType({
    **{f"{_W}{name}": "\t" for name in ("tab", "ptab")},
    **{f"{_W}{name}": "\v" for name in ("br", "cr")},
    f"{_W}noBreakHyphen": "\u2011",
    **{f"{_W}{name}": f"\x01{name}\x01" for name in ("ins", "del", "moveFrom", "moveTo")},
    **{f"{_W}{name}": f"\x01{name}\x01" for name in ("commentReference", "footnoteReference", "endnoteReference")},
    **{f"{_W}{name}": "\x01picture\x01" for name in ("drawing", "pict", "object")},
    f"{_W}sym": "\x01sign\x01",
})  # fmt: skip
_HOLDERS = frozenset(
    f"{_W}{name}"
    for name in ("sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo", "comment", "footnote", "endnote")
)
"""What holds paragraphs, tables, rows or cells without being one of them."""
_PASSED = frozenset((f"{_W}tabs", _FALLBACK))
"""Tab stops, which share their tag with tabs; and what is said a second time for older programs."""
_MATTERS = frozenset((*_TEXT, *_SIGNS, *_PASSED, *(f"{_W}{name}" for name in ("instrText", "fldSimple", "fldChar"))))
_COUNTED = frozenset(f"\x01{name}\x01" for name in ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"))
"""Fields whose result says only where the last program broke the pages."""
_MAIN = pattern(r"word/document\d*\.xml")
_BESIDE = ("word/header", "word/footer")
_NOTES = ("word/comments.xml", "word/footnotes.xml", "word/endnotes.xml")
_OFF = frozenset(("0", "false", "off"))
_SIDES = {"start": "left", "end": "right"}
_AUTO = ("240", "auto")


def seen(parts: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Every line of what a reader sees in a Word file, given by its parts: of the body, and of all the rest."""
    styles = _styles(parts.get("word/styles.xml", b""))
    body = [line for name in parts if _MAIN.fullmatch(name) for line in _part(parts[name], styles)]
    lines: list[str] = []
    texts = ("\n".join(_part(parts[name], styles)) for name in parts if name.startswith(_BESIDE))
    lines += sorted({text for text in texts if not _blank(text)})
    for name in _NOTES:
        if name in parts:
            lines += (line for line in _part(parts[name], styles) if not _blank(line))
    return body, lines + sorted(
        {hashlib.sha256(parts[name]).hexdigest() for name in parts if name.startswith("word/media/")}
    )


def texts(lines: Sequence[str]) -> list[str]:
    """The texts of the paragraphs among the ``lines`` of a body, those of tables left out."""
    found, depth = [], 0
    for line in lines:
        told, _, text = line.partition("\x02")
        if told == "table ":
            depth += 1 if text == "{" else -1
        elif not depth and told not in _MARKS:
            found.append(text.replace("\v", "\n"))
    return found


_MARKS = frozenset(("section ",))
"""What the lines begin with that are neither tables nor paragraphs."""


def _blank(text: str) -> bool:
    """Whether nothing is written there: paragraphs of a header that only has its style."""
    return not any(line.partition("\x02")[2].strip() for line in text.split("\n"))


def _part(data: bytes, styles: "_Styles") -> list[str]:
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return [f"\x02{hashlib.sha256(data).hexdigest()}"]
    lines: list[str] = []
    body = root.find(f"{_W}body")
    _blocks(root if body is None else body, styles, lines)
    return lines


def _blocks(holder: Element, styles: "_Styles", lines: list[str]) -> None:
    for child in holder:
        tag = child.tag
        if tag == _P:
            _paragraph(child, styles, lines)
        elif tag == f"{_W}tbl":
            _table(child, styles, lines)
        elif tag in _HOLDERS:
            _blocks(child, styles, lines)
        elif tag == f"{_W}sectPr":
            lines.append(_section(child))


def _section(element: Element) -> str:
    size = element.find(f"{_W}pgSz")
    width, height = (size.get(f"{_W}{name}") or "" if size is not None else "" for name in "wh")
    return f"section \x02{'broad' if width.isdigit() and height.isdigit() and int(width) > int(height) else 'high'}"


def _table(element: Element, styles: "_Styles", lines: list[str]) -> None:
    lines.append("table \x02{")
    for row in _own(element, f"{_W}tr"):
        lines.append("row \x02{")
        for cell in _own(row, f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            if merge is not None and merge.get(_VAL) != "restart":
                lines.append("above \x02^")
            else:
                lines.append("cell \x02{")
                _blocks(cell, styles, lines)
    lines.append("table \x02}")


def _own(element: Element, tag: str) -> Iterator[Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _HOLDERS:
            yield from _own(child, tag)


def _paragraph(element: Element, styles: "_Styles", lines: list[str]) -> None:
    own = element.find(f"{_W}pPr")
    section = own.find(f"{_W}sectPr") if own is not None else None
    text = _characters(element)
    if text or section is None:  # LibreOffice ends a section at the paragraph before one that says nothing
        lines.append(f"{styles.told(own)}\x02{text}")
    if section is not None:
        lines.append(_section(section))


def _characters(element: Element) -> str:
    """The characters of a paragraph, text boxes included, the results of fields that count pages left out."""
    found: list[str] = []
    field = ""
    """What the field that is open says, from its beginning to its separator."""
    counted = False
    passed: set[Element] = set()
    for each in element.iter():
        tag = each.tag
        if tag not in _MATTERS or each in passed:
            continue
        if tag in _TEXT:
            if not counted:
                found.append(each.text or "")
        elif tag in _SIGNS:
            found.append("\f" if each.get(f"{_W}type") == "page" else _SIGNS[tag])
        elif tag in _PASSED:
            passed.update(each.iter())
        elif tag == f"{_W}instrText":
            field += each.text or ""
        elif tag == f"{_W}fldSimple":
            found.append(_field(each.get(f"{_W}instr") or ""))
            if found[-1] in _COUNTED:
                passed.update(each.iter())
        elif (kind := each.get(f"{_W}fldCharType")) != "begin":
            if field:
                found.append(_field(field))
                counted, field = found[-1] in _COUNTED, ""
            counted = counted and kind != "end"
    return "".join(found)


def _field(instruction: str) -> str:
    return f"\x01{''.join(instruction.split()[:1]).upper()}\x01"


# -- properties --------------------------------------------------------------------------------------


class _Styles:
    """The paragraph styles of a file, and what paragraphs look like with them in the end."""

    def __init__(self, root: Element | None) -> None:
        styles = root.findall(f"{_W}style") if root is not None else []
        mine = [style for style in styles if style.get(f"{_W}type") == "paragraph"]
        self._byid = {style.get(f"{_W}styleId") or "": style for style in mine}
        self._default = next(
            (key for key, style in self._byid.items() if style.get(f"{_W}default") not in (None, *_OFF)), ""
        )
        defaults = root.find(f"{_W}docDefaults/{_W}pPrDefault/{_W}pPr") if root is not None else None
        self._base = _properties(defaults)
        self._told: dict[tuple[object, ...], str] = {}

    def told(self, own: Element | None) -> str:
        """The properties of a paragraph whose ``w:pPr`` is ``own``, in words."""
        key = () if own is None else tuple([(each.tag, *each.items(), _inner(each)) for each in own])
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = self._tell(own)
        return found

    def _tell(self, own: Element | None) -> str:
        named = own.find(f"{_W}pStyle") if own is not None else None
        style = named.get(_VAL) or "" if named is not None else ""
        chain = self._chain(style if style in self._byid else self._default)
        held = dict(self._base)
        for each in (*(_properties(above.find(f"{_W}pPr")) for above in reversed(chain)), _properties(own)):
            held |= each
        name = chain[0].find(f"{_W}name") if chain else None
        return _words(held, (name.get(_VAL) or "").casefold() if name is not None else "")

    def _chain(self, key: str) -> Sequence[Element]:
        found: list[Element] = []
        while key in self._byid and self._byid[key] not in found:
            found.append(self._byid[key])
            based = found[-1].find(f"{_W}basedOn")
            key = based.get(_VAL) or "" if based is not None else ""
        return found


def _inner(element: Element) -> object:
    """What of the children of a property counts."""
    return tuple((each.tag, each.get(_VAL)) for each in element) if element.tag == f"{_W}numPr" else None


@lru_cache(maxsize=16)
def _styles(data: bytes) -> _Styles:
    try:
        return _Styles(ElementTree.fromstring(data) if data else None)
    except ElementTree.ParseError:
        return _Styles(None)


def _properties(own: Element | None) -> dict[str, str]:
    """The properties that a ``w:pPr`` itself sets."""
    held: dict[str, str] = {}
    for element in own if own is not None else ():
        name = element.tag.removeprefix(_W)
        if name in ("jc", "outlineLvl"):
            value = element.get(_VAL) or ""
            held[name] = _SIDES.get(value, value)
        elif name == "pageBreakBefore":
            held[name] = "" if element.get(_VAL) in _OFF else "1"
        elif name == "spacing":
            held |= {key: element.attrib[f"{_W}{key}"] for key in _SPACES if f"{_W}{key}" in element.attrib}
        elif name == "ind":
            held |= _indents(element)
        elif name == "numPr":
            number, level = element.find(f"{_W}numId"), element.find(f"{_W}ilvl")
            if number is not None:
                held["numId"] = "" if number.get(_VAL) in (None, "0") else "1"
            if level is not None:
                held["ilvl"] = level.get(_VAL) or "0"
    return held


_SPACES = ("before", "after", "line", "lineRule")


def _indents(element: Element) -> dict[str, str]:
    """Indents in twips; in hundredths of a character only where nothing else is said."""
    held: dict[str, str] = {}
    for side in ("left", "right"):
        other = {"left": "start", "right": "end"}[side]
        value = element.get(f"{_W}{side}") or element.get(f"{_W}{other}")
        if value is None and (chars := element.get(f"{_W}{side}Chars") or element.get(f"{_W}{other}Chars")):
            value = f"{chars}%"
        if value is not None:
            held[side] = value
    for key, sign in (("firstLine", ""), ("hanging", "-")):
        value = element.get(f"{_W}{key}")
        if value is None and (chars := element.get(f"{_W}{key}Chars")):
            value = f"{chars}%"
        if value is not None and (value.strip("0%") or "first" not in held):
            held["first"] = f"{sign}{value}" if value.strip("0%") else "0"
    return held


def _words(held: Mapping[str, str], style: str) -> str:
    line, rule = held.get("line", _AUTO[0]), held.get("lineRule", _AUTO[1])
    told = {
        "style": style,
        "jc": held.get("jc") or "left",
        "outline": "" if held.get("outlineLvl") == "9" else held.get("outlineLvl", ""),
        "indent": " ".join(held.get(key, "").strip("%") or "0" for key in ("left", "right", "first")),
        "space": " ".join(held.get(key) or "0" for key in ("before", "after")),
        "line": "" if (line, rule) == _AUTO else f"{line} {rule}",
        "break": held.get("pageBreakBefore", ""),
        "number": f"1 {held.get('ilvl', '0')}" if held.get("numId") else "",
    }
    return " ".join(f"{name}={value}" for name, value in told.items() if value)
