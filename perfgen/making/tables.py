"""The tables of a finished report as loops: a row for each indicator or project, its cells as tags."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from perfgen.compute.targets import completion, parse_actual, parse_target
from perfgen.importing.indicators import INDICATOR_HEADERS, PROJECT_HEADERS, columns_of
from perfgen.making.paper import Grid, Place, cells_of, put_for, remove, with_text
from perfgen.word import W

UNPUBLISHED = "未公布"
_DASHES = ("—", "-", "/", "－", "——")
_TOTAL = re.compile(r"总\s*分|合\s*计|总\s*计|得分合计|小\s*计")
_NAMED = re.compile("(?:名称|内容|事项|设备|类别|品名|地点|村|单位|科室|办公室)$")
_ACCOUNTS = re.compile("收入|支出|经费|预算|结转|结余|费$")
_MERGED = {"一级指标": "一级指标", "二级指标": "一级指标, 二级指标"}
_MONEY = ("全年预算数", "全年执行数")


@dataclass(eq=False)
class Loop:
    """A table whose rows are the items of a list: which rows, which columns, the items that they say."""

    grid: Grid
    over: str
    """指标, 项目, or the name of a list of the county's own."""
    columns: dict[int, str]
    first: int
    last: int
    """The rows of the items, from ``first`` to before ``last``."""
    items: list[dict[str, Any]] = field(default_factory=list)
    parts_only: bool = False
    """The rows give only the scores of parts: they stay, for towns that publish no more."""
    unread: list[str] = field(default_factory=list)
    """Headings of columns that nothing is known to fill."""

    def covers(self, cell: Place) -> bool:
        """Whether the loop takes the place of ``cell``."""
        return self.first <= cell.row < self.last and not self.parts_only

    def write(self) -> None:
        """Put the loop in the place of the rows."""
        rows = self.grid.rows
        variable = "项" if self.over == "项目" else "行"
        source = "指标行" if self.over == "指标" else self.over
        loop = copy.deepcopy(rows[self.first])
        cells = cells_of(loop)
        for column, cell in cells.items():
            _fill(cell, self._tag(column, variable))
            _unmerge(cell)
        _split_height(loop)
        new = [_control(loop, f"{{%tr for {variable} in {source} %}}"), loop]
        if self.parts_only:
            new.append(_control(loop, "{%tr else %}"))
            rows[self.last - 1].addnext(_control(loop, "{%tr endfor %}"))
            for row in new:
                rows[self.first].addprevious(row)
            return
        put_for(rows[self.first : self.last], [*new, _control(loop, "{%tr endfor %}")])

    @property
    def own(self) -> bool:
        """Whether the list is the county's own, neither 指标 nor 项目."""
        return self.over not in ("指标", "项目")

    def total(self, cell: Place) -> str:
        """What a cell below the rows prints that holds the sum of a column of projects; empty for any other."""
        name = self.columns.get(cell.column, "")
        if self.over != "项目" or cell.row < self.last or name not in (*_MONEY, "执行率"):
            return ""
        if name == "执行率":
            return "项目.合计.执行率" if cell.text.strip().endswith("%") else ""
        added = [item[name] for item in self.items if isinstance(item.get(name), Decimal)]
        number = re.fullmatch(r"[0-9][0-9,]*(?:\.[0-9]+)?", cell.text.strip())
        same = number is not None and sum(added) == Decimal(number[0].replace(",", ""))
        return f"项目.合计.{name}" if same else ""

    def _tag(self, column: int, variable: str) -> str:
        name = self.columns.get(column, "")
        if not name:
            return ""
        if name == "序号":
            return "{{ loop.index }}"
        if self.over != "指标":
            return f"{{{{ {variable}.{name} }}}}"
        shown = f"{{{{ {variable}.{name} }}}}"
        if name == "完成率":
            shown = f"{{{{ {variable}.完成情况 or {variable}.完成率 or '—' }}}}"
        elif name == "二级指标" and not any(
            "二级指标" in item and item["二级指标"] != UNPUBLISHED for item in self.items
        ):
            shown = f"{{{{ {variable}.二级指标 or '—' }}}}"
        merged = _MERGED.get(name, "")
        spans = [cell for cell in self.grid.cells if self.first <= cell.row < self.last and cell.column == column]
        if merged and any(cell.rows > 1 for cell in spans):
            return f"{{% 合并 {merged} %}}{shown}"
        grouped = any(isinstance(item.get("三级指标"), list) for item in self.items)
        return f"{{% 合并 组 %}}{shown}" if grouped and not merged and name != "三级指标" else shown


