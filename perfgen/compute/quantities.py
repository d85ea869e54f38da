"""Figures written as text: ``近2.8亿元``, ``320宗``, ``99.68%`` as numbers with kind and unit."""

import re
from decimal import Decimal
from functools import lru_cache

from perfgen.express.values import Kind
from perfgen.frozen import frozen
from perfgen.patterns import pattern

_FOLDED = str.maketrans("０１２３４５６７８９．，％－−＋", "0123456789.,%--+")
_FIGURE = pattern(
    r"(?P<number>[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?)"
    r"(?P<more>[余多]?) ?(?P<scale>万亿|亿|万|千|百)?(?P<unit>%|‰|个百分点|[^\s0-9，。；、,;.]*)"
)
_SCALES = {"": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}
_SCALES |= {"亿": Decimal(10) ** 8, "万亿": Decimal(10) ** 12}


@frozen
class Quantity:
    """A number of a text: amounts in 万元, ratios as plain ratios, counts in their unit."""

    value: Decimal
    kind: Kind
    unit: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def parse_quantity(text: str, start: int = 0) -> Quantity | None:
    """The first figure of ``text`` from ``start``, or None where there is none."""
    match = _FIGURE.search(text.translate(_FOLDED), start)
    return _quantity(match) if match else None


@lru_cache(maxsize=4096)
def whole_quantity(text: str) -> Quantity | None:
    """The figure that ``text`` is as a whole, words of approximation before it allowed (近, 约, 超, 逾, 共)."""
    folded = text.strip().translate(_FOLDED)
    bare = re.sub(r"^(?:大约|约|近|超过|超|逾|共计|共|累计|达到|达)", "", folded)
    match = _FIGURE.fullmatch(bare.strip())
    return _quantity(match) if match else None


def published_figure(raw: object, kind: Kind, *, yuan: bool) -> Decimal | None:
    """A 核对数 as the Decimal to compare a figure of ``kind`` with: 万元, plain ratio, points; None for a text.

    A bare number is in the money unit of the data (``yuan``: 元); one with a unit speaks for itself.
    """
    if isinstance(raw, str):
        quantity = whole_quantity(raw)
        if quantity is None or quantity.unit or kind is not Kind.AMOUNT:
            return quantity.value if quantity else None
        raw = quantity.value
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    return Decimal(raw).scaleb(-4) if yuan and kind is Kind.AMOUNT else Decimal(raw)


def _quantity(match: re.Match[str]) -> Quantity:
    value = Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"] or ""]
    unit = match["unit"]
    start, end = match.span()
    if unit == "%":
        return Quantity(value / 100, Kind.RATIO, "%", start, end)
    if unit == "‰":
        return Quantity(value / 1000, Kind.RATIO, "‰", start, end)
    if unit == "元":
        return Quantity(value / 10000, Kind.AMOUNT, "元", start, end)
    return Quantity(value, Kind.COUNT, unit, start, end)
