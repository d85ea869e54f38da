"""“三公”经费 spent beyond its budget."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.sum301 import items
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity
from perfgen.vocabulary import TOTAL

HEAD = "三公经费"


def find(case: Case) -> Iterator[Fault]:
    """Every item whose 决算数 exceeds its 预算数; the total only where no item does."""
    over = False
    names = items(case, (HEAD,))
    for name in (*names, TOTAL):
        budget, spent = case.number(HEAD, name, "预算数"), case.number(HEAD, name, "决算数")
        if budget is None or spent is None or (name == TOTAL and over):
            continue
        slack = tolerance(case.report, len(names)) if name == TOTAL and names else 0
        if spent - budget > slack:
            over = True
            shown = "“三公”经费合计" if name == TOTAL else f"“{name}”"
            message = f"{shown}决算数 {case.amount(spent)}，大于预算数 {case.amount(budget)}"
            yield Fault(message, "核对两个数；确实超预算的，写核实说明", case.place((HEAD, name, "决算数")))


RULE = Rule(
    code="SUM302",
    name="“三公”经费超预算",
    severity=Severity.REVIEW,
    what="“三公”经费各项和合计的决算数是否大于预算数。",
    why="“三公”经费只减不增，超预算要有批准；多数时候是填错了行。",
    bad='["三公经费"."公务接待费"]\n"预算数" = 5.2\n"决算数" = 6',
    good='["三公经费"."公务接待费"]\n"预算数" = 6\n"决算数" = 5.2',
    cure="核对预算数（调整后的全年预算数）和决算数；确实超支的写明原因。",
    find=find,
)
