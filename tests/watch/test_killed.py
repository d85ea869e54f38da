"""Killed while it follows: report and preview are old or new and whole, and the next build does not cry “edited”."""

import os
from pathlib import Path

import pytest

from benchmarks.kills import watch_killed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows knows no such signals")


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """``make soak`` tries fifty."""
    (said,) = watch_killed(tmp_path, moments=3, seed=os.getpid())
    assert said.startswith("watch killed 3 times")
