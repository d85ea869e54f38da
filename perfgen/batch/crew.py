"""Who does the work: this process, or processes of this machine (a dask cluster is in ``dask.py``)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from perfgen.batch.worker import Packs, start
from perfgen.packs import Library, Parcel

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Task = TypeVar("Task")
Result = TypeVar("Result")
Function = Callable[[Packs, Sequence[Task]], list[Result]]
"""What is asked of a worker: some tasks in, as many results out, in order."""


class Coming(Protocol):
    """The results of a call; a future of the standard library is one."""

    def result(self) -> Any:
        """The results, waited for; raises what the call raised."""


class Crew(Protocol):
    """An executor with packs at hand, that can be set up again after one of its workers died."""

    size: int
    """How many tasks run at one time."""
    spread: int
    """How many calls are in flight at most; what bounds the memory."""
    deaths: tuple[type[BaseException], ...]
    """What the future of a call raises when the worker died."""

    def submit(self, function: Function[Task, Result], tasks: Sequence[Task]) -> Coming:
        """Start a call; raises one of ``deaths`` where the workers are gone."""

    def renew(self) -> None:
        """Put new workers in the place of dead ones."""


class _Done:
    """A call that was made at once: its results, or what it raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._error: Exception | None = None
        try:
            self._results = call()
        except Exception as error:
            self._error = error

    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._results


class Here:
    """This process: a call is done when it is submitted."""

    size = 1
    spread = 1
    deaths: tuple[type[BaseException], ...] = ()

    def __init__(self, packs: Library) -> None:
        self._packs = packs

    def submit(self, function: Function[Task, Result], tasks: Sequence[Task]) -> Coming:
        """Make the call now."""
        return _Done(lambda: function(self._packs, tasks))

    def renew(self) -> None:
        """Nothing: who could say that this process died."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Processes:
    """Processes of this machine, started anew (spawned) on every system; each is sent the packs once."""

    def __init__(self, size: int, packs: Parcel) -> None:
        from concurrent.futures import BrokenExecutor

        self.deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
        self.size = size
        self.spread = 2 * size + 2
        self._packs = packs
        self._pool = self._new()

    def _new(self) -> "ProcessPoolExecutor":
        import multiprocessing  # a run of few files needs no processes
        from concurrent.futures import ProcessPoolExecutor

        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.size, mp_context=context, initializer=start, initargs=(self._packs,))

    def submit(self, function: Function[Task, Result], tasks: Sequence[Task]) -> "Future[list[Result]]":
        """Send the call to the next free worker."""
        from concurrent.futures import BrokenExecutor

        try:
            return self._pool.submit(function, None, tasks)
        except (ValueError, OSError) as error:  # a worker cannot be started, or the pipes of a dying pool are closed
            raise BrokenExecutor(str(error)) from error

    def renew(self) -> None:
        """End what is left of the old pool, which ends its workers itself, and make a new one."""
        _await_end(_workers(self._pool))
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._new()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        workers = _workers(self._pool)
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        if error is not None:
            for worker in workers:
                with suppress(OSError, ValueError):
                    worker.terminate()
            _await_end(workers)


GRACE = 10
"""Seconds that a worker has to leave: to end LibreOffice and remove its folder."""


def _workers(pool: "ProcessPoolExecutor") -> list[Any]:
    return list((getattr(pool, "_processes", None) or {}).values())


def _await_end(workers: Sequence[Any]) -> None:
    """Wait until ``workers``, which were told to leave, have left; kill those that have not heard it."""
    from multiprocessing.connection import wait
    from time import monotonic

    running = {worker.sentinel: worker for worker in workers}
    end = monotonic() + GRACE
    while running and (left := end - monotonic()) > 0:
        for sentinel in wait(list(running), left):
            del running[sentinel]
    for worker in running.values():
        with suppress(OSError, ValueError):
            worker.kill()
