"""The data file as a workbook to fill in, and to copy from into the finance system."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfgen.compute import Figures, compute
from perfgen.contract import Contract
from perfgen.errors import OutputFault
from perfgen.exporting.columns import Column, Dressed, Row
from perfgen.exporting.system import COLUMNS, system_rows
from perfgen.express.values import Number
from perfgen.findings import Finding
from perfgen.forms import COMPUTED, SHOWN, SUM, SYSTEM, WHOLE, Kind, Page, pages
from perfgen.keypath import KeyPath, format_key, parse_key
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import Pack
from perfgen.taken import take
from perfgen.vocabulary import CUT, OF_WHICH, PASTABLE, Field, Type

_NUMERIC = (Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.YEAR, Type.SCORE)
_NOTES = (
    "白色的格填写，灰色的格由程序算、不用填；黄色的格还是“待填”。",
    "数不带单位；还不知道的写 待填，没有公布的写 未公布，没有这一项的写 不适用。",
    "“项目”一栏是数据的路径，上下级用 . 隔开，不要改；要加一项，在空行里照样写路径和数。",
    "{{ … }} 是引用别处的数，照原样留着；以 = 开头的文字前面有一个看不见的单引号，不是公式。",
    "“正文”一行一段；“条”是编号（1、2，下一级 1.1），同一条的几段写同一个编号，小标题写在第一段那一行。",
    "“三级指标”一格里写几行，表示这几个指标合并计分。",
    "填好以后：perfgen import 本文件 -o 数据.toml；“系统填报”是给财政系统抄的，改了不起作用。",
)


def pack_name(data: bytes, name: str) -> tuple[str, str]:
    """模板 and 模板版本 of the data file ``name``; raises OutputFault where it names none."""
    source = load(data, name).source
    pack, version = ((source.tree.get(key) if source is not None else None) for key in ("模板", "模板版本"))
    if not isinstance(pack, str):
        raise OutputFault("数据文件没有写明用哪个模板，没有导出", "先运行 perfgen check 看问题", name)
    return pack.strip(), version.strip() if isinstance(version, str) else ""


def export(
    data: bytes, name: str, pack: Pack, files: Mapping[str, bytes] | None = None
) -> tuple[bytes, tuple[Finding, ...]]:
    """The workbook of the data file ``name``, and what is wrong with the shape of the data.

    ``files`` are those that the data takes values from; their values stand in the workbook. Raises OutputFault for a
    data file that cannot be read.
    """
    loaded = load(data, name)
    if loaded.source is None:
        raise OutputFault("数据文件读不出来，没有导出", "先运行 perfgen check 看问题", name)
    source, untaken = take(loaded.source, pack.contract, files or {})
    report, faults = build_report(source, pack.contract)
    figures = compute(report)
    tree = dict(source.tree)
    for key in PASTABLE:
        if isinstance(tree.get(key), dict):
            tree[key] = report.tree[key]
    dressed = [_dressed(page, pack.contract, figures, str(tree.get("金额单位", "万元"))) for page in pages(tree)]
    system = [Row(tuple(row), locked=True) for row in system_rows(figures)]
    if system:
        columns = tuple(
            Column(text, 40 if number in (0, 7) else 12, locked=True, text=True) for number, text in enumerate(COLUMNS)
        )
        dressed.append(Dressed(SYSTEM, columns, system))
    from perfgen.exporting.dressed import excel

    return excel(dressed, _NOTES), (*loaded.findings, *untaken, *faults)


def _dressed(page: Page, contract: Contract, figures: Figures, unit: str) -> Dressed:
    columns: tuple[Column, ...]
    match page.kind:
        case Kind.KEYED:
            return _keyed(page, contract, unit)
        case Kind.LIST:
            return _list(page, contract, figures)
        case Kind.PROSE:
            keys = tuple(contract.prose_keys)
            titles = {key: item.title for key, item in contract.prose_keys.items()}
            columns = (
                Column("节", 26, text=True, options=keys), Column("条", 8, text=True), Column("小标题", 26, text=True),
                Column("内容", 90, text=True), Column(f"标题{SHOWN}", 30, locked=True),
            )  # fmt: skip
            return Dressed(page.name, columns, [Row((*row, titles.get(str(row[0]), ""))) for row in page.rows], True)
        case Kind.PASTED:
            amount = len(page.columns) - 1
            columns = tuple(
                Column(name, 14 if n == amount else 26, text=n < amount, number=n == amount)
                for n, name in enumerate(page.columns)
            )
            where = Column(f"{format_key(page.head)}{SHOWN}", 30, locked=True)
            return Dressed(page.name, (*columns, where), [Row((*row, None)) for row in page.rows], True)
        case _:
            columns = (Column(page.columns[0], 60, text=True), Column(page.columns[1], 18))
            return Dressed(page.name, columns, [Row(tuple(row)) for row in page.rows], True)


# -- keyed pages --------------------------------------------------------------------------------------


def _keyed(page: Page, contract: Contract, unit: str) -> Dressed:
    tree = any(_type(contract, path) is Type.TREE for path in _paths(page))
    columns = (
        Column("项目", 44, text=True), Column("填写", 40 if page.head == () else 18),
        Column(f"计量单位{SHOWN}", 10, locked=True), Column(f"说明{SHOWN}", 60, locked=True),
    )  # fmt: skip
    rows = []
    for path, row in zip(_paths(page), page.rows, strict=True):
        known = _field(contract, path)
        measure = unit if known is not None and known.unit == "万元" else known.unit if known is not None else ""
        choices = f"；可以写：{'、'.join(known.options)}" if known is not None and known.options else ""
        rows.append(Row((*row, measure or None, f"{known.meaning}{choices}" if known is not None else None)))
    if tree:
        rows += list(_sums(page))
    return Dressed(page.name, columns, rows, growing=True)


def _paths(page: Page) -> list[KeyPath]:
    return [(*page.head, *(() if row[0] == WHOLE else parse_key(str(row[0])))) for row in page.rows]


def _sums(page: Page) -> Iterator[Row]:
    """A computed row for each node of the page's trees that has parts, a live sum where all of them are numbers."""
    parts: dict[KeyPath, list[int]] = {}
    for number, (path, row) in enumerate(zip(_paths(page), page.rows, strict=True), 2):
        if not isinstance(row[1], int | Decimal) or OF_WHICH in path:
            continue
        for depth in range(max(len(page.head), 2), len(path)):
            if not str(path[depth - 1]).startswith(CUT):
                parts.setdefault(path[:depth], []).append(number)
    firm = {path for path, row in zip(_paths(page), page.rows, strict=True) if isinstance(row[1], str)}
    for path, numbers in parts.items():
        if len(numbers) < 2 or any(_cuts(page, path)) or any(other[: len(path)] == path for other in firm):
            continue
        name = format_key(path[len(page.head) :]) or "合计"
        formula = "+".join(f"B{number}" for number in numbers)
        yield Row((f"{SUM} {name}", f"\0={formula}", None, "由上面各行相加"), locked=True)


