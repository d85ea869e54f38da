"""What is known of data files before they are built: packs, where their files go, which is the year before of which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern

from perfgen.pipeline import Plan

PLANS = 32
"""How many files go to a worker in one call: sending costs little beside planning."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is known of a data file before it is built: the pack, names of its files, its unit and year."""

    pack: str = ""
    names: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    year: int = 0


def planned(plan: Plan) -> Planned:
    """The same, with what many files share held once."""
    return Planned(intern(plan.pack), plan.names, plan.unit, plan.year)


def years_before(plans: Sequence[Planned | Plan]) -> Mapping[int, list[int]]:
    """Which files are the year before of which, both by their index."""
    years: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, plan in enumerate(plans):
        if plan.unit and plan.unit[0] and plan.year:
            years[plan.unit[0], plan.year].append(index)
    return {
        index: years[unit, year - 1]
        for (unit, year), same in list(years.items())
        if (unit, year - 1) in years
        for index in same
    }
