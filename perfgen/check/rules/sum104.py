"""A typed 合计 that differs from the sum of the parts beside it."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.accounts import cuts, parts, trees, walk
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity
from perfgen.vocabulary import TOTAL


def find(case: Case) -> Iterator[Fault]:
    """Every node with parts whose typed 合计 is another number."""
    for tree in trees(case.figures):
        for path, raw in walk(case.report.raw(tree), tree):
            if not isinstance(raw, dict) or TOTAL not in raw or not (parts(raw) or cuts(raw)):
                continue
            computed, typed = case.number(*path), case.number(*path, TOTAL)
            if computed is None or typed is None:
                continue
            if abs(computed - typed) > tolerance(case.report, case.figures.terms(path)):
                message = f"“{case.show(path)}”的合计填了 {case.amount(typed)}，各分项之和是 {case.amount(computed)}"
                yield Fault(message, "合计由程序算，删去这一行；或找出打错的分项", case.place((*path, TOTAL)))


RULE = Rule(
    code="SUM104",
    name="填的合计与分项之和不符",
    severity=Severity.LOGICAL,
    what="有分项的地方又填了“合计”时，两者是否一致。",
    why="合计由程序算，多填的一个只会出错。",
    bad='"收入" = { "财政拨款" = 100, "其他收入" = 20, "合计" = 130 }',
    good='"收入" = { "财政拨款" = 100, "其他收入" = 20 }',
    cure="删去合计，或改正分项。",
    find=find,
)
