"""取自: values that a data file takes from sheets and Word files beside it, put in their places with their addresses.

The bytes come with the job, by the names that the data file uses; nothing is opened here. A name that leads out of the
data file's folder is refused, whatever lies there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from perfgen.contract import Content, Contract
from perfgen.errors import PerfgenError
from perfgen.findings import Finding, Severity
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key
from perfgen.load import Foreign, Source
from perfgen.patterns import pattern
from perfgen.vocabulary import TAKEN, TAKEN_FROM, Type

if TYPE_CHECKING:
    from perfgen.sources import Passage, Sheet, Workbook
    from perfgen.sources.found import Found

KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".docx")
_PENDING = "待填"
_RESERVED = pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_UNTAKEN = ("核对数", "核实说明", "格式版本", "模板", "模板版本", "年度", "金额单位")
_UNITS = ("元", "万元", "千元", "亿元")


class _Cannot(Exception):
    """Why a value cannot be taken: what is wrong and how to mend it."""

    def __init__(self, message: str, hint: str, code: str = "DAT502", cell: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.code, self.cell = message, hint, code, cell


@frozen
class _Taken:
    """A value with the places of all that is in it, by path below it."""

    value: Any
    cell: str
    places: Mapping[KeyPath, str]
    spots: Mapping[KeyPath, tuple[tuple[int, str], ...]]
    doubts: tuple[tuple[str, str], ...] = ()
    """Place and message of each."""


def names_taken(tree: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the files that ``tree`` takes values from, each once; those that are not allowed are left out."""
    names = (str(node.get(TAKEN)) for _, node in _references(tree, ()))
    return tuple(dict.fromkeys(name for name in names if not refusal(name)))


def refusal(name: str) -> str:
    """Why no data file may take values from ``name``; empty where it may."""
    parts = name.replace("\\", "/").split("/")
    if not name.strip() or any(not char.isprintable() for char in name):
        return "没有写文件名，或文件名里有看不见的字符"
    if ":" in name or parts[0] == "" or name.startswith("~"):
        return "只能写数据文件所在文件夹里的文件，不能写盘符、网址或从根开始的路径"
    if any(part.strip(" .") == "" for part in parts):
        return "只能写数据文件所在文件夹里的文件，不能用 .. 或空的文件夹名"
    if any(_RESERVED.fullmatch(part.strip()) for part in parts):
        return "这是系统保留的名字，不是文件"
    if not name.lower().endswith(KINDS):
        return "只能取自 .xlsx、.xls、.csv 和 .docx 文件"
    return ""


def take(source: Source, contract: Contract, files: Mapping[str, bytes]) -> tuple[Source, tuple[Finding, ...]]:
    """``source`` with what it takes from ``files`` in place, and what is wrong with that.

    What cannot be taken stands as 待填, so that later stages do not speak of it again.
    """
    references = list(_references(source.tree, ())) if TAKEN in source.text else []
    if not references:
        return source, ()
    tree = _copied(source.tree)
    foreign: dict[KeyPath, Foreign] = {}
    findings: list[Finding] = []
    failed: list[KeyPath] = []
    reader = _Reader(contract, files, str(source.tree.get("金额单位", "万元")))
    for path, node in references:
        place = source.place(path)
        try:
            taken = reader.take(path, node)
        except _Cannot as fault:
            at = replace(place, cell=fault.cell)
            findings.append(Finding(fault.code, Severity.LOGICAL, fault.message, fault.hint, at))
            _put(tree, path, _PENDING)
            failed.append(path)
            continue
        _put(tree, path, taken.value)
        foreign[path] = Foreign(path, taken.cell, taken.spots.get((), ()))
        for below in {*taken.places, *taken.spots} - {()}:
            full = (*path, *below)
            foreign[full] = Foreign(path, taken.places.get(below, taken.cell), taken.spots.get(below, ()))
        for cell, message in taken.doubts:
            hint = "照原表核对这一格；确实没有错的，写核实说明"
            findings.append(Finding("DAT503", Severity.REVIEW, message, hint, replace(place, cell=cell)))
    return replace(source, tree=tree, foreign=foreign).without(failed), tuple(findings)


