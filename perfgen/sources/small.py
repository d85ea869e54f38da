"""The small forms of the final accounts: “三公”经费 and 人员, whichever way round they are laid out.

Neither has rows of its own kind: each number is known by the words to its left and above it.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfgen.keypath import KeyPath
from perfgen.sources.cells import amount_of, score_of
from perfgen.sources.found import Found
from perfgen.sources.labels import bare
from perfgen.sources.lists import counts_columns
from perfgen.sources.values import Cell, Sheet
from perfgen.sources.wording import NOTE, folded, heading, money_unit

PUBLIC, STAFF = "三公经费", "人员"
SMALL: tuple[KeyPath, ...] = ((PUBLIC,), (STAFF,))
"""Where these forms belong in a data file."""

_TOTAL = "合计"
_ITEMS: Mapping[str, re.Pattern[str]] = {
    "因公出国（境）费": re.compile(r"因公出国\(?境?\)?(?:费用?)?"),
    "公务用车购置及运行维护费": re.compile(r"公务用车购置(?:及|和)运行(?:维护)?费(?:用)?"),
    "公务用车购置费": re.compile(r"(?:其中:?)?公务用车购置(?:费用?)?"),
    "公务用车运行维护费": re.compile(r"(?:其中:?)?公务用车运行(?:维护)?费(?:用)?"),
    "公务接待费": re.compile(r"公务接待费(?:用)?"),
    _TOTAL: re.compile(r"合计|总计|“?\"?三公\"?”?经费(?:支出)?(?:合计|总额)?"),
}
_CARS = ("公务用车购置费", "公务用车运行维护费")
_CAR = "公务用车购置及运行维护费"
_MEASURES: Mapping[str, re.Pattern[str]] = {
    "预算数": re.compile(r"(?:本年|全年|年初|调整)*(?:预算|控制)(?:数|金额|额)?"),
    "决算数": re.compile(r"(?:本年|全年|实际)*(?:决算|支出|执行)(?:数|金额|额)?"),
}
_OTHER_YEAR = re.compile(r"上年|去年|较上|比上|增减|增长|下降|%")
_STAFF: Mapping[str, re.Pattern[str]] = {
    "编制人数": re.compile(r"(?:核定|机构|人员)*编制(?:人员)?(?:数|人数)?|核定人数"),
    "年末在职人数": re.compile(r"(?:年末)?(?:实有)?在职(?:在编)?(?:人员|职工)?(?:人?数)?(?:小计|合计)?|年末实有人数"),
    "离退休人数": re.compile(r"(?:年末)?(?:实有)?离退休(?:人员)?(?:人?数)?(?:小计|合计)?"),
    "离休": re.compile(r"(?:年末)?(?:实有)?离休(?:人员)?(?:人?数)?"),
    "退休": re.compile(r"(?:年末)?(?:实有)?退休(?:人员)?(?:人?数)?"),
    "外聘人数": re.compile(r"(?:年末)?(?:实有)?(?:外聘|编外|临时|聘用)(?:人员|用工|工)?(?:人?数)?"),
}  # fmt: skip
_NUMBER = re.compile(r"[-−]?[\d,.]+(?:亿元|万元|元|人|名)?")
_FEWEST = 2
"""A form is known by so many of its names."""
_ABOVE = 6
"""Headings have at most so many texts one above the other."""


def read_small(sheet: Sheet, wanted: str, given: str = "") -> list[Found]:
    """The sheet as one of the small forms, amounts in the unit ``wanted``; nothing where it is another table."""
    texts = [heading(cell.value) for cell in sheet.cells() if isinstance(cell.value, str)]
    title = folded(sheet.name) + "".join(texts[:3])
    items = {name for text in texts for name in _named(text, _ITEMS)} - {_TOTAL}
    if "三公" in title and len(items) >= _FEWEST:
        return [_public(sheet, wanted, given)]
    staff = {name for text in texts for name in _named(text, _STAFF)}
    others = [text for text in texts if re.search("经费|支出|收入|指标|金额", text) and not NOTE.match(text)]
    if re.search("人员|人数|编制", title) and len(staff) >= _FEWEST and not others:
        return [_staff(sheet)]
    return []


def _named(text: str, names: Mapping[str, re.Pattern[str]]) -> list[str]:
    label = bare(folded(text))
    return [name for name, pattern in names.items() if pattern.fullmatch(label)][:1]


def _numbers(sheet: Sheet) -> Iterator[tuple[Cell, list[str]]]:
    """Every number to be seen, with the texts to its left and above it, nearest first."""
    for row in range(len(sheet.rows)):
        seen = [cell for cell in sheet.rows[row] if not cell.empty]
        if row in sheet.hidden_rows or counts_columns(seen):
            continue
        for column, cell in enumerate(sheet.rows[row]):
            if column in sheet.hidden_columns or (cell.empty and not cell.fault):
                continue
            if isinstance(cell.value, str) and not _NUMBER.fullmatch(folded(cell.value)):
                continue
            yield cell, [*_texts(sheet, ((row, at) for at in range(column - 1, -1, -1))), *_above(sheet, row, column)]


def _above(sheet: Sheet, row: int, column: int) -> list[str]:
    return _texts(sheet, ((at, column) for at in range(row - 1, -1, -1)))[:_ABOVE]


def _texts(sheet: Sheet, places: Iterator[tuple[int, int]]) -> list[str]:
    found: list[str] = []
    for place in places:
        value = sheet.at(*place).value
        if isinstance(value, str) and value.strip() and (not found or found[-1] != value):
            found.append(value)
    return found


def _first(texts: list[str], names: Mapping[str, re.Pattern[str]]) -> str:
    return next((name for text in texts for name in _named(heading(text), names)), "")


def _counts(sheet: Sheet, cell: Cell) -> bool:
    """Whether the number only counts columns or rows (栏次, 行次)."""
    left = [sheet.at(cell.row, column).value for column in range(cell.column)]
    above = [sheet.at(row, cell.column).value for row in range(cell.row)]
    return any(isinstance(v, str) and re.fullmatch("栏次|行次|序号", folded(v)) for v in (*left, *above))


# -- “三公”经费 -------------------------------------------------------------------------------------


def _public(sheet: Sheet, wanted: str, given: str) -> Found:
    captions = (money_unit(cell.value) for cell in sheet.cells() if isinstance(cell.value, str))
    unit = given or next((unit for unit in captions if unit), "")
    found = Found((PUBLIC,), {}, unit=unit)
    read: dict[tuple[str, str], tuple[Any, Cell]] = {}
    for cell, texts in _numbers(sheet):
        if _counts(sheet, cell):
            continue
        item, measure = _first(texts, _ITEMS), _first(texts, _MEASURES)
        if any(_OTHER_YEAR.search(folded(text)) for text in texts[:_ABOVE]) or not item or not measure:
            found.left(sheet.place(cell), f"“{cell.value}”认不出是哪一项的预算数或决算数，没有读入")
            continue
        amount = amount_of(sheet, cell, unit, wanted, found)
        if (item, measure) in read and read[item, measure][0] != amount:
            found.doubt(sheet.place(cell), f"“{item}”的{measure}有两个，这一个没有读入")
        elif amount is not None:
            read.setdefault((item, measure), (amount, cell))
    for measure in _MEASURES:
        _one_car(read, measure)
        _compare(sheet, found, read, measure, exact=(unit or wanted) != "万元")
    alone = not any(item != _TOTAL for item, _ in read)
    for (item, measure), (amount, cell) in read.items():
        if item == _TOTAL and not alone:
            found.stated[PUBLIC, _TOTAL, measure] = amount
            found.stated_places[PUBLIC, _TOTAL, measure] = sheet.place(cell)
            continue
        found.value.setdefault(item, {})[measure] = amount
        found.places[item, measure] = sheet.place(cell)
    return found


def _one_car(read: dict[tuple[str, str], tuple[Any, Cell]], measure: str) -> None:
    """Of cars either the sum or its two parts: the sum where it is there."""
    if (_CAR, measure) in read:
        for part in _CARS:
            read.pop((part, measure), None)


def _compare(
    sheet: Sheet, found: Found, read: Mapping[tuple[str, str], tuple[Any, Cell]], measure: str, *, exact: bool
) -> None:
    total = read.get((_TOTAL, measure))
    parts = [amount for (item, which), (amount, _) in read.items() if which == measure and item != _TOTAL]
    if total is None or not parts or not all(isinstance(each, int | Decimal) for each in (*parts, total[0])):
        return
    added = sum((Decimal(part) for part in parts), Decimal(0))
    if abs(Decimal(total[0]) - added) > (0 if exact else Decimal("0.005") * (len(parts) + 1)):
        found.doubt(sheet.place(total[1]), f"“三公”经费{measure}合计是 {total[0]}，各项相加是 {added}")


# -- 人员 -------------------------------------------------------------------------------------------


def _staff(sheet: Sheet) -> Found:
    found = Found((STAFF,), {})
    read: dict[str, tuple[Any, Cell]] = {}
    for cell, texts in _numbers(sheet):
        if _counts(sheet, cell):
            continue
        name = _first(texts, _STAFF)
        if not name or any(_OTHER_YEAR.search(folded(text)) for text in texts[:_ABOVE]):
            found.left(sheet.place(cell), f"“{cell.value}”认不出是什么人数，没有读入")
            continue
        number = score_of(sheet, cell, found)
        if isinstance(number, Decimal):
            found.doubt(sheet.place(cell), f"“{name}”是 {number}，不是整数，没有读入")
        elif name in read and read[name][0] != number:
            found.doubt(sheet.place(cell), f"“{name}”有两个，这一个没有读入")
        elif number is not None:
            read.setdefault(name, (number, cell))
    retired = [read.pop(name) for name in ("离休", "退休") if name in read]
    numbers = [number for number, _ in retired if isinstance(number, int)]
    if retired and "离退休人数" not in read:
        read["离退休人数"] = (sum(numbers), retired[0][1])
    for name, (number, cell) in read.items():
        found.value[name] = number
        found.places[name,] = sheet.place(cell)
    return found
