"""Hostile packs: each is refused for its own reason, or does no harm; the benign one that they are made of is not."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfgen.errors import PackFault
from perfgen.install import Worker, open_bundle
from tests.install.hostile import HARMLESS, Attack, every, packed

ATTACKS = every()
LONGEST = 5
"""Seconds that one may take."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        started.ask(open_bundle(packed(), "暖机"), linting=False)
        yield started


def reasons(data: bytes, worker: Worker, *, linting: bool = False) -> str:
    """Why a .perfpack is refused; empty where it is not."""
    try:
        contents = open_bundle(data, "别人给的.perfpack")
    except PackFault as fault:
        return fault.message
    verdict = worker.ask(contents, linting=linting)
    assert not verdict.mishap, verdict.mishap
    return "\n".join(verdict.refused)


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60


def test_the_benign_pack_is_not_refused(worker: Worker) -> None:
    assert reasons(packed(), worker) == ""


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_attack(attack: Attack, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = attack.make()
    start = time.monotonic()
    said = reasons(data, worker, linting=attack.linting)
    took = time.monotonic() - start
    if attack.reason == HARMLESS:
        assert said == ""
    else:
        assert said, "not refused"
        assert re.search(attack.reason, said), said
        assert "没有料到" not in said
        assert "进程" not in said
    assert took < LONGEST
    assert list(tmp_path.iterdir()) == list(worker.folder.iterdir()) == []
