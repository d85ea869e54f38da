"""A typed score that the county's method does not give."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import stated_figures
from perfgen.compute.scores import computed_score
from perfgen.express.values import Kind
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every typed 得分 of an indicator that differs from the computed one."""
    for item in case.scored:
        typed, computed = case.typed_number(*item, "得分"), computed_score(case.figures, item)
        weight = case.number(*item, "分值")
        if typed is None or computed is None or typed == computed:
            continue
        if weight is not None and not 0 <= typed <= weight:
            continue  # SCO101 says so
        message = f"“{case.show(item)}”得分填了 {case.exact(typed)}，按县里的方法应是 {case.exact(computed)}"
        yield Fault(message, "得分由程序算，删去这一行；方法不同的，写核实说明", case.place((*item, "得分")))
    yield from _published(case)


def _published(case: Case) -> Iterator[Fault]:
    for figure in stated_figures(case, Kind.SCORE):
        if figure.path[0] == "指标" and figure.path[-1] == "得分" and figure.published != figure.computed.value:
            computed = case.exact(figure.computed.value)
            message = f"“{case.show(figure.path[:-1])}”得分公布 {figure.spelled}，这里是 {computed}"
            yield Fault(message, "核对完成值和公布的得分；方法不同的，写核实说明", case.place(figure.own))


RULE = Rule(
    code="SCO103",
    name="得分与方法不符",
    severity=Severity.REVIEW,
    what="填了得分、或公布了得分（核对数）的指标，与模板的计分方法算出的是否一致。",
    why="完成值和得分对不上，是审核人会问的。",
    bad='"指标值" = "≥90%"\n"实际完成值" = "80%"\n"分值" = 9\n"得分" = 9',
    good='"指标值" = "≥90%"\n"实际完成值" = "80%"\n"分值" = 9   # 得分 8 由程序算',
    cure="删去得分由程序算，或核对完成值。",
    find=find,
)
