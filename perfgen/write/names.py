"""File names that every system takes, and the marks that Word, WPS and LibreOffice leave beside an open file."""

import re
from pathlib import Path

from perfgen.errors import OutputFault
from perfgen.patterns import pattern

LONGEST = 200
"""Bytes of a file name: file systems take 255, and dated copies need some."""

_FORBIDDEN = pattern(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = pattern(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def check_name(path: Path) -> None:
    """Raise OutputFault where the name of ``path`` is one that Windows does not take, or is too long."""
    name = path.name
    fault = ""
    if found := _FORBIDDEN.search(name):
        fault = f"文件名 {name!r} 里有不能用的字符 {found[0]!r}"
    elif _RESERVED.fullmatch(name):
        fault = f"文件名 {name} 是 Windows 保留的名字"
    elif name != name.strip() or name.endswith(".") or not name:
        fault = f"文件名“{name}”的开头或末尾有空格或点"
    elif len(name.encode("utf-8", "replace")) > LONGEST:
        fault = f"文件名太长：{name[:20]}…（{len(name)} 个字）"
    if fault:
        raise OutputFault(fault, "改模板“文书”里的“文件名”，或数据里的单位简称", str(path))


def editor_lock(path: Path) -> Path | None:
    """The file that an editor keeps beside ``path`` while it is open there; None where there is none."""
    name = path.name
    cut = max(0, min(2, len(path.stem) - 6))
    marks = (f"~${name[cut:]}", f"~${name}", f".~{name}", f".~lock.{name}#")
    return next((mark for mark in map(path.with_name, marks) if mark.exists()), None)
