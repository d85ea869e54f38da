"""Compiled templates kept between runs in the user's own cache folder.

An entry holds bytecode, so it is only read from a folder and a file that nobody but the user can write, and under a
name that its own content repeats. Whatever is wrong with an entry or the folder, the template is compiled as if there
were none. Only templates that a pack may have are kept, so what is found here need not be vetted again.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import TYPE_CHECKING

from perfgen.express import words
from perfgen.installed import sources_stamp

if TYPE_CHECKING:
    from perfgen.render import CompiledTemplate

HOME = "PERFGEN_HOME"

MAX_ENTRIES = 64
MAX_BYTES = 64 * 1024 * 1024
_ENDING = ".template"
_LIBRARIES = ("jinja2", "markupsafe", "docxtpl", "docx", "lxml")


def cache_folder() -> Path:
    """Where compiled templates are kept; PERFGEN_HOME overrides the user's cache folder."""
    home = os.environ.get(HOME)
    if home:
        return Path(home) / "cache" / "templates"
    from platformdirs import user_cache_path

    return user_cache_path("perfgen", appauthor=False) / "templates"


@lru_cache(maxsize=64)
def compiled(template: bytes) -> "CompiledTemplate":
    """The compiled template of a Word file: of this process, of an earlier run, or compiled now and kept.

    Raises TemplateFault with all faults of the template.
    """
    return kept_template(template, cache_folder())


def kept_template(template: bytes, folder: Path) -> "CompiledTemplate":
    """The compiled form of ``template``, from ``folder`` where an earlier run kept it, else compiled and kept there."""
    from perfgen.render.portable import from_bytes, to_bytes

    key = _key(template)
    data = _read(folder, key)
    if data is not None:
        with suppress(Exception):  # an entry that cannot be used is as good as none
            return from_bytes(data, filters=words.FUNCTIONS, restricted=True)
    from perfgen.render import compile_template

    made = compile_template(template, filters=words.FUNCTIONS, restricted=True)
    with suppress(OSError, ValueError):
        _write(folder, key, to_bytes(made))
    return made


def _key(template: bytes) -> bytes:
    """What an entry depends on: the template, the code that compiles it, the Python and libraries that it runs on."""
    return hashlib.sha256(_surroundings() + template).digest()


@lru_cache(maxsize=1)
def _surroundings() -> bytes:
    package = Path(__file__).parent
    stamps = [sources_stamp(package / part, _LIBRARIES) for part in ("express", "render")]
    return MAGIC_NUMBER + "".join(stamps).encode()


# -- an entry on the disk -----------------------------------------------------------------------------


def _path(folder: Path, key: bytes) -> Path:
    return folder / f"{key.hex()[:40]}{_ENDING}"


def _read(folder: Path, key: bytes) -> bytes | None:
    """The entry of ``key``, or None where there is none, where it is damaged, or where others could have written it."""
    try:
        if not _is_own(os.lstat(folder), stat.S_ISDIR):
            return None
        handle = os.open(_path(folder, key), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            if not _is_own(os.fstat(handle), stat.S_ISREG):
                return None
            data = file.read()
    except OSError:
        return None
    head, content = data[:64], data[64:]
    return content if head == key + hashlib.sha256(content).digest() else None


def _is_own(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether what ``status`` tells of is of the right kind, the user's, and not to be written by anybody else."""
    if not is_kind(status.st_mode):
        return False
    if os.name != "posix":
        return True  # the rights of the user's profile folder keep others out
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(folder: Path, key: bytes, content: bytes) -> None:
    """Keep an entry, in one step; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(os.lstat(folder), stat.S_ISDIR):
        return
    target = _path(folder, key)
    beside = target.with_name(f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(key + hashlib.sha256(content).digest() + content)
        os.replace(beside, target)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    _make_room(folder)


def _make_room(folder: Path) -> None:
    """Drop the oldest entries, and what a killed run left, until the folder is within its bounds."""
    with os.scandir(folder) as found:
        files = [(entry.stat(follow_symlinks=False), entry.path) for entry in found if entry.is_file()]
    files.sort(key=lambda file: file[0].st_mtime_ns, reverse=True)
    total = 0
    for place, (status, path) in enumerate(files):
        total += status.st_size
        if place >= MAX_ENTRIES or total > MAX_BYTES:
            with suppress(OSError):
                Path(path).unlink()
