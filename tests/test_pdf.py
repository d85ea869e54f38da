"""PDF export: LibreOffice found, missing, failing, slow."""

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from perfgen import fonts, pdf
from perfgen.errors import EnvironmentFault, OutputFault
from perfgen.gbt9704 import add_body, base_document, save

posix_only = pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    """Write a Word file with a Chinese name."""
    doc = base_document()
    add_body(doc, "正文")
    file = tmp_path / "示范镇-2024.docx"
    file.write_bytes(save(doc))
    return file


def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Path:
    """Let a shell script stand in for LibreOffice; $out is the output folder, $last the last input."""
    program = tmp_path / "soffice"
    head = (
        '#!/bin/bash\nwhile [ "$1" != --outdir ]; do shift; done\nout=$2; mkdir -p "$out"; shift 2\nlast="${@: -1}"\n'
    )
    program.write_text(head + script, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(pdf.VARIABLE, str(program))
    monkeypatch.setattr(fonts, "is_checked", lambda: False)
    return program


def test_missing_libreoffice_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path
) -> None:
    monkeypatch.delenv(pdf.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "candidates", lambda *_: [])
    with pytest.raises(EnvironmentFault) as fault:
        pdf.convert([word_file], tmp_path)
    assert fault.value.message == "没有找到 LibreOffice，无法生成 PDF"
    for part in ("Windows", "apt install libreoffice-writer-nogui", "PERFGEN_SOFFICE"):
        assert part in fault.value.hint


def test_variable_that_points_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="PERFGEN_SOFFICE 指的文件不存在"):
        pdf.find_soffice("linux", {pdf.VARIABLE: str(tmp_path / "none")})


def test_libreoffice_is_looked_for_outside_path() -> None:
    windows = pdf.candidates("win32", {"ProgramFiles": r"C:\Program Files", "ProgramW6432": r"C:\Program Files"})
    assert windows == [
        PureWindowsPath(r"C:\Program Files\LibreOffice\program\soffice.com"),
        PureWindowsPath(r"C:\Program Files\LibreOffice\program\soffice.exe"),
    ]
    mac = pdf.candidates("darwin", {"HOME": "/Users/li"})
    assert PurePosixPath("/Users/li/Applications/LibreOffice.app/Contents/MacOS/soffice") in mac
    assert PurePosixPath("/usr/lib/libreoffice/program/soffice") in pdf.candidates("linux", {})


@posix_only
def test_place_outside_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = stand_in(monkeypatch, tmp_path, "")
    monkeypatch.setattr(pdf, "candidates", lambda *_: [tmp_path / "none", program])
    assert pdf.find_soffice("linux", {"PATH": ""}) == program


@posix_only
def test_missing_font_is_told_before_libreoffice_runs(
    monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path
) -> None:
    stand_in(monkeypatch, tmp_path, f'touch "{tmp_path}/ran"')
    monkeypatch.setattr(fonts, "is_checked", lambda: True)
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(EnvironmentFault, match="缺少字体 仿宋_GB2312"):
        pdf.convert([word_file], tmp_path)
    assert not (tmp_path / "ran").exists()


@posix_only
def test_slow_libreoffice_is_stopped_with_its_children(
    monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path
) -> None:
    stand_in(monkeypatch, tmp_path, f'(sleep 3; touch "{tmp_path}/late") & sleep 60')
    with pytest.raises(EnvironmentFault, match="1 秒内没有完成"):
        pdf.convert([word_file], tmp_path, timeout=1)
    assert not (tmp_path / "示范镇-2024.pdf").exists()


@posix_only
def test_what_came_out_is_kept_and_what_failed_is_named(
    monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path
) -> None:
    stand_in(monkeypatch, tmp_path, 'echo PDF > "$out/0.pdf"; echo "Error: source file could not be loaded"; exit 1')
    other = tmp_path / "坏.docx"
    other.write_bytes(b"no Word file")
    with pytest.raises(OutputFault) as fault:
        pdf.convert([word_file, other], tmp_path / "out")
    assert fault.value.message == "LibreOffice 没能转换 坏.docx"
    assert fault.value.hint == "Error: source file could not be loaded"
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["示范镇-2024.pdf"]


@posix_only
def test_pdf_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, 'echo PDF > "$out/0.pdf"')
    (tmp_path / "示范镇-2024.pdf").mkdir()
    with pytest.raises(OutputFault, match="可能正被打开"):
        pdf.convert([word_file], tmp_path)
    assert not list(tmp_path.glob("*.tmp"))


@posix_only
def test_program_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, word_file: Path, tmp_path: Path) -> None:
    program = stand_in(monkeypatch, tmp_path, "")
    program.chmod(0o644)
    with pytest.raises(EnvironmentFault, match="启动不了"):
        pdf.convert([word_file], tmp_path)


def test_missing_word_file_and_clash_of_names_are_told(word_file: Path, tmp_path: Path) -> None:
    assert pdf.convert([], tmp_path) == []
    with pytest.raises(EnvironmentFault, match="不存在"):
        pdf.convert([tmp_path / "无.docx"], tmp_path)
    (tmp_path / "b").mkdir()
    twin = tmp_path / "b" / word_file.name
    twin.write_bytes(word_file.read_bytes())
    with pytest.raises(OutputFault, match="同一个 PDF"):
        pdf.convert([word_file, twin], tmp_path)


@pytest.mark.libreoffice
def test_many_files_are_converted_in_one_run(word_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一份 & 'x'.docx"
    other.write_bytes(word_file.read_bytes())
    made = pdf.convert([word_file, other], tmp_path / "out")
    assert [file.name for file in made] == ["示范镇-2024.pdf", "另一份 & 'x'.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in made)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([word_file.name, other.name, "out"])
