"""A published part of the score that differs from the sum of its indicators."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import stated_figures
from perfgen.compute.scores import parts
from perfgen.express.values import Kind
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Typed or published 分项 得分 against the computed one."""
    for part in parts(case.figures):
        path = ("自评", "分项", part, "得分")
        typed = case.typed_number(*path)
        if typed is not None:
            yield from _compare(case, part, typed, path)
    for figure in stated_figures(case, Kind.SCORE):
        if figure.path[:2] == ("自评", "分项"):
            yield from _compare(case, str(figure.path[2]), figure.published, figure.own)


def _compare(case: Case, part: str, published: Decimal, own: KeyPath) -> Iterator[Fault]:
    for computed in dict.fromkeys((case.number("自评", "分项", part, "得分"), _typed_sum(case, part))):
        if computed is not None and computed != published:
            message = f"“{part}”得分公布 {case.exact(published)}，各指标得分之和是 {case.exact(computed)}"
            yield Fault(message, "核对各指标的得分；分项得分由程序算，不用填", case.place(own))


def _typed_sum(case: Case, part: str) -> Decimal | None:
    """The sum of the scores as typed, computed ones only where none is typed: what the published form adds up."""
    items = [item for item in case.indicators if case.text(*item, "一级指标") == part]
    scores = [case.typed_number(*item, "得分") for item in items]
    if not any(score is not None for score in scores):
        return None
    filled = [
        score if score is not None else case.number(*item, "得分") for item, score in zip(items, scores, strict=True)
    ]
    return None if any(score is None for score in filled) else sum((s for s in filled if s is not None), Decimal(0))


RULE = Rule(
    code="SCO104",
    name="分项得分与指标之和不符",
    severity=Severity.LOGICAL,
    what="填写或公布的分项得分，等于各指标得分之和（预算执行：分值×执行率）。",
    why="一级得分是三级得分之和。",
    bad='"分项" = { "产出指标" = { "得分" = 40 } }   # 各指标得分之和 43',
    good="分项得分不填，由程序算",
    cure="核对各指标的得分。",
    find=find,
)
