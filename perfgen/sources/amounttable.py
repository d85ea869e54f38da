"""One block of a table of amounts: its rows, and what stands in them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.sources.cells import amount_of
from perfgen.sources.found import Found
from perfgen.sources.labels import bare
from perfgen.sources.layout import Column, Layout
from perfgen.sources.lists import body
from perfgen.sources.numbers import shown
from perfgen.sources.values import Cell, Sheet
from perfgen.sources.wording import TOTAL, folded

FILING = ("支出性质", "资金来源")
LABELS = (*FILING, "类", "款")


@frozen
class Block:
    """Columns that belong together: names at the left, amounts at the right."""

    names: tuple[Column, ...]
    amounts: tuple[Column, ...]

    def name(self, role: str) -> Column | None:
        """The column of names that means ``role``."""
        return next((column for column in self.names if column.role == role), None)


class AmountTable:
    """The rows of a block, its amounts in the unit that is wanted, and what is found in it."""

    def __init__(self, sheet: Sheet, layout: Layout, block: Block, end: int, wanted: str, found: Found) -> None:
        self.sheet, self.layout, self.block, self.found, self.wanted = sheet, layout, block, found, wanted
        self.rows = list(body(sheet, layout, end, found))
        self.wide = [column for column in block.amounts if column.role.startswith("列:")]
        plain = [column for column in block.amounts if column.role == "金额"]
        self.main = self._main(plain)
        for column in plain:
            if column is not self.main and any(not sheet.at(row, column.index).empty for row in self.rows):
                cell = sheet.rows[layout.bottom][column.index]
                found.left(sheet.place(cell), f"“{''.join(column.texts)}”这一列没有读入")

    def _main(self, plain: Sequence[Column]) -> Column | None:
        for pattern in ("决算", "年初预算", "金额", "合计", ""):
            for column in plain:
                if pattern in folded("".join(column.texts)):
                    return column
        return None

    def cell(self, row: int, role: str) -> Cell | None:
        """The cell of a row in the column that means ``role``."""
        column = self.block.name(role)
        return None if column is None else self.sheet.at(row, column.index)

    def raw(self, row: int) -> str:
        """The name of a row as it stands, indents included."""
        cell = self.cell(row, "科目")
        return "" if cell is None or cell.empty else shown(cell)

    def label(self, row: int) -> str:
        """The name of a row without its number."""
        for role in ("类", "科目"):
            cell = self.cell(row, role)
            if cell is not None and not cell.empty:
                return bare(shown(cell))
        return ""

    def code(self, row: int) -> str:
        """The code of the official classification in a row; empty where there is none."""
        cell = self.cell(row, "编码")
        text = "" if cell is None or cell.empty else folded(shown(cell))
        return text if re.fullmatch(r"\d{3,10}", text) else ""

    def amount(self, row: int, column: Column) -> tuple[Any, Cell]:
        """What stands in a row of ``column`` in the unit that is wanted, and its cell."""
        cell = self.sheet.at(row, column.index)
        block = self.sheet.merge(row, column.index)
        if block is not None and block.bottom > block.top:
            if block.top == row:
                self.found.doubt(self.sheet.place(cell), "几行合用一格金额，只记在第一行上")
            else:
                return None, cell
        unit = column.unit or self.layout.unit
        return amount_of(self.sheet, cell, unit, self.wanted, self.found), cell

    def coded_total(self, row: int) -> bool:
        """Whether 合计 stands where the code of a row would."""
        cell = self.cell(row, "编码")
        return cell is not None and isinstance(cell.value, str) and bool(TOTAL.fullmatch(folded(cell.value)))

    def state(self, path: KeyPath, amount: Any, cell: Cell) -> None:
        """Note a total that is to be compared."""
        if path and isinstance(amount, (int, Decimal)):
            self.found.stated[path] = amount
            self.found.stated_places[path] = self.sheet.place(cell)

    def agree(self, total: Any, parts: Sequence[Decimal]) -> bool:
        """Whether ``total`` is the sum of ``parts``, but for the last digit of amounts that were rounded to 万元."""
        gap = abs(Decimal(total) - sum(parts, Decimal(0)))
        unit = next((c.unit for c in self.block.amounts if c.unit), "") or self.layout.unit or self.wanted
        return gap <= (Decimal("0.005") * (len(parts) + 1) if unit == "万元" and self.wanted == "万元" else 0)
