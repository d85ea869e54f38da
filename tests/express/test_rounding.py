"""The one rounding policy."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.express.rounding import digits, rounded


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        ("89.305", 2, "89.31"),
        ("89.315", 2, "89.32"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.125", 2, "0.13"),
        ("1e20", 2, "1e20"),
    ],
)
def test_halves_go_up(value: str, places: int, result: str) -> None:
    assert rounded(Decimal(value), places) == Decimal(result)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.integers(0, 6))
def test_never_further_than_half_a_step(value: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    result = rounded(value, places)
    assert abs(result - value) * 2 <= step
    assert result == value.quantize(step, ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "places", "strip", "thousands", "text"),
    [
        ("871.44", 2, True, False, "871.44"),
        ("3286.60", 2, True, False, "3286.6"),
        ("419.00", 2, True, False, "419"),
        ("419.00", 2, False, False, "419.00"),
        ("4898.86", 2, True, True, "4,898.86"),
        ("1234567", 0, True, True, "1,234,567"),
        ("-0.001", 2, True, False, "0"),
        ("-0.001", 2, False, False, "0.00"),
        ("100", 0, True, False, "100"),
        ("-1.005", 2, True, False, "-1.01"),
    ],
)
def test_digits(value: str, places: int, strip: bool, thousands: bool, text: str) -> None:
    assert digits(Decimal(value), places, strip_zeros=strip, thousands=thousands) == text
