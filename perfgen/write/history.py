"""Kept generations: what a report was before it was replaced, beside its record and bounded in number.

A generation is a second name (a hard link) of the file that is about to be replaced and of its record, so that keeping
one costs no copying. Its name tells when it was replaced and what it holds.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from perfgen.frozen import frozen
from perfgen.patterns import pattern
from perfgen.write.disk import put, read
from perfgen.write.record import Edited, Entry, Record, digest, parse_record, record_path

FOLDER = "history"
KEPT = 5
"""How many generations are kept of each report unless ``--keep`` said otherwise."""

_SUFFIX = ".docx"
_NUMBER = "keep"
_TIME = "%Y%m%d-%H%M%S-%f"
_NAME = pattern(r"(\d{8}-\d{6}-\d{6})-([0-9a-f]{12})\.docx")


@frozen
class Generation:
    """One state of a report that was replaced: where it is kept, when it was replaced, what is recorded of it."""

    path: Path
    at: datetime
    record: Mapping[str, Any] = field(default_factory=dict)
    """The caller's record; of the state before the edits where somebody edited the file."""
    edited: bool = False


def generations_folder(path: Path) -> Path:
    """Where the generations of the output ``path`` lie."""
    held = record_path(path)
    return held.parent / FOLDER / held.name.removesuffix(".json")


def generations(path: Path) -> tuple[Generation, ...]:
    """The kept generations of ``path``, the latest first; one that is the file as it stands is left out."""
    there = read(path)
    now = _mark(there) if there is not None else ""
    return tuple(_generation(path, name) for name in reversed(_names(path)) if _parts(name)[1] != now)


def entry_of(path: Path, kept: Path) -> Record | None:
    """The record that was kept with a generation of ``path``."""
    held = read(kept.with_suffix(".json"))
    return parse_record(held, path.name) if held is not None else None


def keep(path: Path, there: bytes, now: datetime) -> Path | None:
    """Keep the file at ``path``, which holds ``there`` and is about to be replaced; older ones give way.

    Nothing is kept of what is no Word file, nor where the number is 0.
    """
    number = kept_number(path)
    if path.suffix.lower() != _SUFFIX or number == 0:
        return None
    folder = generations_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    mark = _mark(there)
    for name in _names(path):
        if _parts(name)[1] == mark or _same(folder / name, path):
            drop(folder / name)
    kept = folder / f"{now:{_TIME}}-{mark}{_SUFFIX}"
    _link(record_path(path), kept.with_suffix(".json"))
    _link(path, kept)
    prune(path, number)
    return kept


def kept_number(path: Path) -> int:
    """How many generations of ``path`` are kept."""
    held = read(generations_folder(path) / _NUMBER)
    return int(held) if held is not None and held.strip().isdigit() else KEPT


def keep_number(path: Path, number: int) -> None:
    """Keep at most ``number`` generations of ``path`` from now on."""
    folder = generations_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    put(folder / _NUMBER, f"{number}\n".encode())
    prune(path, number)


def prune(path: Path, number: int) -> None:
    """Remove the oldest generations of ``path`` beyond ``number``."""
    names = _names(path)
    for name in names[: max(0, len(names) - number)]:
        drop(generations_folder(path) / name)


def drop(kept: Path) -> None:
    """Remove a generation; one that another program holds stays until the next time."""
    for each in (kept, kept.with_suffix(".json")):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _names(path: Path) -> list[str]:
    """The file names of the generations of ``path``, the oldest first."""
    with suppress(OSError), os.scandir(generations_folder(path)) as found:
        return sorted(each.name for each in found if _NAME.fullmatch(each.name))
    return []


def _parts(name: str) -> tuple[str, str]:
    match = _NAME.fullmatch(name)
    return (match[1], match[2]) if match else ("", "")


def _mark(data: bytes) -> str:
    return digest(data)[:12]


def _generation(path: Path, name: str) -> Generation:
    kept = generations_folder(path) / name
    at = datetime.strptime(_parts(name)[0], _TIME)
    known, held = entry_of(path, kept), read(kept)
    exact = known.entry_of(held) if known is not None and held is not None else None
    nearest: Entry | None = exact or (known.now if known is not None else None)
    edited = exact is None and (known is None or held is None or known.compare(held) is Edited.BY_HAND)
    return Generation(kept, at, nearest.record if nearest is not None else {}, edited)


def _same(kept: Path, path: Path) -> bool:
    with suppress(OSError):
        return kept.stat().st_nlink > 1 and kept.samefile(path)
    return False


def _link(source: Path, target: Path) -> None:
    """Give ``source`` a second name; a copy where the file system knows no hard links; nothing where it is missing."""
    with suppress(OSError):
        target.unlink()
    try:
        os.link(source, target)
    except FileNotFoundError:
        return
    except (OSError, NotImplementedError):
        held = read(source)
        if held is not None:
            put(target, held)
