"""A data file filled in from what tables know: values in the places that wait for them, its layout left as it is."""

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import AoT

from perfgen.contract import Contract
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key
from perfgen.load import load
from perfgen.model import build_report
from perfgen.vocabulary import CUT, FIELDS, ITEM_NAMES, PASTED

_TO_COME = "待填"
_LISTS = ("指标", "项目")
_APART = ("金额单位", "核对数", "未归类")
_PROSE = re.compile(r'(?:^# =+ 正文[^\n]*\n)?^\["正文"', re.MULTILINE)


@frozen
class Filled:
    """The file, figures that were known otherwise (key, before, after), items that no table has any more."""

    text: str
    changed: tuple[tuple[str, str, str], ...] = ()
    gone: tuple[str, ...] = ()


def filled(text: str, tree: Mapping[str, Any], contract: Contract) -> Filled:
    """The data file ``text`` with the values of ``tree`` in it; what it knows of itself stays."""
    source = load(text.encode(), "").source
    assert source is not None  # a file that was just made
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError as error:
        raise EnvironmentFault("数据文件的写法不规范，不能填入表里的数", "先运行 perfgen check --fix 改好") from error
    writer = _Filler(document, build_report(source, contract)[0].tree)
    for key, value in tree.items():
        if key in _LISTS:
            writer.listing(key, value)
        elif key not in _APART:
            writer.put((key,), value)
    for name, stated in tree.get("核对数", {}).items():
        writer.put(("核对数", name), stated)
    writer.unplaced(tree.get("未归类", {}).get("文字", []))
    return Filled(writer.text(), tuple(writer.changed), tuple(writer.gone))


