"""Typed numbers and the three words."""

from decimal import Decimal
from operator import add, mul, sub, truediv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.express.values import WORDS, Absent, Amount, Kind, Number, Style, decimal_of

_decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
_numbers = st.builds(Number, _decimals, st.sampled_from(Kind))


@given(_numbers, _numbers)
def test_arithmetic_is_that_of_decimals(a: Number, b: Number) -> None:
    assert (a + b).value == a.value + b.value
    assert (a - b).value == a.value - b.value
    assert (a * b).value == a.value * b.value
    quotient = a / b
    assert quotient == "不适用" if b.value == 0 else quotient.value == a.value / b.value


@given(_numbers, st.sampled_from(WORDS), st.sampled_from([add, sub, mul, truediv]))
def test_words_take_up_numbers_on_either_side(number: Number, word: str, operation: object) -> None:
    assert callable(operation)
    assert operation(number, Absent(word)) == word
    assert operation(Absent(word), number) == word
    assert -Absent(word) == word


@pytest.mark.parametrize("word", WORDS)
def test_words_are_empty_and_beyond_comparison(word: str) -> None:
    absent = Absent(word, "全年支出")
    assert bool(absent) is (word == "待填")  # a draft shows what stands inside {% if %}
    assert list(absent) == []
    assert not absent < 1
    assert (absent >= 1) is (word == "待填")
    assert not Number(Decimal(1)) < absent
    assert absent["任何"]["下级"] == word
    assert str(absent) == ("〔待填：全年支出〕" if word == "待填" else "—")


@pytest.mark.parametrize(
    ("a", "operation", "b", "kind"),
    [
        (Kind.AMOUNT, add, Kind.AMOUNT, Kind.AMOUNT),
        (Kind.PLAIN, sub, Kind.RATIO, Kind.RATIO),
        (Kind.AMOUNT, truediv, Kind.AMOUNT, Kind.RATIO),
        (Kind.COUNT, truediv, Kind.COUNT, Kind.RATIO),
        (Kind.AMOUNT, truediv, Kind.COUNT, Kind.AMOUNT),
        (Kind.AMOUNT, truediv, Kind.PLAIN, Kind.AMOUNT),
        (Kind.RATIO, mul, Kind.SCORE, Kind.SCORE),
        (Kind.SCORE, mul, Kind.RATIO, Kind.SCORE),
        (Kind.COUNT, mul, Kind.AMOUNT, Kind.AMOUNT),
        (Kind.AMOUNT, mul, Kind.COUNT, Kind.AMOUNT),
        (Kind.RATIO, mul, Kind.PLAIN, Kind.RATIO),
        (Kind.YEAR, sub, Kind.PLAIN, Kind.YEAR),
    ],
)
def test_kinds(a: Kind, operation: object, b: Kind, kind: Kind) -> None:
    assert callable(operation)
    assert operation(Number(Decimal(6), a), Number(Decimal(3), b)).kind is kind


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (Number(Decimal("0.89305"), Kind.RATIO), "89.31%"),
        (Number(Decimal("2024"), Kind.YEAR, Style(thousands=True)), "2024"),
        (Number(Decimal("4898.860"), Kind.AMOUNT, Style(thousands=True)), "4,898.86"),
        (Number(Decimal("3286.60"), Kind.AMOUNT), "3286.6"),
        (Number(Decimal("3286.60"), Kind.AMOUNT, Style(strip_zeros=False)), "3286.60"),
        (Number(Decimal("0.32866"), Kind.AMOUNT, Style(money_unit="元")), "3286.6"),
        (Number(Decimal("19.655"), Kind.SCORE, Style(score_places=1)), "19.7"),
        (Number(Decimal("1200"), Kind.COUNT, unit="亩"), "1200亩"),
        (Number(Decimal(1) / 3), "0.333333"),
        (Number(Decimal("1E+3")), "1000"),
        (Number(Decimal("12.5"), Kind.RATIO, text="12.50%"), "12.50%"),
        (Number(Decimal("0.5"), Kind.RATIO, places=3), "50.000%"),
        (Amount(Decimal("1404.18"), Kind.AMOUNT, name="基本支出"), "1404.18"),
    ],
)
def test_printing(number: Number, printed: str) -> None:
    assert str(number) == printed


@given(_numbers)
def test_everything_prints_and_equals_its_decimal(number: Number) -> None:
    assert str(number)
    assert number == number.value
    assert hash(number) == hash(number.value)
    assert decimal_of(number) == number.value


def test_what_is_no_number() -> None:
    assert decimal_of(True) is None
    assert decimal_of("1") is None
    with pytest.raises(TypeError):
        Number(Decimal(1)) + "1"
