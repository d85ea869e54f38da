"""Finding the header of a table, wherever it stands, and what its columns mean."""

import re
from collections.abc import Mapping

from perfgen.frozen import frozen
from perfgen.sources.numbers import shown
from perfgen.sources.values import Sheet, Value
from perfgen.sources.wording import AMOUNT, INDICATOR, PROJECT, WIDE, heading, money_unit

_DEPTH = 3
"""Headers have at most so many rows."""

INDICATORS, PROJECTS, AMOUNTS = "指标", "项目", "金额"


@frozen
class Column:
    """One column of a table: where it is, what it means, the texts of its heading from top to bottom, its unit."""

    index: int
    role: str
    texts: tuple[str, ...]
    unit: str = ""


@frozen
class Layout:
    """A table in a sheet: its kind, the rows of its header (from, to), its columns, the texts above it."""

    kind: str
    top: int
    bottom: int
    columns: tuple[Column, ...]
    unknown: tuple[Column, ...]
    above: tuple[str, ...]
    unit: str

    def column(self, role: str) -> Column | None:
        """The first column that means ``role``."""
        return next((column for column in self.columns if column.role == role), None)


def layouts(sheet: Sheet) -> list[Layout]:
    """The tables of ``sheet`` from top to bottom; two kinds never share rows."""
    found: list[Layout] = []
    row = 0
    while row < len(sheet.rows):
        layout = _next(sheet, row)
        if layout is None:
            break
        found.append(layout)
        row = layout.bottom + 1
    return found


def visible(sheet: Sheet) -> list[int]:
    """The columns that are not hidden."""
    return [column for column in range(sheet.width) if column not in sheet.hidden_columns]


def _next(sheet: Sheet, start: int) -> Layout | None:
    """The first header from row ``start`` on; where several depths fit, the one that explains the most columns."""
    for top in range(start, len(sheet.rows)):
        if top in sheet.hidden_rows or not _known(sheet, top):
            continue  # captions are no part of a header
        best: tuple[int, Layout] | None = None
        for depth in range(_DEPTH):
            if top + depth >= len(sheet.rows) or (depth and not _is_head_row(sheet, top + depth)):
                break
            for kind in (INDICATORS, PROJECTS, AMOUNTS):
                layout = _layout(sheet, kind, start, top, top + depth)
                if layout is None:
                    continue
                weight = 100 * len({column.role for column in layout.columns}) + len(layout.columns)
                if best is None or weight > best[0]:
                    best = (weight, layout)
        if best is not None and not _better_below(sheet, start, top, best):
            return best[1]
    return None


def _better_below(sheet: Sheet, start: int, top: int, best: tuple[int, Layout]) -> bool:
    """Whether the next row alone explains more: ``top`` was a line of labels over the header."""
    if top + 1 >= len(sheet.rows) or best[1].bottom > top:
        return False
    for kind in (INDICATORS, PROJECTS, AMOUNTS):
        layout = _layout(sheet, kind, start, top + 1, top + 1)
        if layout is not None and 100 * len({c.role for c in layout.columns}) > best[0]:
            return True
    return False


def _is_head_row(sheet: Sheet, row: int) -> bool:
    """Whether every text of a row could stand in a header, and at least one means something."""
    if row in sheet.hidden_rows or not _known(sheet, row):
        return False
    return all(
        isinstance(cell, str) and len(heading(cell)) <= 40 and not re.search(r"\d{3}", cell)
        for cell in _begun(sheet, row)
    )


def _known(sheet: Sheet, row: int) -> int:
    """How many texts of a row are headings that mean something."""
    tables = (INDICATOR, PROJECT, AMOUNT, WIDE)
    texts = [heading(value) for value in _begun(sheet, row) if isinstance(value, str)]
    return sum(any(pattern.fullmatch(text) for table in tables for pattern in table.values()) for text in texts)


