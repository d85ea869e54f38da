"""An indicator said to be fulfilled whose completion rate is below 100 %."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import item_name, percent, says
from perfgen.compute.scores import raw_completion
from perfgen.findings import Severity
from perfgen.patterns import pattern

_DONE = pattern(
    r"(?:已|已经|均|均已|全部|全面|圆满|如期|按期|按时|超额|达标)*(?:完成|达标|达成|实现)(?:了?(?:年度|年初|预期)?(?:目标|任务|指标|计划)(?:值|任务)?)?"
    r"|(?:指标|目标|任务)?完成率?(?:为|达到|达)?100[%％]|100[%％]"
)


def find(case: Case) -> Iterator[Fault]:
    """Every 完成情况 one of whose clauses says fulfilled while the figures give less than 100 %."""
    for item in case.indicators:
        rate = raw_completion(case.figures, item)
        progress = says(case, *item, "完成情况") if rate is not None and rate < 1 else ""
        if rate is None or not progress:
            continue
        clause = next((part for part in re.split(r"[，。；、,;\s]+", progress) if part and _DONE.fullmatch(part)), "")
        if clause:
            message = f"“{item_name(case, item)}”的完成情况写“{clause}”，按完成值算的完成率是 {percent(rate)}"
            yield Fault(message, "核对实际完成值和完成情况", case.place((*item, "完成情况")))


RULE = Rule(
    code="DAT222",
    name="完成情况与完成率矛盾",
    severity=Severity.REVIEW,
    what="完成情况写“已完成”“达标”“100%”的指标，按完成值算的完成率够不够 100%。",
    why="同一行里数说没有完成、话说完成了，读者不知信哪一个。",
    bad='"指标值" = "50处"\n"实际完成值" = "45处"\n"完成情况" = "已完成"',
    good='"指标值" = "50处"\n"实际完成值" = "45处"\n"完成情况" = "五处改在次年一季度维修"',
    cure="改完成情况，或核对实际完成值。",
    find=find,
)
