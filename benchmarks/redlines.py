"""Redlines beside those of python-redlines, which compares Word files in another way, and judged by LibreOffice.

It is no dependency of the project. Where it is to be asked, a Python of its own has it, and the environment says which:

    python3 -m venv redlines && redlines/bin/pip install 'python-redlines[docxodus]==2.0.0'
    PERFGEN_REDLINES=redlines/bin/python python -m benchmarks.soak redlines
"""

import os
import random
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

from lxml import etree

WHEN = datetime(2025, 1, 8, 9, 0)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ASK = """
import sys
from python_redlines import DocxodusEngine
engine = DocxodusEngine()
for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
    old, new, made = line.split("|")
    open(made, "wb").write(engine.run_redline("x", open(old, "rb").read(), open(new, "rb").read())[0])
"""

Change = tuple[str, str]
"""What a paragraph said and says; one of both empty where it is new or gone."""


def comparisons() -> Iterator[tuple[str, bytes, bytes]]:
    """Ten pairs of reports: each input with a corrected figure, and edited by somebody."""
    from tests.pull.test_year import corrected
    from tests.pull.typist import INPUTS, KINDS, Typist, data_of, side_named, side_of

    for name in INPUTS:
        old = side_named(name).word_file
        yield f"{name}, a figure corrected", old, side_of(corrected(name, data_of(name))).word_file
        typist = Typist(side_named(name), random.Random(f"{name}-redline"))
        typist.work(6, KINDS)
        yield f"{name}, edited", old, typist.saved()


def changes(redline: bytes) -> Counter[Change]:
    """What a Word file with tracked changes says to have changed, paragraph by paragraph."""
    with zipfile.ZipFile(BytesIO(redline)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found: Counter[Change] = Counter()
    for paragraph in root.iter(W + "p"):
        old, new = _texts(paragraph)
        if old != new:
            found[old, new] += 1
    return found


def _texts(paragraph: etree._Element) -> Change:
    old, new = "", ""
    for element in paragraph.iter(W + "t", W + "delText", W + "tab", W + "br"):
        if element.getparent().tag == W + "tabs":  # type: ignore[union-attr]
            continue
        text = element.text or "" if element.tag in (W + "t", W + "delText") else "\t"
        around = {str(each.tag) for each in element.iterancestors()}
        if not around & {W + "ins", W + "moveTo"}:
            old += text
        if not around & {W + "del", W + "moveFrom"}:
            new += text
    return old, new


def _net(found: Counter[Change]) -> tuple[Counter[str], Counter[str]]:
    """The paragraphs that are gone and those that are new, wherever one that was moved is said to have stood."""
    gone = Counter(old for (old, _), count in found.items() for _ in range(count) if old)
    new = Counter(new for (_, new), count in found.items() for _ in range(count) if new)
    return gone - new, new - gone


def judged_by_libreoffice() -> Iterator[str]:
    """LibreOffice accepts and rejects all ten: the new and the old text. Raises AssertionError."""
    from perfgen import word
    from perfgen.diff import redline
    from tests.support.tracked import accepted_and_rejected

    pairs = list(comparisons())
    made = accepted_and_rejected([redline(old, new, when=WHEN) for _, old, new in pairs])
    for (told, old, new), (accepted, rejected) in zip(pairs, made, strict=True):
        for shown, expected in ((accepted, new), (rejected, old)):
            texts = [[line for line in word.read(each).text.split("\n") if line.strip()] for each in (shown, expected)]
            assert texts[0] == texts[1], told
    yield f"LibreOffice accepts and rejects {len(pairs)} redlines: the new and the old text, exactly"


def agreement() -> Iterator[str]:
    """A line for each comparison: the paragraphs that both see changed, and those that only one does."""
    from perfgen.diff import redline

    program = os.environ.get("PERFGEN_REDLINES", "")
    if not program:
        yield "python-redlines is not there and was not asked (see benchmarks/redlines.py)"
        return
    pairs = list(comparisons())
    with tempfile.TemporaryDirectory(prefix="perfgen-redlines-") as name:
        folder, lines = Path(name), []
        for number, (_, old, new) in enumerate(pairs):
            paths = [folder / f"{number}-{kind}.docx" for kind in ("old", "new", "made")]
            paths[0].write_bytes(old)
            paths[1].write_bytes(new)
            lines.append("|".join(map(str, paths)))
        (folder / "list.txt").write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([program, "-c", _ASK, str(folder / "list.txt")], check=True)
        agreed = total = 0
        for number, (told, old, new) in enumerate(pairs):
            ours = changes(redline(old, new, when=WHEN))
            theirs = changes((folder / f"{number}-made.docx").read_bytes())
            assert _net(ours) == _net(theirs), f"{told}: not the same text before and after"
            same = (ours & theirs).total()
            agreed, total = agreed + same, total + (ours | theirs).total()
            here, there = ours - theirs, theirs - ours
            yield f"{told}: {same} changed paragraphs for both, {here.total()} only here, {there.total()} only there"
            for kind, only in (("here", here), ("there", there)):
                for change in only:
                    yield f"  only {kind}: {change[0][:60]!r} -> {change[1][:60]!r}"
        yield f"{agreed} of {total} changed paragraphs are the same in both; all {len(pairs)} redlines lead to one text"
