"""A part of the year counted as the whole."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.compute.scores import raw_completion
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

PARTIAL = Sought(
    r"1\s*[-—－–~～至到]+\s*(?:[2-9]|1[01])\s*月|(?:前|头)(?:[一二三]个?季度|[0-9十一]{1,2}个月)|上半年|截至\s*(?:[0-9]{4}年)?(?:[1-9]|1[01])月",
    *("月", "季度", "上半年"),
)
_FIELDS = ("数据期间", "实际完成值", "完成情况")


def find(case: Case) -> Iterator[Fault]:
    """Every indicator whose completion rests on figures of a part of the year."""
    told = {item for key in _FIELDS for item in case.with_field(key) if PARTIAL.first(case.text(*item, key))}
    for item in sorted(told, key=case.indicators.index):
        if _claims_whole(case, item):
            yield from _indicator(case, item)


def _claims_whole(case: Case, item: KeyPath) -> bool:
    rate = raw_completion(case.figures, item)
    return (
        (rate is not None and rate >= 1)
        or "100" in case.text(*item, "完成情况")
        or case.number(*item, "得分") is not None
    )


def _indicator(case: Case, item: KeyPath) -> Iterator[Fault]:
    for key in _FIELDS:
        text = case.text(*item, key)
        match = PARTIAL.first(text)
        if match:
            message = f"“{case.show(item)}”用的是“{match[0]}”的数，按全年计了完成率"
            hint = "补上全年数；全年数还没有公布的，写核实说明"
            yield Fault(message, hint, case.place((*item, key)))
            return


RULE = Rule(
    code="TXT207",
    name="部分月份当全年",
    severity=Severity.REVIEW,
    what="指标的完成值、完成情况、数据期间是 1—11 月、前三季度等，却按全年计完成率。",
    why="年度报告评价的是全年。",
    bad='"完成情况" = "2023年1—11月比上年同期增长9.6%，完成率100%"',
    good='"完成情况" = "2023年全年同比增长11.8%"',
    cure="换成全年数，或写核实说明。",
    find=find,
)
