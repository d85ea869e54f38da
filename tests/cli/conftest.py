"""The command line in a folder of its own, and small changes to a sound data file."""

import gettext
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from tests.support.sample import SAMPLE, Run


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has its own folder, its own home, and leaves language and logging as they were."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    domain = gettext.textdomain()
    yield
    gettext.textdomain(domain)
    log = logging.getLogger("perfgen")
    log.handlers[:] = []
    log.setLevel(logging.NOTSET)


@pytest.fixture
def run() -> Run:
    """Run the program; its exit code, stdout and stderr."""

    def invoke(*args: Any) -> Result:
        return CliRunner().invoke(program, [str(arg) for arg in args], prog_name="perfgen")

    return invoke


@pytest.fixture
def data(tmp_path: Path) -> Callable[..., Path]:
    """Write a data file (the sample unless told) and return its path relative to the test's folder."""

    def put(content: str | bytes = SAMPLE, name: str = "a.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Path(name)

    return put
