"""Indicator and project tables as lists."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfgen.sources.cells import NOTHING, PENDING, amount_of, score_of, text_of
from perfgen.sources.found import Found
from perfgen.sources.layout import INDICATORS, Column, Layout
from perfgen.sources.numbers import is_percent, shown
from perfgen.sources.values import Cell, Sheet
from perfgen.sources.wording import NOTE, TOTAL, folded, heading
from perfgen.vocabulary import WORDS

_LEVELS = ("一级指标", "二级指标")
_WEIGHT = re.compile(r"[(（]\s*\d+(?:\.\d+)?\s*分?\s*[)）]$")
_SIGNS = {
    "大于等于": "≥", "≧": "≥", ">=": "≥", "小于等于": "≤", "≦": "≤", "<=": "≤", "等于": "=", "大于": ">", "小于": "<",
    "不少于": "≥", "不低于": "≥", "不超过": "≤", "不高于": "≤",
}  # fmt: skip
_QUALITATIVE = ("定性", "文字描述", "其他", "")


@dataclass
class _Item:
    """One row on its way: its values, the cell of each, the merged block of its score."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)


def read_list(sheet: Sheet, layout: Layout, end: int, wanted: str) -> Found:
    """The table of ``layout``, down to row ``end``, as the list 指标 or 项目; amounts in the unit ``wanted``."""
    unit = next((column.unit for column in layout.columns if column.unit), "") or layout.unit
    found = Found((layout.kind,), [], unit=unit)
    above: dict[str, str] = {}
    items: list[_Item] = []
    for row in body(sheet, layout, end, found):
        if _is_total(sheet, layout, row):
            _total(sheet, layout, row, items, found, wanted)
            continue
        item = _item(sheet, layout, row, above, found, wanted)
        if item is not None:
            items.append(item)
    if layout.kind == INDICATORS:
        items = list(_grouped(sheet, layout, items, found))
    for index, item in enumerate(items):
        item_place = sheet.place(next(iter(item.cells.values())))
        found.places[index,] = item_place
        found.value.append(item.values)
        for name, cell in item.cells.items():
            found.places[index, name] = sheet.place(cell)
    for column in layout.unknown:
        filled = [row for row in range(layout.bottom + 1, end) if not sheet.at(row, column.index).empty]
        if filled and items:
            cell = sheet.rows[layout.bottom][column.index]
            found.left(sheet.place(cell), f"不认识“{''.join(column.texts)}”这一列，没有读入")
    return found


def body(sheet: Sheet, layout: Layout, end: int, found: Found) -> Iterator[int]:
    """The rows of a table that hold data; what is hidden, a note or a numbering of columns is passed over and said."""
    for row in range(layout.bottom + 1, min(end, len(sheet.rows))):
        cells = [cell for cell in sheet.rows[row] if not cell.empty]
        if row in sheet.hidden_rows:
            if cells:
                found.doubt(sheet.place(cells[0]), f"第{row + 1}行是隐藏的，没有读入")
            continue
        seen = [cell for cell in cells if cell.column not in sheet.hidden_columns]
        if not seen and not any(sheet.merge(row, column.index) for column in layout.columns):
            continue
        texts = [folded(cell.value) for cell in seen if isinstance(cell.value, str)]
        if (texts and texts[0].startswith("栏次")) or counts_columns(seen):
            continue
        covered = any(
            (block := sheet.merge(row, column.index)) is not None and block.top < row for column in layout.columns
        )
        if len(seen) == 1 and isinstance(seen[0].value, str) and not (covered and seen[0].column > 0):
            text = folded(str(seen[0].value))
            own = next((column.role for column in layout.columns if column.index == seen[0].column), "")
            if NOTE.match(text) or len(text) > 30 or own not in ("三级指标", "科目", "名称"):
                found.left(sheet.place(seen[0]), f"表下的话没有读入：{str(seen[0].value).strip()[:20]}")
                continue
        first = min(column.index for column in layout.columns)
        around = bool(texts) and len(texts) == len(seen) and seen[0].column == first and len(texts[0]) > 2
        if around and NOTE.match(texts[0]):
            found.left(sheet.place(seen[0]), f"表下的话没有读入：{str(seen[0].value).strip()[:20]}")
            continue
        yield row


