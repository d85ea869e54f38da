"""What is replaced is kept, as often as was asked for, and comes back; killed anywhere nothing is lost."""

import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from perfgen.errors import OutputFault
from perfgen.write import disk, generations, keep_number, load_record, lock, restore, untouched, write
from perfgen.write.history import KEPT, generations_folder
from tests.support import wordfile

NOW = datetime(2025, 1, 8, 9, 5, 7)
docx = lru_cache(wordfile.docx)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "PAUSE", 0)
    monkeypatch.setattr(lock, "TRIES", 3)
    monkeypatch.setattr(lock, "PAUSE", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outputs" / "青溪镇-2024.docx"


def put(path: Path, number: int, *, force: bool = False) -> None:
    write(path, docx(f"第{number}稿"), record={"稿": number}, now=NOW + timedelta(minutes=number), force=force)


def kept(path: Path) -> list[tuple[Any, bool]]:
    return [(each.record.get("稿"), each.edited) for each in generations(path)]


def test_each_replaced_report_is_kept_the_latest_first(path: Path) -> None:
    for number in range(1, 4):
        put(path, number)
    assert kept(path) == [(2, False), (1, False)]
    assert [each.at for each in generations(path)] == [NOW + timedelta(minutes=3), NOW + timedelta(minutes=2)]
    assert [each.path.read_bytes() for each in generations(path)] == [docx("第2稿"), docx("第1稿")]


def test_the_number_is_bounded_and_can_be_set(path: Path) -> None:
    for number in range(1, 10):
        put(path, number)
    assert len(generations(path)) == KEPT
    keep_number(path, 2)
    assert kept(path) == [(8, False), (7, False)]
    put(path, 10)
    assert kept(path) == [(9, False), (8, False)]
    keep_number(path, 0)
    put(path, 11)
    assert kept(path) == []
    assert [each.name for each in generations_folder(path).iterdir()] == ["keep"]


def test_one_state_is_kept_once(path: Path) -> None:
    for number in (1, 2, 1, 2, 1, 2):
        put(path, number)
    assert kept(path) == [(1, False)]


def test_restored_the_current_one_is_kept_first(path: Path) -> None:
    for number in range(1, 4):
        put(path, number)
    restore(path, generations(path)[1], NOW + timedelta(minutes=3, seconds=30))
    assert path.read_bytes() == docx("第1稿")
    assert untouched(path) == {"稿": 1}
    assert kept(path) == [(3, False), (2, False)]
    put(path, 4)  # what was restored is perfgen's own work
    assert kept(path) == [(1, False), (3, False), (2, False)]


def test_an_edited_report_is_kept_as_edited_and_stays_so(path: Path) -> None:
    put(path, 1)
    path.write_bytes(docx("第1稿，手改"))
    put(path, 2, force=True)
    assert kept(path) == [(1, True)]
    restore(path, generations(path)[0], NOW + timedelta(hours=1))
    assert path.read_bytes() == docx("第1稿，手改")
    with pytest.raises(OutputFault, match="生成以后被改过"):
        put(path, 3)


def test_the_last_kept_one_can_be_restored_when_no_more_are_kept(path: Path) -> None:
    put(path, 1)
    put(path, 2)
    keep_number(path, 1)
    restore(path, generations(path)[0], NOW + timedelta(hours=1))
    assert path.read_bytes() == docx("第1稿")
    assert kept(path) == [(2, False)]


def test_a_report_that_is_open_elsewhere_is_not_replaced(path: Path) -> None:
    put(path, 1)
    put(path, 2)
    path.with_name(f".~lock.{path.name}#").touch()
    with pytest.raises(OutputFault, match="打开着"):
        restore(path, generations(path)[0], NOW)
    assert path.read_bytes() == docx("第2稿")


def test_what_is_no_word_file_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "汇总.csv"
    for number in range(3):
        write(path, b"%d" % number, record={}, now=NOW)
    assert not generations_folder(path).exists()


def test_without_hard_links_it_is_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    put(path, 1)
    put(path, 2)
    assert kept(path) == [(1, False)]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("hard_links", [True, False])
def test_killed_while_restoring_each_file_is_old_or_new(
    path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    steps = 0
    for step in range(1, 60):
        put(path, 1, force=True)
        put(path, 2, force=True)
        generation = next(each for each in generations(path) if each.record == {"稿": 1})
        calls = {"n": 0}

        def counted(name: str, calls: dict[str, int] = calls, step: int = step) -> Any:
            real = getattr(os, name)

            def call(*args: Any, **named: Any) -> Any:
                calls["n"] += 1
                if calls["n"] == step:
                    raise Killed
                if name == "link" and not hard_links:
                    raise PermissionError
                return real(*args, **named)

            return call

        with monkeypatch.context() as patch:
            for name in ("replace", "fsync", "open", "link"):
                patch.setattr(os, name, counted(name))
            try:
                restore(path, generation, NOW + timedelta(hours=step))
            except Killed:
                steps += 1
        assert path.read_bytes() in (docx("第1稿"), docx("第2稿"))
        record = load_record(path)
        assert record is not None
        assert record.entry_of(path.read_bytes()) is not None  # the next build does not cry “edited”
        held = {each.path.read_bytes() for each in generations(path)} | {path.read_bytes()}
        assert {docx("第1稿"), docx("第2稿")} <= held
    assert steps >= 8
