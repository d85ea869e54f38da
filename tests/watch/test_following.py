"""What ``watch`` does at a look: builds what was saved, keeps the last good report, shows previews."""

from datetime import datetime
from pathlib import Path

import pytest

from perfgen.cli.following import Follower
from tests.support.sample import NAME, SAMPLE

NOW = datetime(2025, 1, 8, 9, 0)


def test_each_save_is_built_and_the_last_good_report_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = tmp_path / "a.toml", tmp_path / "out"
    data.write_text(SAMPLE, encoding="utf-8")
    follower = Follower([data], out)
    assert follower.look(NOW)
    report = out / NAME
    first = report.read_bytes()
    assert not follower.look(NOW)
    data.write_text(SAMPLE + '\n"坏', encoding="utf-8")
    assert follower.look(NOW)
    assert report.read_bytes() == first
    assert "上一份报告原样不动" in capsys.readouterr().out
    lock = out / f".~lock.{NAME}#"
    lock.touch()
    data.write_text(SAMPLE.replace('"自称" = "', '"自称" = "甲'), encoding="utf-8")
    follower.look(NOW)
    preview = report.with_name(f"{report.stem}.预览.docx")
    if preview.exists():
        new = preview.read_bytes()
        assert report.read_bytes() == first
        lock.unlink()
        assert follower.look(NOW)
        assert report.read_bytes() == new and not preview.exists()


def test_what_editors_write_for_themselves_is_no_concern(tmp_path: Path) -> None:
    data = tmp_path / "a.toml"
    data.write_text(SAMPLE, encoding="utf-8")
    follower = Follower([data], tmp_path / "out")
    assert follower.concerns(str(data))
    assert not any(follower.concerns(str(tmp_path / name)) for name in ("~$a.toml", "a.tmp", ".a.toml.swp", "b.toml"))
