"""Bytes and their record to a file: atomically, one writer at a time, never over what somebody edited.

Beside ``名.docx`` lies ``.perfgen/名.json`` with the digests of what was written. The record is written first, with the
new digests and the old ones, then the file is renamed into place, then the old digests are dropped: killed anywhere,
the next run knows its own work. What is replaced is kept in ``.perfgen/history/名/`` (see ``history.py``).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
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
    "Settled",
    "Written",
    "generations",
    "keep_number",
    "kept_number",
    "load_record",
    "mark_pulled",
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
    left: OutputFault | None = None
    """What of the edits of an edited file is in its dated copy only."""


@frozen
class Settled:
    """What becomes of an edited file: it may be replaced, by ``data`` instead of the new report where that is given."""

    data: bytes | None = field(default=None, repr=False)
    left: OutputFault | None = None
    """What of the edits the new file does not have; the dated copy has it."""


Settle = Callable[[bytes, Record], Settled]
"""Decides about an edited file, given its bytes and its record; raises OutputFault where it must stay."""


def write(
    path: Path,
    data: bytes,
    *,
    record: Mapping[str, Any] | Entry,
    now: datetime,
    force: bool = False,
    settle: Settle | None = None,
) -> Written:
    """Write ``data`` to ``path`` and ``record`` (JSON values) beside it; ``now`` names the copy that may be kept.

    Who has time before may give the record as ``Entry.of(data, record)``: making it is most of the work.

    A file that was edited since it was written, or that perfgen never wrote, is replaced only with ``force``, and a
    dated copy is kept; ``settle`` may decide otherwise about one that was edited. Raises OutputFault where it is not
    replaced or cannot be written; it is then as it was. Where another program holds it, the new report is written
    beside it as 名.新.docx.
    """
    check_name(path)
    with faults_told(path):
        make_folder(path.parent)
        make_folder(record_path(path).parent)
        with locked(record_path(path).with_suffix(".lock"), path):
            entry = record if isinstance(record, Entry) else Entry.of(data, record)
            try:
                return _write(path, data, entry, now, force, settle)
            except Held as error:
                beside = _put_beside(path, data, entry, now)
                hint = f"新的报告写在 {beside.name}；关闭正打开它的 Word 或 WPS，再运行一次"
                raise OutputFault(f"{path.name} 被其他程序占用，写不进去", hint, str(path)) from error


def mark_pulled(path: Path, data: bytes) -> None:
    """Note that the edits of ``path``, which holds ``data``, are taken over into the data file."""
    if load_record(path) is None:
        return
    with faults_told(path), locked(record_path(path).with_suffix(".lock"), path):
        known = load_record(path)
        if known is not None and known.pulled != digest(data):
            save_record(path, Record(known.now, known.before, digest(data)))


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


def _write(path: Path, data: bytes, entry: Entry, now: datetime, force: bool, settle: Settle | None = None) -> Written:
    there, known = read(path), load_record(path)
    if there == data:
        if known is None or known.now != entry or known.before is not None:
            save_record(path, Record(entry))
        _drop_beside(path)
        return Written(path, replaced=False, unchanged=True)
    if lock := editor_lock(path):
        beside = _put_beside(path, data, entry, now)
        raise OutputFault(
            f"{path.name} 正在 Word 或 WPS 里打开着",
            f"新的报告写在 {beside.name}；关闭它再运行一次。如果并没有打开，删去同一文件夹里的隐藏文件 {lock.name}",
            str(path),
        )
    settled = Settled()
    if there is not None and known is not None and settle and not force and known.compare(there) is Edited.BY_HAND:
        settled, force = settle(there, known), True
        data = data if settled.data is None else settled.data
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
    _drop_beside(path)
    return Written(path, replaced=there is not None, unchanged=False, kept=kept, before=told, left=settled.left)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.新{path.suffix}")


def _put_beside(path: Path, data: bytes, entry: Entry, now: datetime) -> Path:
    """Write ``data`` beside ``path``, which is held; raises Held where that is held too."""
    beside = _beside(path)
    there, known = read(beside), load_record(beside)
    if there != data:
        if there is not None:
            _keep(beside, there, known, now, force=True)
        save_record(beside, Record(entry))
        put(beside, data)
    return beside


def _drop_beside(path: Path) -> None:
    """Take away a report that was written beside ``path`` while that was held, unless somebody edited it."""
    beside = _beside(path)
    if record_path(beside).exists() and untouched(beside) is not None:
        with suppress(OSError):
            beside.unlink()
            record_path(beside).unlink()


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
        if edited is Edited.BY_HAND and known is not None:
            save_record(copy, Record(known.now))  # so that the edits can still be told, and pulled
    return copy


def _dated(path: Path, now: datetime, kind: str, number: str = "") -> Path:
    return path.with_name(f"{path.stem}.{kind}-{now:%Y%m%d-%H%M%S}{number}{path.suffix}")
