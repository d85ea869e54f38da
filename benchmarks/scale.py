"""Units a second and peak memory for 100, 1,000 and 10,000 towns, and two processes against one.

``python -m benchmarks.scale [COUNT…]`` prints a table; each run is a process of its own, whose workers are warm before
the clock starts, and whose whole tree is measured.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psutil

from benchmarks.units import ROOT, data_file, write_units

COUNTS = (100, 1_000, 10_000)
REPEATS = {100: 5, 1_000: 2}
"""Short runs are measured more than once."""
PAUSE = 1 / 20
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Measured:
    """One run: units, processes, seconds of the clock and of the processors, peak memory of the tree in MB."""

    count: int
    jobs: int
    seconds: float
    busy: float
    memory: float

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.count / self.seconds


def measure(count: int, jobs: int) -> Measured:
    """Build ``count`` units on ``jobs`` processes in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="perfgen-scale-") as name:
        command = [sys.executable, "-m", "benchmarks.scale", "--child", str(count), str(jobs), name]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        peak = 0
        while child.poll() is None:
            peak = max(peak, tree_memory(child.pid))
            time.sleep(PAUSE)
        assert child.stdout is not None
        told = json.loads(child.stdout.read())
        if child.returncode or told["built"] != count:
            raise RuntimeError(f"{count} units on {jobs} processes: {told}")
    return Measured(count, jobs, told["seconds"], told["busy"], peak / 1024 / 1024)


def tree_memory(pid: int) -> int:
    """Bytes that a process and everything below it hold in memory."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
    except psutil.Error:
        return 0
    return total


def _child(count: int, jobs: int, folder: Path) -> dict[str, float]:
    from perfgen.cli import inputs, run
    from perfgen.cli.progress import Progress

    list(write_units(folder / "inputs", count))
    files = inputs.listed([folder / "inputs"])
    options = run.Options(folder / "outputs", only=("报告",))
    with _warm_crew(jobs) as crew, Progress() as progress:
        start, before = time.perf_counter(), _busy()
        results = run.build_files(files, options, datetime(2026, 1, 1), crew, lambda checked: None, progress)
        seconds, busy = time.perf_counter() - start, _busy() - before
    built = sum(output.state == run.BUILT for result in results.files for output in result.outputs)
    return {"seconds": seconds, "busy": busy, "built": built}


def _busy() -> float:
    """Seconds that the processors have spent on this process and its workers: what a busy machine changes least."""
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    return sum(each.user + each.system for each in times)


@contextmanager
def _warm_crew(jobs: int) -> Iterator["object"]:
    """Workers that have imported everything and compiled every template."""
    from perfgen.batch import Here, Processes, Unit, build_units
    from perfgen.packs import library, parcel_of

    packs = library()
    with Here(packs) if jobs == 1 else Processes(jobs, parcel_of(packs)) as crew:
        units = [Unit(*data_file(number)) for number in range(10)]
        for _ in range(3):
            for future in [crew.submit(build_units, units) for _ in range(4 * jobs)]:
                future.result()
        yield crew


def table(counts: tuple[int, ...] = COUNTS) -> list[Measured]:
    """The middle run of each kind; short ones are repeated around the long one, so that both see the same machine."""
    kinds = [*((count, 2) for count in counts), (1_000, 1)]
    found: dict[tuple[int, int], list[Measured]] = {kind: [] for kind in kinds}
    longest = max(REPEATS.values())
    for turn in range(longest):
        for kind in kinds:
            repeats = REPEATS.get(kind[0], 1)
            if turn in {(2 * each + 1) * longest // (2 * repeats) for each in range(repeats)}:
                found[kind].append(measure(*kind))
    return [_middle(found[kind]) for kind in kinds]


def _middle(runs: list[Measured]) -> Measured:
    """The run in the middle, with the highest peak of all."""
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    return replace(middle, memory=max(run.memory for run in runs))


def main(arguments: list[str]) -> None:
    """Print the table, or be the process that is measured."""
    if arguments[:1] == ["--child"]:
        print(json.dumps(_child(int(arguments[1]), int(arguments[2]), Path(arguments[3]))))
        return
    counts = tuple(map(int, arguments)) or COUNTS
    runs = table(counts)
    print(f"{'units':>7} {'processes':>9} {'seconds':>8} {'units/s':>8} {'CPU ms':>7} {'MB':>6}")
    for run in runs:
        cost = run.busy * 1000 / run.count
        print(f"{run.count:>7} {run.jobs:>9} {run.seconds:>8.2f} {run.rate:>8.1f} {cost:>7.1f} {run.memory:>6.0f}")
    first, last = runs[0], runs[len(counts) - 1]
    two = next((run for run in runs if run.count == 1_000 and run.jobs == 2), first)
    print(f"rate at {last.count} / rate at {first.count}: {last.rate / first.rate:.2f} (at least 0.85)")
    print(f"memory at {last.count} / memory at {first.count}: {last.memory / first.memory:.2f} (at most 1.30)")
    print(f"two processes / one: {two.rate / runs[-1].rate:.2f} (at least 1.70)")


if __name__ == "__main__":
    main(sys.argv[1:])
