"""This year's opening balance that is not last year's closing balance."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity

LAST = ("上年", "决算", "年末结转和结余")
OPENING = ("决算", "年初结转和结余")


def find(case: Case) -> Iterator[Fault]:
    """上年.决算.年末结转和结余 (typed or computed) against 决算.年初结转和结余."""
    last, opening = case.number(*LAST), case.number(*OPENING)
    if last is None or opening is None:
        return
    terms = 1 if case.typed_number(*LAST) is not None else max(3, case.figures.terms(LAST))
    if abs(last - opening) <= tolerance(case.report, terms):
        return
    gap = case.exact(abs(last - opening))
    message = f"上年年末结转和结余 {case.amount(last)}，本年年初结转和结余 {case.amount(opening)}，相差 {gap}"
    adjusted = case.number("决算", "年初结转和结余调整") or Decimal(0)
    if adjusted and abs(last + adjusted - opening) <= tolerance(case.report, terms + 1):
        hint = "年初数已经含了调整数：年初填调整前的数，调整只填在“年初结转和结余调整”里"
    else:
        hint = "两个数应相同；收回存量资金、差错更正填在“年初结转和结余调整”里"
    yield Fault(message, hint, case.place(OPENING))


RULE = Rule(
    code="SUM203",
    name="年初结转不等于上年年末结转",
    severity=Severity.LOGICAL,
    what="本年年初结转和结余等于上年年末结转和结余（填了“上年”的才查）。",
    why="上年年末数原样转到本年年初，中间没有别的收支；收回、更正另列调整数。",
    bad='["上年"."决算"]\n"年末结转和结余" = 865.18\n["决算"]\n"年初结转和结余" = 856.18',
    good='["上年"."决算"]\n"年末结转和结余" = 865.18\n["决算"]\n"年初结转和结余" = 865.18',
    cure="核对两年的决算报表；有调整的，填年初结转和结余调整。",
    find=find,
)