def _begun(sheet: Sheet, row: int) -> list[Value]:
    """What stands in the cells to be seen in a row, but for blocks that began above it."""
    cells = [
        sheet.at(row, column)
        for column in visible(sheet)
        if (block := sheet.merge(row, column)) is None or (block.top == row and block.left == column)
    ]
    return [cell.value for cell in cells if not cell.empty]


def _layout(sheet: Sheet, kind: str, start: int, top: int, bottom: int) -> Layout | None:
    columns: list[Column] = []
    unknown: list[Column] = []
    for index in visible(sheet):
        texts = _texts(sheet, top, bottom, index)
        if not texts:
            continue
        role = _role(kind, texts)
        if role in (*_ONCE[kind],) and any(column.role == role for column in columns):
            role = ""
        unit = next((unit for text in reversed(texts) if (unit := money_unit(text))), "")
        (columns if role else unknown).append(Column(index, role, texts, unit))
    above = tuple(
        shown(cell)
        for row in range(start, top)
        if row not in sheet.hidden_rows
        for cell in sheet.rows[row]
        if not cell.empty
    )
    roles = {column.role for column in columns}
    if not _fits(kind, roles, columns, unknown):
        return None
    unit = next((unit for text in reversed(above) if (unit := money_unit(text))), "")
    unit = unit or next((unit for text in _first_row(sheet, top) if (unit := money_unit(text))), "")
    return Layout(kind, top, bottom, tuple(columns), tuple(unknown), above, unit)


def _first_row(sheet: Sheet, top: int) -> list[str]:
    return [cell.value for row in sheet.rows[:top] for cell in row if isinstance(cell.value, str)]


_ONCE: Mapping[str, tuple[str, ...]] = {
    INDICATORS: tuple(INDICATOR),
    PROJECTS: tuple(PROJECT),
    AMOUNTS: (),
}


def _texts(sheet: Sheet, top: int, bottom: int, column: int) -> tuple[str, ...]:
    """The texts of a column's heading from top to bottom, merged cells once."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        if row in sheet.hidden_rows:
            continue
        cell = sheet.at(row, column)
        if isinstance(cell.value, str) and cell.value.strip() and (not texts or texts[-1] != cell.value):
            texts.append(cell.value)
    return tuple(texts)


def _role(kind: str, texts: tuple[str, ...]) -> str:
    """What a heading means: its lowest text counts first, then all of it together."""
    tried = [heading(text) for text in reversed(texts)]
    if len(texts) > 1:
        tried.append(heading("".join(texts)))
    if kind == AMOUNTS:
        for text in tried[:1]:
            for pattern in WIDE.values():
                if pattern.fullmatch(text):
                    return f"列:{text}"
    table = {INDICATORS: INDICATOR, PROJECTS: PROJECT, AMOUNTS: AMOUNT}[kind]
    for text in tried:
        for role, pattern in table.items():
            if pattern.fullmatch(text):
                return role
    return ""


def _fits(kind: str, roles: set[str], columns: list[Column], unknown: list[Column]) -> bool:
    if kind == INDICATORS:
        named = "三级指标" in roles or {"一级指标", "二级指标"} <= roles
        return "三级指标" in roles and named and bool(roles & {"指标值", "实际完成值", "分值", "得分"})
    if kind == PROJECTS:
        if not roles & {"全年预算数", "全年执行数", "年初预算数"}:
            return False
        name = next((column for column in columns if column.role == "名称"), None)
        if name is None:
            return False
        plain = heading(name.texts[-1]) == "项目"
        return not plain or {"全年预算数", "全年执行数"} <= roles or "完成情况" in roles
    names = roles & {"科目", "类", "款", "编码"}
    wide = [role for role in roles if role.startswith("列:")]
    if not names or not ("金额" in roles or wide):
        return False
    return not ({"一级指标", "二级指标", "三级指标", "分值"} & {heading(c.texts[-1]) for c in unknown})
