"""A count announced that the list beside it does not have."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.passages import Passage
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity
from perfgen.patterns import pattern

_UNIT = r"(?:个|家|项|条|类|种|方面|大类|支|座|所)"
_AFTER = Sought(
    rf"(?P<count>[0-9]+)\s*{_UNIT}[^，。；：、]{{0,12}}(?:[，：]?(?:分别(?:是|为|有)|即|包括有?)|：)(?P<list>[^。；：]+)",
    *("分别", "即", "包括", "："),
)
_LISTED = Sought(rf"、[^，。；：]*[0-9]\s*{_UNIT}")
_BEFORE = Sought(rf"(?P<list>[^，。；：]*、[^，。；：]*?)(?P<open>等)?\s*(?P<count>[0-9]+)\s*(?P<unit>{_UNIT})")
_PAIRS = pattern(r"[（(][^）)]*[）)]|“[^”]*”|《[^》]*》")


def items_of(text: str) -> list[str]:
    """The items of a list joined by 、 and 和; what stands in brackets, quotes or book marks is not split."""
    bare = _PAIRS.sub(lambda match: "□" * len(match[0]), text).strip()
    parts = [part for part in re.split(r"、", bare) if part.strip()]
    if parts and len(parts) > 1:
        last = re.split(r"(?:以及|和|及|与)", parts[-1])
        if len(last) == 2 and all(part.strip() for part in last):
            parts[-1:] = last
    return parts


def find(case: Case) -> Iterator[Fault]:
    """Every count with its list in one sentence where the numbers differ; with 等 the list may be shorter."""
    for sentence in case.sentences:
        if "、" not in sentence.text:
            continue  # no list
        for match in _AFTER.all(sentence.text):
            listed = match["list"]
            if "，" in listed and "、" not in listed:
                continue
            first = listed.split("，")[0] if "、" in listed.split("，")[0] else listed
            open_ended = re.search(r"等(?:[^、]{0,8})?$", first) is not None
            yield from _compare(case, sentence, match, items_of(first), open_ended, slack=99)
        for match in _BEFORE.all(sentence.text) if _LISTED.first(sentence.text) else ():
            if sentence.text[match.end() : match.end() + 1] in ("月", "百", "小"):
                continue
            if re.search(r"[0-9]", match["list"]):
                continue
            items = items_of(match["list"])
            if len(items) >= 3:
                yield from _compare(case, sentence, match, items, bool(match["open"]), slack=2)


def _compare(
    case: Case, sentence: Passage, match: re.Match[str], items: list[str], open_ended: bool, slack: int
) -> Iterator[Fault]:
    count, listed = int(match["count"]), len(items)
    if listed < 2 or listed == count or (open_ended and listed < count) or abs(listed - count) > slack:
        return
    message = f"写了 {count} 个，列出的是 {listed} 个"
    hint = "核对个数或所列的名称；只列一部分的，在后面写“等”"
    yield Fault(message, hint, case.place_in(sentence, match.start("count")))


RULE = Rule(
    code="TXT201",
    name="个数与列举不符",
    severity=Severity.REVIEW,
    what="“设 14 个机构，分别是……”“……等 8 家企业”一类的句子，个数与列出的名称是否一致；有“等”的，列出的可以少。",
    why="增减了名称忘改个数，是常见的错。",
    bad="内设机构3个，分别是党政办、经发办、财政办和农业农村办。",
    good="内设机构4个，分别是党政办、经发办、财政办和农业农村办。",
    cure="改个数或名称；名称列成表的，用 {{ … | 个数 }} 和 {{ … | 列举 }}。",
    find=find,
)
