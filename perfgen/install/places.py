"""Putting the data files of a 填报包 where the town wants them; what is there is never overwritten."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from perfgen.frozen import frozen
from perfgen.write import disk

PLACED, SAME, KEPT = "已放好", "已有，内容相同", "已有，内容不同，没有覆盖"


@frozen
class Placed:
    """One data file: where it is, and whether it was put there or found there."""

    path: Path
    state: str


def place_data(files: Mapping[str, bytes], folder: Path) -> Iterator[Placed]:
    """Put ``files`` into ``folder``, each whole or not at all; raises OutputFault where that cannot be done."""
    for name, data in files.items():
        path = folder / name
        with disk.faults_told(path):
            disk.make_folder(folder)
            yield Placed(path, _put(path, data))


def _put(path: Path, data: bytes) -> str:
    there = disk.read(path) if path.is_file() else None
    if there is None and not os.path.lexists(path):
        beside = path.with_name(f".perfgen-{os.getpid()}-{os.urandom(4).hex()}.tmp")
        try:
            disk.put(beside, data)
            if _moved(beside, path):
                return PLACED
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        there = disk.read(path)
    return SAME if there == data else KEPT


def _moved(beside: Path, path: Path) -> bool:
    """Give the finished file its name, unless another has taken it meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError:  # a disk that knows no links, as USB sticks do
        if os.path.lexists(path):
            return False
        beside.rename(path)
    return True


__all__ = ["KEPT", "PLACED", "SAME", "Placed", "place_data"]
