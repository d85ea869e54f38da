"""Tables with one column of names as a tree: levels by code, by number, by indent; totals and balances told apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfgen.keypath import KeyPath
from perfgen.sources.amounttable import AmountTable
from perfgen.sources.labels import balance, bare, number_level
from perfgen.sources.layout import Column
from perfgen.sources.values import Cell
from perfgen.sources.wording import NOTE, TOTAL, folded
from perfgen.vocabulary import OF_WHICH
from perfgen.vocabulary import TOTAL as WHOLE


@dataclass
class Node:
    """A row as a place in a tree."""

    name: str
    amount: Any
    cell: Cell
    level: int
    of_which: bool = False
    children: list["Node"] = field(default_factory=list)


class AmountTree:
    """The rows of a table on their way to a tree."""

    def __init__(self, table: AmountTable) -> None:
        self.table, self.sheet, self.rows, self.found = table, table.sheet, table.rows, table.found

    def nodes(self, column: Column) -> Iterator[Node]:
        """The rows as nodes with levels: by code, by number, by indent."""
        known: list[str] = []
        indents: list[int] = []
        numbered = any(number_level(self.table.raw(row)) for row in self.rows)
        last = 0
        of_which: tuple[int, int] | None = None
        for row in self.rows:
            raw = self.table.raw(row)
            coded_total = self.table.coded_total(row)
            if not raw.strip() and not coded_total:
                amount, cell = self.table.amount(row, column)
                if amount is not None:
                    self.found.doubt(self.sheet.place(cell), f"第{row + 1}行没有名称，没有读入")
                continue
            if NOTE.match(folded(raw)) and self.sheet.at(row, column.index).empty:
                continue
            amount, cell = self.table.amount(row, column)
            name = "合计" if coded_total else bare(raw)
            if not name:
                continue
            if amount is None:
                if self._wide_used(row):
                    pass
                elif not TOTAL.fullmatch(folded(name)) and re.search(r"其中[:：]?$", raw.strip()):
                    of_which = (last + 1, len(raw) - len(raw.lstrip(" 　")))
                continue
            code = self.table.code(row)
            special = bool(TOTAL.fullmatch(folded(name)) or balance(name))
            marked = bool(re.match(r"\s*(?:[(（]?其中[)）]?|#)\s*[:：]?", raw.replace("　", " ")))
            if code:
                level = sum(code.startswith(other) for other in set(known) if other != code) + 1
                known.append(code)
                yield Node(name, amount, cell, 0 if special else level)
                continue
            if special:
                of_which = None
                yield Node(name, amount, cell, 0)
                continue
            own = number_level(raw)
            indent = len(raw) - len(raw.lstrip(" 　"))
            if own:
                level, of_which, last = own, None, own
            elif marked:
                level = last + 1
                of_which = (level, indent)
            elif of_which is not None and (numbered or indent >= of_which[1] > 0):
                level = of_which[0]
                marked = True
            elif numbered:
                level = last + 1
            else:
                of_which = None
                while indents and indents[-1] > indent:
                    indents.pop()
                if not indents or indents[-1] < indent:
                    indents.append(indent)
                level = last = len(indents)
            yield Node(name, amount, cell, level, marked)

    def _wide_used(self, row: int) -> bool:
        return any(not self.sheet.at(row, column.index).empty for column in self.table.wide)

    def tree(self, nodes: Sequence[Node], at: KeyPath = ()) -> dict[str, Any]:
        """The nodes hung below each other by their levels; totals are compared, balances go to their fields."""
        roots: list[Node] = []
        stack: list[Node] = []
        for node in nodes:
            if node.level == 0:
                self._special(node, roots)
                stack = []
                continue
            while stack and stack[-1].level >= node.level:
                stack.pop()
            (stack[-1].children if stack else roots).append(node)
            stack.append(node)
        return self._grown(roots, at)

    def _grown(self, nodes: Sequence[Node], at: KeyPath) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for node in nodes:
            if node.name in tree:
                self.found.doubt(self.sheet.place(node.cell), f"“{node.name}”有两行，这一行没有读入")
                continue
            path = (*at, node.name)
            self.found.places[path] = self.sheet.place(node.cell)
            tree[node.name] = self._value(node, path)
        return tree

    def _value(self, node: Node, path: KeyPath) -> Any:
        parts = [child for child in node.children if not child.of_which]
        noted = [child for child in node.children if child.of_which]
        if not node.children:
            return node.amount
        value: dict[str, Any] = {}
        numbers = [Decimal(child.amount) for child in parts if isinstance(child.amount, (int, Decimal))]
        whole = isinstance(node.amount, (int, Decimal))
        if parts and (not whole or len(numbers) < len(parts) or self.table.agree(node.amount, numbers)):
            value = self._grown(parts, path)
            if whole:
                self.table.state((*self.found.path, *path), node.amount, node.cell)
        else:
            if parts:
                added = sum(numbers, Decimal(0))
                place = self.sheet.place(node.cell)
                self.found.doubt(place, f"“{node.name}”是 {node.amount}，下面各项相加是 {added}，各项记作其中")
            value[WHOLE] = node.amount
            self.found.places[(*path, WHOLE)] = self.sheet.place(node.cell)
            noted = [*parts, *noted]
        if noted:
            value[OF_WHICH] = self._grown(noted, (*path, OF_WHICH))
        return value

    def _special(self, node: Node, roots: Sequence[Node]) -> None:
        """A total or a balance: compared, or put in its field."""
        known = balance(node.name)
        place = self.sheet.place(node.cell)
        if known is not None:
            name, base = known
            if self.found.path[:1] != ("决算",):
                self.found.left(place, f"“{node.name}”没有读入")
            elif base:
                self.found.fields["决算", name] = node.amount
            else:
                side = "收入总计" if "收入" in self.found.path else "支出总计"
                self.table.state(("决算", name or side), node.amount, node.cell)
            return
        numbers = [Decimal(root.amount) for root in roots if isinstance(root.amount, (int, Decimal))]
        if not isinstance(node.amount, (int, Decimal)) or len(numbers) < len(roots) or not roots:
            return
        base_path = self.found.path[:2] if len(self.found.path) > 1 else self.found.path
        if self.table.agree(node.amount, numbers):
            if folded(node.name) not in ("人员经费合计", "公用经费合计"):
                self.table.state(base_path, node.amount, node.cell)
        elif folded(node.name) in ("小计", "人员经费合计", "公用经费合计"):
            self.found.left(place, f"“{node.name}”没有核对")
        else:
            self.found.doubt(place, f"{node.name}是 {node.amount}，各项相加是 {sum(numbers, Decimal(0))}")
