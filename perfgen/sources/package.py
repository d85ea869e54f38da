"""Office files as ZIP archives: refused before anything is unpacked where they are too large or not honest."""

import zipfile
import zlib
from io import BytesIO

from perfgen.sources.faults import MAX_BYTES, MAX_PARTS, MAX_UNPACKED, SAVE_AS, SourceFault

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the old Office, and encrypted new ones, begin."""
_RATIO = 400
"""No honest sheet shrinks to less than a four-hundredth."""


def kind_of(data: bytes, name: str) -> str:
    """What ``data`` is, by its content: xlsx, xls, docx or csv; raises SourceFault for anything else."""
    if len(data) > MAX_BYTES:
        raise SourceFault(f"文件太大（{len(data) // 1024 // 1024} MB）", "只留要用的表，另存后再试", name)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SourceFault("文件加了密码", "去掉打开密码，另存后再试", name)
        if suffix == "doc":
            raise SourceFault("旧版 Word 文件（.doc）读不了", "在 Word 或 WPS 里打开，另存为 .docx", name)
        return "xls"
    if data[:1024].lstrip().lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise SourceFault("这是网页或 XML，只是改了名字", SAVE_AS, name)
    if suffix in ("xlsx", "xlsm", "docx", "xls", "et", "wps"):
        raise SourceFault("文件坏了，或只是改了名字", SAVE_AS if "xl" in suffix else "另存为 .docx 后再试", name)
    return "csv"


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _bounded(parts, name)
            names = {part.filename for part in parts}
            kind = "xlsx" if any(n.startswith("xl/") for n in names) else "docx" if "word/document.xml" in names else ""
            if not kind:
                raise SourceFault("不是 Excel，也不是 Word 文件", SAVE_AS, name)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _honest(archive.read(part), name)
            return kind
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise SourceFault("文件坏了，打不开", SAVE_AS, name) from error


def _bounded(parts: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    bomb = any(part.file_size > 1024 * 1024 and part.file_size > _RATIO * max(part.compress_size, 1) for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED or bomb or (packed and total > _RATIO * packed):
        raise SourceFault("文件解开以后大得不正常，没有读", "只留要用的表，另存后再试", name)


def _honest(part: bytes, name: str) -> None:
    """Refuse what no Office program writes: entity declarations, and encodings that hide them."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise SourceFault("文件里有不该有的内容（实体声明），没有读", SAVE_AS, name)
