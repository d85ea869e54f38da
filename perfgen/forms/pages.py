"""The 填报表: a data file as sheets of plain rows, and the rows as a data file again, without loss.

A sheet is a page: keyed (a row a value), a list (a row an item), a pasted table of postings, or prose (a row a
paragraph). What Excel makes of pages is the business of ``exporting``; what a clerk has filled in, of ``importing``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from perfgen.keypath import KeyPath, format_key
from perfgen.vocabulary import FIELDS, PASTED

MARK = "perfgen 填报表 1"
"""What stands in the first cell of the first sheet."""
FIRST = "填表说明"
SYSTEM = "系统填报"
COMPUTED = "（程序算）"
"""How the headings of computed columns end."""
SHOWN = "（不用填）"
"""How the headings of columns end that only explain."""
SUM = "∑"
"""How the names of computed rows begin."""
WHOLE = "（全部）"
"""The name of a row that holds the value of its page's head itself."""
EMPTY_TABLE, EMPTY_LIST = "（空表）", "（空列）"

Value = str | int | Decimal | bool | date | None


class Kind(StrEnum):
    """What the rows of a page are."""

    KEYED = "键值"
    LIST = "列表"
    PASTED = "明细"
    STATED = "核对数"
    PROSE = "正文"


@dataclass
class Page:
    """One sheet: its name, kind, the key path that it is about, headings of its columns, rows."""

    name: str
    kind: Kind
    head: KeyPath
    columns: tuple[str, ...]
    rows: list[list[Value]] = field(default_factory=list)


KEYED = ("项目", "填写")
PROSE = ("节", "条", "小标题", "内容")
STATED = ("路径", "公布的数")

_HEADS: tuple[tuple[str, KeyPath], ...] = (
    ("年初预算", ("年初预算",)),
    ("预算执行", ("预算执行",)),
    ("决算收入", ("决算", "收入")),
    ("决算支出", ("决算", "支出")),
    ("决算结转", ("决算",)),
    ("上年", ("上年",)),
    ("较上年", ("较上年",)),
    ("人员", ("人员",)),
    ("三公经费", ("三公经费",)),
    ("自评", ("自评",)),
    ("事实", ("事实",)),
    ("单位与依据", ()),
)
"""Keyed pages; a value goes to the first whose head it lies under."""
_ORDER = (
    "单位与依据", "年初预算", "预算执行", "决算收入", "决算支出", "支出明细", "决算结转", "上年", "较上年", "人员",
    "三公经费", "项目", "指标", "自评", "事实", "正文", "核对数", "核实说明",
)  # fmt: skip
_LISTS = ("指标", "项目", "核实说明")


def pages(tree: Mapping[str, Any]) -> list[Page]:
    """``tree``, pasted lists unfolded, as pages."""
    made: dict[str, Page] = {}
    for key, value in tree.items():
        if key == "正文" and isinstance(value, Mapping):
            made["正文"] = Page("正文", Kind.PROSE, (key,), PROSE, list(_prose_rows(value)))
        elif key == "核对数" and isinstance(value, Mapping):
            made["核对数"] = Page("核对数", Kind.STATED, (key,), STATED, [[k, v] for k, v in value.items()])
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            made[key] = _list_page(key, value)
        else:
            for path, leaf in _leaves(value, (key,)):
                _place(made, path, leaf)
    for name in _LISTS[:2]:
        if name not in tree:
            made[name] = _list_page(name, [])
    order = {name: number for number, name in enumerate(_ORDER)}
    return sorted(made.values(), key=lambda page: order.get(page.name, order.get(page.name.rstrip("0123456789"), 99)))


def _place(made: dict[str, Page], path: KeyPath, leaf: Any) -> None:
    if path[-1:] == (PASTED,) and isinstance(leaf, str) and len(path) > 1 and (rows := _pasted_rows(leaf)):
        count = sum(page.kind is Kind.PASTED for page in made.values())
        name = "支出明细" if count == 0 else f"支出明细{count + 1}"
        made[name] = Page(name, Kind.PASTED, path[:-1], tuple(str(cell) for cell in rows[0]), rows[1:])
        return
    name, head = next((name, head) for name, head in _HEADS if path[: len(head)] == head)
    page = made.setdefault(name, Page(name, Kind.KEYED, head, KEYED))
    page.rows.append([format_key(path[len(head) :]) or WHOLE, leaf])


