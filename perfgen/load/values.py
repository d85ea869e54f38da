"""Values as tomli reads them, and those that are no figure a report could print."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import tomli

from perfgen.keypath import KeyPath

MAX_DEPTH = 50
"""Deeper nesting is refused; honest data files have six levels."""
MAX_DIGITS = 30
"""Numbers of more digits before or after the point are refused; the national budget needs sixteen."""
PENDING = "待填"
_LEAST, _MOST = -(10**MAX_DIGITS), 10**MAX_DIGITS


class Unusable(str):
    """The spelling of a number that is none (nan, inf) or is beyond all measure."""


def parse(text: str) -> dict[str, Any]:
    """The tree of the TOML ``text``, Decimal for every number with a point; ValueError where it is not sound."""
    tree = tomli.loads(text, parse_float=_number)
    if not _sound(tree):
        raise ValueError("unusable values")
    return tree


def _sound(tree: dict[str, Any]) -> bool:
    """Whether ``tree`` is not deeper than ``MAX_DEPTH`` and holds no number that is none or is beyond all measure."""
    level: list[dict[str, Any] | list[Any]] = [tree]
    for _ in range(MAX_DEPTH + 1):
        below: list[dict[str, Any] | list[Any]] = []
        for node in level:
            for child in node.values() if isinstance(node, dict) else node:
                if isinstance(child, (dict, list)):
                    below.append(child)
                elif isinstance(child, Unusable) or (isinstance(child, int) and not _LEAST < child < _MOST):
                    return False
        if not below:
            return True
        level = below
    return False


def parse_value(text: str) -> Any:
    """The value that the TOML ``text`` spells, numbers out of measure as ``Unusable``."""
    return tomli.loads(f"x = {text}", parse_float=_number)["x"]


def depth(value: Any) -> int:
    """How many tables and lists lie within each other in ``value``."""
    deepest, stack = 0, [(value, 1)]
    while stack:
        node, level = stack.pop()
        if isinstance(node, (dict, list)):
            deepest = max(deepest, level)
            stack.extend((child, level + 1) for child in (node.values() if isinstance(node, dict) else node))
    return deepest


def unusable(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Path and spelling of every number in ``value`` that is none or is beyond all measure."""
    stack: list[tuple[KeyPath, Any]] = [(path, value)]
    while stack:
        at, node = stack.pop()
        if isinstance(node, Unusable):
            yield at, str(node)
        elif isinstance(node, int) and not _LEAST < node < _MOST:
            yield at, f"{MAX_DIGITS} 位以上的整数"
        elif isinstance(node, dict):
            stack.extend(((*at, key), child) for key, child in node.items())
        elif isinstance(node, list):
            stack.extend(((*at, number), child) for number, child in enumerate(node))


def without_unusable(value: Any) -> Any:
    """``value`` with 待填 in the place of every unusable number; not deeper than ``MAX_DEPTH``."""
    if isinstance(value, dict):
        return {key: without_unusable(child) for key, child in value.items()}
    if isinstance(value, list):
        return [without_unusable(child) for child in value]
    return PENDING if next(unusable(value), None) else value


def _number(text: str) -> Decimal | Unusable:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return Unusable(text)
    small = number.is_finite() and len(number.as_tuple().digits) <= MAX_DIGITS and abs(number.adjusted()) <= MAX_DIGITS
    return number if small else Unusable(text if len(text) <= 12 else f"{text[:8]}…")
