"""One writer at a time: a lock file that the system itself releases when its holder ends, however it ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfgen.errors import OutputFault

TRIES = 200
PAUSE = 1 / 20
"""Seconds between two tries; with ``TRIES`` a writer waits ten seconds, and writing takes milliseconds."""


@contextmanager
def locked(lock: Path, path: Path) -> Iterator[None]:
    """Hold ``lock`` while ``path`` is written; raises OutputFault if another writer does not let go of it.

    A lock file left over from a process that died holds nobody up: the file says nothing, the system's lock on it does.
    """
    number = _acquire(lock, path)
    try:
        yield
    finally:
        _release(lock, number)


def _acquire(lock: Path, path: Path) -> int:
    for _ in range(TRIES):
        if (number := _try(lock)) is not None:
            return number
        time.sleep(PAUSE)
    raise OutputFault(
        f"另一个 perfgen 正在写 {path.name}", "等它结束再运行；如果没有别的 perfgen 在运行，重新启动电脑", str(path)
    )


def _try(lock: Path) -> int | None:
    try:
        number = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        if os.name != "nt":
            raise
        return None  # Windows: just being removed by its last holder
    if _hold(number) and _is_there(lock, number):
        return number
    os.close(number)
    return None


def _is_there(lock: Path, number: int) -> bool:
    """Whether the file held is still the one at ``lock``, not one that its last holder removed meanwhile."""
    try:
        return os.path.samestat(lock.stat(), os.fstat(number))
    except FileNotFoundError:
        return False


def _release(lock: Path, number: int) -> None:
    if os.name == "nt":  # an open file cannot be removed there
        os.close(number)
        with suppress(OSError):
            lock.unlink()
    else:
        with suppress(OSError):
            lock.unlink()
        os.close(number)


if sys.platform == "win32":
    import msvcrt

    def _hold(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _hold(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a network folder that knows no locks: better unlocked than not at all
            return True
        return True
