"""A typed closing balance that the carry-over identity contradicts."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity

TERMS = (
    ("年初结转和结余", 1),
    ("收入", 1),
    ("使用非财政拨款结余", 1),
    ("年初结转和结余调整", 1),
    ("支出", -1),
    ("结余分配", -1),
)
_NEEDED = ("年初结转和结余", "收入", "支出")


def find(case: Case) -> Iterator[Fault]:
    """年初结转和结余 + 收入 + … − 支出 − 结余分配 against a typed 年末结转和结余, this year's and last year's."""
    for head in (("决算",), ("上年", "决算")):
        typed = case.typed_number(*head, "年末结转和结余")
        values = {name: case.number(*head, name) for name, _ in TERMS}
        if typed is None or any(values[name] is None for name in _NEEDED):
            continue
        terms = [case.figures.terms((*head, name)) for name, _ in TERMS if values[name] is not None]
        computed = sum((sign * (values[name] or Decimal(0)) for name, sign in TERMS), Decimal(0))
        if abs(computed - typed) > tolerance(case.report, sum(terms)):
            message = f"年末结转和结余填了 {case.amount(typed)}，由年初结转、收入、支出算出是 {case.amount(computed)}"
            hint = (
                "年末 = 年初结转和结余 + 收入 + 使用非财政拨款结余 + 年初结转和结余调整 − 支出 − 结余分配；"
                "缺的项目补上，打错的改正"
            )
            yield Fault(message, hint, case.place((*head, "年末结转和结余")))


RULE = Rule(
    code="SUM201",
    name="结转不平",
    severity=Severity.LOGICAL,
    what="年初结转和结余 + 收入 + 使用非财政拨款结余 + 年初结转和结余调整 − 支出 − 结余分配 = 年末结转和结余。",
    why="决算报表的基本平衡式。",
    bad='"年初结转和结余" = 865.18\n"年末结转和结余" = 900   # 收入 4286.67，支出 4212.62',
    good='"年初结转和结余" = 865.18   # 年末 939.23 由程序算',
    cure="删去年末数由程序算；确有收回存量资金、差错更正的，填年初结转和结余调整。",
    find=find,
)
