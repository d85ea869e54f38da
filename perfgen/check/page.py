"""The page of a fault that no rule finds; the same texts as a rule has."""

from perfgen.findings import Severity
from perfgen.frozen import frozen


@frozen
class Page:
    """The page of a fault; the same texts as a rule has."""

    code: str
    name: str
    what: str
    why: str
    bad: str
    good: str
    cure: str
    severity: Severity = Severity.LOGICAL