def loop_of(grid: Grid) -> Loop | None:
    """The loop that the rows of a table make; None for a form or any other table."""
    texts = _texts(grid)
    for over, headers, needed in (
        ("指标", INDICATOR_HEADERS, {"三级指标"}),
        ("项目", PROJECT_HEADERS, {"名称", "全年预算数", "全年执行数"}),
    ):
        for top in range(min(4, len(texts) - 1)):
            columns = columns_of(texts[top], headers)
            first = top + 1
            below = columns_of(texts[first], headers) if first < len(texts) else {}
            if len(below) >= 2:
                names = set(columns.values())
                columns = {**columns, **{i: n for i, n in below.items() if n not in names}}
                columns = {**columns, **{i: n for i, n in below.items() if i in columns}}
                first += 1
            if needed <= set(columns.values()) and len(columns) >= 3:
                return _read(grid, texts, over, columns, first)
    return None


def own_list(grid: Grid, name: str) -> Loop | None:
    """A list of the county's own under ``name``: a header that begins with a name, rows of as many cells below it."""
    texts = _texts(grid)
    heads = [re.sub(r"\W", "", re.sub(r"[（(].*?[）)]", "", text)) for text in texts[0]] if texts else []
    plain = all(cell.rows == cell.columns == 1 for cell in grid.cells)
    if len(heads) < 2 or not plain or len(set(heads)) < len(heads) or not all(heads) or heads[0] in ("序号", "编号"):
        return None
    if not re.search(_NAMED, heads[0]) or not all(head.isidentifier() for head in heads):
        return None
    last = next((row for row in range(1, len(texts)) if _TOTAL.fullmatch(texts[row][0])), len(texts))
    rows = texts[1:last]
    if len(rows) < 2 or not all(row[0] for row in rows) or any(_ACCOUNTS.search(row[0]) for row in rows):
        return None
    items = [{head: text or "—" for head, text in zip(heads, row, strict=True)} for row in rows]
    return Loop(grid, name, dict(enumerate(heads)), 1, last, items)


def _texts(grid: Grid) -> list[list[str]]:
    texts = [[""] * grid.columns for _ in grid.rows]
    for cell in grid.cells:
        texts[cell.row][cell.column] = re.sub(r"\s*\n\s*", "", cell.text.strip())
    return texts


def _read(grid: Grid, texts: Sequence[Sequence[str]], over: str, columns: dict[int, str], first: int) -> Loop | None:
    places = {name: column for column, name in columns.items()}
    if over == "指标":
        ahead = min(places.get(name, 99) for name in ("指标值", "实际完成值", "完成率", "分值"))
        for name, column in zip(("三级指标", "二级指标", "一级指标"), range(ahead - 1, -1, -1), strict=False):
            if name not in places and column not in columns:
                places[name] = column
                columns[column] = name
    last = first
    while last < len(texts):
        head = next((text for text in texts[last] if text), "")
        spanned = any(cell.columns > 2 for cell in grid.row(last))
        if _TOTAL.fullmatch(head) or (spanned and len(grid.row(last)) < len(columns) - 2):
            break
        last += 1
    for column, text in enumerate(texts[first - 1]):
        if column not in columns and text in ("序号", "编号"):
            columns[column] = "序号"
    loop = Loop(grid, over, columns, first, last)
    loop.unread = [text for column, text in enumerate(texts[first - 1]) if text and column not in columns]
    if last - first < 1:
        return None
    _indicators(loop, texts, places) if over == "指标" else _projects(loop, texts, places)
    named = all(item["三级指标"] if over == "指标" else item["名称"] for item in loop.items)
    return loop if named and (loop.items or loop.parts_only) else None


