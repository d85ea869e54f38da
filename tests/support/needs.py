"""Pytest plugin: tests marked ``libreoffice`` or ``node`` are left out where those are missing, and it is said which.

With CI=true nothing is left out: there a missing program is a failure.
"""

import os
import shutil
from collections.abc import Callable

import pytest

from perfgen.errors import EnvironmentFault
from perfgen.pdf import find_soffice
from tests.support.ooxml import sdk_program

_left_out = pytest.StashKey[dict[str, list[str]]]()


def has_libreoffice() -> bool:
    """Tell whether LibreOffice, poppler and fontconfig are there."""
    try:
        find_soffice()
    except EnvironmentFault:
        return False
    return all(shutil.which(name) for name in ("pdftotext", "pdftoppm", "pdffonts", "fc-list"))


def has_node() -> bool:
    """Tell whether the Open XML SDK validator can run."""
    return sdk_program() is not None


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "libreoffice": (has_libreoffice, "needs LibreOffice Writer, poppler-utils and fontconfig"),
    "node": (has_node, "needs node and the Open XML SDK validator"),
}


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    for name, (_, meaning) in NEEDS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run here."""
    left_out: dict[str, list[str]] = {}
    if os.environ.get("CI") != "true":
        absent = {name for name, (present, _) in NEEDS.items() if not present()}
        gone = []
        for item in items:
            for name in absent:
                if item.get_closest_marker(name):
                    left_out.setdefault(name, []).append(item.nodeid)
                    gone.append(item)
                    break
        if gone:
            items[:] = [item for item in items if item not in gone]
            config.hook.pytest_deselected(items=gone)
    config.stash[_left_out] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which tests were left out and why."""
    for name, nodeids in config.stash.get(_left_out, {}).items():
        terminalreporter.section(f"{len(nodeids)} tests left out: {NEEDS[name][1]}")
        for nodeid in nodeids:
            terminalreporter.write_line(nodeid)
