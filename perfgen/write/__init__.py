"""Bytes and their record to a file: atomically, one writer at a time, never over what somebody edited.

Beside ``名.docx`` lies ``.perfgen/名.json`` with the digests of what was written. The record is written first, with the
new digests and the old ones, then the file is renamed into place, then the old digests are dropped: killed anywhere,
the next run knows its own work. What is replaced is kept in ``.perfgen/history/名/`` (see ``history.py``).
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from perfgen.errors import OutputFault
from perfgen.frozen import frozen
from perfgen.write import history
from perfgen.write.disk import Held, faults_told, make_folder, put, read
from perfgen.write.history import Generation, generations, keep_number, kept_number
from perfgen.write.lock import locked
from perfgen.write.names import check_name, editor_lock
from perfgen.write.record import Edited, Entry, Record, digest, load_record, record_path, save_record

__all__ = [
    "Entry",
    "Generation",
    "Record",
    "Written",
    "generations",
    "keep_number",
    "kept_number",
    "load_record",
    "restore",
    "untouched",
    "write",
]


@frozen
class Written:
    """Where the file is, whether an older one was replaced or was the same already, and the copy kept of it."""

    path: Path
    replaced: bool
    unchanged: bool
    kept: Path | None = None
    before: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    """The caller's record of what was replaced, where there is one."""


def write(path: Path, data: bytes, *, record: Mapping[str, Any] | Entry, now: datetime, force: bool = False) -> Written:
    """Write ``data`` to ``path`` and ``record`` (JSON values) beside it; ``now`` names the copy that may be kept.

    Who has time before may give the record as ``Entry.of(data, record)``: making it is most of the work.

    A file that was edited since it was written, or that perfgen never wrote, is replaced only with ``force``, and a
    dated copy is kept. Raises OutputFault where it is not replaced or cannot be written; it is then as it was.
    """
    check_name(path)
    with faults_told(path):
        make_folder(path.parent)
        make_folder(record_path(path).parent)
        with locked(record_path(path).with_suffix(".lock"), path):
            entry = record if isinstance(record, Entry) else Entry.of(data, record)
            return _write(path, data, entry, now, force)


def restore(path: Path, generation: Generation, now: datetime) -> None:
    """Put a kept generation back in the place of ``path``; what stands there is kept as a generation first.

    Raises OutputFault where the file is open in an editor or cannot be written; it is then as it was.
    """
    with faults_told(path), locked(record_path(path).with_suffix(".lock"), path):
        data, known = read(generation.path), history.entry_of(path, generation.path)
        if data is None:
            raise OutputFault("这一代已经不在了", "再运行 perfgen history 看还有哪些", str(generation.path))
        _not_open(path)
        there = read(path)
        current = load_record(path)
        if there is not None:
            history.keep(path, there, now)
        entry = (known.entry_of(data) or known.now) if known is not None else Entry.of(data, {})
        before = current.entry_of(there) if current is not None and there is not None else None
        save_record(path, Record(entry, before))
        put(path, data)
        if before is not None:
            save_record(path, Record(entry))


def untouched(path: Path) -> Mapping[str, Any] | None:
    """The caller's record of ``path`` where the file is there exactly as it was written; None otherwise."""
    try:
        there, known = read(path), load_record(path)
    except OSError:
        return None
    if there is None or known is None or known.now.exact != digest(there):
        return None
    return known.now.record


def _write(path: Path, data: bytes, entry: Entry, now: datetime, force: bool) -> Written:
    there, known = read(path), load_record(path)
    if there == data:
        if known is None or known.now != entry or known.before is not None:
            save_record(path, Record(entry))
        return Written(path, replaced=False, unchanged=True)
    _not_open(path)
    kept = _keep(path, there, known, now, force) if there is not None else None
    before = known.entry_of(there) if known and there is not None else None
    generation = history.keep(path, there, now) if there is not None else None
    save_record(path, Record(entry, before))
    try:
        put(path, data)
    except Held:
        if generation is not None:
            history.drop(generation)
        raise
    if before is not None:
        save_record(path, Record(entry))
    told = (before or known.now).record if known and there is not None else None
    return Written(path, replaced=there is not None, unchanged=False, kept=kept, before=told)


def _not_open(path: Path) -> None:
    """Raise OutputFault where an editor has ``path`` open."""
    if lock := editor_lock(path):
        raise OutputFault(
            f"{path.name} 正在 Word 或 WPS 里打开着",
            f"关闭它再运行；如果并没有打开，删去同一文件夹里的隐藏文件 {lock.name}",
            str(path),
        )


def _keep(path: Path, there: bytes, known: Record | None, now: datetime, force: bool) -> Path | None:
    """The dated copy of what is about to be replaced; None where it is perfgen's own work, which needs no copy."""
    edited = known.compare(there) if known else Edited.UNKNOWN
    if edited is Edited.NO:
        return None
    if edited in (Edited.BY_HAND, Edited.UNKNOWN) and not force:
        said = "生成以后被改过" if edited is Edited.BY_HAND else "已经存在，而且没有可用的生成记录"
        raise OutputFault(
            f"{path.name} {said}，没有覆盖",
            f"加 --force 覆盖（原件先另存为 {_dated(path, now, '手改').name}），或用 -o 换一个文件夹",
            str(path),
        )
    copy = _dated(path, now, "另存" if edited is Edited.RESAVED else "手改")
    number = 1
    while (held := read(copy)) is not None and held != there:
        number += 1
        copy = _dated(path, now, "手改", f"-{number}")
    if held is None:
        put(copy, there)
    return copy


def _dated(path: Path, now: datetime, kind: str, number: str = "") -> Path:
    return path.with_name(f"{path.stem}.{kind}-{now:%Y%m%d-%H%M%S}{number}{path.suffix}")
