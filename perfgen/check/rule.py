"""A rule: one fault that a report can have, its page for clerks, and the function that finds it."""

from collections.abc import Callable, Iterator

from perfgen.check.case import Case
from perfgen.findings import Finding, Place, Severity
from perfgen.frozen import frozen

FAMILIES = {
    "DAT": "数据",
    "SUM": "合计与平衡",
    "PCT": "比率",
    "SCO": "计分",
    "TXT": "正文",
    "OUT": "提纲和文书",
    "TPL": "模板",
}
"""Families of codes; a code is a family and three digits and is never given twice."""


@frozen
class Fault:
    """One occurrence that a rule has found: message, cure, place; severity only where it differs from the rule's."""

    message: str
    hint: str
    place: Place
    severity: Severity | None = None


@frozen
class Rule:
    """A rule. The texts are Chinese: they are the rule's page in ``perfgen rules`` and in the manual."""

    code: str
    name: str
    """A short name of the fault (not of the cure)."""
    severity: Severity
    what: str
    """检查什么."""
    why: str
    """为什么."""
    bad: str
    """反例, as lines of a data file."""
    good: str
    """正例."""
    cure: str
    """怎样改."""
    find: Callable[[Case], Iterator[Fault]]

    def findings(self, case: Case) -> Iterator[Finding]:
        """Every occurrence in ``case`` as a finding."""
        for fault in self.find(case):
            severity = case.contract.severities.get(self.code) or fault.severity or self.severity
            yield Finding(self.code, severity, fault.message, fault.hint, fault.place)
