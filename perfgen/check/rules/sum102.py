"""Cuts of one sum that disagree."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.accounts import cuts, parts, trees, walk
from perfgen.compute.tolerance import tolerance
from perfgen.express.values import decimal_of
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Every node whose parts and cuts have different totals."""
    for tree in trees(case.figures):
        for path, raw in walk(case.report.raw(tree), tree):
            if isinstance(raw, dict) and cuts(raw):
                yield from _node(case, path, raw)


def _node(case: Case, path: KeyPath, raw: dict[str, object]) -> Iterator[Fault]:
    totals = {name: case.number(*path, name) for name in cuts(raw)}
    first, base = ("各分项", decimal_of(case.value(*path))) if parts(raw) else next(iter(totals.items()))
    for name, total in totals.items():
        if total is None or base is None or name == first:
            continue
        terms = sum(case.figures.terms(each) for each in (path, *((*path, cut) for cut in cuts(raw))))
        if abs(total - base) > tolerance(case.report, terms):
            sums = f"“{name}”合计 {case.amount(total)}，“{first}”合计 {case.amount(base)}"
            message = f"“{case.show(path)}”的{sums}，相差 {case.exact(abs(total - base))}"
            yield Fault(message, "同一笔支出在各种分法里都要有；找出只在一边的那一笔", case.place((*path, name)))


RULE = Rule(
    code="SUM102",
    name="各种分法合计不同",
    severity=Severity.LOGICAL,
    what="同一合计的几种分法（按支出性质、按经济分类、按资金来源……）合计是否相同。",
    why="它们是同一笔钱的不同看法，不会有两个合计。",
    bad='"按支出性质" = { "基本支出" = 1404.18, "项目支出" = 2808.44 }\n"按资金来源" = { "财政拨款" = 4000 }',
    good='"按资金来源" = { "财政拨款" = 4000, "其他资金" = 212.62 }',
    cure="补上漏列的一笔，或改正打错的数。",
    find=find,
)
