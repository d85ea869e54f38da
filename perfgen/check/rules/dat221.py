"""A report dated before its year was over."""

from collections.abc import Iterator
from datetime import date, datetime

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.patterns import pattern

_MONTH = pattern(r"([0-9]{4})年\s*([0-9]{1,2})月(?:\s*([0-9]{1,2})日)?")


def find(case: Case) -> Iterator[Fault]:
    """成文日期 within the year or before it; in December the report may have been written ahead."""
    year, dated = case.number("年度"), _date(case.value("成文日期"))
    if year is None or dated is None or dated.year > year:
        return
    shown = f"{dated.year}年{dated.month}月"
    message = f"成文日期 {shown}，早于 {case.exact(year)} 年度终了"
    late = dated.year == year and dated.month == 12
    hint = "年度终了后才有全年的数；核对成文日期和年度"
    yield Fault(message, hint, case.place(("成文日期",)), Severity.REVIEW if late else None)


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _MONTH.search(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


RULE = Rule(
    code="DAT221",
    name="成文日期早于年度终了",
    severity=Severity.LOGICAL,
    what="成文日期在所评价的年度终了以后；写在当年十二月的是核实性问题。",
    why="年度没有完，就没有全年的决算和完成值；多半是日期的年份写错了。",
    bad='"年度" = 2021\n"成文日期" = 2021-04-15',
    good='"年度" = 2021\n"成文日期" = 2022-04-15',
    cure="改成文日期或年度。",
    find=find,
)
