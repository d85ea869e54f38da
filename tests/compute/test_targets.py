"""指标值 in every form, completion, and the two method sets."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.compute.quantities import parse_quantity, published_figure, whole_quantity
from perfgen.compute.targets import (
    Direction,
    completion,
    parse_actual,
    parse_target,
    reached,
    share_of_weight,
)
from perfgen.contract import Scoring
from perfgen.express.values import Kind

COMMON = Scoring(positive="按比例", negative="递减", equal="同正向")
HUBEI = Scoring(positive="按比例", negative="反比", negative_at_zero="满分", equal="相等满分")


@pytest.mark.parametrize(
    ("text", "direction", "value"),
    [
        ("≥90%", "正向", "0.9"),
        ("≧90%", "正向", "0.9"),
        (">=90%", "正向", "0.9"),
        ("≥ 90 %", "正向", "0.9"),
        ("90%或以上", "正向", "0.9"),
        ("90%及以上", "正向", "0.9"),
        ("90%以上", "正向", "0.9"),
        ("90%（含）以上", "正向", "0.9"),
        ("90%以上（含）", "正向", "0.9"),
        ("不少于8场", "正向", "8"),
        ("不低于95分", "正向", "95"),
        ("不得低于90%", "正向", "0.9"),
        ("不能少于3次", "正向", "3"),
        ("至少2次", "正向", "2"),
        ("达到90%以上", "正向", "0.9"),
        ("大于等于5", "正向", "5"),
        ("3000亩", "正向", "3000"),
        ("100%", "正向", "1"),
        ("1,200人次", "正向", "1200"),
        ("1.2万人次", "正向", "12000"),
        ("≤10%", "反向", "0.1"),
        ("≦10%", "反向", "0.1"),
        ("不超过5起", "反向", "5"),
        ("不得超过5起", "反向", "5"),
        ("不高于100万元", "反向", "100"),
        ("低于3%", "反向", "0.03"),
        ("少于3次", "反向", "3"),
        ("控制在10%以内", "反向", "0.1"),
        ("2天以内", "反向", "2"),
        ("2小时之内", "反向", "2"),
        ("10%以下", "反向", "0.1"),
        ("10%（含）以下", "反向", "0.1"),
        ("0起以下", "反向", "0"),
        ("=100%", "等于", "1"),
        ("＝100%", "等于", "1"),
        ("等于12次", "等于", "12"),
        ("9月前", "期限", "9"),
        ("2024年12月底前", "期限", None),
        ("6月30日前完成", "期限", None),
        ("符合上级有关规定", "定性", None),
        ("明显提升", "定性", None),
        ("1-2次", "定性", None),
    ],
)
def test_forms_of_domain(text: str, direction: str, value: str | None) -> None:
    target = parse_target(text)
    assert target.direction == Direction(direction)
    if value is not None:
        assert target.quantity is not None
        assert target.quantity.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit"),
    [
        ("近2.8亿元", "28000", Kind.AMOUNT, "元"),
        ("117.8亿元", "1178000", Kind.AMOUNT, "元"),
        ("12.5万元", "12.5", Kind.AMOUNT, "元"),
        ("800元", "0.08", Kind.AMOUNT, "元"),
        ("320宗", "320", Kind.COUNT, "宗"),
        ("28个村", "28", Kind.COUNT, "个村"),
        ("99.68%", "0.9968", Kind.RATIO, "%"),
        ("99.68％", "0.9968", Kind.RATIO, "%"),
        ("3‰", "0.003", Kind.RATIO, "‰"),
        ("-2.5%", "-0.025", Kind.RATIO, "%"),
        ("1.2万亿元", "120000000", Kind.AMOUNT, "元"),
        ("3千公斤", "3000", Kind.COUNT, "公斤"),
        ("约1，200户", "1200", Kind.COUNT, "户"),
        ("300余人", "300", Kind.COUNT, "人"),
    ],
)
def test_figures_with_unit(text: str, value: str, kind: Kind, unit: str) -> None:
    quantity = whole_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.kind, quantity.unit) == (Decimal(value), kind, unit)


@pytest.mark.parametrize("text", ["", "甲", "2021—2022", "第3次", "3/4", "1.2.3", "nan", "1e5"])
def test_what_is_no_figure(text: str) -> None:
    assert whole_quantity(text) is None


@given(st.text(max_size=30))
def test_any_text_is_a_target(text: str) -> None:
    target = parse_target(text)
    completion(target, parse_actual(text))
    parse_quantity(text)


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        ("≥90%", "92%", "1.0222"),
        ("10次", "11次", "1.1"),
        ("≥90%", "45%", "0.5"),
        ("≤10%", "10%", "1"),
        ("≤10%", "8%", "1"),
        ("≤10%", "20%", "0.5"),
        ("≤0起", "0起", "1"),
        ("≤0起", "2起", "0"),
        ("=0", "0", "1"),
        ("=0", "1", "0"),
        ("≥90%", "完成率=95%", "1.0556"),
        ("≥90%", "-5%", "0"),
        ("9月前", "8月", "1"),
        ("9月前", "9月", None),
        ("≥90%", "90次", None),
        ("符合规定", "符合", None),
        ("≥100万元", "120", None),
        ("≥100万元", "1500000元", "1.5"),
    ],
)
def test_completion(target: str, actual: str, rate: str | None) -> None:
    found = completion(parse_target(target), parse_actual(actual))
    assert (None if found is None else found.quantize(Decimal("0.0001"))) == (None if rate is None else Decimal(rate))


@pytest.mark.parametrize(
    ("scoring", "target", "actual", "share"),
    [
        (COMMON, "≤10%", "15%", "0.5"),
        (COMMON, "≤10%", "20%", "0"),
        (COMMON, "≤10%", "30%", "0"),
        (COMMON, "≤10%", "0%", "1"),
        (HUBEI, "≤10%", "15%", "0.6667"),
        (HUBEI, "≤10%", "40%", "0.25"),
        (HUBEI, "≤10%", "0%", "1"),
        (COMMON, "=4次", "2次", "0.5"),
        (COMMON, "=4次", "5次", "1"),
        (HUBEI, "=4次", "5次", "0"),
        (HUBEI, "=4次", "4次", "1"),
        (COMMON, "≥90%", "120%", "1"),
        (Scoring(), "≥90%", "92%", None),
        (Scoring(), "≤90%", "92%", None),
        (COMMON, "符合规定", "符合", None),
    ],
)
def test_shares(scoring: Scoring, target: str, actual: str, share: str | None) -> None:
    found = share_of_weight(parse_target(target), parse_actual(actual), scoring)
    assert (None if found is None else found.quantize(Decimal("0.0001"))) == (None if share is None else Decimal(share))


_amounts = st.decimals(min_value=0, max_value=10000, places=2)


@given(st.sampled_from([COMMON, HUBEI]), st.sampled_from(["≥", "≤"]), _amounts, _amounts, _amounts)
def test_better_never_scores_less(scoring: Scoring, sign: str, wanted: Decimal, one: Decimal, other: Decimal) -> None:
    target = parse_target(f"{sign}{wanted}次")
    worse, better = sorted((one, other), reverse=sign == "≤")
    shares = [share_of_weight(target, parse_actual(f"{actual}次"), scoring) for actual in (worse, better)]
    assert all(share is not None and 0 <= share <= 1 for share in shares)
    assert shares[0] is not None
    assert shares[1] is not None
    assert shares[0] <= shares[1]
    if sign == "≥":
        assert (shares[0] == 1) == bool(reached(target, parse_actual(f"{worse}次")))


def test_published_figures() -> None:
    assert published_figure(Decimal("12.5"), Kind.AMOUNT, yuan=False) == Decimal("12.5")
    assert published_figure(125000, Kind.AMOUNT, yuan=True) == Decimal("12.5")
    assert published_figure("12.5万元", Kind.AMOUNT, yuan=True) == Decimal("12.5")
    assert published_figure("125000", Kind.AMOUNT, yuan=True) == Decimal("12.5")
    assert published_figure("98.3%", Kind.RATIO, yuan=True) == Decimal("0.983")
    assert published_figure("优", Kind.SCORE, yuan=False) is None
    assert published_figure(True, Kind.SCORE, yuan=False) is None
