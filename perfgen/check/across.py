"""Checks that need more than one file: the same unit in consecutive years."""

from collections.abc import Sequence

from perfgen.check.case import Case
from perfgen.check.rules import sum205
from perfgen.express.punctuation import fold_key
from perfgen.findings import Finding, in_reading_order


def check_across(cases: Sequence[Case]) -> list[Finding]:
    """Every fault between two of ``cases``, in reading order; each is placed in the later year's file."""
    years: dict[tuple[str, int], list[Case]] = {}
    for case in cases:
        unit, of_year = fold_key(case.text("单位", "名称")), case.number("年度")
        if unit and of_year is not None:
            years.setdefault((unit, int(of_year)), []).append(case)
    found = []
    for (unit, year), later in years.items():
        for after in later:
            for before in years.get((unit, year - 1), ()):
                for fault in sum205.compare(before, after):
                    severity = after.contract.severities.get(sum205.RULE.code) or sum205.RULE.severity
                    found.append(Finding(sum205.RULE.code, severity, fault.message, fault.hint, fault.place))
    return list(in_reading_order(found))
