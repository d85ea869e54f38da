"""What the tests ask of a worker; importable there."""

import os
import signal
import time
from collections.abc import Sequence

from perfgen.batch.worker import Packs


def doubled(packs: Packs, tasks: Sequence[int]) -> list[int]:
    """Twice each number; later tasks are done sooner."""
    time.sleep(0.02 if tasks and tasks[0] % 3 == 0 else 0)
    return [2 * task for task in tasks]


def deadly(packs: Packs, tasks: Sequence[int]) -> list[int]:
    """As ``doubled``, but 13 ends the worker, 17 has it killed, 19 raises and 23 gives what cannot be sent back."""
    for task in tasks:
        if task == 13:
            os._exit(1)
        if task == 17:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if task == 19:
            raise ValueError("secret")
        if task == 23:
            return [lambda: None]  # type: ignore[list-item]
    return [2 * task for task in tasks]


def fatal(packs: Packs, tasks: Sequence[int]) -> list[int]:
    """Ends every worker."""
    os._exit(1)


def worker(packs: Packs, tasks: Sequence[int]) -> list[int]:
    """The worker's process id, for each task."""
    time.sleep(0.05)
    return [os.getpid() for _ in tasks]
