"""Findings: faults of data, text or template, as plain values that every stage may return."""

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from typing import Any

from perfgen.frozen import frozen


class Severity(StrEnum):
    """How grave a finding is, in the two words of the final-accounts software."""

    LOGICAL = "逻辑性"
    """Must be mended; nothing is printed."""
    REVIEW = "核实性"
    """Must be mended or explained; printed with a warning."""


@frozen
class Place:
    """Where a finding is: file, line and column (characters, from 1; 0 is unknown) and key path."""

    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""
    cell: str = ""
    """Sheet and cell, or paragraph, of the file that the value was taken from (取自)."""


@frozen
class Finding:
    """One fault: its code, how grave it is, what is wrong, how to mend it and where it is."""

    code: str
    severity: Severity
    message: str
    hint: str
    place: Place = field(default_factory=Place)
    explained: str = ""
    """The clerk's reason (核实说明), where a 核实性 finding has been explained."""

    @property
    def logical(self) -> bool:
        """Whether the finding must be mended before anything is printed."""
        return self.severity is Severity.LOGICAL

    def as_json(self) -> dict[str, Any]:
        """The finding as one flat JSON object, the form that editors and scripts read."""
        told = {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "hint": self.hint,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "key": self.place.key,
        }
        return {**told, "cell": self.place.cell} if self.place.cell else told


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line and column, each only once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place.file, f.place.line, f.place.column, f.code)))
