"""An initial budget whose income is not its expenditure."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """年初预算.收入 against 年初预算.支出, this year's and last year's."""
    for head in (("年初预算",), ("上年", "年初预算")):
        income, spent = case.number(*head, "收入"), case.number(*head, "支出")
        if income is None or spent is None:
            continue
        terms = case.figures.terms((*head, "收入")) + case.figures.terms((*head, "支出"))
        if abs(income - spent) > tolerance(case.report, terms):
            year, gap = "上年" if len(head) > 1 else "", case.exact(abs(income - spent))
            message = f"{year}年初预算收入 {case.amount(income)}，支出 {case.amount(spent)}，相差 {gap}"
            same = case.number("决算", "收入")
            hint = "部门预算收支平衡；核对收入里有没有漏列上年结转，两边是不是同一次批复的数"
            if len(head) == 1 and same is not None and abs(income - same) <= tolerance(case.report, terms):
                hint = f"收入 {case.amount(income)} 正是本年决算收入，年初预算收入要填批复的部门预算数"
            yield Fault(message, hint, case.place((*head, "收入")))


RULE = Rule(
    code="SUM204",
    name="年初预算收支不平",
    severity=Severity.REVIEW,
    what="年初预算的收入合计与支出合计是否相等。",
    why="部门预算批复时收支平衡；不平多半是把决算收入、全年预算数当成了年初预算。",
    bad='["年初预算"]\n"收入" = 4286.67   # 这是决算收入\n"支出" = 1333.74',
    good='["年初预算"]\n"收入" = 1333.74\n"支出" = 1333.74',
    cure="照年初批复的部门预算填两边；确实不平的，写核实说明。",
    find=find,
)