@dataclass
class _Filler:
    document: tomlkit.TOMLDocument
    known: Mapping[str, Any]
    """The data of the file, pasted lists unfolded."""
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    fresh: dict[str, Any] = field(default_factory=dict)
    """Tables that the file does not have yet."""

    def text(self) -> str:
        """The file; tables that it did not have stand before the prose."""
        text = tomlkit.dumps(self.document)
        if not self.fresh:
            return text
        added = tomlkit.document()
        added.add(tomlkit.comment("======== 由表填入 ========"))
        for key, value in self.fresh.items():
            added.add(key, _item(value))
        found = _PROSE.search(text)
        at = found.start() if found else len(text)
        return f"{text[:at].rstrip()}\n\n{tomlkit.dumps(added).strip()}\n\n{text[at:]}"

    # -- trees ----------------------------------------------------------------------------------------

    def put(self, path: KeyPath, value: Any) -> None:
        """Put a value at ``path``: tables are joined, amount trees are put in the place of those that wait."""
        if isinstance(value, Mapping) and not self._is_tree(path):
            for key, below in value.items():
                self.put((*path, key), below)
            return
        self.changed += _differences(path, self._known(path), value)
        there = self._there(path)
        if isinstance(value, Mapping) and isinstance(there, MutableMapping):
            for key in _replaced(there, value):
                del there[key]
            for key, below in value.items():
                there[key] = _item(below)
        else:
            self._set(path, value)

    @staticmethod
    def _is_tree(path: KeyPath) -> bool:
        own = path[1:] if path[0] == "上年" else path
        return len(own) == 2 and own[0] in ("决算", "年初预算")

    def _known(self, path: KeyPath) -> Any:
        node: Any = self.known
        for part in path:
            node = node.get(part) if isinstance(node, Mapping) else None
        return node

    def _there(self, path: KeyPath) -> Any:
        """What stands at ``path`` in the file as it is laid out."""
        node: Any = self.document
        for part in path:
            node = node.get(part) if isinstance(node, MutableMapping) else None
        return node

    def _set(self, path: KeyPath, value: Any) -> None:
        holder: Any = self.document if path[0] in self.document else self.fresh
        for part in path[:-1]:
            if not isinstance(holder.get(part), MutableMapping):
                holder[part] = {} if holder is self.fresh or type(holder) is dict else tomlkit.table()
            holder = holder[part]
        holder[path[-1]] = value if type(holder) is dict else _item(value)

    # -- lists ----------------------------------------------------------------------------------------

    def listing(self, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put the rows in the place of the list; what the file knows of an item of the same name stays with it."""
        name = ITEM_NAMES[key]
        before = self.known.get(key)
        old = {_bare(item.get(name)): item for item in before} if isinstance(before, list) else {}
        order = [each.parts()[-1] for each in FIELDS if each.pattern.startswith(f"{key}[]")]
        rows = [_ordered({**old.get(_bare(row.get(name)), {}), **_worded(row)}, order) for row in rows]
        told = {_bare(row.get(name)) for row in rows}
        self.gone += [_shown(item.get(name)) for bare, item in old.items() if bare not in told and bare != _TO_COME]
        if key == "指标":
            rows = [_ordered({"实际完成值": _TO_COME, **row}, order) for row in rows]
            if all(_is_figure(row.get("分值")) for row in rows):
                self._computed()
        if key in self.document:
            self.document[key] = _item(rows)
        else:
            self.fresh[key] = rows

    def _computed(self) -> None:
        """Score and grade are not waited for where every indicator has its weight: they are computed."""
        own = self._there(("自评",))
        for key in ("总分", "等级"):
            if isinstance(own, MutableMapping) and own.get(key) == _TO_COME:
                del own[key]

    def unplaced(self, lines: Sequence[str]) -> None:
        """Add what has no place to 未归类."""
        if not lines:
            return
        left = self.document.get("未归类")
        texts = [str(each) for each in left.get("文字", [])] if isinstance(left, MutableMapping) else []
        if left is not None:
            self.document.remove("未归类")
        table, held = tomlkit.table(), tomlkit.array()
        held.extend([*texts, *lines])
        held.multiline(True)
        table["文字"] = held
        self.document.add("未归类", table)


def _differences(path: KeyPath, before: Any, value: Any) -> Iterator[tuple[str, str, str]]:
    """Figures that are known otherwise."""
    if isinstance(before, Mapping) and isinstance(value, Mapping):
        for key, below in value.items():
            yield from _differences((*path, key), before.get(key), below)
    elif _is_figure(before) and _is_figure(value) and before != value:
        yield format_key(path), _shown(before), _shown(value)


def _replaced(before: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    """The keys of an amount tree in whose place ``value`` comes; cuts that say something else stay."""
    names = {key for key in value if not key.startswith(CUT)}
    told = {*value, *_filed(value)}
    return [
        key
        for key, below in before.items()
        if not key.startswith(CUT)
        or key in told
        or told & set(_filed({key: below}))
        or (isinstance(below, Mapping) and set(below) <= names)
    ]


def _filed(tree: Mapping[str, Any]) -> Iterator[str]:
    """The cuts in which the postings of pasted tables are filed too."""
    for below in tree.values():
        if isinstance(below, Mapping) and PASTED in below:
            heads = str(below[PASTED]).strip().split("\n", 1)[0]
            yield from (f"{CUT}{name.strip()}" for name in re.split("[｜\t]", heads))


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _worded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "")}


def _ordered(row: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    return {key: row[key] for key in (*(key for key in order if key in row), *(key for key in row if key not in order))}


def _bare(name: Any) -> str:
    return re.sub(r"[\s，,、和]", "", "".join(map(str, name)) if isinstance(name, list) else str(name))


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _item(value: Any) -> Any:
    """``value`` as tomlkit takes it; numbers keep their digits."""
    if isinstance(value, Decimal):
        return tomlkit.value(f"{value:f}")
    if isinstance(value, Mapping):
        table = tomlkit.table()
        plain = {key: each for key, each in value.items() if not isinstance(each, Mapping)}
        for key, each in {**plain, **value}.items():
            table.add(str(key), _pasted(each) if key == PASTED else _item(each))
        return table
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        rows: AoT = tomlkit.aot()
        for each in value:
            rows.append(_item(each))
        return rows
    return value


def _pasted(text: str) -> Any:
    return tomlkit.string(f"{text.strip()}\n", multiline=True, literal=True)


__all__ = ["Filled", "filled"]
