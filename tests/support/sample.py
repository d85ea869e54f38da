"""The sample of a built-in pack as a data file to spoil, and what the command line makes of it."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = (ROOT / "templates" / "chongyang" / "sample.toml").read_text(encoding="utf-8")
NAME = "青溪镇-2021.docx"
"""The file that the sample becomes."""

Run = Callable[..., Result]


def changed(old: str, new: str) -> str:
    """The sample with one place changed."""
    assert SAMPLE.count(old) >= 1, old
    return SAMPLE.replace(old, new, 1)


def line_of(text: str, start: str) -> int:
    """The number of the first line that begins with ``start``."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(start))
