"""All the tables of a workbook as data."""

import re
from collections.abc import Sequence
from dataclasses import replace

from perfgen.sources.amounts import read_amounts
from perfgen.sources.found import Found
from perfgen.sources.layout import AMOUNTS, layouts
from perfgen.sources.lists import read_list
from perfgen.sources.numbers import shown
from perfgen.sources.small import STAFF, read_small
from perfgen.sources.values import Sheet

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年)")
MONEY = ("元", "万元")
MONEYLESS = (("指标",), (STAFF,))
"""Tables without amounts."""


def tables(sheet: Sheet, wanted: str = "万元", given: str = "") -> list[Found]:
    """Every table that ``sheet`` holds, amounts in the unit ``wanted``; ``given`` is theirs, whatever the sheet says.

    What stands in no table is remarked upon, so that nothing of the sheet is lost in silence.
    """
    if small := read_small(sheet, wanted, given):
        captions = tuple(cell.value for row in sheet.rows[:2] for cell in row if isinstance(cell.value, str))
        return [_titled(sheet, captions, one, wanted) for one in small]
    found: list[Found] = []
    seen = layouts(sheet)
    ends = [*(layout.top for layout in seen[1:]), *([len(sheet.rows)] if seen else [])]
    for number, (layout, end) in enumerate(zip(seen, ends, strict=True)):
        if given:
            layout = replace(layout, unit=given, columns=tuple(replace(each, unit="") for each in layout.columns))
        end = _before_captions(sheet, layout.bottom, end) if number < len(seen) - 1 else end
        if layout.kind == AMOUNTS:
            made = read_amounts(sheet, layout, end, wanted)
        else:
            made = [read_list(sheet, layout, end, wanted)]
        found += [_titled(sheet, layout.above, one, wanted) for one in made]
    for column in sorted(sheet.hidden_columns):
        cells = [row[column] for row in sheet.rows if column < len(row) and not row[column].empty]
        if cells and found:
            found[0].left(sheet.place(cells[0]), f"{cells[0].address.rstrip('0123456789')}列是隐藏的，没有读入")
    return found


def _titled(sheet: Sheet, above: Sequence[str], one: Found, wanted: str) -> Found:
    """``one`` with the name and year of its table, and what is to be said of the sheet as a whole."""
    title = next((text.strip() for text in above if text.strip()), "")
    one.title = f"{sheet.name}：{title}" if title else sheet.name
    years = {int(year) for text in (sheet.name, *above) for year in _YEAR.findall(text)}
    one.year = years.pop() if len(years) == 1 else 0
    if not one.unit and _has_money(one):
        one.doubt(f"{sheet.file} {sheet.name}", f"表里没有写金额单位，按{wanted}读的")
    for note in sheet.notes:
        one.doubt(f"{sheet.file} {sheet.name}", note)
    return one


def _before_captions(sheet: Sheet, bottom: int, top: int) -> int:
    """The end of a table above the caption of the next one: one or two lines of a single text each."""
    row = top
    while row - 1 > bottom:
        cells = [cell for cell in sheet.rows[row - 1] if not cell.empty]
        if len(cells) > 2 or any(not isinstance(cell.value, str) for cell in cells):
            break
        if cells and len({shown(cell) for cell in cells}) > 2:
            break
        row -= 1
    return row


def _has_money(found: Found) -> bool:
    if found.path in MONEYLESS:
        return False
    if found.path == ("项目",):
        return any("全年预算数" in item or "全年执行数" in item for item in found.value)
    return bool(found.value or found.fields)
