"""Data that is plainly as the contract wants it: most data is, and then no schema needs to be made and no fault sought.

What is said here is never more than what the schema says (``contract.schema``): where there is any doubt, the schema
decides, and tells all faults.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from perfgen.contract import Contract, Shape
from perfgen.contract.shape import ANY, ITEMS
from perfgen.model.pasted import Sum
from perfgen.patterns import pattern
from perfgen.vocabulary import FORMAT_VERSION, PASTED, WORDS, Type

_PENDING = "待填"
_RATIO = pattern(r"\s*[-－−+]?[0-9]+(\.[0-9]+)?\s*[%％‰]\s*")
_DATE = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}年([1-9]|1[0-2])月(([1-9]|[12][0-9]|3[01])日)?")
_OPENING, _CLOSING = ("{{", "｛｛"), ("}}", "｝｝")


def is_plain(contract: Contract, tree: Mapping[str, Any]) -> bool:
    """Whether the schema of ``contract`` would certainly find nothing in ``tree``, whose pasted tables are unfolded."""
    held = dict(tree)
    if type(held.get("格式版本", FORMAT_VERSION)) is not int or held.pop("格式版本", FORMAT_VERSION) != FORMAT_VERSION:
        return False
    prose = held.pop("正文", {})
    known = contract.prose_keys
    if not isinstance(prose, dict) or not all(key in known and _is_prose(text) for key, text in prose.items()):
        return False
    return _is_table(held, contract.shape)


def _is_table(value: Any, shape: Shape) -> bool:
    if not isinstance(value, dict):
        return False
    children = shape.children
    rest = children.get(ANY)
    for key, below in value.items():
        child = children.get(key, rest)
        if child is None or key in (ANY, ITEMS) or not _is_node(below, child):
            return False
    return True


def _is_node(value: Any, shape: Shape) -> bool:
    children = shape.children
    if ITEMS in children:
        items = children[ITEMS]
        return value in WORDS if isinstance(value, str) else _is_list(value, lambda each: _is_table(each, items))
    if children:
        return value in WORDS if isinstance(value, str) else _is_table(value, shape)
    if shape.field is None:
        return False
    if shape.field.options:
        return value == _PENDING or (isinstance(value, str) and value in shape.field.options)
    return _LEAVES[shape.field.type](value)


def _is_list(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(fits, value))


def _is_number(value: Any) -> bool:
    kind = type(value)
    return kind is int or (kind is Decimal and value.is_finite()) or (kind is Sum and all(map(_is_number, value)))


def _is_open(value: Any) -> bool:
    """One of the three words, or an expression."""
    if not isinstance(value, str):
        return False
    return value in WORDS or (
        (bare := value.strip()).startswith(_OPENING) and bare.endswith(_CLOSING) and len(bare) > 3
    )


def _is_amount(value: Any) -> bool:
    return _is_number(value) or _is_open(value)


def _is_tree(value: Any) -> bool:
    if not isinstance(value, dict):
        return _is_amount(value)
    return bool(value) and all(
        isinstance(below, str) if key == PASTED else _is_tree(below) for key, below in value.items()
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_ratio(value: Any) -> bool:
    return _is_open(value) or (isinstance(value, str) and bool(_RATIO.fullmatch(value)))


def _is_date(value: Any) -> bool:
    if isinstance(value, str):
        return value in WORDS or bool(_DATE.fullmatch(value))
    return type(value) is date


def _is_figure(value: Any) -> bool:
    return all(map(_is_figure, value.values())) if isinstance(value, dict) else _is_text(value)


def _is_actual(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys() == {"分子", "分母"} and all(map(_is_part, value.values()))
    return _is_text(value)


def _is_part(value: Any) -> bool:
    return _is_amount(value) or (isinstance(value, str) and any(char in "0123456789" for char in value))


def _is_prose(value: Any) -> bool:
    if not isinstance(value, list):
        return isinstance(value, str)
    if not any(isinstance(each, dict) for each in value):
        return all(map(_is_text, value))
    return all(
        isinstance(each, dict)
        and each.keys() <= {"标题", "内容"}
        and _is_text(each.get("标题"))
        and _is_prose(each.get("内容", ""))
        for each in value
    )


_LEAVES: Mapping[Type, Callable[[Any], bool]] = MappingProxyType(
    {
        Type.TEXT: _is_text,
        Type.AMOUNT: _is_amount,
        Type.TREE: _is_tree,
        Type.COUNT: _is_amount,
        Type.WHOLE: lambda value: type(value) is int,
        Type.YEAR: lambda value: value == _PENDING or (type(value) is int and 1949 <= value <= 2100),
        Type.RATIO: _is_ratio,
        Type.SCORE: _is_amount,
        Type.DATE: _is_date,
        Type.FLAG: lambda value: type(value) is bool or (isinstance(value, str) and value in WORDS),
        Type.CHOICE: lambda value: isinstance(value, str),
        Type.FIGURES: _is_figure,
        Type.TARGET: _is_text,
        Type.ACTUAL: _is_actual,
        Type.NAMES: lambda value: _is_text(value) or (bool(value) and _is_list(value, _is_text)),
        Type.STATED: lambda value: (
            isinstance(value, dict) and all(_is_number(v) or _is_text(v) for v in value.values())
        ),
        Type.PROSE: _is_prose,
        Type.TEXTS: lambda value: _is_list(value, lambda each: isinstance(each, str)),
    }
)
