"""Tables of income and expenditure and the forms of the final accounts as amount trees."""

from perfgen.sources.amounttable import FILING, LABELS, AmountTable, Block
from perfgen.sources.amounttree import AmountTree
from perfgen.sources.destination import destination
from perfgen.sources.found import Found
from perfgen.sources.layout import Column, Layout
from perfgen.sources.postings import Postings
from perfgen.sources.values import Sheet
from perfgen.sources.wideamounts import WideAmounts

_NAMES = (*LABELS, "编码", "科目")


def read_amounts(sheet: Sheet, layout: Layout, end: int, wanted: str) -> list[Found]:
    """The table of ``layout`` as amount trees in the unit ``wanted``."""
    found = []
    for block in _blocks(layout):
        one = Found((), {}, unit=next((c.unit for c in block.amounts if c.unit), "") or layout.unit)
        table = AmountTable(sheet, layout, block, end, wanted, one)
        one.path = destination(table)
        _read(table)
        found.append(one)
    if found:
        for column in layout.unknown:
            if any(not sheet.at(row, column.index).empty for row in range(layout.bottom + 1, end)):
                cell = sheet.rows[layout.bottom][column.index]
                found[0].left(sheet.place(cell), f"不认识“{''.join(column.texts)}”这一列，没有读入")
    return found


def _blocks(layout: Layout) -> list[Block]:
    blocks: list[tuple[list[Column], list[Column]]] = [([], [])]
    for column in layout.columns:
        if column.role in _NAMES:
            if blocks[-1][1]:
                blocks.append(([], []))
            blocks[-1][0].append(column)
        elif column.role == "金额" or column.role.startswith("列:"):
            blocks[-1][1].append(column)
    return [Block(tuple(names), tuple(amounts)) for names, amounts in blocks if names and amounts]


def _read(table: AmountTable) -> None:
    """Fill what is found in the table."""
    block = table.block
    if table.wide:
        WideAmounts(table).read()
    elif block.name("类") or block.name("款") or any(block.name(role) for role in FILING):
        Postings(table).read()
    elif table.main is not None:
        tree = AmountTree(table)
        table.found.value = tree.tree(list(tree.nodes(table.main)))
