"""Writing a text file that a clerk asked for: in one step, never over something that is not to be replaced."""

import os
import shutil
from pathlib import Path

from perfgen.errors import EnvironmentFault, OutputFault


def put(path: Path, text: str, *, replace: bool = False) -> None:
    """Write ``text`` as UTF-8; raises OutputFault where ``path`` exists and is not to be replaced."""
    put_bytes(path, text.encode("utf-8"), replace=replace)


def put_bytes(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write ``data``; raises OutputFault where ``path`` exists and is not to be replaced."""
    if path.is_dir():
        raise EnvironmentFault("这是文件夹，要写文件名", "在后面加上文件名", str(path))
    if path.exists() and not replace:
        raise OutputFault("文件已经存在，没有动它", "换一个文件名，或先把原来的移走", str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        swap(path, data)
    except OSError as error:
        hint = f"关掉正在打开它的程序，检查文件夹能不能写（{error.strerror or type(error).__name__}）"
        raise EnvironmentFault("文件写不进去", hint, str(path)) from error


def swap(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step, with the rights that the file had; raises OSError."""
    target = path.resolve()
    beside = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
