"""What a .perfpack file or a folder holds, taken apart but not believed: names, sizes and checksums are looked at."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from perfgen.errors import EnvironmentFault, PackFault
from perfgen.frozen import frozen
from perfgen.packs.read import MANIFEST, SAMPLE
from perfgen.zipped import Limits, Unsafe, check_names, refusal, unzip

ENDING = ".perfpack"
SUMS = "SHA256SUMS"
DATA = "data/"
"""Where the data files of a 填报包 lie."""
LIMITS = Limits(archive=64 * 1024**2, entries=400, entry=20 * 1024**2, total=128 * 1024**2)
LARGEST_TEXT = 1024**2
"""Bytes of a manifest, data file or note."""
MOST_FILES, MOST_DATA = 60, 300
_KINDS = (".toml", ".docx", ".md", ".txt")
_DEBRIS = re.compile(r"~\$.*|\..*|thumbs\.db|desktop\.ini|ehthumbs\.db|.*\.(?:tmp|bak)", re.IGNORECASE)
"""What editors and systems leave in folders; it is no part of a pack."""
_CACHES = re.compile(
    r"(?:.*/)?(?:__pycache__|\.perfgen|\.cache|cache)(?:/.*)?|.*\.(?:pyc|pyo|template|pickle|pkl)", re.IGNORECASE
)
_SUM = re.compile(r"(\\?)([0-9a-fA-F]{64}) [ *](.+)")


@frozen
class Contents:
    """The files of a pack and, in a 填报包, the data files that came with it, by name."""

    files: Mapping[str, bytes] = field(repr=False)
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    origin: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the files of the pack, as ``Pack.digest`` has it."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            total.update(name.encode() + b"\0" + hashlib.sha256(self.files[name]).digest())
        return total.hexdigest()


def opened(path: Path) -> Contents:
    """The pack at ``path``, a .perfpack file or a folder; raises PackFault with the reason where it is refused."""
    if path.is_dir():
        return open_folder(path)
    return open_bundle(_read(path, LIMITS.archive), str(path))


def open_bundle(data: bytes, origin: str) -> Contents:
    """The pack in ``data``, the bytes of a .perfpack file; raises PackFault where it is refused."""
    try:
        return _checked(unzip(data, LIMITS, exact=True), origin, summed=True)
    except Unsafe as unsafe:
        raise PackFault(unsafe.message, unsafe.hint, origin) from unsafe


def open_folder(folder: Path) -> Contents:
    """The pack in ``folder``; raises PackFault where it is refused. What editors leave behind is passed over."""
    files: dict[str, bytes] = {}
    try:
        for path in _listed(folder):
            name = path.relative_to(folder).as_posix()
            if len(files) > LIMITS.entries:
                raise Unsafe(f"里面的文件超过 {LIMITS.entries} 个", "去掉用不到的文件")
            files[name] = _read(path, LIMITS.entry)
        return _checked(files, str(folder), summed=SUMS in files)
    except Unsafe as unsafe:
        raise PackFault(unsafe.message, unsafe.hint, str(folder)) from unsafe


def _listed(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        if _DEBRIS.fullmatch(path.name) and path.name != ".perfgen":
            continue
        if path.name == DATA.rstrip("/") and path.is_dir() and not path.is_symlink():
            found += [each for each in sorted(path.iterdir()) if not _DEBRIS.fullmatch(each.name)]
        else:
            found.append(path)
    return found


def _read(path: Path, most: int) -> bytes:
    """The bytes of a regular file; raises PackFault for links and the like, EnvironmentFault where there is none."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if path.is_symlink():
            raise PackFault(f"“{path.name}”是一个链接，不是文件", "换成文件本身", str(path.parent))
        if path.is_dir():
            raise PackFault(f"模板里不能有文件夹“{path.name}”", "删去它；文件直接放在模板的文件夹里", str(path.parent))
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PackFault(f"“{path.name}”不是普通文件", "去掉它", str(path.parent))
            if status.st_size > most:
                raise PackFault(f"“{path.name}”超过 {most // 1024**2} MB", "检查是不是选错了文件", str(path.parent))
            return file.read(most + 1)[:most]
    except FileNotFoundError as error:
        raise EnvironmentFault("文件不存在", "检查路径", str(path)) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PackFault(f"“{path.name}”是一个链接，不是文件", "换成文件本身", str(path.parent)) from error
        raise EnvironmentFault(f"文件读不了（{error.strerror}）", "检查路径和权限", str(path)) from error


