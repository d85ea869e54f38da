"""A published total score that is not the sum of the parts."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.stated import stated_figures
from perfgen.compute.scores import computed_total
from perfgen.express.values import Kind, decimal_of
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """总分 typed or published against Σ 分项, and within 0 … 满分."""
    typed = case.typed_number("自评", "总分")
    if typed is not None:
        yield from _compare(case, typed, ("自评", "总分"))
    for figure in stated_figures(case, Kind.SCORE):
        if figure.path == ("自评", "总分"):
            yield from _compare(case, figure.published, figure.own)


def _compare(case: Case, published: Decimal, own: KeyPath) -> Iterator[Fault]:
    full = case.contract.scoring.full
    computed = decimal_of(computed_total(case.figures))
    if computed is not None and computed != published:
        message = f"总分公布 {case.exact(published)}，各分项之和是 {case.exact(computed)}"
        yield Fault(message, "核对各分项；总分由程序算，不用填", case.place(own))
    elif not 0 <= published <= full:
        yield Fault(f"总分 {case.exact(published)} 不在 0 到 {case.exact(full)} 之间", "核对总分", case.place(own))


RULE = Rule(
    code="SCO105",
    name="总分与分项之和不符",
    severity=Severity.LOGICAL,
    what="填写或公布的总分等于各分项得分之和，并在 0 到满分之间。",
    why="总分是结论的根据。",
    bad='"总分" = 99.7   # 19.7 + 40 + 19 + 20 = 98.7',
    good="总分不填，由程序算",
    cure="核对各分项得分。",
    find=find,
)
