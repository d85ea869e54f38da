"""The redline: valid, and LibreOffice's own accept-all and reject-all give the new and the old text."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.redlines import comparisons
from perfgen import word
from perfgen.diff import redline
from tests.support.built import built
from tests.support.ooxml import audit_findings, sdk_findings
from tests.support.tracked import accepted_and_rejected
from tests.support.wordfile import docx

WHEN = datetime(2025, 1, 8, 9, 0)
T = [["甲", "乙"], ["1", "2"], ["三", "4"]]
PAIRS = [
    (
        docx("标题1 一", "支出12.5万元。", "第二段。", "第三段。"),
        docx("标题1 一", "支出13.56万元，增加。", "第三段。", "又。"),
    ),
    (docx("第一", "末段被删"), docx("第一")),
    (docx("第一"), docx("第一", "末段新增", "再一")),
    (docx("第一", T, "末"), docx("第一", "插在表前", [["甲", "乙"], ["1", "20"], ["新", "行"], ["三", "4"]], "末")),
    (docx("第一", T, "末"), docx("第一", "末")),
    (docx("第一", [["a\nb", "x"]], "末"), docx("第一", [["a", "x\ny\nz"]], "末")),
    (built("钟村街-2024").data, built("前山镇-2024").data),
]
EDITED = [(old, new) for told, old, new in comparisons() if told.endswith("edited")]
"""Each of the five reports as it was built, and edited by somebody; the program's own corrections: ``make soak``."""


def lines(data: bytes) -> list[str]:
    return [line for line in word.read(data).text.split("\n") if line.strip()]


def written(pairs: Sequence[tuple[bytes, bytes]], folder: Path) -> list[Path]:
    """The redlines of so many pairs as files."""
    files = [folder / f"{number}.docx" for number in range(len(pairs))]
    for file, (old, new) in zip(files, pairs, strict=True):
        file.write_bytes(redline(old, new, when=WHEN))
    return files


def test_it_is_valid(tmp_path: Path) -> None:
    assert audit_findings(written(PAIRS[:-1], tmp_path)) == []


@pytest.mark.node
def test_the_open_xml_sdk_finds_nothing(tmp_path: Path) -> None:
    assert sdk_findings(written([PAIRS[3], *EDITED[:2]], tmp_path)) == []


def test_read_as_accepted_it_is_the_new_report() -> None:
    for old, new in PAIRS[:3]:
        assert lines(redline(old, new, when=WHEN)) == lines(new)


@pytest.mark.libreoffice
def test_libreoffice_accepts_and_rejects_it() -> None:
    pairs = [*PAIRS, *EDITED]
    made = accepted_and_rejected([redline(old, new, when=WHEN) for old, new in pairs])
    for (old, new), (accepted, rejected) in zip(pairs, made, strict=True):
        assert (lines(accepted), lines(rejected)) == (lines(new), lines(old))


def test_the_text_may_be_in_a_part_of_another_name() -> None:
    """Word on the web writes document2.xml."""
    old, new = PAIRS[0]
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(new)) as source, zipfile.ZipFile(held, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b"document.xml", b"document2.xml")
            target.writestr(name.replace("document.xml", "document2.xml"), data)
    assert lines(redline(old, held.getvalue(), when=WHEN)) == lines(new)
    assert lines(redline(held.getvalue(), old, when=WHEN)) == lines(old)
