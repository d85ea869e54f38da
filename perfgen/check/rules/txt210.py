"""Stray and doubled punctuation."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity

_STRAY = Sought(r"[%％](?<![0-9０-９）)）〕】\s].)(?![）)])", "%", "％")
_BRACE = Sought(r"[{}｛｝]", *"{}｛｝")
_DOUBLED = Sought(r"。(?:。+|[，；、])|，(?:，+|[。；、])|；(?:；+|。)|、(?:、+|[。，])|：(?:：+|。)")
"""A branch for each sign: a pattern that begins with a sign is sought eight times as fast as one that does not."""


def find(case: Case) -> Iterator[Fault]:
    """Every % that follows no number, every doubled mark, every brace that makes no expression."""
    for block, match in case.matches(_STRAY):
        before = block.text[max(0, match.start() - 8) : match.end()]
        yield Fault(f"“{before}”里的 % 前面没有数", "删去 %，或补上数", case.place_in_block(block, match.start()))
    for block, match in case.matches(_BRACE):
        if any(span.start <= match.start() < span.end and not span.expression for span in block.spans):
            hint = "引用写成两层：{{ 路径 }}；不是引用的，删去花括号"
            yield Fault(f"多余的花括号“{match[0]}”", hint, case.place_in_block(block, match.start()))
    for block, match in case.matches(_DOUBLED):
        yield Fault(f"标点重复“{match[0]}”", "只留一个", case.place_in_block(block, match.start()))


RULE = Rule(
    code="TXT210",
    name="多余的百分号、标点或花括号",
    severity=Severity.REVIEW,
    what="孤立的 %、双句号、连着的逗号、不成引用的花括号。",
    why="这些是改稿留下的痕迹。",
    bad="采购计划的准确性得到保障%。。",
    good="采购计划的准确性得到保障。",
    cure="删去多余的符号。",
    find=find,
)
