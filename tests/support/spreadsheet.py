"""A small Excel: the formulas that a workpaper uses, computed with Decimal, cell by cell.

It knows what Excel does with text in arithmetic, with zero divisors and with ranges, and nothing more.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?:E[-+]?[0-9]+)?)|"(?P<text>(?:[^"]|"")*)"|(?P<name>[A-Z]+)\(|"""
    r"""(?P<truth>TRUE|FALSE)|(?:(?P<sheet>[^\s!"'(),+\-*/<>=&]+)!)?(?P<cell>[A-Z]{1,3}[0-9]+)(?::(?P<last>[A-Z]{1,3}[0-9]+))?|"""
    r"""(?P<sign><=|>=|<>|[-+*/&=<>(),]))"""
)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Fault(Exception):
    """An error value: #VALUE!, #DIV/0!."""

    name: str


@dataclass(frozen=True)
class Area:
    """The values of a range, empty cells left out."""

    values: tuple[Any, ...]


class Spreadsheet:
    """The cells of an .xlsx file; formulas are computed when their cells are asked for."""

    def __init__(self, data: bytes) -> None:
        book = openpyxl.load_workbook(BytesIO(data))
        self._sheets: Mapping[str, Worksheet] = {name: book[name] for name in book.sheetnames}
        self._changed: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], Any] = {}

    def sheet(self, name: str) -> Worksheet:
        """A sheet as openpyxl reads it."""
        return self._sheets[name]

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Type ``value`` into a cell."""
        self._changed[sheet, cell] = value
        self._known.clear()

    def value(self, sheet: str, cell: str) -> Any:
        """What a cell shows: a Decimal, a text, yes or no, None, or the name of an error."""
        try:
            return self._value(sheet, cell)
        except Fault as fault:
            return fault.name

    def _value(self, sheet: str, cell: str) -> Any:
        key = (sheet, cell)
        if key not in self._known:
            held = self._sheets[sheet][cell]
            raw = self._changed.get(key, held.value)
            if held.data_type == "f" and key not in self._changed:
                try:
                    self._known[key] = computed(str(raw)[1:], sheet, self._value)
                except Fault as fault:
                    self._known[key] = fault
            else:
                self._known[key] = Decimal(str(raw)) if isinstance(raw, int | float) else raw  # no bool in our cells
        found = self._known[key]
        if isinstance(found, Fault):
            raise found
        return found


def computed(formula: str, sheet: str, cell: Callable[[str, str], Any]) -> Any:
    """What ``formula`` (without =) gives; raises Fault."""
    tokens = []
    position = 0
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        assert match, formula[position:]
        tokens.append(match)
        position = match.end()
    return _single(_Reader(tokens, sheet, cell).comparison())


class _Reader:
    """Reads tokens and computes as it goes; what IF does not take is computed without harm, its faults kept back."""

    def __init__(self, tokens: list[re.Match[str]], sheet: str, cell: Callable[[str, str], Any]) -> None:
        self.tokens, self.sheet, self.cell, self.at = tokens, sheet, cell, 0

    def sign(self, *wanted: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is not None and token["sign"] in wanted:
            self.at += 1
            return str(token["sign"])
        return ""

    def comparison(self) -> Any:
        left = self.joined()
        while sign := self.sign("<=", ">=", "<>", "=", "<", ">"):
            left = _guarded(lambda a, b, s=sign: _compared(s, a, b), left, self.joined())
        return left

    def joined(self) -> Any:
        left = self.sum()
        while self.sign("&"):
            left = _guarded(lambda a, b: _text(a) + _text(b), left, self.sum())
        return left

    def sum(self) -> Any:
        left = self.product()
        while sign := self.sign("+", "-"):
            left = _guarded(
                lambda a, b, s=sign: _number(a) + _number(b) if s == "+" else _number(a) - _number(b),
                left,
                self.product(),
            )
        return left

    def product(self) -> Any:
        left = self.signed()
        while sign := self.sign("*", "/"):
            left = _guarded(
                lambda a, b, s=sign: _number(a) * _number(b) if s == "*" else _divided(_number(a), _number(b)),
                left,
                self.signed(),
            )
        return left

    def signed(self) -> Any:
        if self.sign("-"):
            return _guarded(lambda a: -_number(a), self.signed())
        return self.atom()

    def atom(self) -> Any:
        if self.sign("("):
            inside = self.comparison()
            assert self.sign(")")
            return inside
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["text"] is not None:
            return token["text"].replace('""', '"')
        if token["truth"]:
            return token["truth"] == "TRUE"
        if token["cell"]:
            return self.reference(token)
        assert token["name"], token[0]
        arguments = []
        while not self.sign(")"):
            arguments.append(self.comparison())
            self.sign(",")
        try:
            return _called(token["name"], arguments)
        except Fault as fault:
            return fault

    def reference(self, token: re.Match[str]) -> Any:
        sheet = token["sheet"] or self.sheet
        if token["last"]:
            column, first = re.fullmatch(r"([A-Z]+)([0-9]+)", token["cell"]).groups()  # type: ignore[union-attr]
            last = re.sub(r"[A-Z]+", "", token["last"])
            found = (self.cell(sheet, f"{column}{row}") for row in range(int(first), int(last) + 1))
            try:
                return Area(tuple(each for each in found if each is not None))
            except Fault as fault:
                return fault
        try:
            return self.cell(sheet, token["cell"])
        except Fault as fault:
            return fault


def _guarded(function: Callable[..., Any], *values: Any) -> Any:
    for each in values:
        if isinstance(each, Fault):
            return each
    try:
        return function(*values)
    except Fault as fault:
        return fault


def _single(value: Any) -> Any:
    if isinstance(value, Fault):
        raise value
    return value


def _number(value: Any) -> Decimal:
    value = _single(value)
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(value)
    if not isinstance(value, Decimal):
        raise Fault("#VALUE!")
    return value


def _text(value: Any) -> str:
    value = _single(value)
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _divided(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Fault("#DIV/0!")
    return a / b


def _rank(value: Any) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _compared(sign: str, a: Any, b: Any) -> bool:
    a = Decimal(0) if a is None else a
    b = Decimal(0) if b is None else b
    pair = (a, b) if _rank(a) == _rank(b) else (_rank(a), _rank(b))  # numbers stand before texts, texts before truths
    return {
        "=": pair[0] == pair[1], "<>": pair[0] != pair[1], "<": pair[0] < pair[1], "<=": pair[0] <= pair[1],
        ">": pair[0] > pair[1], ">=": pair[0] >= pair[1],
    }[sign]  # fmt: skip


def _numbers(arguments: list[Any]) -> list[Decimal]:
    """Numbers of arguments: texts in cells and ranges are passed over by SUM, MIN, MAX and COUNT."""
    found: list[Decimal] = []
    for each in arguments:
        inside = each.values if isinstance(each, Area) else (each,)
        found += [_single(value) for value in inside if isinstance(_single(value), Decimal)]
    return found


def _truths(given: list[Any]) -> list[bool]:
    """Every argument is looked at, so that an error in any of them is one."""
    return [bool(_single(each)) for each in given]


def _called(name: str, given: list[Any]) -> Any:
    match name:
        case "IF":
            return _single(given[1] if _single(given[0]) else given[2])
        case "IFERROR":
            return given[1] if isinstance(given[0], Fault) else given[0]
        case "COUNT":
            return Decimal(len(_numbers([each for each in given if not isinstance(each, Fault)])))
        case "SUM":
            return sum(_numbers(given), Decimal(0))
        case "MIN":
            return min(_numbers(given))
        case "MAX":
            return max(_numbers(given))
        case "ABS":
            return abs(_number(given[0]))
        case "ROUND":
            return _WIDE.quantize(_number(given[0]), Decimal(1).scaleb(-int(_number(given[1]))))
        case "AND":
            return all(_truths(given))
        case "OR":
            return any(_truths(given))
        case "NOT":
            return not _single(given[0])
        case "ISNUMBER":
            return isinstance(given[0], Decimal)
        case "ISTEXT":
            return isinstance(given[0], str)
        case "T":
            return _single(given[0]) if isinstance(_single(given[0]), str) else ""
        case "LEFT":
            return _text(given[0])[: int(_number(given[1]))]
        case "SUBSTITUTE":
            return _text(given[0]).replace(_text(given[1]), _text(given[2]))
        case "TRIM":
            return _text(given[0]).strip()
    raise AssertionError(name)
