"""Running the rules over a case."""

from collections.abc import Iterable

from perfgen.check.case import Case
from perfgen.check.explained import explained
from perfgen.check.registry import RULES
from perfgen.check.rules import dat214, pack_rules
from perfgen.findings import Finding, in_reading_order


def check(case: Case, others: Iterable[Finding] = ()) -> list[Finding]:
    """Every fault of ``case`` in reading order; 核实性 ones that the clerk has explained carry the reason.

    ``others`` are faults that were found elsewhere and may be explained too: of files that values are taken from, or
    between the files of two years.
    """
    case.figures.settled()
    found = [*others, *(finding for rule in RULES for finding in rule.findings(case))]
    found += pack_rules.findings(case)
    found = explained(case, found)
    found += list(dat214.findings(case, found))
    return list(in_reading_order(found))
