"""Packs made from reports: every base amount changed, reports saved by LibreOffice, reports mutilated at random.

``make soak`` does all of it; the tests do the first with fewer.
"""

import io
import random
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from perfgen.errors import PerfgenError
from perfgen.word import W

LEAST_TEXT, LEAST_TAGS = 95, 90
"""Percent of the text that a sample must print again, and of amounts, rates and scores that must be fields."""

_MAIN = "word/document.xml"


def rebuilt() -> Iterator[str]:
    """The packs of the five reports: what they print again, and what follows from each amount; AssertionError."""
    from tests.support.built import INPUTS
    from tests.support.made import changes, from_report

    texts = missed = amounts = 0
    for name in INPUTS:
        found = from_report(name).rebuilt
        text, tags = found.printed * 100 // found.characters, found.tagged * 100 // found.wanted
        yield f"{name}: {text} % of {found.characters} characters, {tags} % of {found.wanted} figures are fields"
        assert text >= LEAST_TEXT and tags >= LEAST_TAGS
        for change in changes(name):
            amounts += 1
            texts += len(change.changed)
            missed += len(change.missed)
    yield f"{amounts} amounts changed: {texts} texts depend on them, {missed} did not follow"
    assert not missed


def saved_by_libreoffice(folder: Path) -> Iterator[str]:
    """The same reports as LibreOffice saves them, through its own format. Raises AssertionError."""
    from perfgen.making.settling import pack_from_report
    from perfgen.pdf import find_soffice
    from tests.support.built import INPUTS, built

    for name in INPUTS:
        (folder / f"{name}.docx").write_bytes(built(name).data)
    program = [str(find_soffice()), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for kind, ending in (("odt", "docx"), ("docx", "odt")):
        files = sorted(folder.glob(f"*.{ending}"))
        subprocess.run([*program, "--convert-to", kind, "--outdir", folder, *files], check=True, capture_output=True)
    for name in INPUTS:
        found = pack_from_report((folder / f"{name}.docx").read_bytes(), "made", "", "").rebuilt
        text, tags = found.printed * 100 // found.characters, found.tagged * 100 // found.wanted
        yield f"{name}, saved by LibreOffice: {text} % of the text, {tags} % of the figures"
        assert text >= LEAST_TEXT and tags >= LEAST_TAGS


def mutilated(rounds: int) -> Iterator[str]:
    """Reports with paragraphs, runs, rows and digits lost or doubled: a clean refusal or a pack; AssertionError."""
    from perfgen.making.settling import pack_from_report
    from perfgen.packs.read import pack_of
    from tests.support.built import INPUTS, built

    made = refused = whole = 0
    for seed in range(rounds):
        for name in INPUTS:
            data = damaged(built(name).data, random.Random(f"{name}{seed}"))
            try:
                pack = pack_from_report(data, "made", "", "")
            except PerfgenError:
                refused += 1
                continue
            pack_of(pack.made.files, Path("made"))
            made += 1
            told = {guess.kind for guess in pack.made.guesses}
            complete = pack.rebuilt.printed == pack.rebuilt.characters
            whole += complete
            assert complete or told & {"要改", "没有照印"}, (name, seed)
    yield f"{made + refused} damaged reports: {refused} refused, {made} packs; {whole} print all, the rest say what not"


def damaged(docx: bytes, chance: random.Random) -> bytes:
    """``docx`` with some things lost, doubled, split or changed."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[_MAIN])
    for _ in range(chance.randint(1, 12)):
        _damage(root, chance)
    parts[_MAIN] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _damage(root: etree._Element, chance: random.Random) -> None:
    kind = chance.choice(("p", "p", "r", "tr", "tc", "t", "t", "t", "pPr", "double", "split"))
    tag = {"double": "p", "split": "r"}.get(kind, kind)
    found = list(root.iter(W + tag))
    if not found:
        return
    element = chance.choice(found)
    parent = element.getparent()
    if parent is None:
        return
    if kind == "t":
        text = list(element.text or "")
        if text:
            place = chance.randrange(len(text))
            text[place] = chance.choice("0123456789%.，。：（）一二三{}%万元分 ")
            element.text = "".join(text)
    elif kind in ("double", "split"):
        import copy

        twin = copy.deepcopy(element)
        if kind == "split":
            for text_of, half in ((element, slice(None, 2)), (twin, slice(2, None))):
                for each in text_of.iter(W + "t"):
                    each.text = (each.text or "")[half]
        element.addnext(twin)
    elif kind != "tc" or len(parent.findall(W + "tc")) > 1:
        parent.remove(element)
