"""Killed with SIGKILL at random moments: whole files, and the next run finishes the rest. ``make soak`` tries fifty."""

import os
from pathlib import Path

import pytest

from benchmarks.soak import killed


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no SIGKILL")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    assert len(list(killed(tmp_path, units=20, moments=4, seed=os.getpid()))) == 4
