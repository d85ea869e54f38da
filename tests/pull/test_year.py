"""The year of a clerk: build, edit in Word, correct the data, build (refused), pull, build: the report has both."""

import random
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from perfgen import pdf, word
from perfgen.write import load_record
from tests.pull.judged import bare, comments
from tests.pull.typist import INPUTS, KINDS, Edited, Typist, data_of, expressions, side_of, texts
from tests.support.sample import Run

CORRECTIONS = {
    "前山镇-2024": ('"基本支出" = 1589.88', "1590.88"),
    "吕田镇-2023": ('"一般公共预算财政拨款收入" = 11256.48', "11257.48"),
    "天城镇-2021": ('"其他收入" = 1000.07', "1001.07"),
    "钟村街-2024": ('"财政拨款收入" = 27872.79', "27871.79"),
    "钟落潭镇-2021": ('"全年执行数" = 1953.3', "1952.3"),
}
"""What finance corrects in each input: the line, and the figure that takes the place of the one there."""


def unstated(data: bytes) -> bytes:
    """The data file without the published totals, which a correction would contradict."""
    kept = re.sub(r'(\["核对数"\]\n)(?:"[^\n]*\n)+', r"\1", data.decode())
    return kept.encode()


def corrected(name: str, data: bytes) -> bytes:
    """The data file with its correction."""
    line, new = CORRECTIONS[name]
    text = data.decode()
    assert text.count(line) == 1
    return text.replace(line, f"{line.rpartition(' ')[0]} {new}").encode()


def edited(name: str, editor: str) -> Typist:
    """Somebody who has edited the report of an input, the same at every call."""
    typist = Typist(side_of(unstated(data_of(name))), random.Random(f"{name}{editor}"))
    typist.work(6, tuple(kind for kind in KINDS if kind != "cell"))
    return typist


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The edited reports as LibreOffice really saves them."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for name in INPUTS:
        (folder / f"{name}.docx").write_bytes(edited(name, "LibreOffice").saved())
    program = [pdf.find_soffice(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    files = sorted(folder.glob("*.docx"))
    command = [*program, "--convert-to", "docx", "--outdir", folder / "saved", *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / "saved" / f"{name}.docx").read_bytes() for name in INPUTS}


@pytest.mark.parametrize("name", INPUTS)
def test_the_year(name: str, run: Run) -> None:
    typist = edited(name, "python-docx")
    play(name, typist, typist.saved(), run)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", INPUTS)
def test_the_year_with_libreoffice(name: str, by_libreoffice: dict[str, bytes], run: Run) -> None:
    play(name, edited(name, "LibreOffice"), by_libreoffice[name], run)


def play(name: str, typist: Typist, edited: bytes, run: Run) -> None:
    """The year, from the first build to the last pull."""
    data = Path(f"{name}.toml")
    data.write_bytes(unstated(data_of(name)))
    assert run("build", data).exit_code == 0
    report = Path("outputs") / f"{name}.docx"
    assert texts(typist.side.word_file) == texts(report.read_bytes())
    report.write_bytes(edited)
    data.write_bytes(corrected(name, unstated(data_of(name))))
    old, new = CORRECTIONS[name][0].rpartition(" ")[2], CORRECTIONS[name][1]
    assert not _figures(edited)[new]

    refused = run("build", data)
    assert refused.exit_code == 1 and "生成以后被改过，没有覆盖" in refused.stderr
    assert f"perfgen pull {report} {data}" in refused.stderr
    assert "--keep-edits" in refused.stderr and "--force" in refused.stderr
    for edit in typist.made:
        if edit.new and edit.new != edit.old:  # each of them, by the beginning of what was typed
            assert any(part in refused.stderr for part in _beginnings(edit)), edit
    assert report.read_bytes() == edited

    dry = data.read_bytes()
    assert run("pull", report, data, "--dry-run").exit_code == 0
    assert data.read_bytes() == dry
    done = run("pull", report, data)
    assert done.exit_code == 0, done.stdout
    assert Path(f"{name}.toml.bak").read_bytes() == dry
    assert not comments(dry) - comments(data.read_bytes())
    if not any(edit.kind == "removed" for edit in typist.made):
        assert not Counter(expressions(dry)) - Counter(expressions(data.read_bytes()))

    built = run("build", data)
    assert built.exit_code == 0, built.stderr
    printed = Counter(texts(report.read_bytes()))
    whole = word.read(report.read_bytes()).text
    assert _figures(report.read_bytes())[new] and _figures(report.read_bytes())[old] < _figures(edited)[old]
    for edit in typist.made:
        assert not edit.new or any(char.isdigit() for char in edit.new) or printed[bare(edit)], edit
    assert whole == word.read(side_of(data.read_bytes()).word_file).text
    (copy,) = report.parent.glob("*手改*.docx")
    assert copy.read_bytes() == edited and load_record(copy) is not None
    last = run("pull", report, data)
    assert last.exit_code == 0 and "没有要收的改动" in last.stdout
    again = report.read_bytes()
    assert run("build", data).exit_code == 0 and report.read_bytes() == again


def _figures(report: bytes) -> Counter[str]:
    """Every figure that a report prints."""
    return Counter(re.findall(r"[0-9.]+", word.read(report).text.replace(",", "")))


def _beginnings(edit: Edited) -> set[str]:
    """The few characters at which an edited paragraph begins to differ, and the first of one that is new."""
    start = next((n for n, (a, b) in enumerate(zip(edit.old, edit.new, strict=False)) if a != b), len(edit.new))
    return {edit.new[max(0, start - 2) : start + 3], bare(edit)[:8]}
