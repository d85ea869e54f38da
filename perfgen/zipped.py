"""ZIP files from strangers: whatever could make one dangerous is refused before and while it is unpacked."""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

from perfgen.frozen import frozen
from perfgen.patterns import pattern

_END = b"PK\x05\x06"
_END_LENGTH = 22
_FORBIDDEN = pattern(r'[:*?"<>|]')
_RESERVED = pattern(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 200
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, NotImplementedError, OSError, EOFError,
    OverflowError, IndexError, KeyError,
)  # fmt: skip
"""What a damaged archive raises, here and there, while it is read."""


class Unsafe(Exception):
    """Why a file from a stranger is not opened: what is wrong and how to mend it, in Chinese."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


@frozen
class Limits:
    """How large a ZIP file and what is in it may be, in bytes."""

    archive: int
    """The file itself."""
    entries: int
    """How many files there may be in it."""
    entry: int
    """Each of them, unpacked."""
    total: int
    """All of them together, unpacked."""
    ratio: int = 200
    """How many times smaller packing may have made a file of some size."""


def unzip(data: bytes, limits: Limits, *, exact: bool = False) -> dict[str, bytes]:
    """The files in ``data`` by name, in their order; raises Unsafe, and never unpacks more than ``limits`` allow.

    With ``exact`` nothing may stand before, between or behind the files, as a ZIP of our own making has it.
    """
    with opened(data, limits, exact=exact) as archive:
        return {info.filename: _unpacked(archive, info) for info in archive.infolist() if not info.is_dir()}


@contextmanager
def opened(data: bytes, limits: Limits, *, exact: bool = False) -> Iterator[zipfile.ZipFile]:
    """The archive in ``data``, looked at but not unpacked; raises Unsafe, also for what goes wrong while it is open."""
    if len(data) > limits.archive:
        most = limits.archive // 1024**2
        raise Unsafe(f"文件太大：{len(data) // 1024**2} MB，上限 {most} MB", "检查是不是选错了文件")
    _check_directory(data, limits, exact)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            for info in infos:
                _check_entry(info, limits)
            check_names([info.filename for info in infos])
            _check_places(data, infos, archive.start_dir, exact)
            if sum(info.file_size for info in infos) > limits.total:
                raise Unsafe(f"解开以后超过 {limits.total // 1024**2} MB", "去掉里面用不到的大文件")
            yield archive
    except BROKEN as error:
        raise Unsafe("压缩包坏了，打不开", "向给你文件的人重新要一份，用 U 盘或文件传输，不要用截图或改名") from error


def check_names(names: Iterable[str]) -> None:
    """Raise Unsafe where two of ``names`` are one file on Windows or macOS."""
    known: dict[str, str] = {}
    for name in names:
        same = unicodedata.normalize("NFKC", name).casefold().rstrip("/")
        if same in known:
            what = "两次写了同一个文件" if known[same] == name else "两个文件名在有的系统上是同一个"
            raise Unsafe(f"{what}：“{known[same]}”和“{name}”", "其中一个改名或删去")
        known[same] = name


def refusal(name: str) -> str:
    """Why no file may be called ``name``, a path with ``/``; empty where it may."""
    folded = unicodedata.normalize("NFKC", name)
    parts = folded.rstrip("/").split("/")
    if not name or not all(char.isprintable() for char in name):
        return "文件名是空的，或里面有看不见的字符"
    if "\\" in folded:
        return "文件名里有反斜杠"
    if re.match(r"[A-Za-z]:", name):
        return "文件名带盘符"
    if folded.startswith(("/", "~")):
        return "文件名是从根开始的路径"
    if ".." in parts:
        return "文件名里有“..”，会写到文件夹外面"
    if any(part in ("", ".") for part in parts):
        return "文件名里有空的文件夹名"
    if _FORBIDDEN.search(name):
        return "文件名里有 Windows 不许用的字符"
    if any(_RESERVED.fullmatch(part.strip()) for part in parts):
        return "文件名是 Windows 保留的名字"
    if any(part != part.strip() or part.endswith(".") for part in parts):
        return "文件名的开头或末尾有空格或点"
    if unicodedata.normalize("NFC", name) != name:
        return "文件名不是规范的写法（NFC）"
    return "文件名太长" if len(name.encode("utf-8", "replace")) > _LONGEST else ""


def _check_directory(data: bytes, limits: Limits, exact: bool) -> None:
    """Look at the directory at the end before anything reads it: a hostile one names millions of files."""
    at = data.rfind(_END, max(0, len(data) - _END_LENGTH - 0xFFFF))
    if not data.startswith(b"PK\x03\x04") or at < 0 or at + _END_LENGTH > len(data):
        raise Unsafe("不是压缩包，或文件没有传完整", "向给你文件的人重新要一份")
    disk, start_disk, here, count, size, offset, comment = struct.unpack_from("<4H2LH", data, at + 4)
    if disk or start_disk or here != count or b"PK\x06\x07" in data[max(0, at - 20) : at] or count == 0xFFFF:
        raise Unsafe("压缩包分了卷，或用了 ZIP64", "重新打一次包")
    if count > limits.entries or size > limits.entries * 1024:
        raise Unsafe(f"里面的文件超过 {limits.entries} 个", "去掉用不到的文件")
    if offset + size != at:
        raise Unsafe("压缩包的目录和内容对不上", "重新打一次包")
    if at + _END_LENGTH + comment != len(data) or (exact and comment):
        raise Unsafe("压缩包后面还接着别的内容", "重新打一次包")


def _check_entry(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.orig_filename
    if reason := refusal(name):
        raise Unsafe(f"{reason}：{name!r}", "给文件改名，重新打包")
    if not name.isascii() and not info.flag_bits & 0x800:
        raise Unsafe(f"文件名没有用 UTF-8：{name!r}", "用 perfgen template pack 重新打包")
    if info.flag_bits & 0x2041:
        raise Unsafe(f"“{name}”加了密码", "去掉密码，重新打包")
    kind = info.external_attr >> 16
    if info.create_system == 3 and stat.S_ISLNK(kind):
        raise Unsafe(f"“{name}”是一个链接，不是文件", "换成文件本身，重新打包")
    if info.create_system == 3 and stat.S_IFMT(kind) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unsafe(f"“{name}”不是普通文件", "去掉它，重新打包")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe(f"“{name}”用了不常见的压缩方法", "用 perfgen template pack 重新打包")
    if info.file_size > limits.entry:
        raise Unsafe(f"“{name}”超过 {limits.entry // 1024**2} MB", "去掉或缩小它")
    if info.file_size > 1024**2 and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise Unsafe(f"“{name}”解开后大得不正常（压缩炸弹）", "不要使用这个文件")


def _check_places(data: bytes, infos: list[zipfile.ZipInfo], directory: int, exact: bool) -> None:
    """Refuse files that lie over each other, and with ``exact`` whatever lies between them."""
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        begin = info.header_offset
        if begin < end or data[begin : begin + 4] != b"PK\x03\x04":
            raise Unsafe("压缩包里的文件互相重叠", "不要使用这个文件")
        behind = 16 if info.flag_bits & 8 else 0
        if exact and begin > end + behind:
            raise Unsafe("压缩包里夹着别的内容", "重新打一次包")
        name, extra = struct.unpack_from("<HH", data, begin + 26)
        end = begin + 30 + name + extra + info.compress_size
    if end > directory or (exact and directory > end + 16):
        raise Unsafe("压缩包的目录和内容对不上", "重新打一次包")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise Unsafe(f"“{info.filename}”的大小与目录里写的不一样", "不要使用这个文件")
    return content


__all__ = ["BROKEN", "Limits", "Unsafe", "check_names", "opened", "refusal", "unzip"]
