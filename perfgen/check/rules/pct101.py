"""A published rate that differs from the computed one."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import places_of, stated_figures, truncated
from perfgen.express.rounding import rounded
from perfgen.express.values import Kind
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every 核对数 of a rate that is not the computed one at the places it is written with."""
    for figure in stated_figures(case, Kind.RATIO):
        places = places_of(figure.spelled)
        published, computed = figure.published * 100, figure.computed.value * 100
        if rounded(computed, places) == rounded(published, places):
            continue
        shown = f"{rounded(computed, places)}%"
        if truncated(computed, published, places):
            exact = case.exact(rounded(computed, 4))
            message = f"“{case.show(figure.path)}”公布 {figure.spelled}，是截断而不是四舍五入：{exact}% 应是 {shown}"
        else:
            message = f"“{case.show(figure.path)}”公布 {figure.spelled}，算出来是 {shown}"
        hint = "核对分子、分母；比率按未舍入的数算，再四舍五入"
        if rounded(computed, places) == figure.published:
            message = f"“{case.show(figure.path)}”公布数 {figure.spelled} 没有写百分号，算出来是 {shown}"
            hint = f'写成 "{figure.spelled}%"'
        yield Fault(message, hint, case.place(figure.own))


RULE = Rule(
    code="PCT101",
    name="比率与公布数不符",
    severity=Severity.LOGICAL,
    what="“核对数”里的比率与由分子、分母算出的是否一致（按公布的小数位，四舍五入）。",
    why="比率常常用手算，截断、用错分母都会错。",
    bad='["核对数"]\n"指标[群众满意度].实际完成值" = "89.15%"   # 74/83',
    good='["核对数"]\n"指标[群众满意度].实际完成值" = "89.16%"',
    cure="改正公布数，或核对分子、分母。",
    find=find,
)
