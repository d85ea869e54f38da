"""Two files of one unit in consecutive years whose balances do not meet."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.sum203 import OPENING
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity

CLOSING = ("决算", "年末结转和结余")


def find(case: Case) -> Iterator[Fault]:
    """Nothing: the rule needs two files; see ``perfgen.check.across``."""
    yield from ()


def compare(earlier: Case, later: Case) -> Iterator[Fault]:
    """The closing balance of ``earlier`` against the opening balance of ``later``, placed in the later file."""
    closing, opening = earlier.number(*CLOSING), later.number(*OPENING)
    if closing is None or opening is None:
        return
    typed = earlier.typed_number(*CLOSING) is not None
    terms = 1 if typed else max(3, earlier.figures.terms(CLOSING))
    slack = max(tolerance(earlier.report, terms), tolerance(later.report, 1))
    if abs(closing - opening) <= slack:
        return
    before = earlier.place(CLOSING)
    where = f"{before.file}第 {before.line} 行" if before.line else before.file
    message = f"本年年初结转和结余 {later.amount(opening)}，上一年的文件（{where}）年末是 {later.amount(closing)}"
    adjusted = later.number("决算", "年初结转和结余调整") or Decimal(0)
    hint = "两年的数应相接；收回存量资金、差错更正填在“年初结转和结余调整”里"
    if adjusted and abs(closing + adjusted - opening) <= slack:
        hint = "年初数已经含了调整数：年初填调整前的数，调整只填在“年初结转和结余调整”里"
    yield Fault(message, hint, later.place(OPENING))


RULE = Rule(
    code="SUM205",
    name="两年的结转不相接",
    severity=Severity.LOGICAL,
    what="一次核对同一单位相邻两年的文件时，上一年的年末结转和结余等于本年的年初结转和结余。",
    why="上年年末数原样转到本年年初；两份公开的报告放在一起，一比就看得出来。",
    bad='# 天城镇-2021.toml：年末结转和结余 939.23\n# 天城镇-2022.toml：\n["决算"]\n"年初结转和结余" = 993.23',
    good='# 天城镇-2022.toml：\n["决算"]\n"年初结转和结余" = 939.23',
    cure="核对两年的决算报表；有调整的，填年初结转和结余调整。",
    find=find,
)
