"""Tables of Excel files as data: indicators, projects, income and expenditure, forms of the final accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from perfgen.findings import Finding, Place, Severity
from perfgen.keypath import KeyPath, format_key
from perfgen.sources import Workbook
from perfgen.sources.found import Found
from perfgen.sources.small import PUBLIC
from perfgen.sources.tables import MONEY, MONEYLESS, tables

CODE = "DAT601"
"""The code of every doubt of an import."""
_MIRRORED = (("决算",), ("年初预算",), ("人员",), ("三公经费",))
"""What 上年 may hold."""
_COMPARED = ("决算", "年初预算", "自评", "三公经费")
"""Totals below these are 核对数; those of 项目 are only compared here."""


@dataclass
class TablesImported:
    """What a workbook knows: the tree of a data file, and what is doubtful or was left out, with its cell."""

    tree: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    """Each table that was recognised, and what became of it."""


def noted(place: str, message: str, *, doubt: bool) -> Finding:
    """A remark as a finding; its place is the cell."""
    hint = "打开原表核对这一格" if doubt else "要用的话，手工填进数据文件"
    return Finding(CODE, Severity.REVIEW, message, hint, Place(place))


def import_tables(book: Workbook, *, unit: str = "", year: int = 0) -> TablesImported:
    """The tables of ``book`` as one tree; amounts in ``unit``, or in 元 if all of them are, else in 万元.

    Where ``year`` is given, tables that name the year before stand under 上年, those of other years are left out.
    """
    out = TablesImported({})
    seen = [sheet for sheet in book.sheets if not sheet.hidden]
    for sheet in book.sheets:
        if sheet.hidden and any(True for _ in sheet.cells()):
            out.findings.append(noted(f"{sheet.file} {sheet.name}", "这张表是隐藏的，没有读入", doubt=False))
    found = [one for sheet in seen for one in tables(sheet)]
    units = {one.unit for one in found if one.path not in MONEYLESS}
    wanted = unit or ("元" if units == {"元"} else MONEY[1])
    if wanted != MONEY[1]:
        found = [one for sheet in seen for one in tables(sheet, wanted)]
    for sheet in seen:
        titled = f"{sheet.name}："
        if any(True for _ in sheet.cells()) and not any(
            one.title == sheet.name or one.title.startswith(titled) for one in found
        ):
            out.findings.append(noted(f"{sheet.file} {sheet.name}", "这张表认不出是什么表，没有读入", doubt=True))
    if any(one.path not in MONEYLESS for one in found):
        out.tree["金额单位"] = wanted
    for one in found:
        if not year or one.year in (0, year):
            _add(out, one)
        elif one.year == year - 1 and one.path[:1] in _MIRRORED:
            _add(out, _of_last_year(one))
        else:
            message = f"这张表是 {one.year} 年的，没有读入"
            out.findings.append(noted(f"{book.file} {one.title}", message, doubt=False))
    return out


def _of_last_year(one: Found) -> Found:
    """``one`` under 上年; its totals are not compared."""
    fields = {("上年", *path): value for path, value in one.fields.items()}
    value = one.value
    if one.path == (PUBLIC,):
        value = {item: {"决算数": each["决算数"]} for item, each in value.items() if "决算数" in each}
    return replace(one, path=("上年", *one.path), value=value, fields=fields, stated={}, stated_places={})


def _add(out: TablesImported, one: Found) -> None:
    out.findings += [noted(remark.place, remark.message, doubt=remark.doubt) for remark in one.remarks]
    if not one.path:
        if one.value:
            lines = [f"{one.title}：{format_key(path)} {value}" for path, value in _leaves(one.value, ())]
            out.tree.setdefault("未归类", {}).setdefault("文字", []).extend(lines)
            out.findings.append(noted(one.title, "认不出是收入还是支出、预算还是决算，放在未归类", doubt=True))
        return
    if one.value:
        out.tables.append(f"{one.title} → {format_key(one.path)}（{_size(one.value)}）")
        _merge(out, one.path, one.value, one)
    for path, value in one.fields.items():
        _merge(out, path, value, one)
    for path, value in one.stated.items():
        if path[0] in _COMPARED and not _typed(out.tree, path):
            out.tree.setdefault("核对数", {})[format_key(path)] = value


def _merge(out: TablesImported, path: KeyPath, value: Any, one: Found) -> None:
    """Put ``value`` in the tree; where the same place holds something else, the first stays and it is said."""
    node: Any = out.tree
    for part in path[:-1]:
        node = node.setdefault(part, {})
        if not isinstance(node, dict):
            out.findings.append(noted(one.title, f"“{format_key(path)}”的上级已有合计，没有读入", doubt=True))
            return
    key = path[-1]
    before = node.get(key)
    if before is None:
        node[key] = value
    elif isinstance(before, dict) and isinstance(value, dict):
        for name, below in value.items():
            _merge(out, (*path, name), below, one)
    elif isinstance(before, list) and isinstance(value, list):
        fresh = [item for item in value if item not in before]
        if fresh:
            out.findings.append(noted(one.title, f"有两张{key}表，接在一起了", doubt=True))
            node[key] = [*before, *fresh]
    elif before != value:
        cell = one.places.get(path[len(one.path) :], one.title)
        message = f"“{format_key(path)}”在别的表里是 {before}，这里是 {value}；记的是前一个"
        out.findings.append(noted(cell, message, doubt=True))


def _typed(tree: Any, path: KeyPath) -> bool:
    """Whether a single figure stands at ``path`` or above it, so that nothing is to be compared."""
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return not isinstance(tree, dict)
        tree = tree[part]
    return not isinstance(tree, dict)


def _leaves(node: Any, path: KeyPath) -> Sequence[tuple[KeyPath, Any]]:
    if isinstance(node, dict):
        return [leaf for key, below in node.items() for leaf in _leaves(below, (*path, key))]
    return [(path, node)]


def _size(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} 行"
    if set(value) == {"表"}:
        return f"{value['表'].count(chr(10))} 行"
    return f"{sum(isinstance(leaf, (int, Decimal)) for _, leaf in _leaves(value, ()))} 个数"
