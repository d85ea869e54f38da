"""Points lost without a reason."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import REASON, explained, graded_by_hand, item_name, score_place
from perfgen.check.rules.sco111 import reached_by
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every indicator that scores less than its 分值 and says nothing (or 未公布) under 偏差原因分析及改进措施."""
    for item in case.indicators:
        score, weight = case.number(*item, "得分"), case.number(*item, "分值")
        if score is None or weight is None or not 0 <= score < weight or explained(case, item):
            continue
        if graded_by_hand(case, item) is not None and reached_by(case, item):
            continue  # SCO111 says more
        given = "没有公布原因" if case.report.has((*item, REASON)) else "没有写原因"
        lost = case.exact(weight - score)
        scored = f"分值 {case.exact(weight)}，得分 {case.exact(score)}"
        message = f"“{item_name(case, item)}”{scored}，扣了 {lost} 分，{given}"
        yield Fault(message, f"在“{REASON}”里写上原因和措施", case.place(score_place(case, item)))


RULE = Rule(
    code="SCO108",
    name="扣分没有原因",
    severity=Severity.REVIEW,
    what="得分小于分值的指标，有没有写偏差原因分析及改进措施（写“未公布”“无”的算没有写）。",
    why="自评表专有一栏写扣分原因，空着会被退回。",
    bad='"分值" = 2\n"得分" = 1',
    good='"分值" = 2\n"得分" = 1\n"偏差原因分析及改进措施" = "两场招聘会因疫情取消，改在次年举办"',
    cure="写上原因和改进措施。",
    find=find,
)
