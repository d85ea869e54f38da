"""A dask cluster as a crew: the same calls, packs and data sent as bytes, nothing assumed on the workers' disks."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from perfgen.batch.crew import Function, Result, Task
from perfgen.batch.program import program_digest
from perfgen.batch.worker import drop, hold
from perfgen.errors import EnvironmentFault
from perfgen.packs import Parcel

try:
    from distributed import Client, WorkerPlugin
    from distributed.scheduler import KilledWorker
except ImportError as _error:
    raise EnvironmentFault("没有安装 dask，用不了 --scheduler", "pip install 'perfgen[dask]'") from _error

WAIT = "10s"
"""How long the scheduler may take to answer."""


class Cluster:
    """The workers of a dask scheduler, through ``Client.get_executor()``."""

    deaths: tuple[type[BaseException], ...] = (KilledWorker,)

    def __init__(self, address: str, packs: Parcel) -> None:
        connect: Any = Client
        try:
            self._client = connect(address, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError, ImportError) as error:
            hint = "地址像 tcp://主机:8786；先在那台机器上运行 dask scheduler"
            raise EnvironmentFault(f"连不上 dask 调度器 {address}", hint) from error
        try:
            self.size = self._checked()
            self._held = _Held(packs)
            self._client.register_plugin(self._held)
        except BaseException:
            self._client.close()
            raise
        self.spread = 2 * self.size + 2
        self._packs = packs.digest
        self._pool = self._client.get_executor(pure=False)

    def _checked(self) -> int:
        """How many tasks the workers take; each must have this very perfgen."""
        threads: dict[str, int] = self._client.nthreads()
        if not threads:
            raise EnvironmentFault("dask 调度器下面没有工作机", "在工作机上运行 dask worker 地址")
        theirs = self._client.run(program_digest, on_error="return")
        other = sorted(name for name, digest in theirs.items() if digest != program_digest())
        if other:
            hint = "在工作机上装同一个版本的 perfgen、Python、jinja2、lxml 和 num2words"
            raise EnvironmentFault("工作机上的 perfgen 和这里的不同", hint, "、".join(other))
        return sum(threads.values())

    def submit(self, function: Function[Task, Result], tasks: Sequence[Task]) -> Future[list[Result]]:
        """Send the call to a worker."""
        future: Future[list[Result]] = self._pool.submit(function, self._packs, tasks)
        return future

    def renew(self) -> None:
        """Nothing: the nannies of the cluster start their workers again, and those are given the packs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=error is None)
        with suppress(Exception):  # the scheduler may be gone, and with it the packs
            self._client.unregister_worker_plugin(self._held.name)
        self._client.close()


class _Held(WorkerPlugin):  # type: ignore[misc, unused-ignore]
    """The packs as every worker is given them, also one that comes later or is started again."""

    def __init__(self, packs: Parcel) -> None:
        self.packs = packs
        self.name = f"perfgen-{packs.digest}"

    def setup(self, worker: Any) -> None:
        """Keep the packs before the first task comes."""
        hold(self.packs)

    def teardown(self, worker: Any) -> None:
        """Let them go."""
        drop(self.packs)
