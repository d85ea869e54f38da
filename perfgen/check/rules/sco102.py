"""Weights that do not add up."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import stated_figures
from perfgen.compute.scores import awaited, parts
from perfgen.express.values import Kind
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Σ 分值 of a 一级指标 against its weight, and Σ 满分 against the full score."""
    full = case.contract.scoring.full
    total: Decimal | None = Decimal(0)
    names = parts(case.figures)
    for part in names:
        weight = case.number("自评", "分项", part, "满分")
        total = None if weight is None or total is None else total + weight
        items = [item for item in case.indicators if case.text(*item, "一级指标") == part]
        yield from _part(case, part, weight, items)
    if names and total is not None and total != full:
        message = f"各分项满分之和 {case.exact(total)}，应是 {case.exact(full)}"
        first = next(iter(case.indicators), ("自评",))
        yield Fault(message, "核对各指标的分值", case.place(first))
    for figure in stated_figures(case, Kind.SCORE):
        if figure.path[-1] in ("分值", "满分") and figure.published != figure.computed.value:
            computed = case.exact(figure.computed.value)
            message = f"“{case.show(figure.path)}”公布 {figure.spelled}，这里是 {computed}"
            yield Fault(message, "核对分值和公布的数", case.place(figure.own))


def _part(case: Case, part: str, weight: Decimal | None, items: list[KeyPath]) -> Iterator[Fault]:
    weights = [case.number(*item, "分值") for item in items]
    if weight is None or not items or any(each is None for each in weights) or awaited(case.figures) is not None:
        return
    total = sum((each for each in weights if each is not None), Decimal(0))
    if total != weight:
        message = f"“{part}”各指标分值之和 {case.exact(total)}，权重是 {case.exact(weight)}"
        yield Fault(message, "核对各指标的分值，漏列的补上，重复的删去", case.place((*items[-1], "分值")))


RULE = Rule(
    code="SCO102",
    name="分值合计与权重不符",
    severity=Severity.LOGICAL,
    what="每个一级指标下各指标分值之和等于权重；各分项满分之和等于总的满分；公布的分值（核对数）与这里相同。",
    why="分值不齐，得分就不能相加。",
    bad="效益指标权重 20，各指标分值 20 + 2 = 22",
    good="效益指标权重 20，各指标分值 18 + 2 = 20",
    cure="核对分值；合并计分的几个指标写成一项。",
    find=find,
)
