"""A full-year budget that the initial budget and its changes do not give."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import pending
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity

ROWS = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")


def find(case: Case) -> Iterator[Fault]:
    """全年预算数 typed beside 追加数 or 追减数, against 年初预算数 + 追加数 − 追减数, with or without 上年结转."""
    for row in ROWS:
        head = ("预算执行", row)
        typed, initial = case.typed_number(*head, "全年预算数"), case.number(*head, "年初预算数")
        more, less = (case.typed_number(*head, key) for key in ("追加数", "追减数"))
        changes = (("追加数", more), ("追减数", less))
        words = any(case.report.has((*head, key)) and value is None for key, value in changes)
        if typed is None or initial is None or words or (more is None and less is None):
            continue
        more, less = more or Decimal(0), less or Decimal(0)
        expected, slack = initial + more - less, tolerance(case.report, 3)
        if any(abs(expected + carried - typed) <= slack for carried in (Decimal(0), *_carried(case, row))):
            continue
        message = f"“{row}”全年预算数填了 {case.amount(typed)}，年初预算数＋追加数－追减数是 {case.amount(expected)}"
        hint = "核对四个数；全年预算数可以不填，由程序算"
        if less < 0 and abs(initial + more + less - typed) <= slack:
            hint = "追减数填正数"
        yield Fault(message, hint, case.place((*head, "全年预算数")))


def _carried(case: Case, row: str) -> Iterator[Decimal]:
    """What a county may add as 上年结转, where the row is the total."""
    if row != ROWS[0] or pending(case, "决算", "年初结转和结余"):
        return
    for path in (("预算执行", "上年结转资金", "全年预算数"), ("决算", "年初结转和结余")):
        value = case.number(*path)
        if value is not None:
            yield value


RULE = Rule(
    code="SUM304",
    name="全年预算数与调整数不符",
    severity=Severity.LOGICAL,
    what="填了追加、追减的，全年预算数 = 年初预算数 + 追加数 − 追减数（年度资金总额可另加上年结转）。",
    why="全年预算数是执行率的分母，和调整数对不上，执行率就说不清。",
    bad='["预算执行"."年度资金总额"]\n"年初预算数" = 1000\n"追加数" = 250\n"全年预算数" = 1205',
    good='["预算执行"."年度资金总额"]\n"年初预算数" = 1000\n"追加数" = 250   # 全年预算数 1250 由程序算',
    cure="核对指标文件；全年预算数不填，由程序算。",
    find=find,
)
