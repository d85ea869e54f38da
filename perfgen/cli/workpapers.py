"""Workpapers beside reports: made by the crew, written like every output, skipped where nothing has changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from perfgen.batch import Crew, Lost, Ready, Unit, run
from perfgen.batch.record import origin
from perfgen.batch.worker import Packs, job_of
from perfgen.cli import crash
from perfgen.cli.progress import Progress
from perfgen.errors import EnvironmentFault, OutputFault, PerfgenError
from perfgen.pipeline import build
from perfgen.workpaper import file_name, workpaper
from perfgen.write import untouched, write

SOURCE = "来自"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A workpaper to be made: the report that it is for, its data file, and the digest of the pack."""

    report: Path
    unit: Unit
    pack: str

    @property
    def target(self) -> Path:
        """Where it goes."""
        return self.report.with_name(file_name(self.report.name))

    @property
    def source(self) -> dict[str, Any]:
        """What decides its content."""
        return {SOURCE: origin(self.unit, self.pack)}


def make(packs: Packs, units: Sequence[Unit]) -> list[bytes]:
    """The workpaper of each of ``units``; runs in a worker."""
    jobs = [job_of(packs, unit) for unit in units]
    return [workpaper(job, build(job)) for job in jobs]


def workpapers_of(
    wanted: Iterable[Wanted], crew: Crew, now: datetime, progress: Progress, *, force: bool, rebuild: bool, total: int
) -> tuple[tuple[Path, ...], tuple[PerfgenError, ...]]:
    """The workpapers as far as they could be made, and what went wrong."""
    progress.begin("工作底稿", total)
    on_the_way: list[Wanted] = []
    made: list[Path] = []
    faults: list[PerfgenError] = []

    def tasks() -> Iterator[Unit | Ready[Unit, Path]]:
        for each in wanted:
            on_the_way.append(each)
            done = not rebuild and untouched(each.target) == each.source
            yield Ready(each.unit, each.target) if done else each.unit

    for _, data in run(make, tasks(), crew):
        result = _written(on_the_way.pop(0), data, now, force)
        if isinstance(result, Path):
            made.append(result)
        else:
            faults.append(result)
        progress.step()
    return tuple(made), tuple(faults)


def _written(wanted: Wanted, data: bytes | Path | Lost, now: datetime, force: bool) -> Path | PerfgenError:
    match data:
        case Path():
            return data
        case bytes():
            try:
                return write(wanted.target, data, record=wanted.source, now=now, force=force).path
            except OutputFault as fault:
                return fault
        case Lost(mishap=None):
            return EnvironmentFault(
                "写工作底稿的进程意外中断了", "多半是内存不够：关掉别的程序再运行", wanted.unit.name
            )
    assert data.mishap is not None
    return crash.log(data.mishap)
