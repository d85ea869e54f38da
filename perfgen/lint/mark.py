"""A fault of a pack: a finding, and the paragraph of the Word file at which a comment about it belongs."""

from collections.abc import Iterable

from perfgen.findings import Finding, Place, Severity
from perfgen.frozen import frozen
from perfgen.lint.wordfile import Line

LOGICAL, REVIEW = Severity.LOGICAL, Severity.REVIEW


@frozen
class Mark:
    """A finding and where it stands in a Word file: the file's name and the paragraph, counted over the body."""

    finding: Finding
    template: str = ""
    paragraph: int = -1
    """From 0 over all paragraphs of the body, those in tables too; −1 where it is not about one of them."""


def at_line(code: str, severity: Severity, message: str, hint: str, template: str, line: Line | None) -> Mark:
    """The mark of a fault at a paragraph or cell of the Word file ``template``; without a line at the file as such."""
    cell = line.place if line is not None else ""
    number = line.number if line is not None and line.in_body else -1
    return Mark(Finding(code, severity, message, hint, Place(file=template, cell=cell)), template, number)


def at_place(code: str, severity: Severity, message: str, hint: str, place: Place) -> Mark:
    """The mark of a fault in the manifest or the sample."""
    return Mark(Finding(code, severity, message, hint, place))


def in_order(marks: Iterable[Mark], files: Iterable[str]) -> tuple[Mark, ...]:
    """The marks by file (in the order of ``files``), then from top to bottom; of equal findings the first."""
    rank = {name: number for number, name in enumerate(files)}

    def key(mark: Mark) -> tuple[int, int, int, int]:
        place = mark.finding.place
        return rank.get(place.file, len(rank)), place.line, place.column, mark.paragraph

    first: dict[Finding, Mark] = {}
    for mark in marks:
        first.setdefault(mark.finding, mark)
    return tuple(sorted(first.values(), key=key))