def _indicators(loop: Loop, texts: Sequence[Sequence[str]], places: Mapping[str, int]) -> None:
    above: dict[str, str] = {}
    names = [texts[row][places["三级指标"]] for row in range(loop.first, loop.last)]
    if all(name in ("", *_DASHES) for name in names):
        loop.parts_only = True
        return
    starts = {(cell.row, cell.column) for cell in loop.grid.cells}
    item: dict[str, Any] = {}
    for row in range(loop.first, loop.last):
        get = {name: texts[row][column] for name, column in places.items()}
        for key in ("一级指标", "二级指标"):
            if key in places and (row, places[key]) in starts:
                above[key] = get[key]
                if key == "一级指标":
                    above.pop("二级指标", None)
                    above |= {"二级指标": get["二级指标"]} if "二级指标" in places else {}
        shared = [places[key] for key in ("指标值", "实际完成值", "得分") if key in places]
        if item and shared and not any((row, column) in starts for column in shared):
            before = item["三级指标"]
            item["三级指标"] = [*(before if isinstance(before, list) else [before]), get["三级指标"]]
            continue
        item = {key: UNPUBLISHED if text in _DASHES else text for key, text in above.items() if text}
        item.setdefault("一级指标", UNPUBLISHED)
        item["三级指标"] = get["三级指标"]
        item |= _values(get)
        loop.items.append(item)


def _values(get: Mapping[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for key in ("指标值", "实际完成值"):
        text = get.get(key, "")
        item[key] = UNPUBLISHED if text in ("", *_DASHES) else text
    for key in ("分值", "得分"):
        text = get.get(key, "")
        if key in get and text:
            number = re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text)
            item[key] = Decimal(text) if number else UNPUBLISHED
    rate = get.get("完成率", "")
    if rate and rate not in _DASHES and rate != computed_rate(item):
        item["完成情况"] = rate
    reason = get.get("偏差原因分析及改进措施", "")
    if reason:
        item["偏差原因分析及改进措施"] = UNPUBLISHED if reason in _DASHES else reason
    return item


def computed_rate(item: Mapping[str, Any]) -> str:
    """The completion rate as the program computes it, where that is full."""
    target = parse_target(str(item.get("指标值", "")))
    rate = completion(target, parse_actual(str(item.get("实际完成值", "")))) if target is not None else None
    return "100%" if rate is not None and rate >= 1 else ""


def _projects(loop: Loop, texts: Sequence[Sequence[str]], places: Mapping[str, int]) -> None:
    for row in range(loop.first, loop.last):
        item: dict[str, Any] = {}
        for name, column in places.items():
            text = texts[row][column]
            if name == "执行率" or not text:
                continue
            number = re.fullmatch(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", text)
            if name in _MONEY:
                item[name] = Decimal(text.replace(",", "")) if number else UNPUBLISHED
            else:
                item[name] = text
        if item.get("名称"):
            loop.items.append(item)


# -- rows -------------------------------------------------------------------------------------------


def _fill(cell: etree._Element, text: str) -> None:
    """Let ``cell`` hold one paragraph that says ``text``, in the look that it has."""
    paragraphs = list(cell.iter(W + "p")) or [etree.SubElement(cell, W + "p")]
    made = with_text(paragraphs[0], text)
    put_for(paragraphs, [made])


def _unmerge(cell: etree._Element) -> None:
    for merge in list(cell.iter(W + "vMerge")):
        remove(merge)


def _split_height(row: etree._Element) -> None:
    """Rows of a loop are no header rows."""
    for mark in list(row.iter(W + "tblHeader")):
        remove(mark)


def _control(model: etree._Element, tag: str) -> etree._Element:
    """A row like ``model`` that says only ``tag``; rendering takes it away."""
    row = copy.deepcopy(model)
    for number, cell in enumerate(row.iter(W + "tc")):
        _fill(cell, tag if number == 0 else "")
    return row
