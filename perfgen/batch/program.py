"""The program as a digest: reports made by another perfgen, or with other libraries, are built again."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from perfgen.installed import release, sources_stamp

LIBRARIES = ("jinja2", "lxml", "num2words")
"""What else decides how a report reads."""


@cache
def program_stamp() -> str:
    """The same for the next run on this machine, from sizes and times of the source."""
    return sources_stamp(Path(__file__).parent.parent, LIBRARIES)


@cache
def program_digest() -> str:
    """SHA-256 over perfgen's own source (the command line apart) and the versions of Python and libraries."""
    root = str(Path(__file__).resolve().parent.parent)
    total = hashlib.sha256(f"{sys.version_info[:2]} {[release(name) for name in LIBRARIES]}\n".encode())
    for path in sorted(_sources(root)):
        content = Path(path).read_bytes()
        total.update(f"{path[len(root) :].replace(os.sep, '/')} {len(content)}\n".encode() + content)
    return total.hexdigest()


def _sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.is_dir() and entry.name not in ("__pycache__", "cli"):
                yield from _sources(entry.path)