def _cuts(page: Page, head: KeyPath) -> Iterator[str]:
    """The cuts that lie directly below ``head``: views of one sum, which nobody adds."""
    for path in _paths(page):
        if path[: len(head)] == head and len(path) > len(head) and str(path[len(head)]).startswith(CUT):
            yield str(path[len(head)])


# -- lists --------------------------------------------------------------------------------------------


def _list(page: Page, contract: Contract, figures: Figures) -> Dressed:
    columns = [_column(page, name, contract) for name in page.columns]
    rows: list[list[Any]] = [list(row) for row in page.rows]
    if page.name == "指标":
        for name in ("完成率", "得分"):
            columns.append(Column(f"{name}{COMPUTED}", 12, locked=True))
            for index, row in enumerate(rows):
                row.append(_shown(figures, ("指标", index, name)))
    elif page.name == "项目" and {"全年预算数", "全年执行数"} <= set(page.columns):
        budget, spent = (chr(65 + page.columns.index(name)) for name in ("全年预算数", "全年执行数"))
        formula = f'=IFERROR({spent}{{0}}/{budget}{{0}},"")'
        columns.append(Column(f"执行率{COMPUTED}", 12, locked=True, percent=True, spare=formula))
        for number, row in enumerate(rows, 2):
            row.append(f"\0{formula.format(number)}")
    return Dressed(page.name, tuple(columns), [Row(tuple(row)) for row in rows], growing=True)


def _column(page: Page, name: str, contract: Contract) -> Column:
    known = _field(contract, (page.name, 0, name))
    kind = known.type if known is not None else Type.TEXT
    options: tuple[str, ...] = known.options if known is not None else ()
    if name == "一级指标":
        rate = contract.scoring.execution
        options = tuple(part for part in contract.scoring.weights if rate is None or part != rate.part)
    elif name == "定性档":
        options = tuple(band.name for band in contract.scoring.bands)
    numeric = kind in _NUMERIC
    width = 12 if numeric else 40 if name in ("偏差原因分析及改进措施", "完成情况", "理由") else 18
    return Column(name, width, text=not numeric and "." not in name, number=numeric, options=options)


def _shown(figures: Figures, path: KeyPath) -> str | None:
    try:
        value = figures.value(path)
    except KeyError:
        return None
    return str(value) if isinstance(value, Number) else None


def _field(contract: Contract, path: KeyPath) -> Field | None:
    shape = contract.shape.at(path)
    return shape.field if shape is not None else None


def _type(contract: Contract, path: KeyPath) -> Type | None:
    known = _field(contract, path)
    return known.type if known is not None else None


__all__ = ["export", "pack_name"]
