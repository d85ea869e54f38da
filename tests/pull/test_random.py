"""Random edits and random corrections: what was typed is in the data or told, and no expression is lost.

``make soak`` tries two thousand edits.
"""

import pytest

from tests.pull.judged import judge, judge_carried, judge_overtyped
from tests.pull.typist import INPUTS, KINDS

FOUND = [("钟村街-2024", 221)]  # what a moved paragraph stood beside was gone too: pulled already, it was told again


@pytest.mark.parametrize(("name", "seed"), [*((name, 0) for name in INPUTS), *FOUND])
def test_edits_outside_figures_land(name: str, seed: int) -> None:
    judged = judge(name, seed, 9, KINDS)
    assert not judged.faults
    assert judged.landed == judged.made


@pytest.mark.parametrize("name", INPUTS)
def test_overtyped_figures_are_base_facts_or_conflicts(name: str) -> None:
    judged = judge_overtyped(name, 0, 4)
    assert not judged.faults
    assert judged.landed == judged.made and judged.facts + judged.refused == judged.made.total()


@pytest.mark.parametrize("name", INPUTS)
def test_edits_are_carried_over_or_told(name: str) -> None:
    judged = judge_carried(name, 0, 9, KINDS)
    assert not judged.faults and judged.landed == judged.made
