"""What is installed, told without the cost of importing libraries, ``importlib.metadata``, or reading every file."""

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

_PROJECTS = {"docx": "python_docx"}
"""Libraries whose project has another name."""


def release(library: str) -> str:
    """What tells one release of ``library`` from another: the folder beside it that names project and version.

    Where there is none, size and time of its first file; empty where the library is not installed.
    """
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        return ""
    start = f"{_PROJECTS.get(library, library)}-"
    with suppress(OSError), os.scandir(Path(spec.origin).parent.parent) as found:
        for entry in found:
            if entry.name.endswith(".dist-info") and entry.name.lower().replace(".", "_").startswith(start):
                return entry.name
    status = Path(spec.origin).stat()
    return f"{library} {status.st_size} {status.st_mtime_ns}"


def sources_stamp(folder: Path, libraries: Sequence[str]) -> str:
    """SHA-256 over names, sizes and times of the Python files below ``folder``, this Python, and ``libraries``.

    It changes whenever the source does, as far as Python itself can tell when it looks for stale bytecode.
    """
    told = [sys.implementation.cache_tag, sys.flags.optimize, *map(release, libraries), *sorted(_sources(str(folder)))]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(entry.path)
