"""Numbers of cells: binary fractions as the decimal that was typed, and values as Excel shows them."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, localcontext

from perfgen.sources.values import Cell, Value

_DIGITS = 15
"""Excel keeps fifteen digits; what follows is noise of its binary fractions."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_PATTERN = re.compile(r"[#0?,]*[0?](?:\.(?P<places>[0#?]+))?|#[#,]*(?:\.(?P<more>[0#?]+))?")


def exact(number: object) -> int | Decimal:
    """The decimal that a number of a spreadsheet stands for; raises ValueError for one that is none."""
    if isinstance(number, int):
        return number
    value = Decimal(str(number))
    if not value.is_finite():
        raise ValueError(number)
    if len(value.as_tuple().digits) > _DIGITS:
        with localcontext() as context:
            context.prec, context.rounding = _DIGITS, ROUND_HALF_UP
            value = +value
    if value == value.to_integral_value() and abs(value.adjusted()) <= _DIGITS:
        return int(value)
    return plain(value)


def plain(value: Decimal) -> Decimal:
    """``value`` without trailing zeros and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() and abs(short.adjusted()) < 28 else short


def is_percent(pattern: str) -> bool:
    """Whether cells of this number format show percentages."""
    return "%" in _LITERAL.sub("", pattern.split(";")[0])


def shown(cell: Cell) -> str:
    """The text of ``cell`` as a reader of the sheet sees it: 93% for 0.93 in a percent cell, 3000亩 by its format."""
    return shown_value(cell.value, cell.format)


def shown_value(value: Value, pattern: str) -> str:
    """``value`` as the number format ``pattern`` shows it; thousands are not separated."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case datetime() if (value.hour, value.minute, value.second) != (0, 0, 0):
            return f"{value.year}年{value.month}月{value.day}日{value.hour}时{value.minute}分"
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case time():
            return value.isoformat()
    return _number(Decimal(value), pattern)


def _number(value: Decimal, pattern: str) -> str:
    section = pattern.split(";")[0]
    if section in ("General", "", "@", "GENERAL"):
        return f"{plain(value):f}"
    before, after = _around(section)
    percent = is_percent(pattern)
    if percent:
        value = value.scaleb(2)
    digits = _PATTERN.search(_LITERAL.sub("", section))
    places = (digits["places"] or digits["more"] or "") if digits else None
    if places is None:
        return f"{before}{plain(value):f}{after}"
    least = len(places.rstrip("#?"))
    value = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    text = f"{value:f}"
    if len(places) > least:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(least, "0")
        text = f"{whole}.{fraction}" if fraction else whole
    return f"{before}{_unpadded(text) if percent else text}{after}"


def _unpadded(text: str) -> str:
    """A percentage without the zeros that only the format puts there: 93.00 is 93."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _around(section: str) -> tuple[str, str]:
    """What a number format puts before and after the number."""
    pieces = [(match.start(), match[1] or match[2]) for match in _LITERAL.finditer(section) if match[1] or match[2]]
    bare = _LITERAL.sub(lambda match: "\0" * len(match[0]), section)
    first = re.search(r"[#0?]", bare)
    middle = first.start() if first else len(section)
    pieces += [(match.start(), match[0]) for match in re.finditer(r"[%‰\u4e00-\u9fff¥￥$]", bare)]
    pieces.sort()
    before = "".join(text for at, text in pieces if at < middle)
    return before, "".join(text for at, text in pieces if at >= middle)
