"""A .docx file taken apart: its parts, deflated and plain, and the part that each plays."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from os import PathLike
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from ..errors import TemplateFault
from ..frozen import frozen
from .archive import Archive, deflate

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


@frozen
class Package:
    """The parts of a .docx by name, in the order of the file, each with its deflated twin."""

    parts: Mapping[str, bytes]
    deflated: Mapping[str, bytes]
    main: str
    headers: tuple[str, ...]
    footers: tuple[str, ...]
    footnotes: tuple[str, ...]
    properties: str
    """Name of the core properties part, empty if the file has none."""


def template_bytes(template: bytes | PathLike[str] | str) -> bytes:
    """The bytes of a template given as bytes or as a path."""
    if isinstance(template, bytes):
        return template
    try:
        return Path(template).read_bytes()
    except OSError as error:
        raise TemplateFault(
            f"读不了模板文件“{template}”", "请核对文件名，文件正在 Word 里打开时先关闭", str(template)
        ) from error


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part; entities are never expanded and nothing is fetched."""
    return etree.fromstring(data, _PARSER)


def read_package(data: bytes) -> Package:
    """The package in ``data``; raises TemplateFault if it is no Word file."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TemplateFault("模板是旧格式的 .doc 文件，或者加了密码", "请在 Word 里另存为 .docx，不设密码")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = {i.filename: i for i in archive.infolist() if not i.is_dir()}
            parts = {name: archive.read(info) for name, info in infos.items()}
            deflated = {name: _deflated(data, info, parts[name]) for name, info in infos.items()}
        return _with_roles(parts, deflated)
    except (zipfile.BadZipFile, KeyError, RuntimeError, struct.error, zlib.error, etree.XMLSyntaxError) as error:
        raise TemplateFault("模板不是完好的 Word 文件（.docx）", "请在 Word 里打开，另存为 .docx 后再试") from error


def _deflated(data: bytes, info: zipfile.ZipInfo, plain: bytes) -> bytes:
    if info.compress_type != zipfile.ZIP_DEFLATED:
        return deflate(plain)
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    return data[start : start + info.compress_size]


def _with_roles(parts: dict[str, bytes], deflated: dict[str, bytes]) -> Package:
    main = next(iter(_related(parts, "", _OFFICE + "officeDocument")))
    parts[main]
    types = parse_xml(parts["[Content_Types].xml"])
    footnotes = (str(o.get("PartName"))[1:] for o in types if o.get("ContentType") == _FOOTNOTES)
    return Package(
        parts=parts,
        deflated=deflated,
        main=main,
        headers=tuple(n for n in _related(parts, main, _OFFICE + "header") if parts.get(n)),
        footers=tuple(n for n in _related(parts, main, _OFFICE + "footer") if parts.get(n)),
        footnotes=tuple(n for n in footnotes if n in parts),
        properties=next((n for n in _related(parts, "", _CORE) if n in parts), ""),
    )


def _related(parts: Mapping[str, bytes], source: str, kind: str) -> dict[str, None]:
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in parts:
        if not source:
            raise KeyError(rels)
        return {}
    found: dict[str, None] = {}
    for relation in parse_xml(parts[rels]):
        if relation.get("Type") == kind and relation.get("TargetMode") != "External":
            target = unquote(str(relation.get("Target")))
            found[posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")] = None
    if not found and kind.endswith("officeDocument"):
        raise KeyError(kind)
    return found


def untouched(package: Package, fresh: Iterable[str]) -> Archive:
    """The archive of all parts of ``package`` but the ``fresh`` ones, which each render supplies."""
    left_out = frozenset(fresh)
    return Archive.of(
        (name, plain, package.deflated[name]) for name, plain in package.parts.items() if name not in left_out
    )


def repack(data: bytes) -> bytes:
    """The same .docx with fixed times and order, so that the same parts give the same bytes."""
    return untouched(read_package(data), ()).assemble(())