def _references(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Every table with the key 取自, with its path."""
    if isinstance(node, dict):
        if TAKEN in node:
            yield path, node
            return
        for key, value in node.items():
            if path or key not in _UNTAKEN:
                yield from _references(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, (*path, index))


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(value) for value in node] if isinstance(node, list) else node


def _put(tree: Any, path: KeyPath, value: Any) -> None:
    for part in path[:-1]:
        tree = tree[part]
    tree[path[-1]] = value


class _Reader:
    """Reads the references of one data file, each file once."""

    def __init__(self, contract: Contract, files: Mapping[str, bytes], unit: str) -> None:
        self.contract, self.files = contract, files
        self.unit = unit if unit in ("元", "万元") else "万元"
        self.books: dict[str, Workbook] = {}

    def take(self, path: KeyPath, node: Mapping[str, Any]) -> _Taken:
        """The value that ``node`` refers to; raises _Cannot."""
        name = node[TAKEN]
        odd = [key for key in node if key != TAKEN and key not in TAKEN_FROM]
        if odd:
            raise _Cannot(f"“{TAKEN}”旁边不认识的键“{odd[0]}”", f"这里可以写：{'、'.join(TAKEN_FROM)}", "DAT201")
        if not isinstance(name, str) or any(not isinstance(value, str) for value in node.values()):
            raise _Cannot(
                "取自、表、格、标题都要写成文字（加引号）", '写成 { "取自" = "指标.xlsx", "表" = "Sheet1" }', "DAT501"
            )
        if why := refusal(name):
            raise _Cannot(f"不能取自“{name}”：{why}", "把文件放在数据文件旁边，只写文件名", "DAT501")
        if name not in self.files:
            raise _Cannot(
                f"找不到要取的文件“{name}”",
                "文件要放在数据文件的文件夹里（不能是指到别处的链接）；正在 Excel 里打开的先关掉",
                "DAT501",
            )
        from perfgen.sources import SourceFault

        try:
            if path[:1] == ("正文",):
                return self._prose(path, name, node)
            if "格" in node:
                return self._cell(path, name, node)
            return self._table(path, name, node)
        except SourceFault as fault:
            raise _Cannot(f"“{name}”读不了：{fault.message}", fault.hint, "DAT501", name) from fault
        except PerfgenError as fault:
            raise _Cannot(f"“{name}”读不了：{fault.message}", fault.hint, "DAT501", name) from fault

    # -- sheets -----------------------------------------------------------------------------------------

    def _book(self, name: str) -> "Workbook":
        from perfgen.sources import read_workbook

        if name not in self.books:
            self.books[name] = read_workbook(self.files[name], name)
        return self.books[name]

    def _sheets(self, name: str, node: Mapping[str, Any]) -> list["Sheet"]:
        book = self._book(name)
        if "表" in node:
            sheet = book.sheet(node["表"])
            if sheet is None:
                known = "、".join(sheet.name for sheet in book.sheets[:8])
                raise _Cannot(f"“{name}”里没有叫“{node['表']}”的表", f"有这些表：{known}", cell=name)
            return [sheet]
        return [sheet for sheet in book.sheets if not sheet.hidden]

    def _unit(self, node: Mapping[str, Any]) -> str:
        unit = str(node.get("单位", ""))
        if unit and unit not in _UNITS:
            raise _Cannot(f"单位“{unit}”不认识", "写 元 或 万元", "DAT501")
        return unit

    def _cell(self, path: KeyPath, name: str, node: Mapping[str, Any]) -> _Taken:
        from perfgen.sources.cells import amount_of, score_of, text_of
        from perfgen.sources.found import Found
        from perfgen.sources.values import coordinates
        from perfgen.sources.wording import money_unit

        at = coordinates(node["格"])
        if at is None:
            raise _Cannot(f"“{node['格']}”不是一格的地址", '写成 "格" = "B7"', cell=name)
        sheet = self._sheets(name, node)[0]
        cell = sheet.at(*at)
        if cell.empty:
            raise _Cannot(f"“{name}”的 {sheet.name}!{node['格']} 是空的", "检查表名和地址", cell=sheet.place(cell))
        found = Found(path, None)
        shape = self.contract.shape.at(path)
        kind = shape.field.type if shape is not None and shape.field is not None else Type.TEXT
        value: Any
        if kind in (Type.AMOUNT, Type.TREE):
            captions = (money_unit(c.value) for row in sheet.rows for c in row if isinstance(c.value, str))
            unit = self._unit(node) or next((unit for unit in captions if unit), "")
            if not unit:
                found.doubt(sheet.place(cell), f"表里没有写金额单位，按{self.unit}读的")
            value = amount_of(sheet, cell, unit or self.unit, self.unit, found)
        elif kind in (Type.COUNT, Type.SCORE, Type.WHOLE, Type.YEAR):
            value = score_of(sheet, cell, found)
        else:
            value = text_of(sheet, cell, found)
        place = sheet.place(cell)
        return _Taken(_PENDING if value is None else value, place, {}, {}, _doubts([found]))

    def _table(self, path: KeyPath, name: str, node: Mapping[str, Any]) -> _Taken:
        from perfgen.sources.tables import tables

        shape = self.contract.shape.at(path)
        listed = shape is not None and shape.is_list
        tree = shape is not None and shape.field is not None and shape.field.type is Type.TREE
        from perfgen.sources.small import SMALL

        if not listed and not tree and path not in SMALL:
            hint = '单个的值写明是哪一格："格" = "B7"；整张表用在 指标、项目、收入、支出 上'
            raise _Cannot(f"“{format_key(path)}”不能取整张表", hint, cell=name)
        sheets = self._sheets(name, node)
        found = [one for sheet in sheets for one in tables(sheet, self.unit, self._unit(node))]
        where = f"“{name}”" + (f"的表“{node['表']}”" if "表" in node else "")
        if listed:
            fitting = [one for one in found if one.path == path]
            if not fitting:
                raise _Cannot(
                    f"{where}里认不出{path[-1]}表", '表头要有三级指标、指标值等列名；用 "表" 指明是哪一张', cell=name
                )
            return self._list(fitting)
        return self._tree(path, where, name, [one for one in found if one.path not in (("指标",), ("项目",))])

    def _list(self, found: list["Found"]) -> _Taken:
        value: list[Any] = []
        places: dict[KeyPath, str] = {}
        for one in found:
            for below, cell in one.places.items():
                places[(int(below[0]) + len(value), *below[1:])] = cell
            value += one.value
        if not value:
            raise _Cannot("表里一行数据也没有", "检查是不是选错了表", cell=found[0].title)
        return _Taken(value, next(iter(places.values()), ""), places, {}, _doubts(found))

    def _tree(self, path: KeyPath, where: str, name: str, found: list["Found"]) -> _Taken:
        from perfgen.sources.small import SMALL

        fitting = [one for one in found if one.path[: len(path)] == path]
        alone = [one for one in found if one.value and one.path not in SMALL]
        if (
            not fitting
            and len(alone) == 1
            and len(alone[0].path) <= len(path)
            and alone[0].path[1:2] in ((), path[1:2])
        ):
            fitting = [alone[0]]
            fitting[0].path = path
        if not fitting:
            known = "、".join(format_key(one.path) or "认不出的表" for one in found) or "没有金额表"
            raise _Cannot(
                f"{where}里没有可作“{format_key(path)}”的表", f'认出来的有：{known}；用 "表" 指明是哪一张', cell=name
            )
        value: dict[str, Any] = {}
        places: dict[KeyPath, str] = {}
        spots: dict[KeyPath, tuple[tuple[int, str], ...]] = {}
        for one in fitting:
            tail = one.path[len(path) :]
            target = value
            for part in tail:
                target = target.setdefault(str(part), {})
            twice = set(target) & set(one.value)
            if twice:
                raise _Cannot(f"{where}里“{min(twice)}”在两张表里都有", '用 "表" 指明是哪一张', cell=one.title)
            target.update(one.value)
            for below, cell in one.places.items():
                if len(below) == 2 and isinstance(below[1], int):
                    at = (*tail, below[0])
                    spots[at] = (*spots.get(at, ()), (below[1], cell))
                else:
                    places[(*tail, *below)] = cell
        if not value:
            raise _Cannot(f"{where}里一个金额也没有", "检查是不是选错了表", cell=name)
        first = next(iter(places.values()), "") or next((spot[0][1] for spot in spots.values()), name)
        return _Taken(value, first, places, spots, _doubts(fitting))

    # -- Word -------------------------------------------------------------------------------------------

    def _prose(self, path: KeyPath, name: str, node: Mapping[str, Any]) -> _Taken:
        from perfgen.sources import read_passages

        if len(path) != 2:
            raise _Cannot("正文要整节取自 Word 文件", '写成 "正文"."键" = { "取自" = "工作总结.docx" }', cell=name)
        writing = read_passages(self.files[name], name)
        passages = list(writing.passages)
        if "标题" in node:
            passages = _section(passages, node["标题"])
            if not passages:
                titles = "、".join(each.text[:16] for each in writing.passages if each.level)[:120]
                hint = f"有这些标题：{titles}" if titles else "检查标题的写法"
                raise _Cannot(f"“{name}”里没有标题“{node['标题']}”，或它下面没有内容", hint, cell=name)
        if not passages:
            raise _Cannot(f"“{name}”里没有文字", "检查是不是选错了文件", cell=name)
        item = self.contract.prose_keys.get(str(path[1]))
        content = item.content if item is not None else Content.PARAGRAPHS
        places: dict[KeyPath, str] = {}
        value: Any
        first = writing.place(passages[0])
        if content is Content.SUBHEADED and any(each.level for each in passages):
            if not passages[0].level:
                hint = "这一节一段一个小标题；把这段文字移到小标题下面"
                raise _Cannot("第一个小标题之前有没有标题的文字", hint, cell=first)
            value = _subheaded(passages, writing.place, places)
            return _Taken(value, first, places, {})
        doubts = tuple(
            (writing.place(each), f"标题“{each.text[:16]}”当作一段正文取来了") for each in passages if each.level
        )
        if content is Content.NUMBERED:
            value = [_unnumbered(each.text) for each in passages]
            places = {(index,): writing.place(each) for index, each in enumerate(passages)}
            return _Taken(value, first, places, {}, doubts)
        value, spots = "", []
        for each in passages:
            spots.append((len(value), writing.place(each)))
            value += each.text.replace("\n", "") + "\n"
        return _Taken(value, first, {}, {(): tuple(spots)}, doubts)


def _section(passages: list["Passage"], title: str) -> list["Passage"]:
    """The paragraphs below the heading ``title``; its number does not count."""
    wanted = _plain(title)
    for index, each in enumerate(passages):
        if _plain(each.text) != wanted:
            continue
        below = passages[index + 1 :]
        rank = _number_rank(each.text)
        for end, other in enumerate(below):
            deeper = other.level > each.level if each.level else _number_rank(other.text) != rank or not rank
            if (other.level or not each.level) and not deeper:
                return below[:end]
        return below
    return []


_NUMBERS = (
    pattern(r"^\s*[一二三四五六七八九十]+、\s*"),
    pattern(r"^\s*[（(][一二三四五六七八九十]+[）)]\s*"),
    pattern(r"^\s*\d+[.．、](?!\d)\s*"),
    pattern(r"^\s*(?:[（(]\d+[）)]|[①-⑳])\s*"),
)


def _unnumbered(text: str) -> str:
    for form in _NUMBERS:
        if form.match(text):
            return form.sub("", text, count=1)
    return text


def _number_rank(text: str) -> int:
    return next((rank for rank, pattern in enumerate(_NUMBERS, 1) if pattern.match(text)), 0)


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "", _unnumbered(text)).rstrip("：:。")


def _subheaded(passages: list["Passage"], place: Any, places: dict[KeyPath, str]) -> list[dict[str, Any]]:
    """Headings with what stands below them; deeper headings stand within. The first passage is a heading."""
    top = max(passages[0].level, 1)
    items: list[dict[str, Any]] = []
    groups: list[tuple[Passage, list[Passage]]] = []
    for each in passages:
        if 0 < each.level <= top:
            groups.append((each, []))
        else:
            groups[-1][1].append(each)
    for index, (head, below) in enumerate(groups):
        item: dict[str, Any] = {"标题": _unnumbered(head.text)}
        places[index, "标题"] = place(head)
        inner: dict[KeyPath, str] = {}
        if below and below[0].level:
            item["内容"] = _subheaded(below, place, inner)
        elif below:
            item["内容"] = "\n".join(each.text.replace("\n", "") for each in below)
            inner[()] = place(below[0])
        for path, cell in inner.items():
            places[(index, "内容", *path)] = cell
        items.append(item)
    return items


def _doubts(found: list["Found"]) -> tuple[tuple[str, str], ...]:
    return tuple((remark.place, remark.message) for one in found for remark in one.remarks if remark.doubt)
