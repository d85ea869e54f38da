"""An indicator without a target that claims to be fulfilled."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import item_name, pending, says
from perfgen.check.rules.sco110 import full_on_nothing
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern

_CLAIM = pattern(r"[0-9]+(?:\.[0-9]+)?[%％]|(?:达标|全部|全面|圆满|超额|已|已经)完成|达标|达成")
_DENIAL = pattern(r"未|没有|不")


def find(case: Case) -> Iterator[Fault]:
    """Every indicator with 未公布 or nothing as 指标值 for which a score or a completion is stated."""
    for item in case.indicators:
        if says(case, *item, "指标值") or pending(case, *item, "指标值") or full_on_nothing(case, item):
            continue
        claim = _claim(case, item)
        if claim:
            message = f"“{item_name(case, item)}”没有指标值，却{claim}"
            yield Fault(message, "补上年初定的指标值；没有公布的，写核实说明", case.place((*item, "指标值")))


def _claim(case: Case, item: KeyPath) -> str:
    score = case.typed_number(*item, "得分")
    if score is not None and score > 0:
        return f"得了 {case.exact(score)} 分"
    progress = says(case, *item, "完成情况")
    first = re.split(r"[，。；,;]", progress, maxsplit=1)[0]
    return f"写着“{first}”" if _CLAIM.search(first) and not _DENIAL.search(first) else ""


RULE = Rule(
    code="DAT220",
    name="没有指标值却说完成了",
    severity=Severity.REVIEW,
    what="没有指标值（未公布）的指标，有没有得分或完成率。",
    why="没有目标，就谈不上完成百分之几。",
    bad='"三级指标" = "各类津贴补贴及时发放率"\n"指标值" = "未公布"\n"完成情况" = "100%"',
    good='"三级指标" = "各类津贴补贴及时发放率"\n"指标值" = "100%"\n"实际完成值" = "100%"',
    cure="补上指标值；没有公布的，写核实说明。",
    find=find,
)
