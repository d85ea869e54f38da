"""Reading what a data file takes: whole tables, single cells, sections of Word files; each file once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from perfgen.contract import Contract
from perfgen.errors import PerfgenError
from perfgen.keypath import KeyPath, format_key
from perfgen.sources import SourceFault, read_workbook
from perfgen.sources.cells import amount_of, score_of, text_of
from perfgen.sources.found import Found
from perfgen.sources.small import SMALL
from perfgen.sources.tables import tables
from perfgen.sources.values import coordinates
from perfgen.sources.wording import money_unit
from perfgen.taken.names import refusal
from perfgen.taken.prose import prose
from perfgen.taken.values import Cannot, Taken
from perfgen.vocabulary import TAKEN, TAKEN_FROM, Type

if TYPE_CHECKING:
    from perfgen.sources import Sheet, Workbook

PENDING = "待填"
_UNITS = ("元", "万元", "千元", "亿元")


class Reader:
    """Reads the references of one data file, each file once."""

    def __init__(self, contract: Contract, files: Mapping[str, bytes], unit: str) -> None:
        self.contract, self.files = contract, files
        self.unit = unit if unit in ("元", "万元") else "万元"
        self.books: dict[str, Workbook] = {}

    def take(self, path: KeyPath, node: Mapping[str, Any]) -> Taken:
        """The value that ``node`` refers to; raises Cannot."""
        name = node[TAKEN]
        odd = [key for key in node if key != TAKEN and key not in TAKEN_FROM]
        if odd:
            raise Cannot(f"“{TAKEN}”旁边不认识的键“{odd[0]}”", f"这里可以写：{'、'.join(TAKEN_FROM)}", "DAT201")
        if not isinstance(name, str) or any(not isinstance(value, str) for value in node.values()):
            raise Cannot(
                "取自、表、格、标题都要写成文字（加引号）", '写成 { "取自" = "指标.xlsx", "表" = "Sheet1" }', "DAT501"
            )
        if why := refusal(name):
            raise Cannot(f"不能取自“{name}”：{why}", "把文件放在数据文件旁边，只写文件名", "DAT501")
        if name not in self.files:
            raise Cannot(
                f"找不到要取的文件“{name}”",
                "文件要放在数据文件的文件夹里（不能是指到别处的链接）；正在 Excel 里打开的先关掉",
                "DAT501",
            )
        try:
            if path[:1] == ("正文",):
                return prose(path, self.files[name], name, node, self.contract)
            if "格" in node:
                return self._cell(path, name, node)
            return self._table(path, name, node)
        except SourceFault as fault:
            raise Cannot(f"“{name}”读不了：{fault.message}", fault.hint, "DAT501", name) from fault
        except PerfgenError as fault:
            raise Cannot(f"“{name}”读不了：{fault.message}", fault.hint, "DAT501", name) from fault

    # -- sheets -----------------------------------------------------------------------------------------

    def _book(self, name: str) -> "Workbook":
        if name not in self.books:
            self.books[name] = read_workbook(self.files[name], name)
        return self.books[name]

    def _sheets(self, name: str, node: Mapping[str, Any]) -> list["Sheet"]:
        book = self._book(name)
        if "表" in node:
            sheet = book.sheet(node["表"])
            if sheet is None:
                known = "、".join(sheet.name for sheet in book.sheets[:8])
                raise Cannot(f"“{name}”里没有叫“{node['表']}”的表", f"有这些表：{known}", cell=name)
            return [sheet]
        return [sheet for sheet in book.sheets if not sheet.hidden]

    def _unit(self, node: Mapping[str, Any]) -> str:
        unit = str(node.get("单位", ""))
        if unit and unit not in _UNITS:
            raise Cannot(f"单位“{unit}”不认识", "写 元 或 万元", "DAT501")
        return unit

    def _cell(self, path: KeyPath, name: str, node: Mapping[str, Any]) -> Taken:
        at = coordinates(node["格"])
        if at is None:
            raise Cannot(f"“{node['格']}”不是一格的地址", '写成 "格" = "B7"', cell=name)
        sheet = self._sheets(name, node)[0]
        cell = sheet.at(*at)
        if cell.empty:
            raise Cannot(f"“{name}”的 {sheet.name}!{node['格']} 是空的", "检查表名和地址", cell=sheet.place(cell))
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
        return Taken(PENDING if value is None else value, place, {}, {}, _doubts([found]))

    def _table(self, path: KeyPath, name: str, node: Mapping[str, Any]) -> Taken:
        shape = self.contract.shape.at(path)
        listed = shape is not None and shape.is_list
        tree = shape is not None and shape.field is not None and shape.field.type is Type.TREE
        if not listed and not tree and path not in SMALL:
            hint = '单个的值写明是哪一格："格" = "B7"；整张表用在 指标、项目、收入、支出 上'
            raise Cannot(f"“{format_key(path)}”不能取整张表", hint, cell=name)
        sheets = self._sheets(name, node)
        found = [one for sheet in sheets for one in tables(sheet, self.unit, self._unit(node))]
        where = f"“{name}”" + (f"的表“{node['表']}”" if "表" in node else "")
        if listed:
            fitting = [one for one in found if one.path == path]
            if not fitting:
                raise Cannot(
                    f"{where}里认不出{path[-1]}表", '表头要有三级指标、指标值等列名；用 "表" 指明是哪一张', cell=name
                )
            return self._list(fitting)
        return self._tree(path, where, name, [one for one in found if one.path not in (("指标",), ("项目",))])

    def _list(self, found: list[Found]) -> Taken:
        value: list[Any] = []
        places: dict[KeyPath, str] = {}
        for one in found:
            for below, cell in one.places.items():
                places[(int(below[0]) + len(value), *below[1:])] = cell
            value += one.value
        if not value:
            raise Cannot("表里一行数据也没有", "检查是不是选错了表", cell=found[0].title)
        return Taken(value, next(iter(places.values()), ""), places, {}, _doubts(found))

    def _tree(self, path: KeyPath, where: str, name: str, found: list[Found]) -> Taken:
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
            raise Cannot(
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
                raise Cannot(f"{where}里“{min(twice)}”在两张表里都有", '用 "表" 指明是哪一张', cell=one.title)
            target.update(one.value)
            for below, cell in one.places.items():
                if len(below) == 2 and isinstance(below[1], int):
                    at = (*tail, below[0])
                    spots[at] = (*spots.get(at, ()), (below[1], cell))
                else:
                    places[(*tail, *below)] = cell
        if not value:
            raise Cannot(f"{where}里一个金额也没有", "检查是不是选错了表", cell=name)
        first = next(iter(places.values()), "") or next((spot[0][1] for spot in spots.values()), name)
        return Taken(value, first, places, spots, _doubts(fitting))


def _doubts(found: list[Found]) -> tuple[tuple[str, str], ...]:
    return tuple((remark.place, remark.message) for one in found for remark in one.remarks if remark.doubt)


__all__ = ["PENDING", "Cannot", "Reader"]
