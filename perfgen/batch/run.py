"""Many tasks through a crew: results in the order of the tasks, few in memory, a dead worker costs one task."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from perfgen.batch.crew import Coming, Crew, Function, Result, Task
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen
from perfgen.mishap import Mishap

Known = TypeVar("Known")

TRIES = 3
"""How often new workers are put in the place of dead ones before it is given up."""


@frozen
class Lost:
    """In the place of a result: the task killed its worker, or (``mishap``) could not be sent, done or sent back."""

    mishap: Mishap | None = None


@frozen
class Ready(Generic[Task, Known]):
    """Among the tasks: one whose result is known already, and that keeps its place in the order."""

    task: Task
    result: Known


class _Call(Generic[Task, Result]):
    """Some tasks on their way; when done, their results."""

    def __init__(self, tasks: Sequence[Task], results: list[Any] | None = None) -> None:
        self.tasks, self.results = tasks, results
        self.coming: Coming | None = None


def run(
    function: Function[Task, Result], tasks: Iterable[Task | Ready[Task, Known]], crew: Crew, *, together: int = 1
) -> Iterator[tuple[Task, Result | Known | Lost]]:
    """Each of ``tasks`` with its result, in order; up to ``together`` of them make one call of ``function``.

    Tasks are taken from the iterable as the crew gets on, never more than ``crew.spread`` calls ahead, so that ten
    thousand cost no more memory than a hundred. When a worker dies, what was on its way is done again one by one:
    the task at fault is found and lost, the others get their results.
    """
    coming: Iterator[_Call[Task, Result]] = _calls(tasks, together)
    calls: deque[_Call[Task, Result]] = deque()
    while True:
        while len(calls) < crew.spread and (call := next(coming, None)) is not None:
            if call.results is None:
                call.coming = _submitted(function, call.tasks, crew)
            calls.append(call)
        if not calls:
            return
        call = calls[0]
        if call.results is None:
            try:
                call.results = _results(call)
            except Exception as error:
                if _is_death(error, crew):
                    _renew(function, crew)
                    _recover(function, calls, crew)
                else:
                    call.results = _one_by_one(function, call.tasks, crew)
        calls.popleft()
        yield from zip(call.tasks, call.results or (), strict=True)


def _calls(tasks: Iterable[Task | Ready[Task, Known]], together: int) -> Iterator[_Call[Task, Any]]:
    taken: list[Task] = []
    for task in tasks:
        if not isinstance(task, Ready):
            taken.append(task)
        if taken and (len(taken) == together or isinstance(task, Ready)):
            yield _Call(tuple(taken))
            taken = []
        if isinstance(task, Ready):
            yield _Call((task.task,), results=[task.result])
    if taken:
        yield _Call(tuple(taken))


class _Gone(Exception):
    """The call could not even be sent."""


def _is_death(error: Exception, crew: Crew) -> bool:
    return isinstance(error, (_Gone, *crew.deaths))


def _renew(function: Function[Task, Result], crew: Crew) -> None:
    """Renew the crew and see that it works: workers that die of nothing would lose every task, one by one."""
    for _ in range(TRIES):
        crew.renew()
        try:
            crew.submit(function, ()).result()
        except crew.deaths:
            continue
        return
    raise EnvironmentFault("工作进程启动不了", "加 -j 1 在一个进程里生成；内存不够时关掉别的程序")


def _submitted(function: Function[Task, Result], tasks: Sequence[Task], crew: Crew) -> Coming | None:
    try:
        return crew.submit(function, tasks)
    except crew.deaths:
        return None


def _results(call: _Call[Task, Result]) -> list[Result | Lost]:
    if call.coming is None:
        raise _Gone
    return list(call.coming.result())


def _recover(function: Function[Task, Result], calls: Iterable[_Call[Task, Result]], crew: Crew) -> None:
    """Give every call that a death has undone its results: alone, and where it kills again, task by task."""
    for call in calls:
        if call.results is None:
            try:
                call.results = _results(call)  # done before the worker died
            except Exception:
                call.results = _again(function, call.tasks, crew)


def _again(function: Function[Task, Result], tasks: Sequence[Task], crew: Crew) -> list[Result | Lost]:
    if len(tasks) > 1:
        try:
            return list(crew.submit(function, tasks).result())
        except Exception as error:
            if _is_death(error, crew):
                _renew(function, crew)
    return _one_by_one(function, tasks, crew)


def _one_by_one(function: Function[Task, Result], tasks: Sequence[Task], crew: Crew) -> list[Result | Lost]:
    done: list[Result | Lost] = []
    for task in tasks:
        try:
            done += crew.submit(function, (task,)).result()
        except Exception as error:
            died = _is_death(error, crew)
            done.append(Lost(None if died else Mishap.of(error)))
            if died:
                _renew(function, crew)
    return done
