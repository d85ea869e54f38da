"""The engines of node, where node is present: pinned, installed on demand outside the repository, kept warm."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from platformdirs import user_cache_path

from benchmarks import document

HERE = Path(__file__).parent / "node"
NAMES = ("docxtemplater", "easy-template-x", "carbone")
_INSTALL_SECONDS = 300


def versions() -> dict[str, str]:
    """The pinned version of each engine."""
    pinned = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {name: pinned[name] for name in NAMES}


def installed() -> Path | None:
    """The folder with the engines, installed if need be; None without node, npm or network."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    pinned = (HERE / "package.json").read_text(encoding="utf-8")
    home = user_cache_path("perfgen-benchmarks", appauthor=False)
    done = home / "installed.json"
    if done.is_file() and done.read_text(encoding="utf-8") == pinned:
        return home
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", home)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        subprocess.run(command, cwd=home, check=True, timeout=_INSTALL_SECONDS, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return None
    done.write_text(pinned, encoding="utf-8")
    return home


class Engines:
    """A running node that renders on request; use as a context manager."""

    def __init__(self, folder: Path, home: Path, values: dict[str, Any]) -> None:
        """Write the templates and the data into ``folder`` and start node."""
        (folder / "mustache.docx").write_bytes(document.template(document.mustache_tags()))
        (folder / "carbone.docx").write_bytes(document.template(document.carbone_tags()))
        (folder / "data.json").write_text(json.dumps(document.flat(values), ensure_ascii=False), encoding="utf-8")
        self.folder = folder
        self.errors: dict[str, str] = {}
        self._process = subprocess.Popen(
            ["node", str(HERE / "engines.cjs"), str(folder), str(home)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "NODE_ENV": "production"},
        )  # fmt: skip

    def render(self, name: str) -> float | None:
        """The seconds of one render, or None where the engine fails; ``errors`` then says why."""
        if name in self.errors or self._process.stdin is None or self._process.stdout is None:
            return None
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            self.errors[name] = answer.removeprefix("error ") or "node ended"
            return None
        return float(answer) / 1000

    def made(self, name: str) -> bytes:
        """What the engine made last."""
        return (self.folder / f"made-{name}.docx").read_bytes()

    def __enter__(self) -> "Engines":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
