"""A published amount that differs from the computed one."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import Stated, agrees, stated_figures
from perfgen.express.values import Kind
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Every 核对数 of an amount, beyond 尾差."""
    for figure in stated_figures(case, Kind.AMOUNT, Kind.COUNT, Kind.PLAIN):
        path = case.report.indexed(figure.path)
        if figure.computed.kind is Kind.AMOUNT:
            if agrees(case, path, figure.published, figure.computed.value):
                continue
            shown = case.amount(figure.computed.value)
        else:
            if figure.published == figure.computed.value:
                continue
            shown = str(figure.computed)
        formula = case.figures.formula(path)
        why = f"（{formula}）" if formula and len(formula) <= 60 else ""
        unit = "万元" if figure.computed.kind is Kind.AMOUNT else ""
        gap = case.exact(abs(figure.published - figure.computed.value)) + unit
        stated = case.exact(figure.published) + unit
        message = f"“{case.show(path)}”公布数 {stated}，算出来是 {shown}{why}，相差 {gap}"
        hint = "逐项核对下级的数；确是公布数有误，改正核对数或删去这一行"
        if figure.computed.kind is Kind.AMOUNT and (other := _other_unit(case, path, figure)):
            message = f"“{case.show(path)}”公布数 {figure.spelled} 像是以{other}填的，算出来是 {shown}"
            hint = f'核对数用本文件的金额单位；或写明单位，如 "{figure.spelled}{other}"'
        yield Fault(message, hint, case.place(figure.own))


def _other_unit(case: Case, path: KeyPath, figure: Stated) -> str:
    """The other money unit, in which the published amount would be right; empty where it would not."""
    if abs(figure.computed.value) < 1:
        return ""
    for unit, power in (("元", -4), ("万元", 4)):
        if agrees(case, path, figure.published.scaleb(power), figure.computed.value):
            return unit
    return ""


RULE = Rule(
    code="SUM101",
    name="合计与公布数不符",
    severity=Severity.LOGICAL,
    what="“核对数”里的金额与由分项算出的数是否一致；以万元录入的允许尾差 0.005×(项数+1)。",
    why="合计不等于分项之和，是审核人最先查的。",
    bad='["决算"."支出"]\n"基本支出" = 1404.18\n"项目支出" = 2808.44\n["核对数"]\n"决算.支出" = 4213.62',
    good='["核对数"]\n"决算.支出" = 4212.62',
    cure="找出打错的分项，或改正公布数。",
    find=find,
)
