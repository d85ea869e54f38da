"""The child process: its limits hold, and whatever becomes of it, the parent has an answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from perfgen.install import Worker
from tests.install.conftest import ROOT
from tests.install.hostile import contents

LIMITED = pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")


def limited(code: str, folder: Path) -> str:
    """What Python says of ``code`` in a limited process."""
    done = subprocess.run(
        [sys.executable, "-c", f"from perfgen.install.child import limit\nlimit()\n{code}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().split("\n")[-1]


@LIMITED
def test_limits(tmp_path: Path) -> None:
    assert limited("bytearray(3 * 1024**3)", tmp_path).startswith("MemoryError")
    assert limited("with open('a', 'w') as file: file.write('x')", tmp_path).startswith("OSError: [Errno 27]")
    assert limited("[open('/dev/null') for _ in range(100)]", tmp_path).startswith("OSError: [Errno 24]")
    assert not (tmp_path / "a").exists() or (tmp_path / "a").stat().st_size == 0


@LIMITED
def test_a_child_that_hangs_or_dies_refuses_and_is_replaced() -> None:
    with Worker(seconds=2) as worker:
        assert worker.ask(contents(), linting=False).refused == ()
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGSTOP)
        start = time.monotonic()
        assert worker.ask(contents(), linting=False).refused == ("检查用的时间太长，超过 2 秒",)
        assert time.monotonic() - start < 4
        assert worker.ask(contents(), linting=False).refused == ()
        process = worker._process
        os.kill(process.pid, signal.SIGSTOP)
        threading.Timer(0.3, process.kill).start()
        assert "中断" in worker.ask(contents(), linting=False).refused[0]
        assert worker.ask(contents(), linting=False).refused == ()
    assert not worker.folder.exists()


def test_the_child_knows_nothing_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    with Worker() as worker:
        worker.ask(contents(), linting=False)
        assert worker._process is not None
        if sys.platform == "linux":
            environ = Path(f"/proc/{worker._process.pid}/environ").read_bytes()
            assert b"SECRET_TOKEN" not in environ
            assert b"HOME=" not in environ
