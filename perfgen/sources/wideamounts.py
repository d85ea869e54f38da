"""Tables in which columns are names (基本支出, 项目支出): their totals become children."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfgen.keypath import KeyPath
from perfgen.sources.amounttable import AmountTable
from perfgen.sources.amounttree import AmountTree
from perfgen.sources.cells import amount_of
from perfgen.sources.found import Found
from perfgen.sources.layout import Column
from perfgen.sources.values import Cell
from perfgen.sources.wording import TOTAL, folded


class WideAmounts:
    """The columns of such a table on their way to a tree."""

    def __init__(self, table: AmountTable) -> None:
        self.table, self.sheet, self.layout = table, table.sheet, table.layout
        self.rows, self.found, self.wanted = table.rows, table.found, table.wanted
        self.wide, self.main = table.wide, table.main

    def read(self) -> None:
        """Fill what is found in the table."""
        labels = {row: folded(self.table.label(row)) for row in self.rows}
        totals = [row for row, label in labels.items() if TOTAL.fullmatch(label) or self.table.coded_total(row)]
        own = [row for row in self.rows if row not in totals]
        children: dict[str, Any] = {}
        for column in self.wide:
            name = column.role.removeprefix("列:")
            if totals:
                amount, cell = self.table.amount(totals[0], column)
                self._check_column(name, column, amount, cell, own)
            else:
                values = [self.table.amount(row, column) for row in self._top(own)]
                numbers = [value for value, _ in values if isinstance(value, (int, Decimal))]
                amount = sum(numbers, Decimal(0)) if numbers else None
                cell = values[0][1] if values else self.sheet.rows[self.layout.bottom][column.index]
                if numbers:
                    self.found.doubt(self.sheet.place(cell), f"没有合计行，“{name}”是各行相加的 {amount}")
            if amount is not None:
                children[name] = amount
                self.found.places[(*self._wide_path(), name)] = self.sheet.place(cell)
        value: dict[str, Any] = {}
        if self._wide_path():
            value["按支出性质"] = children
        else:
            value = children
        if self.main is not None:
            rows = AmountTree(self.table)
            nodes = [node for node in rows.nodes(self.main) if node.name]
            tree = rows.tree(nodes, () if not self._wide_path() else ("按功能分类",))
            if self._wide_path() and tree:
                value["按功能分类"] = tree
        self.found.value = value

    def _wide_path(self) -> KeyPath:
        known = ("基本支出", "项目支出")
        return ("按支出性质",) if any(column.role.removeprefix("列:") in known for column in self.wide) else ()

    def _top(self, rows: Sequence[int]) -> list[int]:
        """The rows that are parts of no other."""
        codes = {row: self.table.code(row) for row in rows}
        known = set(codes.values())
        return [
            row
            for row in rows
            if not codes[row] or not any(codes[row][:length] in known for length in range(3, len(codes[row])))
        ]

    def _check_column(self, name: str, column: Column, total: Any, cell: Cell, rows: Sequence[int]) -> None:
        quiet = Found((), None)
        values = []
        for row in self._top(rows):
            at = self.sheet.at(row, column.index)
            value = amount_of(self.sheet, at, column.unit or self.layout.unit, self.wanted, quiet)
            if isinstance(value, (int, Decimal)):
                values.append(Decimal(value))
        if quiet.remarks:
            self.found.doubt(quiet.remarks[0].place, f"“{name}”一列：{quiet.remarks[0].message}")
        if isinstance(total, (int, Decimal)) and values and not self.table.agree(total, values):
            self.found.doubt(self.sheet.place(cell), f"“{name}”的合计是 {total}，各行相加是 {sum(values, Decimal(0))}")
