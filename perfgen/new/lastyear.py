"""Last year's figures as they stand under 上年 in the file of the year that follows."""

from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import Table

from perfgen.compute import Figures
from perfgen.express.values import Absent, Kind, Number
from perfgen.keypath import KeyPath
from perfgen.new.wants import Wants
from perfgen.vocabulary import TOTAL, Type

_ALWAYS = {
    ("决算", "年初结转和结余"),
    ("决算", "年末结转和结余"),
    ("预算执行", "年度资金总额", "全年预算数"),
    ("自评", "总分"),
    ("自评", "等级"),
}
"""Figures that the next report speaks of sooner or later; others only where the pack uses them."""
_HEADS = ("人员", "三公经费")
_HEAD = "上年"


def last_year(figures: Figures, wants: Wants) -> dict[str, Table]:
    """The table 上年 (no table where nothing is known), made of the figures of last year."""
    table = tomlkit.table()
    for field in wants.contract.all_fields:
        parts = field.parts()
        if parts[0] != _HEAD:
            continue
        mirrored = parts[1:]
        if field.type is Type.TREE:
            shape = _tree(figures, mirrored)
            if shape is not None:
                _put(table, mirrored, shape)
        elif mirrored in _ALWAYS or mirrored[0] in _HEADS or wants.uses(parts):
            for path in _paths(figures, mirrored):
                value = _leaf(figures, path)
                if value is not None:
                    _put(table, path, value)
    return {_HEAD: table} if len(table) else {}


def amount(figures: Figures, path: KeyPath) -> Any:
    """The amount at ``path`` as the data file writes it; None where it is not known."""
    value = _leaf(figures, path)
    return value if isinstance(value, int | Decimal) or hasattr(value, "as_string") else None


def _paths(figures: Figures, pattern: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths that ``pattern`` stands for, ``*`` being every name there is."""
    if "*" not in pattern:
        return [pattern]
    place = pattern.index("*")
    try:
        names = figures.names(pattern[:place])
    except KeyError:
        return []
    return [(*pattern[:place], name, *pattern[place + 1 :]) for name in names]


def _leaf(figures: Figures, path: KeyPath) -> Any:
    try:
        value = figures.value(path)
    except KeyError:
        return None
    if isinstance(value, Number):
        return _written(figures, value)
    return value if isinstance(value, str) and value else None


def _written(figures: Figures, value: Number) -> Any:
    """The number in the unit of the data file."""
    number = value.value
    if value.kind is Kind.AMOUNT and figures.report.tree.get("金额单位") == "元":
        number = number * 10000
    if value.kind is Kind.RATIO:
        return f"{(number * 100).normalize():f}%"
    number = number.normalize()
    if number == number.to_integral_value():
        return int(number)
    return tomlkit.value(f"{number:f}")


def _tree(figures: Figures, path: KeyPath) -> Any:
    """An amount tree: a figure, or a table of its parts; None where it is not known."""
    raw = figures.report.raw(path) if figures.report.has(path) else None
    if isinstance(raw, dict):
        table = tomlkit.table()
        for name in raw:
            if name == TOTAL:
                continue
            below = _tree(figures, (*path, name))
            if below is not None:
                table.add(str(name), below)
        own = _leaf(figures, (*path, TOTAL)) if TOTAL in raw else None
        if own is not None:
            table.add(TOTAL, own)
        return table if len(table) else None
    try:
        value = figures.value(path)
    except KeyError:
        return None
    if isinstance(value, Absent) or not isinstance(value, Number):
        return None
    return _written(figures, value)


def _put(table: Table, path: KeyPath, value: Any) -> None:
    """Put ``value`` into ``table``, making tables on the way."""
    for part in path[:-1]:
        if str(part) not in table:
            table.add(str(part), tomlkit.table(is_super_table=True))
        table = table[str(part)]
    table.add(str(path[-1]), value)
