"""What runs in a worker. It gets bytes and gives bytes; the packs come once, when it starts."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from perfgen.batch.unit import Answer, Sealed, Unit
from perfgen.errors import EnvironmentFault, PerfgenError
from perfgen.mishap import Mishap
from perfgen.packs import Library, Parcel, open_parcel
from perfgen.pipeline import Job, Outcome, Plan, build, plan

Packs = Library | str | None
"""The packs of a task: a library (on this process), the digest of a parcel that is held, or what came at the start."""

_at_hand: list[Library] = []
_opened: dict[str, Library] = {}
"""Parcels that a worker of a cluster holds, by their digests."""


def start(packs: Parcel) -> None:
    """Make this process a worker: it keeps the packs, leaves Ctrl-C to its parent and ends when its parent ends."""
    import gc
    import signal
    import threading

    _at_hand[:] = [open_parcel(packs)]
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)  # nearly everything is freed without looking for cycles; some memory is not
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)  # an exception, so that LibreOffice is ended and its folder removed
    threading.Thread(target=_follow_parent, daemon=True).start()


def hold(packs: Parcel) -> None:
    """Keep packs for tasks that name their digest."""
    _opened[packs.digest] = open_parcel(packs)


def drop(packs: Parcel) -> None:
    """Forget packs that no task will ask for."""
    _opened.pop(packs.digest, None)


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)


def _follow_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def plan_units(packs: Packs, units: Sequence[Unit]) -> list[Plan]:
    """What each of ``units`` would make; an empty plan where that cannot be told, and building it tells why."""
    choose = _library(packs).choose
    return [
        _planned(Job(unit.data, unit.name, choose, draft=unit.draft, files=dict(unit.files), only=unit.only))
        for unit in units
    ]


def build_units(packs: Packs, units: Sequence[Unit]) -> list[Answer]:
    """What comes of each of ``units``; whatever happens to one leaves the others as they are."""
    library = _library(packs)
    return [_built(library, unit) for unit in units]


def convert_files(packs: Packs, files: Sequence[tuple[str, bytes]]) -> list[bytes | PerfgenError]:
    """The PDF of each Word file (name, bytes), or why there is none; one run of LibreOffice makes all of them."""
    import tempfile

    from perfgen import pdf

    fault: PerfgenError | None = None
    with tempfile.TemporaryDirectory(prefix="perfgen-batch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        words = [folder / f"{number}.docx" for number in range(len(files))]
        for path, (_, data) in zip(words, files, strict=True):
            path.write_bytes(data)
        try:
            pdf.convert(words, folder / "pdf")
        except PerfgenError as error:
            fault = error
        made = [folder / "pdf" / f"{path.stem}.pdf" for path in words]
        read = [path.read_bytes() if path.is_file() else b"" for path in made]
    return [data or _unconverted(name, fault) for data, (name, _) in zip(read, files, strict=True)]


def _unconverted(name: str, fault: PerfgenError | None) -> PerfgenError:
    from perfgen.errors import OutputFault

    if isinstance(fault, EnvironmentFault):
        return fault
    hint = fault.hint if fault is not None else "用 Word、WPS 打开 .docx 另存为 PDF"
    return OutputFault("LibreOffice 没能转换这个文件", hint, name)


def _planned(job: Job) -> Plan:
    try:
        return plan(job)
    except Exception:  # building it meets the same and says so
        return Plan()


def job_of(packs: Packs, unit: Unit) -> Job:
    """The job that ``unit`` stands for, with the packs of this worker."""
    return _job(_library(packs), unit)


def _job(library: Library, unit: Unit) -> Job:
    return Job(
        unit.data, unit.name, library.choose, draft=unit.draft, strict=unit.strict, render=unit.render,
        files=dict(unit.files), before=unit.before, compiler=_compiled, only=unit.only,
    )  # fmt: skip


def _compiled(template: bytes) -> Any:
    from perfgen.kept import compiled  # a check renders nothing

    return compiled(template)


def _built(library: Library, unit: Unit) -> Answer:
    job = _job(library, unit)
    try:
        outcome = build(job)
        sealed = _sealed(unit, outcome) if outcome.made else ()
    except Exception as error:
        return Answer(Outcome(unit.name), mishap=Mishap.of(error))
    pack = outcome.pack
    told = f"{pack.id} {pack.version}：{pack.origin}" if pack is not None else ""
    return Answer(replace(outcome, made=(), pack=None, tree={}), sealed, told)


def _sealed(unit: Unit, outcome: Outcome) -> tuple[Sealed, ...]:
    from perfgen.batch.record import recording  # what only a report that is written needs
    from perfgen.write import Entry

    return tuple(
        Sealed(made.name, made.data, Entry.of(made.data, recording(unit, outcome, made))) for made in outcome.made
    )


def _library(packs: Packs) -> Library:
    if packs is None:
        return _at_hand[0]
    if isinstance(packs, Library):
        return packs
    return _opened[packs]
