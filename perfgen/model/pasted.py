"""Pasted tables: text from Excel or Word with tabs or ｜ in the place of a list or an amount tree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from typing import Any

from perfgen.findings import Finding, Severity
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.load import Source
from perfgen.model.report import Origin
from perfgen.patterns import pattern
from perfgen.vocabulary import CUT, NAME_COLUMNS, PASTED, TOTAL, Field, Type

_SEPARATOR = pattern(r"[\t｜|]")
_AMOUNT_COLUMNS = ("金额", "决算数", "预算数", "执行数")
_FILING_COLUMNS = ("支出性质", "资金来源")
_TOTALS = (TOTAL, "小计", "总计", "共计", "总分")
"""Names of the rows in which a sheet of Excel adds up the others."""
_TOML_LINE = pattern(r"""\[{1,2}\s*["“]|["“][^"”]+["”](\s*\.\s*["“][^"”]+["”])*\s*[=＝]""")
_NUMERIC = (Type.AMOUNT, Type.COUNT, Type.SCORE, Type.WHOLE)


class Sum(tuple[Any, ...]):
    """Several postings on one name: numbers, words or expressions, to be added."""

    __slots__ = ()


@frozen
class Cell:
    """A cell's text and its offset in the table's text."""

    text: str
    offset: int


@frozen(eq=False)
class Unfolded:
    """What came out of the pasted tables of ``source``: places of the values, and faults."""

    source: Source
    origins: dict[KeyPath, tuple[Origin, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, path: KeyPath, offset: int, message: str, hint: str) -> None:
        """Note a fault at a character of the table's text at ``path``."""
        self.findings.append(Finding("DAT206", Severity.LOGICAL, message, hint, self.source.place_in(path, offset)))


def rows(text: str) -> Iterator[list[Cell]]:
    """The rows of a pasted table as cells with offsets; empty lines are passed over.

    A frame of ｜ around the rows is no cell; it is known by the header, which has no empty cells of its own.
    """
    offset, framed = 0, None
    for line in text.split("\n"):
        bare = line.strip(" \r")
        if bare:
            if framed is None:
                framed = len(bare) > 1 and bare[0] in "｜|" and bare[-1] in "｜|"
            start = line.index(bare[0]) + 1 if framed and bare[0] in "｜|" else 0
            end = line.rindex(bare[-1]) if framed and bare[-1] in "｜|" else len(line.rstrip("\r"))
            yield list(_cells(line, start, max(start, end), offset))
        offset += len(line) + 1


def _cells(line: str, start: int, end: int, offset: int) -> Iterator[Cell]:
    position = start
    for match in [*_SEPARATOR.finditer(line, start, end), None]:
        raw = line[position : match.start() if match else end]
        text = raw.strip(" 　")
        yield Cell(text, offset + position + (len(raw) - len(raw.lstrip(" 　")) if text else 0))
        position = match.end() if match else end


def _body(path: KeyPath, text: str, out: Unfolded) -> tuple[list[str], list[list[Cell]]]:
    """Column names and rows of the right width."""
    table = list(rows(text))
    if len(table) < 1:
        out.fault(path, 0, "粘贴的表是空的", "第一行是列名，以下一行一条，用制表符或｜分开")
        return [], []
    header = [re.sub(r"[（(].*[）)]$", "", cell.text) for cell in table[0]]
    body = []
    for row in table[1:]:
        if _TOML_LINE.match(row[0].text):
            out.fault(path, row[0].offset, "表到这里还没有结束", "在表的最后一行下面加一行 '''")
            break
        if len(row) != len(header):
            # trailing empty cells are often lost in pasting
            if len(row) < len(header):
                row = row + [Cell("", row[-1].offset) for _ in range(len(header) - len(row))]
            else:
                message = f"这一行有 {len(row)} 格，列名有 {len(header)} 格"
                out.fault(path, row[0].offset, message, "检查分隔符｜或制表符是否多了")
                continue
        body.append(row)
    return header, body


def unfold_list(name: str, fields: Mapping[str, Field], path: KeyPath, text: str, out: Unfolded) -> list[Any]:
    """A pasted list (指标, 项目) as a list of tables."""
    header, body = _body((*path, PASTED), text, out)
    items: list[Any] = []
    above: dict[str, str] = {}
    for row in body:
        if _adds_up(row[0].text):
            hint = "删去这一行：合计由程序算；要核对的写进“核对数”"
            out.fault((*path, PASTED), row[0].offset, f"“{row[0].text}”是合计行，不是一项", hint)
            continue
        item: dict[str, Any] = {}
        fresh = False
        for column, cell in zip(header, row, strict=True):
            value = cell.text
            if column in NAME_COLUMNS.get(name, ()):
                if value:
                    fresh = True
                elif not fresh:
                    value = above.get(column, "")
                above[column] = value
            if value:
                target = (*path, len(items), column)
                item[column] = _typed(value, fields.get(column))
                out.origins[target] = (Origin((*path, PASTED), cell.offset),)
        out.origins[(*path, len(items))] = (Origin((*path, PASTED), row[0].offset),)
        items.append(item)
    return items


def _adds_up(name: str) -> bool:
    """Whether a row called ``name`` adds up others (合 计)."""
    return re.sub(r"[\s　]", "", name) in _TOTALS


def _typed(text: str, field: Field | None) -> Any:
    if field is None or field.type not in _NUMERIC:
        return text
    number = cell_number(text)
    return text if number is None else number


def cell_number(text: str) -> Decimal | None:
    """The number that a cell from Excel shows (4,286.67; full-width digits), or None."""
    cleaned = text.translate(_FOLDED).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?|[-+]?\.[0-9]+", cleaned):
        return None
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        return None


_FOLDED = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def unfold_amounts(path: KeyPath, text: str, out: Unfolded) -> dict[KeyPath, dict[str, Any]]:
    """A pasted amount tree: the tree for ``path`` and for each cut that a filing column makes beside it."""
    header, body = _body((*path, PASTED), text, out)
    if not header:
        return {path: {}}
    amount = next((i for i, column in enumerate(header) if column in _AMOUNT_COLUMNS), len(header) - 1)
    names = [i for i in range(len(header)) if i < amount]
    filing = [i for i in names if header[i] in _FILING_COLUMNS]
    trees: dict[KeyPath, dict[str, Any]] = {path: {}}
    above: list[str] = [""] * len(header)
    for row in body:
        named = names[: next((i for i in names if _adds_up(row[i].text)), amount)]
        adds_up = len(named) < len(names)
        fresh = False
        for i in named:
            if row[i].text:
                above[i], fresh = row[i].text, True
            elif fresh:
                above[i] = ""
        labels = {i: above[i] for i in named if above[i]}
        value: Any = cell_number(row[amount].text)
        if value is None:
            value = row[amount].text
        if value == "":
            out.fault((*path, PASTED), row[0].offset, "这一行没有金额", "填上金额，或删去这一行")
            continue
        origin = Origin((*path, PASTED), row[amount].offset)
        own = [labels[i] for i in names if i in labels and i not in filing]
        if adds_up:
            own.append(TOTAL)
        if not own:
            out.fault((*path, PASTED), row[0].offset, "这一行没有名称", "填上类、款的名称")
            continue
        if not adds_up or not any(i in labels for i in filing):
            _post(trees[path], path, own, value, origin, out)
        for i in filing:  # a row that adds up what two columns file is the total of neither
            if i in labels and (not adds_up or len(filing) == 1):
                cut = (*path[:-1], CUT + header[i])
                _post(trees.setdefault(cut, {}), cut, [labels[i], *own], value, origin, out)
    return trees


def _post(tree: dict[str, Any], path: KeyPath, names: Sequence[str], value: Any, origin: Origin, out: Unfolded) -> None:
    for depth, name in enumerate(names[:-1]):
        below = tree.setdefault(name, {})
        if not isinstance(below, dict):
            message = f"“{name}”既有自己的金额，又有下级"
            out.fault(origin.path, origin.offset, message, "上级的金额由程序合计，删去上级那一行")
            return
        out.origins.setdefault((*path, *names[: depth + 1]), (origin,))
        tree = below
    target = (*path, *names)
    before = tree.get(names[-1])
    if isinstance(before, dict):
        message = f"“{names[-1]}”既有自己的金额，又有下级"
        out.fault(origin.path, origin.offset, message, "上级的金额由程序合计，删去上级那一行")
        return
    tree[names[-1]] = (
        Sum((*before, value)) if isinstance(before, Sum) else value if before is None else Sum((before, value))
    )
    out.origins[target] = (*out.origins.get(target, ()), origin)
