"""What a comparison says: plain frozen values."""

from perfgen.diff.tokens import Segment
from perfgen.explain import Printing
from perfgen.findings import Finding
from perfgen.frozen import frozen


@frozen
class Place:
    """One sentence or cell that a changed figure reaches: as it was and as it is; None where it is on no page."""

    where: str
    old: Printing | None = None
    new: Printing | None = None


@frozen
class Change:
    """One figure that changed."""

    name: str
    """Its key path; the expression that computes it on the spot; empty where no data is known."""
    key: str = ""
    """Its key path; empty for an expression."""
    old: str = ""
    """As it was; empty where it is new."""
    new: str = ""
    typed: bool = True
    """Whether it is a base fact rather than computed."""
    causes: tuple[str, ...] = ()
    """The base facts that changed it, by key path."""
    places: tuple[Place, ...] = ()


@frozen
class Reworded:
    """One paragraph or cell whose words changed: where, the key of its text in the data, and how, word by word."""

    where: str
    segments: tuple[Segment, ...]
    key: str = ""


@frozen
class Score:
    """Score and grade before and after, as printed; empty where they are not known."""

    old: str = ""
    new: str = ""
    old_grade: str = ""
    new_grade: str = ""

    @property
    def changed(self) -> bool:
        """Whether either changed."""
        return (self.old, self.old_grade) != (self.new, self.new_grade)


@frozen
class Changes:
    """Everything that changed between two states of a report."""

    figures: tuple[Change, ...] = ()
    """Base facts first, then what follows from them."""
    prose: tuple[Reworded, ...] = ()
    texts: tuple[Change, ...] = ()
    """Texts of the data that changed and stand on no page."""
    score: Score = Score()
    unprinted: str = ""
    """Why the places on the page are not known; empty where they are."""
    findings: tuple[Finding, ...] = ()
    """Why nothing could be compared: one of the data files cannot be read, or its pack is not there."""

    @property
    def none(self) -> bool:
        """Whether nothing changed."""
        return not (self.figures or self.prose or self.texts or self.score.changed)
