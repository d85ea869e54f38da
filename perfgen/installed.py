"""Which release of a library is installed, without the cost of importing it or ``importlib.metadata``."""

import os
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
