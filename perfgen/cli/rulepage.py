"""The page of a rule, as lines of text."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from perfgen.check import RULES
from perfgen.check.page import Page
from perfgen.check.reading import PAGES
from perfgen.check.rule import FAMILIES, Rule
from perfgen.cli.columns import cell_len
from perfgen.cli.helptext import wrapped

_WIDTH = 76


AnyPage = Rule | Page


def pages() -> list[AnyPage]:
    """The pages of all codes, by family and number."""
    families = list(FAMILIES)
    return sorted((*PAGES, *RULES), key=lambda page: (families.index(page.code[:3]), page.code))


def index(rules: Sequence[AnyPage]) -> Iterator[str]:
    """All codes with their names, by family."""
    widest = max((cell_len(rule.name) for rule in rules), default=0)
    for family, group in groupby(rules, key=lambda rule: rule.code[:3]):
        yield f"{family}  {FAMILIES.get(family, '')}"
        for rule in group:
            yield f"  {rule.code}  {rule.name}{' ' * (widest - cell_len(rule.name))}  {rule.severity}"
        yield ""
    yield "看一条：perfgen rules 编号。逻辑性问题必须改，核实性问题改正或写核实说明。"


def page(rule: AnyPage) -> Iterator[str]:
    """What it checks, why, a wrong and a right example, and the cure."""
    yield f"{rule.code}  {rule.name}（{rule.severity}）"
    for heading, text, quoted in (
        ("检查什么", rule.what, False),
        ("为什么", rule.why, False),
        ("反例", rule.bad, True),
        ("正例", rule.good, True),
        ("怎样改", rule.cure, False),
    ):
        yield ""
        yield heading
        for line in text.splitlines():
            yield from (f"  {piece}" for piece in ([line] if quoted else wrapped(line, _WIDTH)))
