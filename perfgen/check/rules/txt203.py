"""A year that does not fit: on an actual value, a year's end, a budget or final account."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.passages import Passage
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.numbers import figures
from perfgen.check.sought import Sought
from perfgen.findings import Severity

_ACTUAL = Sought(r"(?P<year>[12][0-9]{3})年(?:度)?(?:全年)?(?:的)?实际完成(?:值|数|情况)?", "实际完成")
_END = Sought(
    r"(?P<year>[12][0-9]{3})年(?:度)?(?:年)?[末底](?=[^，。；]{0,6}(?:结转|结余|在职|实有))",
    "结转",
    "结余",
    "在职",
    "实有",
)
_BUDGET = Sought(
    r"(?P<year>[12][0-9]{3})年(?:度)?(?:本)?(?:部门|单位)?(?:整体)?(?:年初)?(?:预算|决算)(?:收入|支出|数|安排)",
    *(kind + what for kind in ("预算", "决算") for what in ("收入", "支出", "数", "安排")),
)
_COMPARED = Sought(r"(?:比|较|与|同|对比|上年|去年|编制|申报|公开)[^，。；]{0,8}$")


def find(case: Case) -> Iterator[Fault]:
    """Every year other than the report's on 完成值, on 年末 balances and on 预决算 that is no comparison."""
    year = case.number("年度")
    if year is None:
        return
    hint = f"核对年份；是本年数的改成 {year} 年，可写 {{{{ 年度 }}}}"
    for sought, what in ((_ACTUAL, "完成值"), (_END, "年末数"), (_BUDGET, "预决算数")):
        for sentence, match in case.sentences_with(sought):
            stated = int(match["year"])
            if stated >= year or _COMPARED.first(sentence.text[: match.start()]):
                continue
            if sought is _END and _opening(case, sentence, match.end()):
                continue
            message = f"报告年度是 {year}，这里的{what}写成了 {stated} 年"
            yield Fault(message, hint, case.place_in(sentence, match.start()))


def _opening(case: Case, sentence: Passage, offset: int) -> bool:
    """Whether last year's closing balance is meant: the figure behind is this year's opening balance."""
    opening = case.number("决算", "年初结转和结余")
    following = next((f for f in figures(sentence) if f.start >= offset), None)
    return following is not None and opening is not None and following.scaled == opening


RULE = Rule(
    code="TXT203",
    name="年份不对",
    severity=Severity.LOGICAL,
    what="完成值、年末结转结余、预决算数上的年份是不是报告年度。正文里顺带提到的别的年份、与上年比较的不报。",
    why="套用上年报告时年份最容易漏改。",
    bad="2023年年末结转结余5.76万元。   # 2024 年度的报告",
    good="{{ 年度 }}年年末结转结余{{ 决算.年末结转和结余 | 万元 }}。",
    cure="改年份，或写 {{ 年度 }}。",
    find=find,
)
