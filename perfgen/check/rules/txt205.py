"""A clause that stands twice."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.passages import Passage, clauses
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity
from perfgen.patterns import pattern

WITH_FIGURE = 15
WITHOUT_FIGURE = 20
_TITLES = pattern(r"《[^》]*》")
_DIGIT = Sought(r"[0-9]")


def find(case: Case) -> Iterator[Fault]:
    """Every clause of 15 characters or more with a figure, 20 without, that an earlier paragraph or sentence has."""
    seen: dict[str, Passage] = {}
    told: set[tuple[int, int]] = set()
    for clause in clauses(case.blocks, WITH_FIGURE):
        key = "".join(_TITLES.sub("", clause.text).split())
        least = WITH_FIGURE if _DIGIT.first(key) else WITHOUT_FIGURE
        if len(key) < least or any(span.word for span in clause.block.spans):
            continue
        first = seen.setdefault(key, clause)
        if first is clause or clause.block.level:
            continue
        pair = (id(first.block), id(clause.block))
        if pair in told:
            continue
        told.add(pair)
        line = case.place_in(first).line
        message = f"“{clause.text.strip()[:24]}{'…' if len(clause.text.strip()) > 24 else ''}”在第 {line} 行已经写过"
        yield Fault(message, "删去一处，或改写", case.place_in(clause))


RULE = Rule(
    code="TXT205",
    name="整句重复",
    severity=Severity.REVIEW,
    what="带数字的分句 15 字以上、不带数字的 20 字以上，出现两次。",
    why="多半是复制粘贴留下的。",
    bad="全镇油茶、金银花种植面积达到2600亩……全镇油茶、金银花种植面积达到2600亩",
    good="只写一次",
    cure="删去一处。",
    find=find,
)
