"""The command line in a folder and home of its own, and packs that differ a little from a built-in one."""

import gettext
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from perfgen.install import Contents, Verdict, Worker, bundle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    domain = gettext.textdomain()
    yield
    gettext.textdomain(domain)


class Reused:
    """One child process for many commands; what it said of a pack it need not say twice."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.known: dict[bytes, Verdict] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def ask(self, contents: Contents) -> Verdict:
        key = bundle(contents)
        if key not in self.known:
            self.known[key] = self.worker.ask(contents)
        return self.known[key]


@pytest.fixture(scope="session")
def reused() -> Iterator[Reused]:
    child = Reused()
    yield child
    child.worker.__exit__(None, None, None)


@pytest.fixture
def quick(reused: Reused, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands share a child process."""
    monkeypatch.setattr("perfgen.cli.sharing.Worker", lambda: reused)


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run the program; its exit code, stdout and stderr."""

    def invoke(*args: Any) -> Result:
        return CliRunner().invoke(program, [str(arg) for arg in args], prog_name="perfgen")

    return invoke


@pytest.fixture
def copied(tmp_path: Path) -> Callable[..., Path]:
    """A copy of a built-in pack in a folder, with lines of its manifest and sample replaced."""

    def copy(*changes: tuple[str, str], name: str = "county", source: str = "guangzhou-conghua") -> Path:
        folder = tmp_path / "packs" / name
        shutil.copytree(ROOT / "templates" / source, folder)
        for file in (folder / "manifest.toml", folder / "sample.toml"):
            text = file.read_text(encoding="utf-8")
            for old, new in changes:
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")
        return folder

    return copy
