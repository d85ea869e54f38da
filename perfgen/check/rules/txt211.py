"""Thousands separators and decimals that are mixed in one report."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity

_AMOUNT = Sought(
    r"(?P<number>[0-9](?<![0-9.,].)(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*))(?P<decimals>\.[0-9]+)?(?=万元|元)",
    "元",
)


def find(case: Case) -> Iterator[Fault]:
    """Every typed amount of the prose that is written otherwise than the county's 格式 says."""
    form = case.contract.format
    for block, match in case.matches(_AMOUNT):
        marked, large = "," in match["number"], len(match["number"].replace(",", "")) > 3
        finer = len(match["decimals"] or "") - 1 > form.money_places
        span = next((s for s in block.spans if s.start <= match.start() < s.end), None)
        if span is not None and span.expression and not span.expression.startswith("事实"):
            continue
        if large and marked != form.thousands:
            wanted = "带千分位（4,898.86）" if form.thousands else "不带千分位（4898.86）"
            message, hint = f"“{match[0]}”的写法与全文不一致", f"本县的金额{wanted}，全文统一"
        elif finer:
            message = f"“{match[0]}”有 {len(match['decimals']) - 1} 位小数，全文的金额是 {form.money_places} 位"
            hint = "小数位全文统一"
        else:
            continue
        yield Fault(message, hint, case.place_in_block(block, match.start()))


RULE = Rule(
    code="TXT211",
    name="千分位、小数位混用",
    severity=Severity.REVIEW,
    what="正文里手打的金额（元、万元），千分位和小数位与本县格式是否一致。",
    why="同一报告里 3,276.58 与 1408.6215 混用，读起来乱。",
    bad="总支出3,276.58万元，税收收入1408.6215万元。",
    good="总支出4,898.86万元，一般公共预算收入1,712.38万元。",
    cure="改成一种写法；金额写成表达式就由程序统一。",
    find=find,
)
