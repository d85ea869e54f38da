"""Total income that is not total expenditure."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """收入总计 against 支出总计, and typed totals against computed ones."""
    for head in (("决算",), ("上年", "决算")):
        income, spent = case.number(*head, "收入总计"), case.number(*head, "支出总计")
        if income is None and spent is None:
            continue
        terms = [case.figures.terms((*head, name)) for name in ("收入总计", "支出总计")]
        if income is not None and spent is not None and abs(income - spent) > tolerance(case.report, sum(terms)):
            message = (
                f"收入总计 {case.amount(income)}，支出总计 {case.amount(spent)}，相差 {case.exact(abs(income - spent))}"
            )
            yield Fault(message, "决算表两边总计相等：核对年初、年末结转和结余", case.place((*head, "收入总计")))
            continue
        for name, value, count in (("收入总计", income, terms[0]), ("支出总计", spent, terms[1])):
            typed = case.typed_number(*head, name)
            if typed is not None and value is not None and abs(typed - value) > tolerance(case.report, count):
                message = f"{name}填了 {case.amount(typed)}，算出来是 {case.amount(value)}"
                yield Fault(message, f"{name}由程序算，删去这一行；或核对收支和结转", case.place((*head, name)))


RULE = Rule(
    code="SUM202",
    name="总收入与总支出不等",
    severity=Severity.LOGICAL,
    what="收入总计（年初结转＋本年收入）等于支出总计（本年支出＋年末结转）。",
    why="决算报表两边总计恒等。",
    bad='"收入总计" = 51426.6\n"支出总计" = 51246.6',
    good='"收入总计" = 51426.6\n"支出总计" = 51426.6',
    cure="核对结转数和总计数。",
    find=find,
)
