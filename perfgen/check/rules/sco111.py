"""A score given by hand that contradicts what was reached."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import REASON, explained, graded_by_hand, item_name, says
from perfgen.compute.scores import actual_of, target_of
from perfgen.compute.targets import reached
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern

_MISSED = pattern(r"(?:未|没有|没能|未能|尚未)(?:全部|按时|如期)?(?:完成|达标|达成|实现|达到目标)")


def find(case: Case) -> Iterator[Fault]:
    """Indicators without a method of their own: full score though not reached, or points lost though reached."""
    for item in case.scored:
        score, weight = graded_by_hand(case, item), case.number(*item, "分值")
        if score is None or weight is None or weight <= 0 or not 0 <= score <= weight:
            continue
        was_reached = reached_by(case, item)
        if was_reached is False and score == weight:
            message = f"“{item_name(case, item)}”没有达到目标，得了满分 {case.exact(score)}"
            hint = "核对完成值和得分；得满分有依据的，写核实说明"
        elif was_reached and score < weight and not explained(case, item):
            message = f"“{item_name(case, item)}”达到了目标，却扣了 {case.exact(weight - score)} 分，没有写原因"
            hint = f"核对得分，或在“{REASON}”里写上原因"
        else:
            continue
        yield Fault(message, hint, case.place((*item, "得分")))


def reached_by(case: Case, item: KeyPath) -> bool | None:
    """Whether the target was reached, by the figures or in the words of 完成情况; None where neither tells."""
    target = target_of(case.figures, item)
    known = None if target is None else reached(target, actual_of(case.figures, item))
    if known is None and any(_MISSED.match(part) for part in re.split(r"[，。；,;]", says(case, *item, "完成情况"))):
        return False
    return known


RULE = Rule(
    code="SCO111",
    name="得分与是否达标矛盾",
    severity=Severity.REVIEW,
    what="由人评分的指标：没有达到目标的却得满分，达到目标的却扣分又没有原因（有计分方法的见 SCO103、SCO108）。",
    why="达标与得分是同一件事的两面，矛盾的一行会让整张表不可信。",
    bad='"完成情况" = "未完成"\n"分值" = 10\n"得分" = 10',
    good='"完成情况" = "未完成"\n"分值" = 10\n"得分" = 4\n"偏差原因分析及改进措施" = "汛期停工，次年三月补完"',
    cure="核对完成值、完成情况和得分。",
    find=find,
)
