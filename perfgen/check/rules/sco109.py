"""An indicator fulfilled far beyond its target without a reason."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import REASON, explained, item_name, percent
from perfgen.compute.scores import raw_completion, target_of
from perfgen.compute.targets import Direction
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every indicator whose completion rate is beyond the county's 偏差说明线 and that gives no reason."""
    limit = case.contract.scoring.deviation_limit
    for item in case.indicators if limit is not None else ():
        target, rate = target_of(case.figures, item), raw_completion(case.figures, item)
        if limit is None or target is None or rate is None or rate * 100 <= limit or explained(case, item):
            continue
        if target.direction in (Direction.POSITIVE, Direction.EQUAL):
            message = f"“{item_name(case, item)}”完成率 {percent(rate)}，超过 {case.exact(limit)}%，没有写原因"
            hint = f"在“{REASON}”里写明为什么超出这么多（目标定低了，还是数填错了）"
            yield Fault(message, hint, case.place((*item, "实际完成值")))


RULE = Rule(
    code="SCO109",
    name="大幅超额完成没有原因",
    severity=Severity.REVIEW,
    what="完成率超过本县偏差说明线（如 130%）的指标，有没有写偏差原因。",
    why="完成值远高于目标，说明目标定低了，或者数字、单位错了；不少地方规定必须说明。",
    bad='"指标值" = "10次"\n"实际完成值" = "25次"   # 偏差说明线 130',
    good='"指标值" = "10次"\n"实际完成值" = "25次"\n"偏差原因分析及改进措施" = "年中增加专项行动，目标未及时调整"',
    cure="核对完成值和指标值；确实超额的写明原因。",
    find=find,
)
