"""Rows of 预算执行 that do not make up 年度资金总额."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.sum304 import ROWS
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity

COLUMNS = ("年初预算数", "全年预算数", "全年执行数")


def find(case: Case) -> Iterator[Fault]:
    """The three rows against the total, column by column; with a row missing only more than the total is a fault."""
    total_row, *rows = ROWS
    for column in COLUMNS:
        total = case.number("预算执行", total_row, column)
        present = [row for row in rows if case.report.has(("预算执行", row, column))]
        values = [case.number("预算执行", row, column) for row in present]
        known = [value for value in values if value is not None]
        if total is None or not known or len(known) < len(values):
            continue
        added, slack = sum(known, Decimal(0)), tolerance(case.report, len(known))
        if added - total > slack or (len(known) == len(rows) and total - added > slack):
            message = f"“预算执行”各行{column}之和 {case.amount(added)}，年度资金总额是 {case.amount(total)}"
            typed = case.typed_number("预算执行", total_row, column) is not None
            severity = Severity.LOGICAL if typed else Severity.REVIEW
            hint = "当年财政拨款、上年结转资金、其他资金三行之和是年度资金总额，核对各行"
            place = case.place(("预算执行", total_row if typed else present[0], column))
            yield Fault(message, hint, place, severity)


RULE = Rule(
    code="SUM305",
    name="预算执行各行与总额不符",
    severity=Severity.LOGICAL,
    what="当年财政拨款、上年结转资金、其他资金三行之和等于年度资金总额；总额由别处算出的是核实性问题。",
    why="自评表的表头列的就是这四行，一眼能看出不平。",
    bad=(
        '["预算执行"."年度资金总额"]\n'
        '"全年预算数" = 1300\n'
        '["预算执行"."当年财政拨款"]\n'
        '"全年预算数" = 1200\n'
        '["预算执行"."上年结转资金"]\n'
        '"全年预算数" = 150'
    ),
    good=(
        '["预算执行"."当年财政拨款"]\n'
        '"全年预算数" = 1200\n'
        '["预算执行"."上年结转资金"]\n'
        '"全年预算数" = 150   # 总额 1350 由程序算'
    ),
    cure="核对各行；总额可以不填，由程序算。",
    find=find,
)
