"""Numbers as an explanation shows them: exact where they end soon, cut off with … where they do not."""

from dataclasses import replace
from decimal import Decimal

from perfgen.express.numerals import in_words
from perfgen.express.rounding import rounded
from perfgen.express.values import Kind, Number, Style

_MOST = 8
_SHOWN = 4


def exact(value: Decimal, kind: Kind, style: Style) -> str:
    """``value`` with all its decimals, in the unit that the pack prints."""
    shown = value
    if kind is Kind.AMOUNT and style.money_unit == "元":
        shown = value * 10000
    if kind is Kind.RATIO:
        shown = value * 100
    text = f"{shown:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text.partition(".")[2]) > _MOST:
        places = max(_SHOWN, _places(kind, style) + 2)
        text = f"{rounded(shown, places):f}…"
    text = text.replace("-", "−")
    return text + ("%" if kind is Kind.RATIO else "")


def exact_number(number: Number) -> str:
    """``number`` with all its decimals."""
    return exact(number.value, number.kind, number.style)


def rounding(number: Number) -> str:
    """“四舍五入到一位” where ``number`` is printed with fewer decimals than it has; empty where it is not."""
    if number.text is not None or number.kind is Kind.YEAR:
        return ""
    places = _places(number.kind, number.style) if number.places is None else number.places
    factor = {Kind.RATIO: 100, Kind.AMOUNT: 10000 if number.style.money_unit == "元" else 1}.get(number.kind, 1)
    shown = number.value * factor
    if rounded(shown, places) == shown:
        return ""
    return rounded_to(places)


def rounded_to(places: int) -> str:
    """“四舍五入到一位”."""
    return "四舍五入到整数" if places == 0 else f"四舍五入到{'两' if places == 2 else in_words(places)}位"


def _places(kind: Kind, style: Style) -> int:
    places = {Kind.AMOUNT: style.money_places, Kind.RATIO: style.ratio_places, Kind.SCORE: style.score_places}
    return places.get(kind, 6)


def plain(number: Number) -> Number:
    """``number`` without the spelling that it was typed in."""
    return replace(number, text=None)
