"""A filled-in 填报表 read back: the pages as ``export`` laid them out, types by field."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from perfgen.contract import Shape
from perfgen.errors import PerfgenError
from perfgen.forms import COMPUTED, FIRST, MARK, PROSE, SHOWN, STATED, SYSTEM, FormFault, Kind, Page, Value, tree_of
from perfgen.importing.tables import TablesImported, noted
from perfgen.keypath import KeyPath, parse_key
from perfgen.model.pasted import cell_number
from perfgen.sources import Cell, Sheet, Workbook
from perfgen.sources.numbers import shown
from perfgen.vocabulary import Type

_NUMERIC = (Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.YEAR, Type.SCORE)
_WORDED = (Type.TEXT, Type.TARGET, Type.ACTUAL, Type.NAMES, Type.RATIO, Type.FIGURES)
_KEYED_HEADS: dict[str, KeyPath] = {
    "决算收入": ("决算", "收入"), "决算支出": ("决算", "支出"), "决算结转": ("决算",), "单位与依据": (),
}  # fmt: skip


def is_form(book: Workbook) -> bool:
    """Whether the workbook is a 填报表 of ours."""
    first = book.sheet(FIRST)
    return first is not None and first.at(0, 0).value == MARK


def read_form(book: Workbook, shape: Shape) -> TablesImported:
    """The data of a filled-in 填报表; ``shape`` says what its fields hold."""
    out = TablesImported({})
    filled = [sheet for sheet in book.sheets if sheet.name not in (FIRST, SYSTEM) and sheet.rows]
    pages = [_Reader(sheet, shape, out).page() for sheet in filled]
    try:
        out.tree = tree_of(pages)
    except FormFault as fault:
        page, _, row = fault.place.partition(" ")
        place = f"{book.file} {page}第{int(row) + 1}行" if row.isdigit() else f"{book.file} {page}"
        raise PerfgenError(fault.message, fault.hint, place) from fault
    return out


class _Reader:
    """One sheet of a 填报表 on its way to a page."""

    def __init__(self, sheet: Sheet, shape: Shape, out: TablesImported) -> None:
        self.sheet, self.shape, self.out = sheet, shape, out
        self.headings = [shown(cell).strip() for cell in sheet.rows[0]]

    def page(self) -> Page:
        """The page with its rows; empty ones at the end are left out."""
        columns = tuple(name for name in self.headings if name and not name.endswith((COMPUTED, SHOWN)))
        at = [index for index, name in enumerate(self.headings) if name and not name.endswith((COMPUTED, SHOWN))]
        kind, head = self._kind(columns)
        rows: list[list[Value]] = []
        for number in range(1, len(self.sheet.rows)):
            cells = [self.sheet.rows[number][index] for index in at]
            if kind is Kind.KEYED and isinstance(cells[0].value, str) and cells[0].value.startswith("∑"):
                continue
            rows.append([self._value(kind, head, columns, cells, place) for place in range(len(cells))])
        while rows and all(value is None for value in rows[-1]):
            rows.pop()
        if kind in (Kind.LIST, Kind.PASTED):
            rows = [row for row in rows if any(value is not None for value in row)]
        if kind is Kind.KEYED:
            self._lonely(rows)
        return Page(self.sheet.name, kind, head, columns, rows)

    def _kind(self, columns: Sequence[str]) -> tuple[Kind, KeyPath]:
        name = self.sheet.name
        if tuple(columns) == PROSE:
            return Kind.PROSE, ("正文",)
        if tuple(columns) == STATED:
            return Kind.STATED, ("核对数",)
        if columns[:2] == ("项目", "填写"):
            return Kind.KEYED, _KEYED_HEADS.get(name, (name,))
        where = next((text for text in self.headings if text.endswith(SHOWN)), "")
        if name.rstrip("0123456789") == "支出明细" and where:
            return Kind.PASTED, parse_key(where.removesuffix(SHOWN))
        return Kind.LIST, (name,)

    def _lonely(self, rows: Sequence[Sequence[Value]]) -> None:
        for number, row in enumerate(rows, 1):
            if row[0] is None and row[1] is not None:
                self.out.findings.append(
                    noted(self.sheet.place(self.sheet.rows[number][0]), "这一行没有写项目，没有读入", doubt=True)
                )

    def _value(self, kind: Kind, head: KeyPath, columns: Sequence[str], cells: Sequence[Cell], place: int) -> Value:
        cell = cells[place]
        if cell.fault:
            self.out.findings.append(noted(self.sheet.place(cell), f"{cell.fault}，记作待填", doubt=True))
            return "待填"
        value = cell.value
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            value = value.date()
        if kind is Kind.PROSE:
            return shown(cell) if isinstance(value, Decimal | int | date) else value if isinstance(value, str) else None
        expected = self._type(kind, head, columns, cells, place)
        if expected in _WORDED and isinstance(value, Decimal | int | date) and not isinstance(value, bool):
            return shown(cell)
        if expected in _NUMERIC and isinstance(value, str):
            number = cell_number(value)
            return value if number is None else number
        return value if isinstance(value, (str, int, Decimal, bool, date)) else shown(cell)

    def _type(
        self, kind: Kind, head: KeyPath, columns: Sequence[str], cells: Sequence[Cell], place: int
    ) -> Type | None:
        try:
            if kind is Kind.LIST:
                path: KeyPath = (*head, 0, *parse_key(columns[place]))
                if "." in columns[place]:
                    return None
            elif kind is Kind.KEYED and place == 1 and isinstance(cells[0].value, str):
                path = (*head, *parse_key(cells[0].value.strip()))
            elif kind is Kind.PASTED:
                return Type.AMOUNT if place == len(columns) - 1 else Type.TEXT
            else:
                return Type.TEXT if place == 0 else None
        except ValueError:
            return None
        found = self.shape.at(path)
        return found.field.type if found is not None and found.field is not None else None