def counts_columns(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns (1, 2, 3 and so on)."""
    values = [str(cell.value).strip() for cell in cells]
    if len(values) < 3 or values[0] not in ("0", "1"):
        return False
    return values == [str(number) for number in range(int(values[0]), int(values[0]) + len(values))]


def _is_total(sheet: Sheet, layout: Layout, row: int) -> bool:
    for column in layout.columns:
        if column.role in (*_LEVELS, "三级指标", "名称", "序号"):
            cell = sheet.at(row, column.index)
            if isinstance(cell.value, str) and TOTAL.fullmatch(folded(cell.value).rstrip(":")):
                return True
    return False


def _item(sheet: Sheet, layout: Layout, row: int, above: dict[str, str], found: Found, wanted: str) -> _Item | None:
    item = _Item(row)
    fresh = False
    for level in _LEVELS:
        column = layout.column(level)
        if column is None:
            continue
        cell = sheet.at(row, column.index)
        text = _WEIGHT.sub("", text_of(sheet, cell, found, name=True)) if not cell.empty else ""
        if text:
            fresh = fresh or above.get(level) != text
        elif not fresh:
            text = above.get(level, "")
        above[level] = text
        if text:
            item.values[level], item.cells[level] = text, cell
    name_role = "三级指标" if layout.kind == INDICATORS else "名称"
    name_column = layout.column(name_role)
    assert name_column is not None
    name_cell = sheet.at(row, name_column.index)
    name = text_of(sheet, name_cell, found, name=True) if not name_cell.empty else ""
    rest = [column for column in layout.columns if column.role not in (*_LEVELS, name_role, "序号")]
    filled = [cell for column in rest if not (cell := sheet.at(row, column.index)).empty]
    if not name:
        if filled:
            found.doubt(sheet.place(filled[0]), f"第{row + 1}行没有{name_role}的名称，没有读入")
        return None
    block = sheet.merge(row, name_column.index)
    if block is not None and block.top < row:
        if any(not sheet.rows[row][column.index].empty for column in rest):
            found.doubt(sheet.place(name_cell), f"“{name}”合并了几行，第{row + 1}行的数没有读入")
        return None
    if layout.kind == INDICATORS and block is not None and block.left < name_column.index:
        found.doubt(sheet.place(name_cell), f"“{name}”一行不分级，没有读入；预算执行率由程序算，不列指标")
        return None
    if not filled:
        found.doubt(sheet.place(name_cell), f"“{name}”一行只有名称，其他格都空着")
    item.values[name_role], item.cells[name_role] = name, name_cell
    (_indicator if layout.kind == INDICATORS else _project)(sheet, layout, row, item, found, wanted)
    return item


def _put(item: _Item, role: str, value: Any, cell: Cell) -> None:
    if value is not None and value != "":
        item.values[role], item.cells[role] = value, cell


def _indicator(sheet: Sheet, layout: Layout, row: int, item: _Item, found: Found, wanted: str) -> None:
    by_role = {column.role: column for column in layout.columns}
    for role in ("指标值", "监控值", "实际完成值"):
        if role in by_role:
            cell = sheet.at(row, by_role[role].index)
            if not cell.empty:
                _put(item, role, _measured(sheet, layout, row, by_role[role], cell, found), cell)
    for role in ("分值", "得分"):
        if role in by_role:
            cell = sheet.at(row, by_role[role].index)
            _put(item, role, score_of(sheet, cell, found), cell)
    for role in ("定性档", "完成情况", "数据期间", "偏差原因分析及改进措施", "佐证"):
        if role in by_role:
            cell = sheet.at(row, by_role[role].index)
            text = "" if cell.empty else text_of(sheet, cell, found)
            _put(item, role, "" if folded(text) in NOTHING else text, cell)
    if "完成率" in by_role:
        cell = sheet.at(row, by_role["完成率"].index)
        text = "" if cell.empty else text_of(sheet, cell, found)
        known = str(item.values.get("实际完成值", ""))
        if text and folded(text) not in NOTHING and "完成情况" not in item.values and not re.search(r"\d", known):
            _put(item, "完成情况", text, cell)
    if "备注" in by_role and not (cell := sheet.at(row, by_role["备注"].index)).empty:
        found.left(sheet.place(cell), f"备注没有读入：{shown(cell)[:20]}")


def _measured(sheet: Sheet, layout: Layout, row: int, column: Column, cell: Cell, found: Found) -> str:
    """A target or an actual value with its sign and unit."""
    text = text_of(sheet, cell, found)
    if text in WORDS or folded(text) in NOTHING:
        return text if text in WORDS else ""
    number = isinstance(cell.value, (int, Decimal)) and not isinstance(cell.value, bool)
    bare = number or bool(re.fullmatch(r"-?\d+(?:\.\d+)?", folded(text)))
    unit = ""
    unit_column = layout.column("计量单位")
    if unit_column is not None and not (unit_cell := sheet.at(row, unit_column.index)).empty:
        unit = text_of(sheet, unit_cell, found, name=True)
        unit = "" if folded(unit) in NOTHING else unit
    if not unit and any("%" in folded(text) for text in column.texts):
        unit = "%"
    if bare and unit and not text.endswith((unit, "%")):
        text = f"{text}{unit}"
    elif number and isinstance(cell.value, Decimal) and 0 < cell.value < 1 and not is_percent(cell.format):
        found.doubt(sheet.place(cell), f"“{text}”没有单位，可能是百分数，照原样读入")
    elif cell.value is not None and not isinstance(cell.value, (int, Decimal, str)):
        found.doubt(sheet.place(cell), f"这一格是日期或是否，读成“{text}”")
    sign_column = layout.column("计算符号")
    if column.role == "指标值" and sign_column is not None:
        sign_cell = sheet.at(row, sign_column.index)
        sign = "" if sign_cell.empty else folded(shown(sign_cell))
        sign = _SIGNS.get(sign, sign)
        if sign not in _QUALITATIVE and not text.startswith(sign):
            text = f"{sign}{text}"
    return text


def _project(sheet: Sheet, layout: Layout, row: int, item: _Item, found: Found, wanted: str) -> None:
    by_role = {column.role: column for column in layout.columns}
    budget = "全年预算数" if "全年预算数" in by_role else "年初预算数"
    for role, source in (("全年预算数", budget), ("全年执行数", "全年执行数")):
        if source in by_role:
            column = by_role[source]
            cell = sheet.at(row, column.index)
            block = sheet.merge(row, column.index)
            if block is not None and block.top != block.bottom and block.top < row:
                found.doubt(sheet.place(cell), f"几个项目合用一格{role}，只记在第一个上")
                continue
            if block is not None and block.top != block.bottom:
                found.doubt(sheet.place(cell), f"几个项目合用一格{role}，只记在第一个上")
            _put(item, role, amount_of(sheet, cell, column.unit or layout.unit, wanted, found), cell)
    if "完成情况" in by_role and not (cell := sheet.at(row, by_role["完成情况"].index)).empty:
        text = text_of(sheet, cell, found)
        _put(item, "完成情况", "" if folded(text) in NOTHING else text, cell)
    if "备注" in by_role and not (cell := sheet.at(row, by_role["备注"].index)).empty:
        found.left(sheet.place(cell), f"备注没有读入：{shown(cell)[:20]}")


# -- totals and groups --------------------------------------------------------------------------------


def _total(sheet: Sheet, layout: Layout, row: int, items: Sequence[_Item], found: Found, wanted: str) -> None:
    """Compare the total in ``row`` with the rows above; a total of 得分 is a 核对数."""
    roles = ("分值", "得分") if layout.kind == INDICATORS else ("全年预算数", "全年执行数")
    for role in roles:
        column = layout.column(role)
        if column is None or (cell := sheet.at(row, column.index)).empty:
            continue
        if layout.kind == INDICATORS:
            total: Any = score_of(sheet, cell, found)
        else:
            total = amount_of(sheet, cell, column.unit or layout.unit, wanted, found)
        counted: dict[tuple[int, int], Any] = {
            (item.cells[role].row, item.cells[role].column): item.values[role] for item in items if role in item.values
        }
        if total is None or isinstance(total, str) or any(isinstance(value, str) for value in counted.values()):
            continue
        own = sum((Decimal(value) for value in counted.values()), Decimal(0))
        if own != total:
            label = heading(str(next((c.value for c in sheet.rows[row] if isinstance(c.value, str)), "合计")))
            found.doubt(sheet.place(cell), f"{label}的{role}是 {total}，上面各行相加是 {own}")
        elif role == "得分" and _grand(sheet, row):
            found.stated["自评", "总分"], found.stated_places["自评", "总分"] = total, sheet.place(cell)
        elif layout.kind != INDICATORS and _grand(sheet, row):
            found.stated["项目", "合计", role], found.stated_places["项目", "合计", role] = total, sheet.place(cell)


def _grand(sheet: Sheet, row: int) -> bool:
    return any(
        isinstance(cell.value, str) and folded(cell.value).rstrip(":") in ("总分", "合计", "总计", "总得分")
        for cell in sheet.rows[row]
    )


def _grouped(sheet: Sheet, layout: Layout, items: list[_Item], found: Found) -> Iterator[_Item]:
    """Items whose score cells are merged over several rows become one with several names."""
    index = 0
    while index < len(items):
        group = [items[index]]
        role = next((role for role in ("分值", "得分") if _spans(sheet, layout, role, items[index].row)), "")
        if role:
            column = layout.column(role)
            assert column is not None
            block = sheet.merge(items[index].row, column.index)
            assert block is not None
            group = [item for item in items[index:] if item.row <= block.bottom]
        index += len(group)
        if len(group) == 1:
            yield group[0]
            continue
        yield from _joined(sheet, group, found)


def _spans(sheet: Sheet, layout: Layout, role: str, row: int) -> bool:
    column = layout.column(role)
    block = sheet.merge(row, column.index) if column is not None else None
    return block is not None and block.bottom > row


def _joined(sheet: Sheet, group: list[_Item], found: Found) -> Iterator[_Item]:
    first = group[0]
    names = [item.values["三级指标"] for item in group]
    rest: list[Mapping[str, Any]] = [
        {role: value for role, value in item.values.items() if role != "三级指标"} for item in group
    ]
    merged: dict[str, Any] = {}
    for role in dict.fromkeys(role for values in rest for role in values):
        options = list(dict.fromkeys(str(values[role]) for values in rest if role in values))
        if len(options) > 1:
            place = sheet.place(first.cells["三级指标"])
            found.doubt(place, f"“{names[0]}”等{len(names)}个指标合用一格分值，{role}又各不相同：分值、得分记作待填")
            for item in group:
                for score in ("分值", "得分"):
                    if score in item.values:
                        item.values[score] = PENDING
            yield from group
            return
        merged[role] = next(values[role] for values in rest if role in values)
    order = [*first.values, *merged]
    values = {role: names if role == "三级指标" else merged[role] for role in dict.fromkeys(order)}
    cells = {role: next(item.cells[role] for item in group if role in item.cells) for role in values}
    yield _Item(first.row, values, cells)
