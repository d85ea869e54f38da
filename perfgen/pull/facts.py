"""Base facts that were overtyped where they are printed: what the data must say for the new print."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from perfgen.express.syntax import has_expression
from perfgen.keypath import KeyPath
from perfgen.pull.hunks import NUMBER
from perfgen.pull.side import Side
from perfgen.vocabulary import WORDS, Type

_NUMERIC = frozenset({Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.SCORE, Type.YEAR})
_PROTECTED = frozenset({"年度", "上年度", "格式版本", "模板", "模板版本", "金额单位"})
"""Facts on which everything hangs; they are changed in the data file, not by overtyping one of many prints."""
_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_FOLDED = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def changed(side: Side, path: KeyPath, printed: str, new: str) -> tuple[KeyPath, Any] | None:
    """The path and value that print ``new`` where the fact at ``path`` prints ``printed``.

    None where that is no base fact, or where its new value cannot be told from the print.
    """
    if not path or path[0] in _PROTECTED:
        return None
    try:
        path = side.report.indexed(path)
    except KeyError:
        return None
    raw = side.raw(path)
    if isinstance(raw, dict) and "值" in raw:
        path, raw = (*path, "值"), raw["值"]
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | Decimal):
        number = _scaled(Decimal(raw), printed, new)
        return None if number is None else (path, number)
    if isinstance(raw, date):
        match = _DATE.fullmatch(new)
        try:
            return (path, date(*map(int, match.groups()))) if match else None
        except ValueError:
            return None
    if isinstance(raw, list) and printed in raw:
        return (*path, raw.index(printed)), new
    if not isinstance(raw, str) or has_expression(raw):
        return None
    if raw in WORDS:
        value = typed(side, path, new)
        return None if value is None else (path, value)
    if raw.strip() == printed:
        return path, new
    return _in_text(path, raw, printed, new)


def printed_as_typed(side: Side, keys: Sequence[KeyPath], printed: str) -> KeyPath:
    """The one text behind ``keys`` that a computed cell prints as it was typed; nothing where there is none."""
    found = {
        path
        for path, raw in side.facts(tuple(keys))
        if isinstance(raw, str) and raw.strip() == printed and raw not in WORDS and not NUMBER.search(raw)
    }
    return found.pop() if len(found) == 1 else ()


def typed(side: Side, path: KeyPath, text: str) -> Any:
    """``text`` as the value of the field at ``path``; None where that field cannot hold it."""
    shape = side.report.contract.shape.at(path)
    if shape is None or shape.field is None:
        return None
    return number_of(text) if shape.field.type in _NUMERIC else text


def number_of(text: str) -> int | Decimal | None:
    """The number that ``text`` is, None where it is none."""
    plain = text.strip().translate(_FOLDED).replace(",", "")
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", plain):
        return None
    try:
        return Decimal(plain) if "." in plain else int(plain)
    except InvalidOperation:
        return None


def _numbers(text: str) -> tuple[list[str], list[str]]:
    return NUMBER.findall(text), NUMBER.split(text)


def _scaled(raw: Decimal, printed: str, new: str) -> int | Decimal | None:
    """The number in the data's unit: what is printed may be in 万元 or 亿元 where the data is in 元."""
    olds, around = _numbers(printed)
    news, others = _numbers(new)
    if len(olds) != 1 or len(news) != 1 or around != others:
        return None
    old, number = number_of(olds[0]), number_of(news[0])
    if old is None or number is None:
        return None
    for places in (0, 4, 8, -2):
        if raw == Decimal(old).scaleb(places):
            if not places:
                return number
            moved = Decimal(number).scaleb(places)
            return int(moved) if moved == moved.to_integral_value() else moved.normalize()
    return None


def _in_text(path: KeyPath, raw: str, printed: str, new: str) -> tuple[KeyPath, str] | None:
    """The one number that differs, put into the text as typed."""
    olds, around = _numbers(printed)
    news, others = _numbers(new)
    if around != others:
        return None
    different = [(old, fresh) for old, fresh in zip(olds, news, strict=True) if old != fresh]
    if len(different) != 1 or NUMBER.findall(raw).count(different[0][0]) != 1:
        return None
    old, fresh = different[0]
    return path, NUMBER.sub(lambda match: fresh if match[0] == old else match[0], raw)