def _checked(files: Mapping[str, bytes], origin: str, *, summed: bool) -> Contents:
    """The contents that ``files`` are; raises Unsafe."""
    check_names(files)
    if summed:
        _check_sums(files)
    pack = {name: data for name, data in files.items() if "/" not in name and name != SUMS}
    data = {name.removeprefix(DATA): content for name, content in files.items() if name.startswith(DATA)}
    for name in sorted({*files} - {SUMS}):
        _check_file(name, files[name])
    for name in (MANIFEST, SAMPLE):
        if name not in pack:
            nested = [each for each in files if each.endswith(f"/{name}")]
            hint = f"文件在下一层“{nested[0]}”；打包时不要带外面的文件夹" if nested else "用 perfgen template pack 打包"
            raise Unsafe(f"这里没有模板：缺少 {name}", hint)
    if len(pack) > MOST_FILES or len(data) > MOST_DATA:
        raise Unsafe(f"文件太多：模板最多 {MOST_FILES} 个，数据最多 {MOST_DATA} 份", "去掉用不到的文件")
    return Contents(pack, data, origin)


def _check_file(name: str, content: bytes) -> None:
    inner = name.removeprefix(DATA)
    if reason := refusal(name):
        raise Unsafe(f"{reason}：{name!r}", "给文件改名")
    if _CACHES.fullmatch(name):
        raise Unsafe(f"带着程序的缓存“{name}”，缓存不能由别人给", "删去它，重新打包")
    if "/" in inner:
        raise Unsafe(f"模板里不能有文件夹“{name}”", "文件直接放在模板的文件夹里，数据放在 data 里")
    if inner.startswith("."):
        raise Unsafe(f"带着隐藏的文件“{name}”", "删去它，重新打包")
    if not inner.endswith(_KINDS if inner == name else (".toml",)):
        what = "模板里只放 manifest.toml、sample.toml、Word 文件（.docx）和说明（.md、.txt）"
        raise Unsafe(f"带着模板用不到的文件“{name}”", what if inner == name else "data 里只放数据文件（.toml）")
    if not inner.endswith(".docx") and len(content) > LARGEST_TEXT:
        raise Unsafe(f"“{name}”超过 {LARGEST_TEXT // 1024**2} MB", "去掉用不到的内容")


def _check_sums(files: Mapping[str, bytes]) -> None:
    """Compare the checksums; they tell a file that was damaged on its way, not who made it."""
    listed: dict[str, str] = {}
    try:
        lines = files[SUMS].decode("utf-8").splitlines()
    except KeyError:
        raise Unsafe(f"缺少校验文件 {SUMS}", "用 perfgen template pack 打包") from None
    except UnicodeDecodeError:
        raise Unsafe(f"校验文件 {SUMS} 读不懂", "用 perfgen template pack 打包") from None
    for line in lines:
        match = _SUM.fullmatch(line)
        if match is None or match[1] or match[3] in listed:
            raise Unsafe(f"校验文件 {SUMS} 读不懂", "用 perfgen template pack 打包")
        listed[match[3]] = match[2].lower()
    for name in sorted({*listed} - {*files}):
        raise Unsafe(f"缺少文件“{name}”，校验文件里有它", "文件没有传完整，重新要一份")
    for name in sorted({*files} - {*listed, SUMS}):
        raise Unsafe(f"多出文件“{name}”，校验文件里没有它", "文件被人改过，重新要一份")
    for name, digest in listed.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Unsafe(f"“{name}”和校验值不一致", "文件传坏了，或被人改过，重新要一份")


__all__ = ["DATA", "ENDING", "LIMITS", "SUMS", "Contents", "open_bundle", "open_folder", "opened"]
