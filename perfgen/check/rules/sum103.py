"""A part under 其中 that is larger than the whole."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.accounts import trees, walk
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity
from perfgen.vocabulary import OF_WHICH


def find(case: Case) -> Iterator[Fault]:
    """Every amount under 其中 beyond its node's total."""
    for tree in trees(case.figures):
        for path, raw in walk(case.report.raw(tree), tree):
            if not isinstance(raw, dict) or not isinstance(raw.get(OF_WHICH), dict):
                continue
            whole = case.number(*path)
            for name in raw[OF_WHICH]:
                part = case.number(*path, OF_WHICH, name)
                terms = case.figures.terms(path) + case.figures.terms((*path, OF_WHICH, name))
                if part is not None and whole is not None and part > whole + tolerance(case.report, terms - 1):
                    message = f"“{name}”{case.amount(part)}，大于“{case.show(path)}”{case.amount(whole)}"
                    yield Fault(message, "其中数不能大于全数，核对两边", case.place((*path, OF_WHICH, name)))


RULE = Rule(
    code="SUM103",
    name="其中数大于全数",
    severity=Severity.LOGICAL,
    what="“其中”下的数不大于它所属的合计。",
    why="其中数是合计的一部分。",
    bad='"基本支出" = 100\n"其中" = { "人员经费" = 120 }',
    good='"基本支出" = 150\n"其中" = { "人员经费" = 120 }',
    cure="核对其中数和合计。",
    find=find,
)
