"""Chinese numerals: the rules of zeros, 万 and 亿, 大写金额; cn2an as oracle."""

import random
from decimal import Decimal
from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.express.numerals import in_words, integer_words, money_words, year_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (5, "五"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (10000, "一万"),
        (10001, "一万零一"),
        (10010, "一万零一十"),
        (10100, "一万零一百"),
        (11000, "一万一千"),
        (100000, "十万"),
        (100001, "十万零一"),
        (101000, "十万一千"),
        (1000000, "一百万"),
        (1001000, "一百万一千"),
        (10000000, "一千万"),
        (10010000, "一千零一万"),
        (100000000, "一亿"),
        (100000001, "一亿零一"),
        (100010000, "一亿零一万"),
        (101000000, "一亿零一百万"),
        (1000000000, "十亿"),
        (100000000000, "一千亿"),
        (1000000000000, "一万亿"),
        (1000100000000, "一万零一亿"),
        (-3, "负三"),
    ],
)
def test_cardinals(number: int, words: str) -> None:
    assert integer_words(number) == words
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("4286.67", "肆仟贰佰捌拾陆元陆角柒分"),
        ("10000", "壹万元整"),
        ("0.5", "伍角整"),
        ("100000001", "壹亿零壹元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("1.05", "壹元零伍分"),
        ("1.50", "壹元伍角整"),
        ("1.005", "壹元零壹分"),
        ("1.004", "壹元整"),
        ("0.995", "壹元整"),
        ("-3", "负叁元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("-0.001", "零元整"),
    ],
)
def test_money(yuan: str, words: str) -> None:
    assert money_words(Decimal(yuan)).removesuffix("整") == words.removesuffix("整")
    assert in_words(Decimal(yuan), "currency") == money_words(Decimal(yuan))


def test_half_a_yuan_as_domain_says() -> None:
    assert money_words(Decimal("0.5")) == "伍角"


def test_others() -> None:
    assert year_words(2024) == "二〇二四"
    assert in_words(3, "ordinal") == "第三"
    assert in_words(Decimal("3.14")) == "三点一四"
    assert in_words(Decimal("-0.5")) == "负零点五"
    assert in_words(2021, "year") == "二〇二一"
    with pytest.raises(ValueError, match="1000"):
        integer_words(10**20)


def _values() -> list[int]:
    """Thousands of numbers, among them many with zeros at every place."""
    random.seed(20250108)
    plain = [random.randrange(10 ** random.randint(1, 15)) for _ in range(3000)]
    holed = [int("".join(random.choice("0001239") for _ in range(random.randint(1, 15)))) for _ in range(3000)]
    return [*range(1200), *plain, *holed]


def test_like_cn2an_there_and_back() -> None:
    """cn2an reads every numeral back, and writes the same but where its own writing has a known fault.

    cn2an 0.5 drops the 零 of an empty group of four before a full lower one: 2200003209 is its 二十二亿三千二百零九.
    """
    compared = 0
    for number in _values():
        ours = integer_words(number)
        assert cn2an.cn2an(ours, "strict") == number, (number, ours)
        theirs = cn2an.an2cn(str(number), "low")
        if theirs.startswith("一十"):
            theirs = theirs[1:]
        if not _empty_group_before_a_full_one(number):
            assert ours == theirs, number
            compared += 1
    assert compared > 6000


def _empty_group_before_a_full_one(number: int) -> bool:
    groups = [number // 10**place % 10**4 for place in range(0, 16, 4) if number >= 10**place]
    return any(group == 0 and below >= 1000 for below, group in pairwise(groups))


def test_capital_like_cn2an() -> None:
    for number in _values():
        ours = integer_words(number, capital=True)
        assert cn2an.cn2an(ours, "strict") == number, (number, ours)


@given(st.integers(0, 10**16 - 1))
def test_zeros_are_said_once_and_never_last(number: int) -> None:
    words = integer_words(number)
    assert "零零" not in words
    assert number == 0 or not words.endswith("零")
    assert not any(f"零{unit}" in words for unit in "十百千万亿")


@given(st.decimals(min_value=0, max_value=10**11, places=4))
def test_money_rounds_at_fen(yuan: Decimal) -> None:
    fen = int(yuan.scaleb(2).to_integral_value("ROUND_HALF_UP"))
    words = money_words(yuan)
    assert words == money_words(Decimal(fen).scaleb(-2))
    assert words.endswith("分") == bool(fen % 10)
