"""Killed or interrupted at random: whole files, and the next run finishes the rest; ``make soak`` tries fifty."""

import os
import signal
import time
from pathlib import Path

import pytest

from benchmarks.soak import build, build_to_the_end, killed
from benchmarks.units import write_units

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows knows no such signals")


def test_killed_at_random_moments(tmp_path: Path) -> None:
    assert len(list(killed(tmp_path, units=20, moments=4, seed=os.getpid()))) == 4


def test_interrupted_by_the_keyboard(tmp_path: Path) -> None:
    """Ctrl-C reaches the program and its workers alike; it ends at once, and leaves neither half files nor workers."""
    inputs, outputs = tmp_path / "inputs", tmp_path / "outputs"
    list(write_units(inputs, 300))
    process = build(inputs, outputs)
    end = time.monotonic() + 60
    while not list(outputs.glob("*.docx")):
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=30)[0].decode()
    assert process.returncode == 130, said
    assert said.endswith("已中断。已经写好的文件都是完整的。\n")
    assert "Traceback" not in said
    done = len(list(outputs.glob("*.docx")))
    assert 0 < done < 300
    assert not list(outputs.rglob("*.tmp"))
    _gone(process.pid)
    said = build_to_the_end(inputs, outputs)
    assert f"已生成 {300 - done} 份，未变 {done} 份。" in said


def _gone(group: int) -> None:
    """Wait a little for the last of a process group to end."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("a worker is left")
