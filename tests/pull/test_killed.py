"""Killed while it pulls: the data file is old or new and whole, and the next build does not cry “edited”."""

import os
from pathlib import Path

import pytest

from benchmarks.kills import pull_killed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows knows no such signals")


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """``make soak`` tries fifty."""
    (said,) = pull_killed(tmp_path, moments=2, seed=os.getpid())
    assert said.startswith("pull killed 2 times")
