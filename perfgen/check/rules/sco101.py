"""A score above its 分值 or below 0."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Every typed score of an indicator or part outside 0 … 分值."""
    for item in case.scored:
        yield from _score(case, item, "分值")
    for part in case.figures.names(("自评", "分项")):
        yield from _score(case, ("自评", "分项", part), "满分")


def _score(case: Case, path: KeyPath, weight_key: str) -> Iterator[Fault]:
    score = case.typed_number(*path, "得分")
    if score is None:
        return
    weight = case.number(*path, weight_key)
    if score < 0:
        message, hint = f"“{case.show(path)}”得分 {case.exact(score)}，小于 0", "得分在 0 和分值之间"
    elif weight is not None and score > weight:
        message = f"“{case.show(path)}”得分 {case.exact(score)}，大于{weight_key} {case.exact(weight)}"
        hint = "得分不能大于分值，核对两者"
    else:
        return
    yield Fault(message, hint, case.place((*path, "得分")))


RULE = Rule(
    code="SCO101",
    name="得分超出分值",
    severity=Severity.LOGICAL,
    what="0 ≤ 得分 ≤ 分值（分项：0 ≤ 得分 ≤ 满分）。",
    why="公开报告里有分值 3、得分 6 的一行，合计因此对不上。",
    bad='"分值" = 3\n"得分" = 6',
    good='"分值" = 3\n"得分" = 3',
    cure="核对得分和分值。",
    find=find,
)