def _leaves(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(node, Mapping):
        if not node:
            yield path, EMPTY_TABLE
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        if not node:
            yield path, EMPTY_LIST
        for index, value in enumerate(node):
            yield from _leaves(value, (*path, index))
    else:
        yield path, node


def _pasted_rows(text: str) -> list[list[Value]]:
    """The cells of a pasted table of postings, names repeated; none where its lines are not even."""
    lines = [re.split(r"[\t｜|]", line.strip("\r")) for line in text.split("\n") if line.strip(" \r")]
    if len(lines) < 2:
        return []
    cells = [[cell.strip(" 　") for cell in line] for line in lines]
    width = len(cells[0])
    if any(len(line) != width for line in cells) or not all(cells[0]) or len(set(cells[0])) < width:
        return []
    above: list[str] = [""] * width
    rows: list[list[Value]] = [list(cells[0])]
    for line in cells[1:]:
        fresh = False
        row: list[Value] = []
        for index, cell in enumerate(line[:-1]):
            if cell:
                above[index], fresh = cell, True
            elif fresh:
                above[index] = ""
            row.append(above[index] or None)
        rows.append([*row, _number(line[-1])])
    return rows


def _number(text: str) -> Value:
    bare = text.replace(",", "")
    return Decimal(bare) if re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", bare) else text


def _list_page(key: str, items: Sequence[Mapping[str, Any]]) -> Page:
    """A list with a column for every key that an item has, and those that the vocabulary knows."""
    known = [f.parts()[-1] for f in FIELDS if f.pattern.startswith(f"{key}[]")]
    flat = [dict(_flat(item)) for item in items]
    used = dict.fromkeys(name for item in flat for name in item)
    nested = [name for name in used if name not in known]
    columns = [*known, *nested]
    rows = [[item.get(name) for name in columns] for item in flat]
    return Page(key, Kind.LIST, (key,), tuple(columns), rows)


def _flat(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        if isinstance(value, Mapping) and value:
            for path, leaf in _leaves(value, (key,)):
                yield format_key(path), leaf
        elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            texts = [each.replace("\n", " ") for each in value]
            yield key, "\n".join(texts) if len(texts) > 1 else f"{texts[0]}\n"
        elif isinstance(value, Mapping | list):
            for path, leaf in _leaves(value, (key,)):
                yield format_key(path), leaf
        else:
            yield key, value


# -- prose --------------------------------------------------------------------------------------------


def _prose_rows(prose: Mapping[str, Any]) -> Iterator[list[Value]]:
    for key, value in prose.items():
        yield from _section_rows(key, value, "")


def _section_rows(key: str, value: Any, number: str) -> Iterator[list[Value]]:
    if isinstance(value, list):
        if not value:
            yield [key, number or None, None, EMPTY_LIST]
        for index, item in enumerate(value, 1):
            own = f"{number}.{index}" if number else f"{index}"
            if isinstance(item, Mapping):
                yield from _headed_rows(key, item, own)
            else:
                yield from ([key, own, None, line] for line in lines_of(item))
        return
    yield from ([key, number or None, None, line] for line in lines_of(value))


def _headed_rows(key: str, item: Mapping[str, Any], number: str) -> Iterator[list[Value]]:
    title = str(item.get("标题", ""))
    body = item.get("内容")
    if isinstance(body, list):
        yield [key, number, title, None]
        yield from _section_rows(key, body, number)
        return
    lines = lines_of(body) if body is not None else [None]
    yield [key, number, title, lines[0]]
    yield from ([key, number, None, line] for line in lines[1:])


def lines_of(text: Any) -> list[Any]:
    """The paragraphs of a text: its lines, empty ones left out."""
    if not isinstance(text, str):
        return [text]
    return [line.strip() for line in text.split("\n") if line.strip()] or [None]


def normal(prose: Any) -> Any:
    """Prose with every text in the one form that sheets give back: paragraphs as lines, no empty ones."""
    if isinstance(prose, Mapping):
        return {key: normal(value) for key, value in prose.items()}
    if isinstance(prose, list):
        return [normal(value) for value in prose]
    return "\n".join(line or "" for line in lines_of(prose)) if isinstance(prose, str) else prose
