"""A finished report freed of what a template may not hold or should not pass on: links, objects, comments, authors."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from perfgen import word
from perfgen.making.paper import remove
from perfgen.making.plan import Guess
from perfgen.word import W

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_KEPT = re.compile(
    r"/(?:officeDocument|styles|settings|webSettings|fontTable|numbering|footnotes|endnotes|header|footer|theme|image"
    r"|core-properties|extended-properties)$"
)
"""Kinds of relationships that a template needs; the parts of all others are left out."""
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SAID = {
    "hyperlink": "超链接（文字还在）", "comments": "批注", "attachedTemplate": "所附的外部模板", "image": "链接的图片",
    "oleObject": "嵌入的对象", "package": "嵌入的文件", "customXml": "", "glossaryDocument": "",
    "custom-properties": "",
}  # fmt: skip
_DROPPED = {W + name for name in ("object", "altChunk", "subDoc", "control", "attachedTemplate", "commentReference")}
_ANCHORS = {W + name for name in ("commentRangeStart", "commentRangeEnd")}
_HOLDERS = {W + name for name in ("drawing", "pict", "object")}


def cleaned(docx: bytes) -> tuple[bytes, list[Guess]]:
    """The report without what does not belong in a template, and what that was; raises EnvironmentFault."""
    word.read(docx)  # refuses what is no Word file, and what is packed beyond measure
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept: dict[str, bytes] = {"[Content_Types].xml": parts["[Content_Types].xml"]}
    said: dict[str, None] = {}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        rels = _rels_of(part)
        if rels not in parts:
            continue
        root = etree.fromstring(parts[rels], _PARSER)
        gone: set[str] = set()
        for link in list(root):
            kind, target = str(link.get("Type")), _target(part, str(link.get("Target")))
            if link.get("TargetMode") == "External" or not _KEPT.search(kind) or target not in parts:
                gone.add(str(link.get("Id")))
                root.remove(link)
                said[_SAID.get(kind.rpartition("/")[2], kind.rpartition("/")[2])] = None
            elif target not in kept:
                kept[target] = parts[target]
                waiting.append(target)
        kept[rels] = _bytes(root)
        if part and (gone or part.startswith("word/")) and part.endswith(".xml"):
            kept[part] = _without(kept[part], gone)
    for name in [name for name in kept if name.endswith("core.xml")]:
        kept[name] = _nameless(kept[name])
    kept["[Content_Types].xml"] = _types(kept)
    guesses = [Guess("除去", "Word 文件", what, 100, "模板里不放这些") for what in said if what]
    if any("/media/" in name for name in kept):
        guesses.append(Guess("图片", "Word 文件", "报告里有图片", 20, "印章、签名的图片要在模板里删去"))
    return _zipped(kept), guesses


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target))).lstrip("/")


def _without(data: bytes, gone: set[str]) -> bytes:
    """A part without what refers to relationships that are ``gone``; the text of links stays."""
    root = etree.fromstring(data, _PARSER)
    for element in list(root.iter()):
        if element.tag in _DROPPED | _ANCHORS:
            remove(element)
        elif element.tag == W + "hyperlink" and element.get(f"{_R}id") in gone:
            for child in list(element):
                element.addprevious(child)
            remove(element)
        elif any(key.startswith(_R) and value in gone for key, value in element.attrib.items()):
            remove(next(_holders(element), element))
    return _bytes(root)


def _holders(element: etree._Element) -> Iterator[etree._Element]:
    return (above for above in element.iterancestors() if above.tag in _HOLDERS)


def _nameless(data: bytes) -> bytes:
    """The properties without the names of people."""
    root = etree.fromstring(data, _PARSER)
    for child in list(root):
        if etree.QName(child).localname in ("creator", "lastModifiedBy", "description", "keywords"):
            root.remove(child)
    return _bytes(root)


def _types(kept: dict[str, bytes]) -> bytes:
    root = etree.fromstring(kept["[Content_Types].xml"], _PARSER)
    for each in list(root):
        name = str(each.get("PartName") or "").lstrip("/")
        if name and name not in kept:
            root.remove(each)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
