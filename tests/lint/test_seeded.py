"""A hundred faults sown in the five packs, one at a time: each is found, with its code, at its place."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest
from docxtpl_lint import lint as docxtpl_lint
from lxml import etree

from perfgen.express import words
from perfgen.lint import Mark, examine
from perfgen.lint.foreign import readable
from perfgen.lint.wordfile import read_wordfile
from tests.lint.seeds import SAMPLE, SEEDS, WORD, Seed, W, pack_files, shown
from tests.support.built import PACKS


@cache
def examined(seed: Seed) -> tuple[dict[str, bytes], tuple[Mark, ...]]:
    """The files with the fault, and what is found in them; the sample is built only where it must be."""
    files = seed.files
    extreme = seed.code == "TPL604"
    return files, examine(files, built=extreme or seed.file == SAMPLE, extremes=extreme)


def paragraphs(docx: bytes) -> list[etree._Element]:
    """The paragraphs of the body."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return list(etree.fromstring(archive.read("word/document.xml")).iter(W + "p"))


def expected(seed: Seed, files: dict[str, bytes]) -> int:
    """The paragraph (from 0) or line (from 1) at which the fault stands."""
    at, _, nth = seed.at.partition("§")
    texts = [shown(p) for p in paragraphs(files[WORD])] if seed.file == WORD else files[seed.file].decode().split("\n")
    return [n for n, each in enumerate(texts) if at in each][int(nth or 1) - 1] + (seed.file != WORD)


def place(mark: Mark, seed: Seed) -> int:
    """Where a finding stands, in the same count."""
    return mark.paragraph if seed.file == WORD else mark.finding.place.line


@pytest.mark.parametrize("seed", SEEDS, ids=[f"{seed.pack}: {seed.what}" for seed in SEEDS])
def test_found_at_its_place(seed: Seed) -> None:
    files, marks = examined(seed)
    at = expected(seed, files)
    found = [
        mark.finding
        for mark in marks
        if mark.finding.code == seed.code and mark.finding.place.file == seed.file and place(mark, seed) == at
    ]
    assert found, [f"{m.finding.code} {m.finding.place.line} {m.finding.place.cell} {m.finding.message}" for m in marks]
    assert found[0].message
    assert found[0].hint
    assert seed.file != WORD or found[0].place.cell


def test_there_are_a_hundred_over_five_packs() -> None:
    assert len(SEEDS) >= 100
    assert len({(seed.pack, seed.what) for seed in SEEDS}) == len(SEEDS)
    assert {seed.pack for seed in SEEDS} == set(PACKS)


def theirs(docx: bytes) -> Iterator[tuple[str, str, int]]:
    """What docxtpl-lint finds in the body of a Word file: rule, tag, paragraph."""
    for issue in docxtpl_lint(docx, filters=words.FUNCTIONS).issues:
        if issue.location.part == "body":
            yield issue.rule, issue.snippet, issue.location.paragraph - 1


WORD_SEEDS = [seed for seed in SEEDS if seed.file == WORD and seed.code.startswith(("TPL2", "TPL3"))]
UNREADABLE = {"TPL201", "TPL203"}
FOLLOWING = {"DTL101", "DTL102", "DTL103"}
"""What docxtpl-lint says of tags behind one that is not closed: they are sound."""


@pytest.mark.parametrize("pack", PACKS)
def test_all_that_docxtpl_lint_finds_is_found(pack: str) -> None:
    """Of a sound pack it dislikes only what it does not know, 合并; of a faulty one nothing that we do not tell."""
    sound = {(rule, tag) for rule, tag, _ in theirs(pack_files(pack)[WORD])}
    assert all("合并" in tag for _, tag in sound)
    assert list(theirs(readable(read_wordfile(WORD, pack_files(pack)[WORD])))) == []
    told = 0
    for seed in (each for each in WORD_SEEDS if each.pack == pack):
        files, marks = examined(seed)
        ours = {mark.paragraph for mark in marks if mark.finding.code.startswith(("TPL2", "TPL3"))}
        unreadable = bool(UNREADABLE & {mark.finding.code for mark in marks})
        raw = [each for each in theirs(files[WORD]) if each[:2] not in sound]
        raw = [each for each in raw if not (unreadable and each[0] in FOLLOWING)]
        for rule, tag, paragraph in (*raw, *theirs(readable(read_wordfile(WORD, files[WORD])))):
            told += 1
            assert paragraph in ours or (paragraph < 0 and ours), (seed.what, rule, tag, paragraph, ours)
    assert told >= 3
