"""Indicators: what 指标值 asks for, what was reached, completion rate and score.

Forms of 指标值 and the two method sets are those of the finance performance system and of the Hubei county form.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from perfgen.compute.quantities import Quantity, parse_quantity, whole_quantity
from perfgen.contract import Scoring
from perfgen.express.values import Kind
from perfgen.frozen import frozen
from perfgen.patterns import pattern

ONE = Decimal(1)


class Direction(StrEnum):
    """Which way an indicator is good."""

    POSITIVE = "正向"
    NEGATIVE = "反向"
    EQUAL = "等于"
    DEADLINE = "期限"
    QUALITATIVE = "定性"


@frozen
class Target:
    """A parsed 指标值: direction, and the quantity to reach (None where qualitative)."""

    direction: Direction
    quantity: Quantity | None
    text: str


_NOT = "不(?:得|能|应|可)?"
_AT_LEAST = rf"≥|≧|>=|＞=|{_NOT}(?:少于|低于|小于)|大于等于|大于或等于|至少|最少|最低|达到|＞|>|高于|多于|大于|超过"
_AT_MOST = rf"≤|≦|<=|＜=|{_NOT}(?:超过|高于|多于|大于|超)|小于等于|小于或等于|至多|最多|最高|控制在|＜|<|低于|少于|小于"
_BEFORE = pattern(rf"(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST})|(?P<equal>=|＝|等于)")
_INCLUDED = r"(?:[（(]含[）)])?"
_LEAST_BEHIND = pattern(rf"{_INCLUDED}[或及]?以上{_INCLUDED}$")
_MOST_BEHIND = pattern(rf"{_INCLUDED}(?:[或及]?以[内下]|之内){_INCLUDED}$")
_DEADLINE = pattern(r"(?:[0-9]+月|[0-9]+日|年|底)(?:[0-9]+日)?(?:之?前|以前|底前|底之前)")


@lru_cache(maxsize=4096)
def parse_target(text: str) -> Target:
    """What ``text`` asks for: ≥90%, 90%或以上, 不少于8场, ≤10%, 2天以内, =100%, 3000亩, 9月前, 符合上级有关规定."""
    operator = _BEFORE.search(text)
    if operator:
        quantity = parse_quantity(text, operator.end())
        if quantity is not None and not text[operator.end() : quantity.start].strip(" 约近"):
            direction = {"most": Direction.NEGATIVE, "least": Direction.POSITIVE, "equal": Direction.EQUAL}[
                operator.lastgroup or ""
            ]
            return Target(direction, quantity, text)
    if _DEADLINE.search(text):
        return Target(Direction.DEADLINE, parse_quantity(text), text)
    bare = _LEAST_BEHIND.sub("", text)
    if bare != text and (quantity := whole_quantity(bare)):
        return Target(Direction.POSITIVE, quantity, text)
    bare = _MOST_BEHIND.sub("", text)
    if bare != text and (quantity := whole_quantity(bare)):
        return Target(Direction.NEGATIVE, quantity, text)
    quantity = whole_quantity(text)
    return Target(Direction.POSITIVE if quantity else Direction.QUALITATIVE, quantity, text)


@lru_cache(maxsize=4096)
def parse_actual(text: str) -> Quantity | None:
    """The quantity that an actual value states; a leading name or equals sign (完成率=100%) is passed over."""
    operator = re.search(r"[=＝]", text)
    return whole_quantity(text[operator.end() :] if operator else text)


def completion(target: Target, actual: Quantity | None) -> Decimal | None:
    """Actual over target as a ratio, not capped; None where it cannot be computed.

    For 反向 indicators 1 is reached at the target or below it, and target over actual above it.
    """
    wanted = target.quantity
    if wanted is None or actual is None or not _comparable(wanted, actual):
        return None
    if target.direction is Direction.DEADLINE:
        return ONE if actual.value < wanted.value else None
    if target.direction is Direction.NEGATIVE:
        return ONE if actual.value <= wanted.value else wanted.value / actual.value
    if wanted.value == 0:
        if target.direction is Direction.EQUAL:
            return ONE if actual.value <= 0 else Decimal(0)
        return ONE
    return max(Decimal(0), actual.value / wanted.value)


def reached(target: Target, actual: Quantity | None) -> bool | None:
    """Whether the target is reached; None where that cannot be computed."""
    rate = completion(target, actual)
    return None if rate is None else rate >= ONE


def _comparable(wanted: Quantity, actual: Quantity) -> bool:
    if (wanted.kind is Kind.RATIO) != (actual.kind is Kind.RATIO):
        return False
    return (wanted.kind is Kind.AMOUNT) == (actual.kind is Kind.AMOUNT)


def share_of_weight(target: Target, actual: Quantity | None, scoring: Scoring) -> Decimal | None:
    """The share of the 分值 that the county's method gives, from 0 to 1; None where it gives none."""
    return share_at(completion(target, actual), target, actual, scoring)


def share_at(rate: Decimal | None, target: Target, actual: Quantity | None, scoring: Scoring) -> Decimal | None:
    """``share_of_weight`` where the completion rate is known."""
    if rate is None or actual is None or target.quantity is None:
        return None
    wanted = target.quantity.value
    match target.direction:
        case Direction.POSITIVE:
            return min(ONE, rate) if scoring.positive else None
        case Direction.EQUAL:
            if scoring.equal == "相等满分":
                return ONE if actual.value == wanted else Decimal(0)
            return min(ONE, rate) if scoring.equal else None
        case Direction.DEADLINE:
            return rate
        case Direction.NEGATIVE:
            return _negative_share(wanted, actual.value, scoring)
        case _:
            return None


def _negative_share(wanted: Decimal, actual: Decimal, scoring: Scoring) -> Decimal | None:
    if not scoring.negative:
        return None
    if actual <= 0 and wanted > 0 and scoring.negative_at_zero:
        return ONE if scoring.negative_at_zero == "满分" else Decimal(0)
    if actual <= wanted:
        return ONE
    if scoring.negative == "反比":
        return max(Decimal(0), wanted / actual)
    if wanted <= 0:
        return Decimal(0)
    return max(Decimal(0), ONE - (actual - wanted) / wanted)
