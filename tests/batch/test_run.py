"""Order, bounds and deaths: what holds of any task."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from perfgen.batch import Here, Lost, Processes, Ready, run
from perfgen.batch.crew import Function
from perfgen.errors import EnvironmentFault
from perfgen.packs import Parcel, library
from tests.batch import helpers

NO_PACKS = Parcel(())


class Threads:
    """Any executor is a crew with a little around it."""

    size = 2
    spread = 5
    deaths: tuple[type[BaseException], ...] = ()

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(2)

    def submit(self, function: Function[Any, Any], tasks: Any) -> Future[list[Any]]:
        return self.pool.submit(function, None, tasks)

    def renew(self) -> None:
        raise AssertionError


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes(2, NO_PACKS) as crew:
        yield crew


@pytest.mark.parametrize("together", [1, 3, 100])
def test_results_come_in_the_order_of_the_tasks(together: int, processes: Processes) -> None:
    for crew in (Here(library()), Threads(), processes):
        assert list(run(helpers.doubled, range(30), crew, together=together)) == [(n, 2 * n) for n in range(30)]


def test_known_results_keep_their_place(processes: Processes) -> None:
    tasks = [Ready(n, "known") if n % 4 == 1 else n for n in range(20)]
    found = list(run(helpers.doubled, tasks, processes, together=3))
    assert found == [(n, "known" if n % 4 == 1 else 2 * n) for n in range(20)]


def test_tasks_are_taken_as_they_are_needed(processes: Processes) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    results = run(helpers.doubled, tasks(), processes, together=2)
    next(results)
    assert len(taken) <= 2 * processes.spread
    for crew in (Here(library()),):
        taken.clear()
        next(run(helpers.doubled, tasks(), crew))
        assert taken == [0]


@pytest.mark.parametrize("together", [1, 4])
def test_a_worker_that_dies_costs_only_its_task(together: int) -> None:
    with Processes(2, NO_PACKS) as crew:
        found = dict(run(helpers.deadly, range(40), crew, together=together))
    assert [n for n in found if isinstance(found[n], Lost)] == [13, 17, 19, 23]
    assert all(found[n] == 2 * n for n in found if n not in (13, 17, 19, 23))
    assert found[13] == found[17] == Lost()
    told = found[19]
    assert isinstance(told, Lost) and told.mishap is not None
    assert told.mishap.kind == "ValueError"
    assert "secret" not in str(told)


def test_deaths_side_by_side() -> None:
    tasks = [13, 17, 13, 1, 2, 17, 17, 3]
    with Processes(2, NO_PACKS) as crew:
        found = [result for _, result in run(helpers.deadly, tasks, crew)]
    assert found == [Lost(), Lost(), Lost(), 2, 4, Lost(), Lost(), 6]


def test_workers_that_only_die_are_given_up() -> None:
    with pytest.raises(EnvironmentFault, match="启动不了"), Processes(2, NO_PACKS) as crew:
        list(run(helpers.fatal, range(3), crew))


def test_workers_are_new_processes_and_end_with_the_block() -> None:
    with Processes(2, NO_PACKS) as crew:
        workers = {result for _, result in run(helpers.worker, range(8), crew)}
    assert len(workers) == 2
    assert os.getpid() not in workers
    for number in workers:
        assert isinstance(number, int)
        _gone(number)


def test_an_interrupted_run_leaves_no_worker() -> None:
    workers: set[int] = set()

    def tasks() -> Iterator[int]:
        yield from range(6)
        raise KeyboardInterrupt

    def interrupted() -> None:
        with Processes(2, NO_PACKS) as crew:
            for _, result in run(helpers.worker, range(4), crew):
                assert isinstance(result, int)
                workers.add(result)
            list(run(helpers.worker, tasks(), crew))

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert workers
    for number in workers:
        _gone(number)


def _gone(process: int) -> None:
    import psutil

    for _ in range(100):
        if not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still there")
