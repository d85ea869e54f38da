"""The reports that the repository ships: every file of inputs/ and every pack's sample, built once a session."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perfgen import word
from perfgen.contract import Contract
from perfgen.packs import Pack, library
from perfgen.pipeline import Job, Outcome, build

ROOT = Path(__file__).resolve().parents[2]
INPUTS = tuple(sorted(path.stem for path in (ROOT / "inputs").glob("*.toml")))
PACKS = tuple(sorted(path.parent.name for path in (ROOT / "templates").glob("*/manifest.toml")))
REPORTS = (*INPUTS, *PACKS)
"""Names of all reports: an input goes by its file name, a sample by its pack."""


@dataclass(frozen=True)
class Built:
    """One built report: the Word file, what a reader sees in it, and the pack that it was made with."""

    name: str
    data: bytes
    shown: word.Document
    pack: Pack

    @property
    def contract(self) -> Contract:
        """The contract of the pack."""
        return self.pack.contract


def source(name: str) -> Path:
    """The data file of the report ``name``."""
    return ROOT / "inputs" / f"{name}.toml" if name in INPUTS else ROOT / "templates" / name / "sample.toml"


def outcome(data: bytes, name: str, *, draft: bool = False) -> Outcome:
    """What comes of a data file, with the packs of the repository."""
    return build(Job(data, name, library(ROOT / "templates").choose, draft=draft))


@cache
def built(name: str) -> Built:
    """The report ``name``; fails with the findings where it cannot be built."""
    made = outcome(source(name).read_bytes(), name)
    assert made.error is None, made.error
    assert made.made, [f"{finding.code} {finding.place.key} {finding.message}" for finding in made.findings]
    assert made.pack is not None
    data = made.made[0].data
    return Built(name, data, word.read(data), made.pack)


@cache
def template(pack: str) -> bytes:
    """The Word file of a pack."""
    return (ROOT / "templates" / pack / "report.docx").read_bytes()
