"""Rates of execution that a report states, and those that its figures give."""

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from perfgen.check.case import Case
from perfgen.check.rules.items import names_of, percent
from perfgen.compute.quantities import whole_quantity
from perfgen.compute.targets import parse_actual
from perfgen.express.rounding import rounded
from perfgen.express.syntax import has_expression
from perfgen.express.values import Kind, Number, decimal_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern
from perfgen.vocabulary import Type

_WORDS = "部门|单位|本单位|整体|年度|本年|全年|财政|财政拨款|预算|资金|支出|总"
_NAME = pattern(rf"(?:{_WORDS})*(?:支出率|执行率|支出进度|预算完成率)")
_BRACKETS = pattern(r"[（(][^）)]*[）)]")
_PLACES = pattern(r"\.([0-9]+)\s*[%％]")


@frozen
class Rate:
    """A rate that the figures give: its terms in words and figures, and the plain ratio."""

    words: str
    value: Decimal
    budget: bool
    """Whether the denominator is a budget."""

    def __str__(self) -> str:
        return f"{self.words} = {percent(self.value)}"


@frozen
class Claim:
    """A rate of execution as the data states it; ``spelled`` is empty where an expression gives it."""

    path: KeyPath
    value: Decimal
    spelled: str

    def fits(self, rate: Decimal) -> bool:
        """Whether ``rate`` prints as the claim does, rounded or cut off, or capped at 100 %."""
        match = _PLACES.search(self.spelled)
        places = len(match[1]) if match else 0
        stated, exact = self.value * 100, rate * 100
        cut = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
        return stated in (rounded(exact, places), cut) or (stated == 100 and exact > 100)


def is_rate_of_execution(name: str) -> bool:
    """Whether ``name`` is that of the whole department's rate of execution (no project's, no procurement's)."""
    if "率" not in name and "进度" not in name:
        return False
    return bool(_NAME.fullmatch(_BRACKETS.sub("", name).strip()))


def rates(case: Case) -> list[Rate]:
    """Expenditure over each of the denominators that the data gives, that of the pack's 口径 among the numerators."""
    spent = {"决算支出": case.number("决算", "支出")}
    rule = case.contract.scoring.execution
    if rule is not None:
        spent[short(rule.numerator)] = _evaluated(case, rule.numerator)
    budgets = {
        "全年预算数": case.number("预算执行", "年度资金总额", "全年预算数"),
        "年初预算支出": case.number("年初预算", "支出"),
    }
    totals = {"支出总计": case.number("决算", "支出总计") or case.number("决算", "收入总计")}
    found: dict[tuple[Decimal, Decimal], Rate] = {}
    for over, value in spent.items():
        for under, whole in (*budgets.items(), *totals.items()):
            if value is not None and whole:
                words = f"{over}{case.exact(value)}÷{under}{case.exact(whole)}"
                found.setdefault((value, whole), Rate(words, value / whole, under in budgets))
    return list(found.values())


def short(expression: str) -> str:
    """The last name of a dotted path, as people call the amount; any other expression as it is."""
    dotted = re.fullmatch(r"[\w.]+", expression) and expression != "决算.支出"
    return expression.split(".")[-1] if dotted else expression


def pack_rate(case: Case) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator of the pack's 执行率; None where the data lacks one."""
    rule = case.contract.scoring.execution
    if rule is None:
        return None
    over, under = _evaluated(case, rule.numerator), _evaluated(case, rule.denominator)
    return (over, under) if over is not None and under else None


def _evaluated(case: Case, expression: str) -> Decimal | None:
    try:
        return decimal_of(case.figures.from_pack(expression, ("执行率",)))
    except KeyError:
        return None


def claims(case: Case) -> Iterator[Claim]:
    """The rates of execution that 核对数, indicators, 比率 fields and 事实 state, in this order."""
    for path, raw, own in case.stated():
        quantity = whole_quantity(raw) if isinstance(raw, str) else None
        if quantity and quantity.kind is Kind.RATIO and is_rate_of_execution(str(path[-1])):
            yield Claim(own, quantity.value, str(raw))
    for item in case.indicators:
        if any(is_rate_of_execution(name) for name in names_of(case, item)):
            yield from _actual(case, (*item, "实际完成值"))
    for field in case.contract.all_fields:
        path = field.parts()
        if field.type is Type.RATIO and "[]" not in path and "*" not in path and is_rate_of_execution(path[-1]):
            yield from _typed(case, path)
    yield from _facts(case, ("事实",), case.report.tree.get("事实"))


def _actual(case: Case, path: KeyPath) -> Iterator[Claim]:
    raw, value = case.report.raw(path) if case.report.has(path) else None, case.value(*path)
    spelled = raw if isinstance(raw, str) and not has_expression(raw) else ""
    quantity = parse_actual(value) if isinstance(value, str) else None
    if quantity is not None and quantity.kind is Kind.RATIO:
        yield Claim(path, quantity.value, spelled)
    elif isinstance(value, Number) and value.kind is Kind.RATIO:
        yield Claim(path, value.value, "")


def _typed(case: Case, path: KeyPath) -> Iterator[Claim]:
    raw = case.report.raw(path) if case.report.has(path) else None
    number = case.typed_number(*path)
    if number is not None and isinstance(raw, str) and not has_expression(raw):
        yield Claim(path, number, raw)


def _facts(case: Case, path: KeyPath, node: object) -> Iterator[Claim]:
    if not isinstance(node, dict):
        return
    for name, below in node.items():
        value = below.get("值") if isinstance(below, dict) else below
        quantity = whole_quantity(value) if isinstance(value, str) and not has_expression(value) else None
        if quantity and quantity.kind is Kind.RATIO and is_rate_of_execution(name):
            yield Claim((*path, name), quantity.value, str(value))
        elif isinstance(below, dict):
            yield from _facts(case, (*path, name), below)
