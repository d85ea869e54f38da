"""What goes to a worker and what comes back: plain values that pickle."""

from dataclasses import field
from typing import TYPE_CHECKING

from perfgen.frozen import frozen
from perfgen.mishap import Mishap
from perfgen.pipeline import Earlier, Outcome

if TYPE_CHECKING:
    from perfgen.write import Entry


@frozen
class Unit:
    """One data file to be planned or built: its name for messages, its bytes, and the options."""

    name: str
    data: bytes = field(repr=False)
    program: str = ""
    """Digest of the program that asks; the record tells it."""
    draft: bool = False
    strict: bool = False
    render: bool = True
    before: tuple[Earlier, ...] = field(default=(), repr=False)
    """The same unit's files of the year before."""
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """Names and bytes of the sheets and Word files that the data takes values from."""
    only: tuple[str, ...] = ()
    """The keys of the documents that are wanted."""


@frozen
class Sealed:
    """A Word file with what its record will say of it, ready to be written: file name without folder, bytes, entry."""

    name: str
    data: bytes = field(repr=False)
    entry: "Entry" = field(repr=False)


@frozen
class Answer:
    """What came of a unit; the outcome holds neither files nor pack: those are sealed, this is told in words."""

    outcome: Outcome
    sealed: tuple[Sealed, ...] = ()
    pack: str = ""
    """Id, version and place of the pack."""
    mishap: Mishap | None = None
    """An error that nobody foresaw; it cost this unit alone."""
