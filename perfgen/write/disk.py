"""The few things done to the disk, each whole or not at all, and what goes wrong with it in words for clerks."""

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfgen.errors import OutputFault

RETRIES = 10
PAUSE = 1 / 10
"""Seconds between two tries to replace a file that another program holds (virus scanners do so for a moment)."""

_TOO_LONG = {errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


class Held(Exception):
    """The file cannot be replaced because another program holds it."""


def read(path: Path) -> bytes | None:
    """The bytes of ``path``, None where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def make_folder(folder: Path) -> None:
    """Make ``folder`` and what is above it."""
    folder.mkdir(parents=True, exist_ok=True)


def put(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that at every moment the old file or the new one is there, whole."""
    short = hashlib.sha256(path.name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    temporary = path.with_name(f".{short}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _rename(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _settle(path.parent)


def _rename(temporary: Path, path: Path) -> None:
    for left in reversed(range(RETRIES)):
        try:
            os.replace(temporary, path)
        except PermissionError as error:
            if not left:
                raise Held from error
            time.sleep(PAUSE)
        else:
            return


def _settle(folder: Path) -> None:
    """Let the rename reach the disk, where the system knows how."""
    if os.name == "nt":
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Turn what the system says of writing ``path`` into an OutputFault."""
    try:
        yield
    except Held as error:
        raise OutputFault(
            f"{path.name} 被其他程序占用，写不进去", "多半是 Word 或 WPS 正打开着这个文件，关闭它再运行", str(path)
        ) from error
    except IsADirectoryError as error:
        raise OutputFault(f"{path.name} 是一个文件夹，不能写成文件", "把这个文件夹移开或改名", str(path)) from error
    except (FileExistsError, NotADirectoryError) as error:
        message = f"{path.parent} 不是文件夹，不能把文件写在里面"
        raise OutputFault(message, "用 -o 换一个文件夹", str(path)) from error
    except PermissionError as error:
        message = f"没有写入 {path.parent} 的权限" if not path.is_dir() else f"{path.name} 是一个文件夹，不能写成文件"
        raise OutputFault(message, "用 -o 换一个文件夹，或请管理员给予写入权限", str(path)) from error
    except OSError as error:
        raise _fault(error, path) from error


def _fault(error: OSError, path: Path) -> OutputFault:
    if error.errno in _FULL:
        return OutputFault("磁盘已满，没有写成", "清理磁盘，或用 -o 换一个磁盘上的文件夹", str(path))
    if error.errno in _TOO_LONG or getattr(error, "winerror", None) in (3, 206):
        return OutputFault(f"文件名或文件夹的路径太长：{path.name}", "用 -o 换一个路径短的文件夹", str(path))
    if error.errno == errno.EROFS:
        return OutputFault(f"{path.parent} 是只读的", "用 -o 换一个文件夹", str(path))
    return OutputFault(f"{path.name} 没有写成（系统错误 {error.errno}）", "用 -o 换一个文件夹再试", str(path))
