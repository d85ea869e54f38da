"""A full score with nothing behind it."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import item_name, pending, says
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Every full score of an indicator without 实际完成值, and of 预算执行 without a rate of execution."""
    for item in case.scored:
        if full_on_nothing(case, item):
            target = "" if says(case, *item, "指标值") else "指标值和"
            score = case.text(*item, "得分")
            message = f"“{item_name(case, item)}”没有{target}实际完成值，得了满分 {score}"
            hint = "填上实际完成值；定性指标填定性档或完成情况；没有公布的，写核实说明"
            yield Fault(message, hint, case.place((*item, "得分")))
    yield from _execution(case)


def full_on_nothing(case: Case, item: KeyPath) -> bool:
    """Whether the indicator at ``item`` carries its full 分值 though nothing is said to have been reached."""
    score, weight = case.typed_number(*item, "得分"), case.number(*item, "分值")
    if score is None or weight is None or score != weight or weight <= 0:
        return False
    keys = ("实际完成值", "定性档", "完成情况")
    return not any(pending(case, *item, key) or _filled(case, (*item, key)) for key in keys)


def _filled(case: Case, path: KeyPath) -> bool:
    return case.number(*path) is not None or bool(says(case, *path))


def _execution(case: Case) -> Iterator[Fault]:
    rule = case.contract.scoring.execution
    if rule is None:
        return
    path = ("自评", "分项", rule.part)
    score, weight = case.typed_number(*path, "得分"), case.number(*path, "满分")
    unknown = case.number("执行率") is None and not pending(case, "执行率")
    if score is not None and score == weight and score > 0 and unknown:
        message = f"“{rule.part}”得了满分 {case.exact(score)}，执行率却算不出来（{rule.numerator}÷{rule.denominator}）"
        yield Fault(message, "填上执行数和预算数；没有公布的，写核实说明", case.place((*path, "得分")))


RULE = Rule(
    code="SCO110",
    name="没有完成值却得满分",
    severity=Severity.REVIEW,
    what="得满分的指标有没有实际完成值（定性指标有定性档或完成情况的也算有）；预算执行得满分的，执行率算得出来没有。",
    why="执行数、完成值空着却得满分，是复核时最常退回的一种。",
    bad='"实际完成值" = "未公布"\n"分值" = 18\n"得分" = 18',
    good='"实际完成值" = "明显改善"\n"定性档" = "达成"\n"分值" = 18\n"得分" = 18',
    cure="填上完成值，或核对得分。",
    find=find,
)
