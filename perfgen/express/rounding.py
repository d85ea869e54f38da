"""The one rounding policy: half up, as 财预 practice and the published reports round (0.89305 → 89.31 %)."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

_WIDE = Context(prec=120, rounding=ROUND_HALF_UP)

LARGEST = Decimal(10) ** 40
"""Beyond it nothing is a figure of a report; expressions refuse it, so that everything computed can be printed."""


def rounded(value: Decimal, places: int) -> Decimal:
    """``value`` with ``places`` decimals, halves away from zero."""
    return value.quantize(_unit(places), context=_WIDE)


@lru_cache(maxsize=128)
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def digits(value: Decimal, places: int, *, strip_zeros: bool, thousands: bool = False) -> str:
    """``value`` rounded and spelled in digits, with trailing zeros kept or stripped and thousands marked on demand."""
    shown = rounded(value, places)
    text = f"{abs(shown) if shown == 0 else shown:{',' if thousands else ''}f}"
    if strip_zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text
