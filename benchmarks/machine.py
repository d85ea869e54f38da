"""The machine and the versions that a table of times belongs to."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks import node_engines


def described() -> list[str]:
    """One line each: processor, system, Python and libraries, node and its engines."""
    libraries = "，".join(f"{name} {version(name)}" for name in ("docxtpl", "jinja2", "lxml", "python-docx"))
    lines = [
        f"{_processor()}，{os.cpu_count()} 核，{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}；{libraries}",
    ]
    node = _node()
    if node:
        engines = "，".join(f"{name} {number}" for name, number in node_engines.versions().items())
        lines.append(f"node {node}；{engines}")
    return lines


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    return next(names, platform.machine())


def _node() -> str:
    try:
        return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
