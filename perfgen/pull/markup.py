"""What stands in a Word file beside its text: tracked changes, comments, headers, footers, notes, text boxes."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from perfgen.pull.values import Note
from perfgen.word import W

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_TRACKED = {
    "ins": "插入", "del": "删除", "moveFrom": "移走", "moveTo": "移来", "cellIns": "插入单元格",
    "cellDel": "删去单元格",
}  # fmt: skip
_PARTS = re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_KINDS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}


def _roots(docx: bytes) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        for name in sorted(archive.namelist()):
            match = _PARTS.fullmatch(name)
            if match:
                yield match[1].rstrip("0123456789"), etree.fromstring(archive.read(name), _PARSER)


def changes_tracked(docx: bytes) -> tuple[Note, ...]:
    """Every tracked change of text, paragraphs and rows, in reading order; those of formatting change no text."""
    found: list[Note] = []
    for _, root in _roots(docx):
        for element in root.iter(*(W + name for name in _TRACKED)):
            kind = _TRACKED[etree.QName(element).localname]
            parent = etree.QName(element.getparent()).localname if element.getparent() is not None else ""
            if parent == "rPr":
                kind += "段落标记"
            elif parent == "trPr":
                kind += "一行"
            text = "".join(each.text or "" for each in element.iter(W + "t", W + "delText"))
            around = next((each for each in element.iterancestors(W + "p")), None)
            shown = "".join(each.text or "" for each in around.iter(W + "t")) if around is not None else ""
            found.append(Note(kind, text, shown[:30]))
    return tuple(found)


def beside(generated: bytes, edited: bytes) -> tuple[Note, ...]:
    """What was typed in ``edited`` outside its text, which ``generated`` does not have."""
    before = Counter(_beside(generated))
    found: list[Note] = []
    for kind, text in _beside(edited):
        if before[kind, text] > 0:
            before[kind, text] -= 1
        elif not (kind in ("页眉", "页脚") and _known(generated, kind, text)):
            found.append(Note(kind, text))
    return tuple(found)


def _known(generated: bytes, kind: str, text: str) -> bool:
    """Whether a header or footer is one that the report has: programs that save copy them to every kind of page."""
    return any(each == (kind, text) for each in _beside(generated))


def _beside(docx: bytes) -> Iterator[tuple[str, str]]:
    for part, root in _roots(docx):
        if part == "document":
            boxes = [b for b in root.iter(W + "txbxContent") if not _is_fallback(b)]
            yield from (("文本框", text) for box in boxes if (text := _text(box)))
            continue
        if part in ("header", "footer"):
            if text := _text(root):
                yield _KINDS[part], text
            continue
        for note in root:
            if note.get(W + "type") is None and (text := _text(note)):
                yield _KINDS[part], text


def _is_fallback(box: etree._Element) -> bool:
    """Whether a text box is the second copy that old programs read."""
    return any(etree.QName(above).localname == "Fallback" for above in box.iterancestors())


def _text(holder: etree._Element) -> str:
    """The text as typed: what fields show, such as page numbers, is left out."""
    pieces: list[str] = []
    fields: list[bool] = []
    for element in holder.iter():
        if element.tag == W + "fldChar":
            kind = element.get(W + "fldCharType")
            if kind == "begin":
                fields.append(True)
            elif kind == "end" and fields:
                fields.pop()
        elif (
            element.tag == W + "t"
            and not fields
            and not any(above.tag == W + "fldSimple" for above in element.iterancestors())
        ):
            pieces.append(element.text or "")
        elif element.tag == W + "p":
            pieces.append("\n")
    return re.sub(r"\s+", " ", "".join(pieces)).strip()
