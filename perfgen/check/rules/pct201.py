"""A rate of execution whose denominator nobody can tell, or that is measured against no budget."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import percent
from perfgen.check.rules.rates import Rate, claims, pack_rate, rates, short
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import parse, references
from perfgen.express.values import Number
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_BUDGETS = ("预算执行", "年初预算")


def find(case: Case) -> Iterator[Fault]:
    """Typed rates that no figures give; else a 执行率 over no budget although a budget is known and gives another."""
    given, pack = rates(case), pack_rate(case)
    found = False
    for claim in claims(case):
        known = [rate.value for rate in given] + ([pack[0] / pack[1]] if pack else [])
        if not claim.spelled or not known or any(claim.fits(rate) for rate in known):
            continue
        if claim.path[0] == "核对数" and isinstance(_stated_of(case, claim.path), Number):
            continue  # PCT101 compares it
        found = True
        shown = "；".join(map(str, given)) or f"执行率 = {percent(known[-1])}"
        message = f"“{case.show(claim.path)}”写 {claim.spelled}，按所填的数算不出来：{shown}"
        hint = "写明用什么作分母；填上那个数（如全年预算数）由程序算，没有公布的写核实说明"
        yield Fault(message, hint, case.place(claim.path))
    if not found:
        yield from _no_budget(case, given)


def _stated_of(case: Case, own: KeyPath) -> object:
    path = next((path for path, _, key in case.stated() if key == own), ())
    try:
        return case.value(*path)
    except KeyError:
        return None


def _no_budget(case: Case, given: list[Rate]) -> Iterator[Fault]:
    rule, pack = case.contract.scoring.execution, pack_rate(case)
    if rule is None or pack is None or _over_budget(rule.denominator):
        return
    over, under = pack
    stated, places = over / under, case.contract.format.ratio_places
    others = [rate for rate in given if rate.budget and percent(rate.value, places) != percent(stated, places)]
    others = [rate for rate in others if rate.words.startswith(short(rule.numerator))] or others
    if not others:
        return
    spelled = f"{short(rule.numerator)}{case.exact(over)}÷{short(rule.denominator)}{case.exact(under)}"
    shown = "；".join(map(str, others))
    message = f"执行率 {percent(stated, places)} 的分母不是预算数（{spelled}）；按预算数是 {shown}"
    hint = "报告里写明口径，或另列按预算数算的完成率；已经写明的，写核实说明"
    yield Fault(message, hint, case.place(next((claim.path for claim in claims(case)), ("年初预算", "支出"))))


def _over_budget(expression: str) -> bool:
    try:
        return any(path and path[0] in _BUDGETS for path in references(parse(expression)))
    except ExpressionFault:
        return True


RULE = Rule(
    code="PCT201",
    name="执行率的口径不清",
    severity=Severity.REVIEW,
    what=(
        "填写的支出率、执行率、预算完成率，能不能由支出除以全年预算数、年初预算或支出总计得到；"
        "执行率的分母不是预算数、而按预算数算出另一个数的，也报。"
    ),
    why="同是执行率，按本年收入是 100%，按年初预算是 92.38%。口径不写明，读者会以为是另一个数。",
    bad=(
        '["决算"."支出"]\n'
        '"基本支出" = 1589.88\n'
        '"项目支出" = 2872.44\n'
        '["资金支出"]\n'
        '"支出率" = "93%"   # 按支出总计 4898.86 是 91.09%'
    ),
    good='["预算执行"."年度资金总额"]\n"全年预算数" = 4798.19   # 支出率由程序算，口径随县模板印出',
    cure="填上作分母的数由程序算；分母没有公布的，写核实说明。",
    find=find,
)
