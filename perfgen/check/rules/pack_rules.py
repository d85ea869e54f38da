"""The county's own relations (勾稽): expressions of the manifest that must hold."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.express.evaluate import evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import Expression, comparison, parse, references
from perfgen.express.values import Absent, decimal_of
from perfgen.findings import Finding


def findings(case: Case) -> Iterator[Finding]:
    """A finding for each relation of the pack that does not hold; those that touch absent values stay silent."""
    for rule in case.contract.rules:
        try:
            expression = parse(rule.expression)
            holds = evaluate(expression, case.figures.scope)
        except ExpressionFault:
            continue
        if isinstance(holds, Absent) or holds or _within(case, expression, rule.tolerance):
            continue
        path = next((p for p in references(expression) if case.report.has(p)), ())
        hint = f"本县模板的勾稽关系：{rule.expression}{_sides(case, expression)}"
        yield Finding(rule.code, rule.severity, rule.message, hint, case.place(path))


def _values(case: Case, expression: Expression) -> tuple[Decimal, Decimal] | None:
    sides = comparison(expression)
    if sides is None:
        return None
    left, right = (decimal_of(evaluate(side, case.figures.scope)) for side in sides)
    return None if left is None or right is None else (left, right)


def _within(case: Case, expression: Expression, tolerance: Decimal) -> bool:
    values = _values(case, expression)
    return values is not None and tolerance > 0 and abs(values[0] - values[1]) <= tolerance


def _sides(case: Case, expression: Expression) -> str:
    values = _values(case, expression)
    return f"；左边 {case.exact(values[0])}，右边 {case.exact(values[1])}" if values else ""
