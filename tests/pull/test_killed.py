"""Killed while it pulls: the data file is old or new and whole, and the next build does not cry “edited”."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from perfgen.cli.pulled import take_over
from tests.pull.test_cases import TIANCHENG, change
from tests.pull.test_keep_edits import DATA, REPORT, Edit, edit
from tests.pull.typist import data_of
from tests.support.sample import Run

__all__ = ["edit"]

MOMENTS = int(os.environ.get("PERFGEN_MOMENTS", "6"))
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows knows no such signals")


def test_killed_at_random_moments(edit: Edit, run: Run) -> None:
    edited = edit(lambda d: change(d, "没有达到100%", "尚未达到100%"))
    old = data_of(TIANCHENG)
    new = old.replace("没有达到100%".encode(), "尚未达到100%".encode())
    kept = Path("kept")
    shutil.copytree(REPORT.parent, kept)
    context = multiprocessing.get_context("fork")
    take_over(REPORT, DATA, None, dry_run=True)  # what is compiled once is compiled
    begun = time.monotonic()
    take_over(REPORT, DATA, None, dry_run=True)
    whole = time.monotonic() - begun
    chance = random.Random(os.getpid())
    for _ in range(MOMENTS):
        DATA.write_bytes(old)
        shutil.rmtree(REPORT.parent)
        shutil.copytree(kept, REPORT.parent)
        process = context.Process(target=take_over, args=(REPORT, DATA, None))
        process.start()
        time.sleep(chance.uniform(0.5, 1.3) * whole)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert DATA.read_bytes() in (old, new)
        assert REPORT.read_bytes() == edited
        result = run("build", DATA, "--rebuild")
        if DATA.read_bytes() == new:
            assert result.exit_code == 0, result.stderr
        else:
            assert result.exit_code == 1 and "尚未达到100%" in result.stderr
