"""Pytest plugin: texts compared with files under tests/golden/, which ``--update-golden`` writes anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from perfgen import word

FOLDER = Path(__file__).resolve().parents[1] / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--update-golden", action="store_true", help="write the files of tests/golden/ anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of the name, or write it."""

    def compare(name: str, text: str) -> None:
        file = FOLDER / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            FOLDER.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.is_file(), f"no {file.name}: run pytest --update-golden and read what it wrote"
        assert text == file.read_text(encoding="utf-8"), "if the new text is right: pytest --update-golden"

    return compare


def as_text(shown: word.Document) -> str:
    """A document as lines: headings by #, other styles but the body's in brackets, rows of tables by bars."""
    lines = []
    for block in shown.blocks:
        if isinstance(block, word.Table):
            lines += [
                "| " + " | ".join(cell.text.replace("\n", "⏎") for cell in row.cells) + " |" for row in block.rows
            ]
        elif block.style != "表间距":
            mark = "#" * block.level if block.style.startswith("heading") else f"[{block.style}]"
            text = block.text.strip().replace("\n", "⏎")
            lines.append(text if block.style == "公文正文" else f"{mark} {text}")
    return "\n".join(lines) + "\n"
