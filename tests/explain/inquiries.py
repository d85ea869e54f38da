"""Inquiries about the reports of the repository, and what a reader of them sees."""

from collections.abc import Iterator
from functools import cache

from perfgen import word
from perfgen.explain import Inquiry, inquiry
from perfgen.packs import library
from perfgen.pipeline import Job, build
from tests.support.built import ROOT, source


def job(name: str) -> Job:
    return Job(source(name).read_bytes(), f"{name}.toml", library(ROOT / "templates").choose)


@cache
def asked(name: str) -> Inquiry:
    found = inquiry(job(name))
    assert isinstance(found, Inquiry)
    return found


@cache
def pages(name: str) -> tuple[word.Document, ...]:
    """What a reader sees of the documents that the inquiry is about, in their order."""
    made = {each.key: each.data for each in build(job(name)).made}
    return tuple(word.read(made[key]) for key in asked(name).documents)


def paragraphs(document: word.Document) -> Iterator[str]:
    """Every paragraph of the body in reading order, cells included; then headers, footers, footnotes."""
    yield from _blocks(document.blocks)
    yield from document.headers
    yield from document.footers
    yield from document.footnotes


def _blocks(blocks: tuple[word.Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, word.Table):
            for cell in block.cells:
                yield from _blocks(cell.blocks)
        else:
            yield block.text
