"""What of last year's data this year has anew: figures and results become 待填, dated words are marked."""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Item, String, Table

from perfgen.contract import Contract
from perfgen.express.syntax import has_expression, segments
from perfgen.keypath import KeyPath, format_key
from perfgen.vocabulary import PASTED, TAKEN, WORDS, Type

CHECK = "上年文字，核对年份"
TO_COME = "待填"

_NUMERIC = {Type.AMOUNT, Type.TREE, Type.COUNT, Type.SCORE, Type.RATIO}
_KEPT = {("指标", "分值"), ("自评", "分项", "满分")}
"""Figures that are targets, not results."""
_RESULTS = {
    ("指标", "实际完成值"),
    ("指标", "得分"),
    ("指标", "定性档"),
    ("项目", "完成情况"),
    ("自评", "等级"),
    ("年度总体目标", "实际完成情况"),
}
"""Words that are results."""
_GONE = {
    ("指标", "监控值"),
    ("指标", "数据期间"),
    ("指标", "完成情况"),
    ("指标", "偏差原因分析及改进措施"),
}
"""Words about results that there need not be."""
_DATED = re.compile(r"(?:19|20)[0-9]{2}(?!\d)|[0-9０-９]{1,2}月|去年|明年|下一年")
_FIGURE = re.compile(r"[0-9０-９〇一二三四五六七八九十百千万亿]")


@dataclass
class Results:
    """Goes through the values of a file, for a town that had the contract ``before`` and has ``now``."""

    before: Contract
    now: Contract
    marked: list[str] = field(default_factory=list)
    """The texts that speak of a date, by key path."""

    def table(self, table: MutableMapping[str, Any], path: tuple[str, ...] = ()) -> None:
        """Change the values below ``path``, those of the prose left out."""
        for key in list(table):
            own = (*path, str(key))
            if own[0] == "正文":
                continue
            self._value(table, key, table[key], own)

    def _value(self, table: MutableMapping[str, Any], key: str, value: Any, path: tuple[str, ...]) -> None:
        fact = path[0] == "事实"
        if isinstance(value, AoT) or (
            isinstance(value, Array) and all(isinstance(each, InlineTable) for each in value)
        ):
            for item in value:
                self.table(item, path)
        elif isinstance(value, Table | InlineTable) or hasattr(value, "items"):
            if TAKEN in value or self._is_actual(path):
                self._to_come(table, key)
            elif fact and "值" in value:
                for name in ("值", "同比"):
                    if name in value and not has_expression(str(value[name])):
                        value[name] = TO_COME
            else:
                self.table(value, path)
        elif path[-1] == PASTED and isinstance(value, str):
            table[key] = tomlkit.string(
                "\n" + self._pasted(value.lstrip("\n"), path[:-1]), multiline=True, literal=True
            )
        elif _named(path) in _GONE:
            del table[key]
        elif self._result(path, value):
            self._to_come(table, key)
        elif isinstance(value, str) and not has_expression(value) and dated(value) and len(path) > 1:
            self.mark(value, path)

    def _is_actual(self, path: tuple[str, ...]) -> bool:
        return _named(path) in _RESULTS

    def _result(self, path: tuple[str, ...], value: Any) -> bool:
        """Whether the value is one of last year that this year has anew."""
        if _named(path) in _KEPT and self.before.scoring.weights != self.now.scoring.weights:
            return True  # the other county weighs otherwise
        if (isinstance(value, str) and has_expression(value)) or _named(path) in _KEPT:
            return False
        if path[0] == "事实":
            return not isinstance(value, str) or bool(_FIGURE.search(value)) or value in WORDS
        shape = self.before.shape.at(indexed(path, self.before))
        if shape is None or shape.field is None:
            return False
        return shape.field.type in _NUMERIC or shape.field.type is Type.DATE or _named(path) in _RESULTS

    @staticmethod
    def _to_come(table: MutableMapping[str, Any], key: str) -> None:
        table[key] = TO_COME

    def _pasted(self, text: str, path: tuple[str, ...]) -> str:
        """A pasted table with its results 待填; the words of other cells stay."""
        lines = text.split("\n")
        first = next((n for n, line in enumerate(lines) if line.strip()), 0)
        sign = "\t" if "\t" in lines[first] else "｜"
        columns = [cell.strip() for cell in lines[first].split(sign)]
        for number in range(first + 1, len(lines)):
            if lines[number].strip():
                cells = lines[number].split(sign)
                lines[number] = sign.join(self._cell(path, columns, place, cell) for place, cell in enumerate(cells))
        return "\n".join(lines)

    def _cell(self, path: tuple[str, ...], columns: list[str], place: int, cell: str) -> str:
        name = columns[place] if place < len(columns) else ""
        if not cell.strip() or has_expression(cell):
            return cell
        if path in (("指标",), ("项目",)):
            if (*path, name) in _GONE:
                return ""
            return TO_COME if self._result((*path, name), cell) else cell
        return TO_COME if place == len(columns) - 1 else cell

    def mark(self, value: Any, path: tuple[str, ...]) -> None:
        """Note that the words of ``value`` speak of a date, beside them and in the list."""
        self.marked.append(format_key(path))
        if isinstance(value, Item):
            said = value.trivia.comment.removeprefix("#").strip()
            if CHECK not in said:
                value.comment(f"{CHECK}；{said}" if said else CHECK)


def indexed(path: tuple[str, ...], contract: Contract) -> KeyPath:
    """``path`` with an index behind the names of lists."""
    found: list[str | int] = []
    for part in path:
        shape = contract.shape.at(tuple(found))
        if shape is not None and shape.is_list:
            found.append(0)
        found.append(part)
    return tuple(found)


def _named(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of a field, names that towns choose left out."""
    return (path[0], path[1], path[-1]) if path[:2] == ("自评", "分项") else path


def dated(text: str) -> bool:
    """Whether words, expressions left out, speak of a year or month."""
    plain = "".join(part.text for part in segments(text) if not part.expression)
    return bool(_DATED.search(plain))


def texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, String | str):
        yield str(value).strip("\n")
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif hasattr(value, "items"):
        for each in value.values():
            yield from texts(each)
    elif value is not None:
        yield str(value)
