"""What the tests of pull share."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from tests.support.sample import Run


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has its own folder and its own home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))


@pytest.fixture
def run() -> Run:
    """Run the program; its exit code, stdout and stderr."""

    def invoke(*args: Any) -> Result:
        return CliRunner().invoke(program, [str(arg) for arg in args], prog_name="perfgen")

    return invoke
