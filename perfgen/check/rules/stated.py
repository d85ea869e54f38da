"""Comparing published figures (核对数, or typed where they are also computed) with the computed ones."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from perfgen.check.case import Case
from perfgen.compute.quantities import published_figure
from perfgen.compute.tolerance import tolerance
from perfgen.express.rounding import rounded
from perfgen.express.values import Kind, Number
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


@frozen
class Stated:
    """A published figure beside the computed one (万元, plain ratio or points), and the path of the published one."""

    path: KeyPath
    published: Decimal
    spelled: str
    computed: Number
    own: KeyPath


def stated_figures(case: Case, *kinds: Kind) -> Iterator[Stated]:
    """Every 核对数 whose computed value is a number of one of ``kinds``."""
    for path, raw, own in case.stated():
        computed = case.value(*path) if _exists(case, path) else None
        if not isinstance(computed, Number) or computed.kind not in kinds:
            continue
        published = _published(case, raw, computed.kind)
        if published is not None:
            yield Stated(path, published, str(raw), computed, own)


def _exists(case: Case, path: KeyPath) -> bool:
    try:
        case.report.indexed(path)
    except KeyError:
        return False
    return True


def _published(case: Case, raw: object, kind: Kind) -> Decimal | None:
    return published_figure(raw, kind, yuan=case.report.tree.get("金额单位") == "元")


def agrees(case: Case, path: KeyPath, published: Decimal, computed: Decimal) -> bool:
    """Whether two amounts agree within 尾差."""
    return abs(published - computed) <= tolerance(case.report, case.figures.terms(path))


def places_of(spelled: str) -> int:
    """How many decimals a figure is written with (without its percent sign)."""
    digits = spelled.strip().rstrip("%％").split(".")
    return len(digits[1]) if len(digits) == 2 else 0


def truncated(computed: Decimal, published: Decimal, places: int) -> bool:
    """Whether ``published`` is ``computed`` cut off at ``places`` decimals instead of rounded."""
    cut = computed.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return cut == published != rounded(computed, places)
