"""Bounds of a render from a pack's template: how much it may loop and print, and what it may call and compute.

What the syntax allows can still be made endless: loops in loops, texts that double. A report has a few thousand rows
and a few hundred thousand characters; the bounds are a hundred times that and cost a render nothing to speak of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from itertools import count, islice
from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment, Undefined, nodes
from jinja2.exceptions import SecurityError

from perfgen.express.rounding import LARGEST
from perfgen.express.values import Absent, Listing

from .merge import Merging

EACH = "perfgen_each"
"""The name under which a loop asks whether it may go through its items."""
MAX_STEPS = 1_000_000
"""Steps of all loops of one part together."""
MAX_OUTPUT = 64 * 1024**2
"""Characters of one part, markup included."""
MAX_TEXT = 100_000
"""Characters of a text that a template puts together."""
_PIECES = 1024


class Endless(SecurityError):
    """A template loops or prints beyond all measure."""


class Steps:
    """Counts the steps of the loops of one render of one part."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def __call__(self, items: Iterable[Any]) -> Collection[Any]:
        """``items``, where there are steps left for all of them."""
        if type(items) is str:
            raise Endless("循环只能走一张表或一列数据，不能走文字")
        found: Collection[Any] = items if hasattr(items, "__len__") else tuple(islice(items, self._left + 1))  # type: ignore[assignment]
        self._left -= len(found) + 1
        if self._left < 0:
            raise Endless(f"循环的次数太多，超过 {MAX_STEPS} 次")
        return found


def fresh_names() -> dict[str, Any]:
    """The names that every render of a part gets anew."""
    numbers = count(1001)
    return {"perfgen_id": lambda: next(numbers), EACH: Steps()}


def joined(pieces: Iterator[str]) -> str:
    """The text that ``pieces`` make; raises Endless where it grows beyond all measure."""
    texts: list[str] = []
    size = 0
    while text := "".join(islice(pieces, _PIECES)):
        texts.append(text)
        size += len(text)
        if size > MAX_OUTPUT:
            raise Endless(f"印出的内容太多，超过 {MAX_OUTPUT // 1024**2} 兆")
    return "".join(texts)


def counting(loops: Iterable[nodes.For], environment: Environment) -> None:
    """Make each of ``loops`` ask ``EACH`` for its items."""
    for loop in loops:
        name = nodes.Name(EACH, "load", lineno=loop.lineno)
        loop.iter = nodes.Call(name, [loop.iter], [], None, None, lineno=loop.iter.lineno)
        loop.iter.set_environment(environment)


def may_call(function: Any) -> bool:
    """Whether a template may call ``function``: the words of the language, lists that are called by a name.

    Methods of texts and numbers are none of perfgen's; some of them make a gigabyte of one character.
    """
    if isinstance(function, FunctionType | MethodType):
        return (function.__module__ or "").startswith("perfgen.")
    return isinstance(function, Listing | Absent | Steps | Undefined) or function is Merging


def computed(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """The result of ``+``, ``-`` or ``*``; texts may be put together within bounds, lists not at all."""
    if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= MAX_TEXT:
        return operation(left, right)
    for side in (left, right):
        if isinstance(side, str | bytes | list | tuple | dict):
            raise Endless("加减乘只能用于数；文字和表不能这样算")
    result = operation(left, right)
    number = getattr(result, "value", result)
    if isinstance(number, int | Decimal) and not -LARGEST < number < LARGEST:
        raise Endless("算出的数太大")
    return result


__all__ = ["EACH", "Endless", "computed", "counting", "fresh_names", "joined", "may_call"]
