"""Pages that a clerk has filled in as a data file again; rows that are odd are said with page and number."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from perfgen.errors import PerfgenError
from perfgen.forms.pages import COMPUTED, EMPTY_LIST, EMPTY_TABLE, SHOWN, SUM, WHOLE, Kind, Page, Value
from perfgen.keypath import KeyPath, format_key, parse_key
from perfgen.vocabulary import PASTED


class FormFault(PerfgenError):
    """A row of a 填报表 cannot be read as data."""


def tree_of(read: Iterable[Page]) -> dict[str, Any]:
    """The data of pages; raises FormFault, with page and number of the row from 1, for a row that is odd."""
    tree: dict[str, Any] = {}
    for page in sorted(read, key=lambda page: page.kind is not Kind.KEYED or page.head != ()):
        for number, row in enumerate(page.rows, 1):
            if page.kind is Kind.KEYED and not _skipped(row):
                _keep(tree, page, number, (*page.head, *_key_of(page, number, row[0])), row[1])
        if page.kind is Kind.LIST and page.rows:
            tree[str(page.head[0])] = [item for n, row in enumerate(page.rows, 1) if (item := _item(page, n, row))]
        elif page.kind is Kind.STATED:
            stated = {str(row[0]): row[1] for row in page.rows if row[0] is not None and row[1] is not None}
            if stated:
                tree["核对数"] = stated
        elif page.kind is Kind.PASTED and page.rows:
            _keep(tree, page, 1, (*page.head, PASTED), _pasted(page))
        elif page.kind is Kind.PROSE:
            tree["正文"] = _prose(page)
    return {key: value for key, value in _solid(tree).items() if value != []}


def _skipped(row: Sequence[Value]) -> bool:
    return row[0] is None or row[1] is None or str(row[0]).startswith(SUM)


def _key_of(page: Page, number: int, name: Value) -> KeyPath:
    if str(name).strip() == WHOLE:
        return ()
    try:
        return parse_key(str(name).strip())
    except ValueError as error:
        raise FormFault(
            f"“{name}”不是项目的路径", "上下级之间用 . 隔开，例如 基本支出.工资福利支出", f"{page.name} {number}"
        ) from error


class _List(dict[int, Any]):
    """A list on its way: items by place."""


def _keep(tree: dict[str, Any], page: Page, number: int, path: KeyPath, value: Value) -> None:
    kept: Any = {EMPTY_TABLE: {}, EMPTY_LIST: _List()}.get(value, value) if isinstance(value, str) else value
    node: Any = tree
    for part, after in pairwise(path):
        below = node.get(part)
        if below is None:
            below = node[part] = _List() if isinstance(after, int) else {}
        if not isinstance(below, dict) or isinstance(below, _List) != isinstance(after, int):
            raise FormFault(f"“{format_key(path)}”的上级已经填了值", "上级和下级只填一种", f"{page.name} {number}")
        node = below
    if path[-1] in node and node[path[-1]] != kept:
        raise FormFault(f"“{format_key(path)}”填了两次", "删去一行", f"{page.name} {number}")
    node[path[-1]] = kept


def _solid(node: Any) -> Any:
    if isinstance(node, _List):
        return [_solid(node[index]) for index in sorted(node)]
    return {key: _solid(value) for key, value in node.items()} if isinstance(node, dict) else node


def _item(page: Page, number: int, row: Sequence[Value]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for name, value in zip(page.columns, row, strict=True):
        if value is None or name.endswith((COMPUTED, SHOWN)):
            continue
        if isinstance(value, str) and "\n" in value and name in ("三级指标",):
            item[name] = [line for line in value.split("\n") if line]
            continue
        _keep(item, page, number, _key_of(page, number, name), value)
    return item


def _pasted(page: Page) -> str:
    lines = ["｜".join(page.columns)]
    for row in page.rows:
        cells = ["" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell) for cell in row]
        lines.append("｜".join(re.sub(r"[\t\n｜|]+", "、", cell) for cell in cells))
    return "\n".join(lines)


@dataclass
class _Passage:
    """What stands under one number of a section: a title, lines, and numbered parts below."""

    title: str | None = None
    lines: list[str] = field(default_factory=list)
    below: dict[int, "_Passage"] = field(default_factory=dict)
    empty: bool = False


def _prose(page: Page) -> dict[str, Any]:
    sections: dict[str, _Passage] = {}
    for number, row in enumerate(page.rows, 1):
        key, place, title, text = row[:4]
        if key is None:
            if text is not None or title is not None:
                raise FormFault("这一行没有写是哪一节", "在“节”一栏写上提纲的键", f"{page.name} {number}")
            continue
        passage = sections.setdefault(str(key), _Passage())
        for part in _numbers(page, number, place):
            passage = passage.below.setdefault(part, _Passage())
        if title is not None:
            passage.title = str(title)
        if text == EMPTY_LIST:
            passage.empty = True
        elif text is not None:
            passage.lines.append(str(text))
    return {key: _written(passage) for key, passage in sections.items()}


def _numbers(page: Page, number: int, place: Value) -> list[int]:
    if place is None or str(place).strip() == "":
        return []
    text = f"{place}".strip().rstrip(".、")
    if not re.fullmatch(r"\d+(?:\.\d+)*", text):
        raise FormFault(f"“{place}”不是条的编号", "写 1、2，下一级写 1.1、1.2", f"{page.name} {number}")
    return [int(part) for part in text.split(".")]


def _written(passage: _Passage) -> Any:
    if passage.empty:
        return []
    if not passage.below:
        return "\n".join(passage.lines)
    return [_entry(passage.below[number]) for number in sorted(passage.below)]


def _entry(passage: _Passage) -> Any:
    if passage.title is None:
        return _written(passage)
    item: dict[str, Any] = {"标题": passage.title}
    if passage.below or passage.lines or passage.empty:
        item["内容"] = _written(passage)
    return item
