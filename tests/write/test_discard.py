"""Only what perfgen wrote and nobody touched is taken away."""

from datetime import datetime
from pathlib import Path

from perfgen.write import load_record, write
from perfgen.write.discard import discard
from tests.support.wordfile import docx

NOW = datetime(2024, 1, 2)


def test_what_was_written_goes_with_its_record(tmp_path: Path) -> None:
    path = tmp_path / "甲.docx"
    write(path, docx("一"), record={}, now=NOW)
    assert discard(path)
    assert not path.exists()
    assert load_record(path) is None


def test_what_somebody_edited_or_wrote_stays(tmp_path: Path) -> None:
    edited, own = tmp_path / "甲.docx", tmp_path / "乙.docx"
    write(edited, docx("一"), record={}, now=NOW)
    edited.write_bytes(docx("二"))
    own.write_bytes(docx("三"))
    assert not discard(edited)
    assert not discard(own)
    assert edited.exists()
    assert own.exists()


def test_what_is_not_there(tmp_path: Path) -> None:
    assert not discard(tmp_path / "无.docx")
