"""A conclusion that the analysis contradicts."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.passages import Passage
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.compute.scores import raw_completion
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_NOT_ALL = Sought(
    r"(?:部分|个别|有些|少数)[^，。；、]{0,8}(?:指标|目标)[^，。；、]{0,6}(?:未|没有|尚未|没)[^，。；、]{0,4}(?:达成|完成|实现|达到)",
    *("部分", "个别", "有些", "少数"),
)
_ALL = Sought(
    r"(?:(?:指标|目标)[^，。；中除]{0,10}(?:均|都|全部|全)?已?(?:全部)?(?:完成|达成|实现)|(?:全部|均已|都已|全面)(?:完成|达成|实现)[^，。；]{0,8}(?:指标|目标))",
    *("指标", "目标"),
)
_HEDGED = Sought(r"未|没|部分|个别|基本|大部分|除|其中|尚|预期|力争|确保|应|将|计划|争取|情况|率|程度")


def find(case: Case) -> Iterator[Fault]:
    """“部分未达成” where every indicator is reached, “已完成” where one is not or has lost points."""
    told = [s for s in case.sentences if len(s.block.path) > 1 and s.block.path[1] in case.conclusion_keys]
    if not any(_NOT_ALL.first(sentence.text) or _ALL.first(sentence.text) for sentence in told):
        return
    states = {item: _state(case, item) for item in case.indicators}
    known = {item: state for item, state in states.items() if state is not None}
    for sentence in told if known else ():
        denied = _NOT_ALL.first(sentence.text)
        if denied and all(known.values()) and len(known) == len(states):
            message = f"结论写“{denied[0]}”，{len(known)} 个指标的完成率全部达到 100%，没有扣分"
            yield Fault(message, "结论和指标分析要一致：改结论，或核对完成值", case.place_in(sentence, denied.start()))
        for claimed in _ALL.all(sentence.text):
            yield from _claim(case, sentence, claimed, known)


def _claim(case: Case, sentence: Passage, claimed: re.Match[str], known: dict[KeyPath, bool]) -> Iterator[Fault]:
    before = re.split(r"[。；]", sentence.text[: claimed.start()])[-1]
    if _HEDGED.first(claimed[0]) or _HEDGED.first(before) or "中" in before[-12:]:
        return
    clause = before + claimed[0]
    levels = {case.text(*item, "一级指标") for item in known}
    named = {level for level in levels if level and level.removesuffix("指标") in clause}
    for item, reached in known.items():
        if not reached and (not named or case.text(*item, "一级指标") in named):
            message = f"结论写“{claimed[0]}”，“{case.show(item)}”没有完成或扣了分"
            yield Fault(message, "结论和指标分析要一致：写明哪一项没有完成", case.place_in(sentence, claimed.start()))
            return


def _state(case: Case, item: KeyPath) -> bool | None:
    """True where the indicator is reached without loss of points, False where not, None where nothing is known."""
    weight, score = case.number(*item, "分值"), case.number(*item, "得分")
    if weight is not None and score is not None:
        return score >= weight
    rate = raw_completion(case.figures, item)
    if rate is not None:
        return rate >= 1
    told = case.text(*item, "完成情况")
    if re.search(r"100\s*[%％]|达标完成|已完成|全部完成", told):
        return True
    return None if not told else (False if re.search(r"未完成|未达", told) else None)


RULE = Rule(
    code="TXT206",
    name="结论与分析不一致",
    severity=Severity.REVIEW,
    what="结论写“部分指标未达成”而指标全部达成，或写“已完成”而有指标没有完成、扣了分。",
    why="结论要由分析得出。",
    bad="部分绩效指标未达成。   # 9 个指标完成率都是 100%",
    good="各项绩效指标均已达成。",
    cure="改结论，或核对指标的完成值。",
    find=find,
)
