"""A rate of execution above 100 % that nobody explains."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import explained, item_name, names_of, percent
from perfgen.check.rules.rates import is_rate_of_execution
from perfgen.express.rounding import rounded
from perfgen.express.syntax import parse, references
from perfgen.express.values import decimal_of
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern

_REASON = pattern(r"超|追加|调整|调剂|结转|增加|增支|垫付|原因|由于|因")
_REASON_KEYS = ("完成情况", "说明", "原因", "备注")


def find(case: Case) -> Iterator[Fault]:
    """执行率 of the whole and of each project, beyond 100 % as the pack prints it."""
    yield from _whole(case)
    for item in case.projects:
        budget, spent = case.number(*item, "全年预算数"), case.number(*item, "全年执行数")
        if budget is None or spent is None or budget < 0 or spent <= budget or _says_why(case, item):
            continue
        amounts = f"全年执行数 {case.amount(spent)}，超过全年预算数 {case.amount(budget)}"
        rate = f"（{percent(spent / budget)}）" if budget else ""
        message = f"项目“{item_name(case, item)}”{amounts}{rate}"
        yield Fault(message, "核对两个数；确实超预算的，在完成情况里写明原因", case.place((*item, "全年执行数")))


def _whole(case: Case) -> Iterator[Fault]:
    rate, places = case.number("执行率"), case.contract.format.ratio_places
    rule = case.contract.scoring.execution
    if rule is None:
        return
    nothing = _term(case, rule.denominator) == 0 and (_term(case, rule.numerator) or 0) > 0
    if not nothing and (rate is None or rounded(rate * 100, places) <= 100):
        return
    told = [item for item in case.indicators if any(map(is_rate_of_execution, names_of(case, item)))]
    if any(explained(case, item) for item in told):
        return
    paths = [path for path in references(parse(rule.denominator)) if case.report.has(path)]
    place = case.place(paths[0] if paths else ("决算", "支出"))
    told_rate = (
        "没有预算数而有支出，算不出执行率" if nothing or rate is None else f"执行率 {percent(rate, places)}，超过 100%"
    )
    message = f"{told_rate}（{rule.numerator}÷{rule.denominator}）"
    yield Fault(message, "核对支出数和预算数（有没有漏掉追加、上年结转）；确实超过的，写核实说明", place)


def _term(case: Case, expression: str) -> Decimal | None:
    try:
        return decimal_of(case.figures.from_pack(expression, ("执行率",)))
    except KeyError:
        return None


def _says_why(case: Case, item: KeyPath) -> bool:
    raw = case.report.raw(item)
    keys = [key for key in raw if any(word in key for word in _REASON_KEYS)] if isinstance(raw, dict) else []
    return any(_REASON.search(case.text(*item, key)) for key in keys)


RULE = Rule(
    code="PCT202",
    name="执行率超过100%没有说明",
    severity=Severity.REVIEW,
    what="部门和各项目的执行率超过 100%，或没有预算数而有支出，没有写原因。",
    why="没有预算不能支出：执行率超过 100%，多半是预算数漏了追加或上年结转。",
    bad='[["项目"]]\n"名称" = "道路养护"\n"全年预算数" = 100\n"全年执行数" = 120',
    good='[["项目"]]\n"名称" = "道路养护"\n"全年预算数" = 120   # 含年中追加 20\n"全年执行数" = 120',
    cure="预算数填调整后的；确实超支的写明原因。",
    find=find,
)
