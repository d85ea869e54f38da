"""docs/differences.md speaks of what the five reports really print."""

import re

import pytest

from tests.support.built import INPUTS, ROOT, built
from tests.support.golden import as_text

SECTIONS = (ROOT / "docs" / "differences.md").read_text(encoding="utf-8").split("\n## ")[1:]


def rows(name: str) -> list[list[str]]:
    """The rows of the table about the town of the input ``name``."""
    (section,) = [s for s in SECTIONS if name.split("-")[0] + "（" in s.splitlines()[0]]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("name", INPUTS)
def test_what_is_said_to_be_printed_is_printed(name: str) -> None:
    text = as_text(built(name).shown)
    quoted = [part for row in rows(name) for part in re.findall("`(.+?)`", row[1])]
    assert quoted
    assert [part for part in quoted if part not in text] == []


@pytest.mark.parametrize("name", INPUTS)
def test_every_difference_has_its_reason(name: str) -> None:
    assert all(len(row) == 3 and all(row) for row in rows(name))


def test_every_report_has_its_section() -> None:
    assert len(SECTIONS) == len(INPUTS)
