"""Measuring things in turns, so that a busy moment of the machine hits all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Work = Callable[[], float | None]
"""Does a thing once and returns the seconds that it took, or None where it could not be done."""


@dataclass
class Times:
    """What was measured of one thing, in seconds."""

    each: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The time in the middle."""
        return statistics.median(self.each)

    @property
    def least(self) -> float:
        """The shortest time, which other programs disturbed least."""
        return min(self.each)


def timed(work: Callable[[], object]) -> Work:
    """``work`` with a clock around it."""

    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def in_turns(works: Mapping[str, Work], rounds: int, *, warm_up: int = 3, seconds: float = 120) -> dict[str, Times]:
    """Every one of ``works`` once a round, until ``rounds`` are done or ``seconds`` are over; failures are left out."""
    times = {name: Times() for name in works}
    end = time.perf_counter() + seconds
    for number in range(warm_up + rounds):
        for name, work in works.items():
            spent = work()
            if spent is not None and number >= warm_up:
                times[name].each.append(spent)
        if number > warm_up and time.perf_counter() > end:
            break
    return {name: each for name, each in times.items() if each.each}
