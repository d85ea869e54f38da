"""Where a table of amounts belongs in a data file: budget or accounts, income or expenditure, which cut."""

import re
from collections.abc import Sequence

from perfgen.keypath import KeyPath
from perfgen.sources.amounttable import AmountTable
from perfgen.sources.labels import economic
from perfgen.sources.wording import TOTAL, folded

_NATURES = ("基本支出", "项目支出")


class _Where:
    """The headings and labels of a block as far as they tell where it belongs."""

    def __init__(self, table: AmountTable) -> None:
        self.table, self.sheet, self.layout, self.block = table, table.sheet, table.layout, table.block
        self.rows, self.wide, self.main = table.rows, table.wide, table.main

    def destination(self) -> KeyPath:
        """Where the block belongs in a data file; empty where the sheet does not say."""
        heads = folded("".join(text for column in (*self.block.names, *self.block.amounts) for text in column.texts))
        title = folded("".join((self.sheet.name, *self.layout.above)))
        main = folded("".join(self.main.texts)) if self.main else ""
        head = self._head(main, heads, title)
        labels = [label for row in self.rows if (label := self.table.label(row))]
        side = self._side(heads, title, labels)
        if not side:
            return ()
        return (head, side, *self._cut(side))

    def _head(self, main: str, heads: str, title: str) -> str:
        for text in (main, heads, title):
            if "决算" in text:
                return "决算"
            if "预算" in text and "预算财政拨款" not in text and "预算收入" not in text:
                return "年初预算"
        return "年初预算" if "预算" in re.sub(r"(?:公共|基金|经营)预算", "", title) else "决算"

    def _side(self, heads: str, title: str, labels: Sequence[str]) -> str:
        wide = "".join(column.role for column in self.wide)
        for text in (wide, re.sub(r"收入支出|收支", "", heads), re.sub(r"收入支出|收支", "", title)):
            income, spent = text.count("收入"), text.count("支出")
            if bool(income) != bool(spent):
                return "收入" if income else "支出"
        if self.block.name("支出性质") or self.block.name("类") or economic(labels):
            return "支出"
        income, spent = (sum(label.endswith(side) for label in labels) for side in ("收入", "支出"))
        return "" if income == spent else "收入" if income > spent else "支出"

    def _cut(self, side: str) -> KeyPath:
        if side != "支出" or self.wide:
            return ()
        labels = [label for row in self.rows if (label := self.table.label(row))]
        own = [label for label in labels if not TOTAL.fullmatch(folded(label))]
        if own and own[0] in _NATURES:
            return ("按支出性质",) if economic(labels) else ()
        if self.block.name("类") or economic(own[:1]):
            return ("按经济分类",)
        codes = [code for row in self.rows if (code := self.table.code(row))]
        if codes and all(code.startswith("2") for code in codes):
            return ("按功能分类",)
        if "功能" in folded("".join(self.layout.above) + "".join(t for c in self.block.names for t in c.texts)):
            return ("按功能分类",)
        if "一般公共服务支出" in labels:
            return ("按功能分类",)
        return ()


def destination(table: AmountTable) -> KeyPath:
    """Where the block belongs in a data file; empty where the sheet does not say."""
    return _Where(table).destination()
