"""Who builds: this process for few files, processes for many, a cluster where one is named."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from perfgen.batch import Crew, Here, Processes
from perfgen.packs import Library, parcel_of

FEW = 40
"""Files for which starting processes costs more than it saves."""
MOST = 61
"""Processes that Windows lets one program wait for."""


@contextmanager
def open_crew(packs: Library, files: int, jobs: int | None, scheduler: str) -> Iterator[Crew]:
    """The crew for so many files; its workers end with the block."""
    if scheduler:
        from perfgen.batch.dask import Cluster

        with Cluster(scheduler, parcel_of(packs)) as cluster:
            yield cluster
        return
    size = min(processes(files, jobs), MOST)
    if size == 1:
        with Here(packs) as here:
            yield here
        return
    with Processes(size, parcel_of(packs)) as workers:
        yield workers


def processes(files: int, jobs: int | None) -> int:
    """How many processes: as told, else one for few files and one a processor for many; never more than files."""
    if jobs is None:
        jobs = _processors() if files > FEW else 1
    return max(1, min(jobs, files))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
