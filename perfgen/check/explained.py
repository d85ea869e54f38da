"""核实说明: the clerk's explanations, and which findings they cover."""

from collections.abc import Iterable
from dataclasses import replace

from perfgen.check.case import Case
from perfgen.findings import Finding, Severity


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


def explained(case: Case, found: Iterable[Finding]) -> list[Finding]:
    """The findings, those that an entry covers with its reason."""
    entries = explanations(case)
    result = []
    for finding in found:
        reason = next((reason for _, rule, place, reason in entries if explains(rule, place, finding)), "")
        result.append(replace(finding, explained=reason) if reason else finding)
    return result
