"""Tables with names in columns of their own (支出性质, 类, 款): a row a posting, subtotals told apart."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfgen.keypath import KeyPath
from perfgen.sources.amounttable import FILING, LABELS, AmountTable
from perfgen.sources.cells import text_of
from perfgen.sources.labels import bare
from perfgen.sources.values import Cell
from perfgen.sources.wording import TOTAL, folded
from perfgen.vocabulary import PASTED


class Postings:
    """The rows of such a table on their way to a tree or a pasted table."""

    def __init__(self, table: AmountTable) -> None:
        self.table, self.sheet, self.block = table, table.sheet, table.block
        self.rows, self.found, self.main = table.rows, table.found, table.main

    def read(self) -> None:
        """Fill what is found in the table."""
        assert self.main is not None or self.block.amounts
        main = self.main or self.block.amounts[0]
        roles = [column.role for column in self.block.names if column.role in (*LABELS, "科目")]
        above: dict[str, str] = {}
        postings: list[tuple[dict[str, str], Any, Cell]] = []
        totals: list[tuple[dict[str, str], Any, Cell]] = []
        for row in self.rows:
            fresh = False
            labels: dict[str, str] = {}
            total = self.table.coded_total(row)
            for role in roles:
                cell = self.table.cell(row, role)
                text = "" if cell is None or cell.empty else bare(text_of(self.sheet, cell, self.found, name=True))
                if text and TOTAL.fullmatch(folded(text)):
                    total = True
                    break
                if text:
                    fresh = fresh or above.get(role) != text
                elif not fresh:
                    text = above.get(role, "") if role != roles[-1] else ""
                above[role] = text
                if text:
                    labels[role] = text
            amount, cell = self.table.amount(row, main)
            if amount is None:
                if labels and not total:
                    first = self.sheet.at(row, self.block.names[0].index)
                    self.found.left(self.sheet.place(first), f"第{row + 1}行没有金额，没有读入")
                continue
            (totals if total else postings).append((labels, amount, cell))
            if total:
                for role in roles[len(labels) :]:
                    above[role] = ""
        self._post(roles, postings, totals)

    def _post(
        self,
        roles: Sequence[str],
        postings: list[tuple[dict[str, str], Any, Cell]],
        totals: list[tuple[dict[str, str], Any, Cell]],
    ) -> None:
        """Tell subtotals from postings, compare them, and write the postings down."""
        own = [role for role in roles if role not in FILING]
        leaves: list[tuple[dict[str, str], Any, Cell]] = []
        for labels, amount, cell in postings:
            names = [role for role in own if role in labels]
            deeper = any(other is not labels and set(labels.items()) < set(other.items()) for other, _, _ in postings)
            if not names and not deeper:
                self.found.doubt(self.sheet.place(cell), "这一行没有名称，没有读入")
            else:
                (totals if deeper else leaves).append((labels, amount, cell))
        for labels, amount, cell in totals:
            below = [value for other, value, _ in leaves if set(labels.items()) <= set(other.items())]
            self._compare(labels, amount, cell, below)
        if any(role in FILING for role in roles):
            self._pasted(roles, leaves)
            return
        tree: dict[str, Any] = {}
        for labels, amount, cell in leaves:
            self._hang(tree, [labels[role] for role in own if role in labels], amount, cell)
        self.found.value = tree

    def _compare(self, labels: dict[str, str], amount: Any, cell: Cell, below: Sequence[Any]) -> None:
        numbers = [Decimal(value) for value in below if isinstance(value, (int, Decimal))]
        if not isinstance(amount, (int, Decimal)) or len(numbers) != len(below):
            return
        name = "、".join(labels.values()) or "合计"
        if not self.table.agree(amount, numbers):
            self.found.doubt(self.sheet.place(cell), f"{name}的合计是 {amount}，各项相加是 {sum(numbers, Decimal(0))}")
            return
        base = self.found.path[:-1] if self.found.path[-1:] == ("按经济分类",) else self.found.path
        filing = [(role, labels[role]) for role in FILING if role in labels]
        names = [labels[role] for role in ("类", "款", "科目") if role in labels]
        if filing:
            path: KeyPath = (*base, f"按{filing[0][0]}", filing[0][1], *names)
        else:
            path = (*self.found.path, *names) if names else base
        self.table.state(path, amount, cell)

    def _pasted(self, roles: Sequence[str], leaves: Sequence[tuple[dict[str, str], Any, Cell]]) -> None:
        """Postings that are filed by 支出性质 or 资金来源 as well: a pasted table says both in one line."""
        lines = ["｜".join([*roles, "金额"])]
        offset = len(lines[0]) + 1
        for labels, amount, cell in leaves:
            names = []
            for role in roles:
                name = labels.get(role, "")
                if re.search(r"[\t｜|\n]", name):
                    self.found.doubt(self.sheet.place(cell), f"名称“{name}”里有分隔号，换成了顿号")
                    name = re.sub(r"[\t｜|\n]+", "、", name)
                names.append(name)
            line = "｜".join([*names, f"{amount}"])
            self.found.places[PASTED, offset] = self.sheet.place(cell)
            lines.append(line)
            offset += len(line) + 1
        self.found.value = {PASTED: "\n".join(lines)} if leaves else {}

    def _hang(self, tree: dict[str, Any], names: Sequence[str], amount: Any, cell: Cell, at: KeyPath = ()) -> None:
        for name in names[:-1]:
            below = tree.setdefault(name, {})
            if not isinstance(below, dict):
                self.found.doubt(self.sheet.place(cell), f"“{name}”既有自己的金额，又有下级，这一行没有读入")
                return
            tree, at = below, (*at, name)
        name = names[-1]
        if name in tree:
            before = tree[name]
            if not isinstance(before, (int, Decimal)) or not isinstance(amount, (int, Decimal)):
                self.found.doubt(self.sheet.place(cell), f"“{name}”有两行，这一行没有读入")
                return
            self.found.doubt(self.sheet.place(cell), f"“{name}”有两行，金额相加了")
            amount = before + amount
        tree[name] = amount
        self.found.places[(*at, name)] = self.sheet.place(cell)
