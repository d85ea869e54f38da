"""The year of a clerk: build, edit in Word, correct the data, build (refused), pull, build: the report has both."""

import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from perfgen import pdf, word
from perfgen.write import load_record
from tests.pull.test_random import bare, comments, corrected, unstated
from tests.pull.typist import INPUTS, KINDS, Typist, data_of, side_of, texts
from tests.support.sample import Run


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
    (report,) = Path("outputs").glob("*.docx")
    assert texts(typist.side.word_file) == texts(report.read_bytes())
    report.write_bytes(edited)
    data.write_bytes(corrected(unstated(data_of(name)), 1))

    refused = run("build", data)
    assert refused.exit_code == 1 and "生成以后被改过，没有覆盖" in refused.stderr
    assert f"perfgen pull {report} {data}" in refused.stderr and "--keep-edits" in refused.stderr
    named = {edit.old or edit.new for edit in typist.made}
    assert refused.stderr.count("\n  “") + refused.stderr.count("\n  标题“") >= min(len(named), 3)
    assert report.read_bytes() == edited

    dry = data.read_bytes()
    assert run("pull", report, data, "--dry-run").exit_code == 0
    assert data.read_bytes() == dry
    done = run("pull", report, data)
    assert done.exit_code == 0, done.stdout
    assert Path(f"{name}.toml.bak").read_bytes() == dry
    assert not comments(dry) - comments(data.read_bytes())

    built = run("build", data)
    assert "生成以后被改过" not in built.stderr, built.stderr
    assert built.exit_code == 0 or "逻辑性" in built.stdout
    if built.exit_code == 0:
        printed = Counter(texts(report.read_bytes()))
        assert all(not edit.new or printed[bare(edit)] for edit in typist.made if not any(map(str.isdigit, edit.new)))
        assert word.read(report.read_bytes()).text == word.read(side_of(data.read_bytes()).word_file).text
        (copy,) = report.parent.glob("*手改*.docx")
        assert copy.read_bytes() == edited and load_record(copy) is not None
        last = run("pull", report, data)
        assert last.exit_code == 0 and "没有要收的改动" in last.stdout
        assert run("build", data).exit_code == 0
