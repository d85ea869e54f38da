"""A typed percentage of the prose that is cut off instead of rounded."""

from collections.abc import Iterator
from itertools import permutations

from perfgen.check.case import Case
from perfgen.check.passages import Passage
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.numbers import Figure, figures
from perfgen.check.rules.stated import truncated
from perfgen.express.rounding import rounded
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every typed percentage that no pair of figures of its sentence rounds to and that one pair truncates to."""
    for sentence in case.sentences:
        if "%" not in sentence.text and "％" not in sentence.text:
            continue
        found = figures(sentence)
        counts = [figure for figure in found if not figure.percent and figure.value > 0]
        for figure in found:
            if figure.percent and figure.places and sentence.typed(figure.start, figure.end):
                yield from _rate(case, sentence, figure, counts)


def _rate(case: Case, sentence: Passage, rate: Figure, counts: list[Figure]) -> Iterator[Fault]:
    pairs = [(a, b) for a, b in permutations(counts, 2) if a.family == b.family]
    computed = [(a.scaled / b.scaled * 100, a, b) for a, b in pairs]
    if any(rounded(value, rate.places) == rate.value for value, _, _ in computed):
        return
    for value, a, b in computed:
        if truncated(value, rate.value, rate.places):
            right = rounded(value, rate.places)
            exact = f"{a.spelled}÷{b.spelled} = {rounded(value, rate.places + 2)}%"
            message = f"{rate.spelled}% 是截断的：{exact}，四舍五入是 {right}%"
            hint = f"改成 {right}%，或写成 {{{{ 百分比(…, …) }}}} 由程序算"
            yield Fault(message, hint, case.place_in(sentence, rate.start))
            return


RULE = Rule(
    code="PCT203",
    name="百分数被截断",
    severity=Severity.LOGICAL,
    what="正文里手打的百分数，同一句里有一对数恰好截断成它、却没有一对数四舍五入得到它。",
    why="比率要四舍五入；公开报告里 74÷83 写成 89.15%（应为 89.16%）。",
    bad="调查83人，满意74人，满意度为89.15%。",
    good="调查83人，满意74人，满意度为{{ 百分比(事实.满意人数, 事实.调查人数) }}。",
    cure="改正百分数，或用“百分比”由程序算。",
    find=find,
)
