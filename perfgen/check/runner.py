"""Running the rules over a case."""

from collections.abc import Iterable
from dataclasses import replace

from perfgen.check.case import Case
from perfgen.check.registry import RULES
from perfgen.check.rules import dat214, pack_rules
from perfgen.findings import Finding, Severity, in_reading_order


def check(case: Case, others: Iterable[Finding] = ()) -> list[Finding]:
    """Every fault of ``case`` in reading order; 核实性 ones that the clerk has explained carry the reason.

    ``others`` are faults that were found elsewhere and may be explained too: of files that values are taken from, or
    between the files of two years.
    """
    case.figures.settled()
    found = [*others, *(finding for rule in RULES for finding in rule.findings(case))]
    found += pack_rules.findings(case)
    found = _explained(case, found)
    found += list(dat214.findings(case, found))
    return list(in_reading_order(found))


def explanations(case: Case) -> list[tuple[int, str, str, str]]:
    """The entries of 核实说明: index, rule or family, key path, reason."""
    raw = case.report.tree.get("核实说明")
    return [
        (index, str(each.get("规则", "")), str(each.get("位置", "")), str(each.get("理由", "")))
        for index, each in enumerate(raw if isinstance(raw, list) else ())
        if isinstance(each, dict)
    ]


def explains(rule: str, place: str, finding: Finding) -> bool:
    """Whether an entry for ``rule`` (a code or its family) at ``place`` covers ``finding``."""
    key = finding.place.key
    inside = not place or key == place or key.startswith((place + ".", place + "["))
    fits = rule in (finding.code, finding.code.rstrip("0123456789"))
    return finding.severity is Severity.REVIEW and fits and inside


def _explained(case: Case, found: Iterable[Finding]) -> list[Finding]:
    entries = explanations(case)
    result = []
    for finding in found:
        reason = next((reason for _, rule, place, reason in entries if explains(rule, place, finding)), "")
        result.append(replace(finding, explained=reason) if reason else finding)
    return result
