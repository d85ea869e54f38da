"""“三公”经费 whose total is not the sum of its items."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.express.punctuation import fold_key
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.vocabulary import TOTAL

COLUMNS = ("预算数", "决算数")
HEADS: tuple[KeyPath, ...] = (("三公经费",), ("上年", "三公经费"))
_WHOLE = ("公务用车购置及运行维护费", "公务用车购置和运行维护费", "公务用车购置及运行费", "公务用车购置及运行")
_PARTS = ("公务用车购置费", "公务用车购置", "公务用车运行维护费", "公务用车运行费", "公务用车运行")


def items(case: Case, head: KeyPath) -> tuple[str, ...]:
    """The names of the “三公” items below ``head``, the total left out."""
    raw = case.report.raw(head) if case.report.has(head) else {}
    return tuple(name for name in raw if name != TOTAL) if isinstance(raw, dict) else ()


def find(case: Case) -> Iterator[Fault]:
    """A typed 合计 that the items contradict, and a part listed beside the item that holds it."""
    for head in HEADS:
        for column in COLUMNS:
            yield from _total(case, head, column)
        yield from _twice(case, head)


def _total(case: Case, head: KeyPath, column: str) -> Iterator[Fault]:
    names = [name for name in items(case, head) if case.report.has((*head, name, column))]
    typed = case.typed_number(*head, TOTAL, column)
    values = [case.number(*head, name, column) for name in names]
    known = [value for value in values if value is not None]
    if typed is None or not names or len(known) < len(values):
        return
    total = sum(known, Decimal(0))
    if abs(total - typed) > tolerance(case.report, len(known)):
        message = f"“三公”经费{column}合计填了 {case.amount(typed)}，各项之和是 {case.amount(total)}"
        hint = "漏列的一项补上，没有公布的写“未公布”；合计由程序算，可以不填"
        yield Fault(message, hint, case.place((*head, TOTAL, column)))


def _twice(case: Case, head: KeyPath) -> Iterator[Fault]:
    folded = {fold_key(name): name for name in items(case, head)}
    whole = next((folded[fold_key(name)] for name in _WHOLE if fold_key(name) in folded), None)
    for name in _PARTS if whole else ():
        if fold_key(name) in folded:
            part = folded[fold_key(name)]
            message = f"“{whole}”已经包括“{part}”，两项并列会重复相加"
            yield Fault(message, f"“{whole}”和它下面的分项只列一种", case.place((*head, part)))


RULE = Rule(
    code="SUM301",
    name="“三公”经费合计与各项不符",
    severity=Severity.LOGICAL,
    what="“三公”经费填的合计是否等于各项之和；同一笔有没有在大项和小项里各列一次。",
    why="“三公”经费是公开时看得最细的数，合计和各项必须对上。",
    bad=(
        '["三公经费"."公务接待费"]\n'
        '"决算数" = 5.72\n'
        '["三公经费"."公务用车运行维护费"]\n'
        '"决算数" = 3.05\n'
        '["三公经费"."合计"]\n'
        '"决算数" = 8.87'
    ),
    good=(
        '["三公经费"."公务接待费"]\n'
        '"决算数" = 5.72\n'
        '["三公经费"."公务用车运行维护费"]\n'
        '"决算数" = 3.05   # 合计 8.77 由程序算'
    ),
    cure="核对各项；只公布合计的，只填合计。",
    find=find,
)
