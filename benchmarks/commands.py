"""Whole commands from start to end, in turns: perfgen cold and warm, a bare docxtpl script, and an import of jinja2."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import document
from benchmarks.clock import Times, in_turns, timed
from benchmarks.engines import prepared

BARE, WARM, COLD, CHECK, IMPORT = (
    "docxtpl 的最短脚本", "perfgen build（编译过的模板已存）", "perfgen build（第一次）", "perfgen check",
    "python -c 'import jinja2'",
)  # fmt: skip
_BARE = """
import json, sys
from docxtpl import DocxTemplate
template = DocxTemplate(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    template.render(json.load(file), autoescape=True)
template.save(sys.argv[3])
"""


def measured(rounds: int, seconds: float = 180) -> dict[str, Times]:
    """The times of whole processes."""
    with tempfile.TemporaryDirectory(prefix="perfgen-bench-") as name:
        folder = Path(name)
        ready = prepared(folder)
        (folder / "bare.py").write_text(_BARE, encoding="utf-8")
        (folder / "template.docx").write_bytes(ready.template)
        (folder / "values.json").write_text(json.dumps(ready.values, ensure_ascii=False), encoding="utf-8")
        data = document.write_data(folder)
        home, outputs = folder / "home", folder / "outputs"
        templates = ["--templates", str(folder / "templates")]
        perfgen = [sys.executable, "-m", "perfgen"]

        def command(*arguments: str | Path) -> Callable[[], None]:
            return lambda: run(folder, home, *map(str, arguments))

        build = command(*perfgen, "build", data, "-o", outputs, *templates)

        def cold() -> float | None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.rmtree(outputs, ignore_errors=True)
            return timed(build)()

        def warm() -> float | None:
            shutil.rmtree(outputs, ignore_errors=True)
            return timed(build)()

        bare = [folder / "template.docx", folder / "values.json", folder / "bare.docx"]
        return in_turns(
            {
                BARE: timed(command(sys.executable, folder / "bare.py", *bare)),
                COLD: cold,
                WARM: warm,
                CHECK: timed(command(*perfgen, "check", data, *templates)),
                IMPORT: timed(command(sys.executable, "-c", "import jinja2")),
            },
            rounds,
            warm_up=1,
            seconds=seconds,
        )


def run(folder: Path, home: Path, *command: str) -> None:
    """Run ``command`` to its end; raises RuntimeError where it fails."""
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PERFGEN_HOME": str(home), "PYTHONPATH": root}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as on a clerk's machine: compiled once, not at every start
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(done.stderr or done.stdout).decode('utf-8', 'replace')[-600:]}")
