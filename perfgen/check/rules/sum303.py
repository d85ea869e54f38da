"""Projects that together spent more than the accounts have for projects."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.express.values import Amount, decimal_of
from perfgen.findings import Severity

PROJECTS = "项目支出"


def find(case: Case) -> Iterator[Fault]:
    """Σ 项目.全年执行数 against 项目支出 of the final accounts, else against all expenditure."""
    known = [value for item in case.projects if (value := case.number(*item, "全年执行数")) is not None]
    total, slack = sum(known, Decimal(0)), tolerance(case.report, len(known))
    whole, spent = case.number("决算", "支出"), project_expenditure(case)
    if not known:
        return
    first = case.projects[0]
    if whole is not None and total > whole + slack:
        message = f"各项目全年执行数之和 {case.amount(total)}，大于本年全部支出 {case.amount(whole)}"
        hint = "项目支出是本年支出的一部分：核对各项目的执行数，看有没有重复列、金额单位错"
        yield Fault(message, hint, case.place(first), Severity.LOGICAL)
    elif spent is not None and total > spent + slack:
        message = f"各项目全年执行数之和 {case.amount(total)}，大于决算的项目支出 {case.amount(spent)}"
        yield Fault(message, "核对各项目的执行数，看有没有重复列、把基本支出列成项目", case.place(first))


def project_expenditure(case: Case) -> Decimal | None:
    """项目支出 of the final accounts, wherever it stands below 支出."""
    spent = case.value("决算", "支出")
    if not isinstance(spent, Amount):
        return None
    try:
        return decimal_of(spent[PROJECTS])
    except KeyError:
        return None


RULE = Rule(
    code="SUM303",
    name="各项目执行数之和大于项目支出",
    severity=Severity.REVIEW,
    what="各项目全年执行数之和不大于决算的项目支出；大于本年全部支出的是逻辑性问题。",
    why="列出的项目是项目支出的一部分，部分不会比全部大。",
    bad=(
        '["决算"."支出"]\n'
        '"基本支出" = 300\n'
        '"项目支出" = 200\n'
        '[["项目"]]\n'
        '"名称" = "道路养护"\n'
        '"全年预算数" = 260\n'
        '"全年执行数" = 250'
    ),
    good=(
        '["决算"."支出"]\n'
        '"基本支出" = 300\n'
        '"项目支出" = 200\n'
        '[["项目"]]\n'
        '"名称" = "道路养护"\n'
        '"全年预算数" = 160\n'
        '"全年执行数" = 150'
    ),
    cure="核对项目的执行数；资金不经本单位支付的项目，写核实说明。",
    find=find,
)
