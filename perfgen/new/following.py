"""Next year's data file from last year's: what stands stays, what was then becomes 上年, what is to come is 待填.

The file is changed in place, so that its layout, comments and expressions survive. Where the town moves to another pack
or to a newer version of its own, sections are found again by key or by heading; what has no place is kept under 未归类.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Item, String, Table

from perfgen.compute import Figures, compute
from perfgen.contract import Contract
from perfgen.errors import EnvironmentFault, PackFault
from perfgen.express.syntax import has_expression, segments
from perfgen.findings import Finding, Severity
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key, is_item, parse_key
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new.lastyear import amount, last_year
from perfgen.new.wants import wants_of
from perfgen.packs import Library, Pack
from perfgen.pipeline import Job, build
from perfgen.vocabulary import PASTED, TAKEN, WORDS, Type

CHECK = "上年文字，核对年份"
CARRIED = "上年年末数"

_TO_COME = "待填"
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
_DROPPED = ("上年", "较上年", "核对数", "核实说明")
"""Tables of last year alone; 上年 is made anew."""
_DATED = re.compile(r"(?:19|20)[0-9]{2}(?!\d)|[0-9０-９]{1,2}月|去年|明年|下一年")
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十0-9]+[）)、.．]?\s*")
_HEADER = re.compile(r"""\s*\[\[?\s*["']?([^"'\].]+)["']?\s*([\].])""")
_LONG = re.compile(r"\'\'\'|\"\"\"")
_UNKNOWN = "DAT301"
_FIGURE = re.compile(r"[0-9０-９〇一二三四五六七八九十百千万亿]")


@frozen
class Following:
    """Next year's data file and what there is to say about it."""

    text: str
    year: int
    moved: tuple[str, ...] = ()
    """What has no place in the pack and stands under 未归类 now, by key path."""
    dropped: tuple[str, ...] = ()
    """Tables that spoke of last year alone."""
    marked: tuple[str, ...] = ()
    """Texts that speak of a date."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Sections of the prose that have another key in the pack."""


def following_file(data: bytes, name: str, packs: Library, pack: Pack) -> Following | tuple[Finding, ...]:
    """Next year's data file for ``pack`` from the data file ``data``; findings where that cannot be read."""
    loaded = load(data, name)
    if loaded.source is None:
        return loaded.findings
    tree = loaded.source.tree
    try:
        before = packs.choose(str(tree.get("模板", "")), str(tree.get("模板版本") or ""))
    except PackFault:
        try:
            before = packs.choose(str(tree.get("模板", "")), "")
        except PackFault as fault:
            place = loaded.source.place(("模板",))
            return (Finding("DAT401", Severity.LOGICAL, fault.message, fault.hint, place),)
    figures = compute(build_report(loaded.source, before.contract)[0]).settled()
    try:
        document = tomlkit.parse(_without(loaded.source.text))
    except tomlkit.exceptions.ParseError as error:
        raise EnvironmentFault("数据文件的写法不规范，不能照它新建", "先运行 perfgen check --fix 改好", name) from error
    made = _Writer(figures, before.contract, pack, loaded.source.tree).made(document)
    return made if before.contract.id == pack.contract.id else _freed(made, packs, pack)


@dataclass
class _Writer:
    figures: Figures
    before: Contract
    pack: Pack
    tree: Mapping[str, Any]
    moved: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def made(self, document: tomlkit.TOMLDocument) -> Following:
        """The file, from the top down."""
        year = document.get("年度")
        following = int(year) + 1 if isinstance(year, int) else 0
        self._drop(document)
        self._head(document, following)
        self._table(document, ())
        self._opening(document)
        self._prose(document)
        self._unplaced(document)
        for key, value in last_year(self.figures, wants_of(self.pack)).items():
            document.add(tomlkit.nl())
            document.add(tomlkit.comment(f"---------------- {year}年度的数，用来算增减 ----------------"))
            document.add(key, value)
        text = _headed(tomlkit.dumps(document), self.pack, year, following)
        keys = tuple(key for key, _ in self.moved)
        return Following(text, following, keys, tuple(self.dropped), tuple(self.marked), tuple(self.renamed))

    def _drop(self, document: tomlkit.TOMLDocument) -> None:
        for name in _DROPPED:
            if name in document:
                document.remove(name)
            if name in self.tree:
                self.dropped.append(name)

    def _head(self, document: tomlkit.TOMLDocument, year: int) -> None:
        document["年度"] = year or _TO_COME
        if str(document.get("模板")) not in (self.pack.contract.id, self.pack.contract.name):
            document["模板"] = self.pack.contract.id
        if "模板版本" in document:
            document["模板版本"] = self.pack.version

    # -- values -----------------------------------------------------------------------------------

    def _table(self, table: MutableMapping[str, Any], path: tuple[str, ...]) -> None:
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
                self._table(item, path)
        elif isinstance(value, Table | InlineTable) or hasattr(value, "items"):
            if TAKEN in value or self._is_actual(path):
                self._to_come(table, key)
            elif fact and "值" in value:
                for name in ("值", "同比"):
                    if name in value and not has_expression(str(value[name])):
                        value[name] = _TO_COME
            else:
                self._table(value, path)
        elif path[-1] == PASTED and isinstance(value, str):
            table[key] = tomlkit.string("\n" + self._pasted(value, path[:-1]), multiline=True, literal=True)
        elif _named(path) in _GONE:
            del table[key]
        elif self._result(path, value):
            self._to_come(table, key)
        elif isinstance(value, str) and not has_expression(value) and _dated(value) and len(path) > 1:
            self._mark(value, path)

    def _is_actual(self, path: tuple[str, ...]) -> bool:
        return _named(path) in _RESULTS

    def _result(self, path: tuple[str, ...], value: Any) -> bool:
        """Whether the value is one of last year that this year has anew."""
        if _named(path) in _KEPT and self.before.scoring.weights != self.pack.contract.scoring.weights:
            return True  # the other county weighs otherwise
        if (isinstance(value, str) and has_expression(value)) or _named(path) in _KEPT:
            return False
        if path[0] == "事实":
            return not isinstance(value, str) or bool(_FIGURE.search(value)) or value in WORDS
        shape = self.before.shape.at(_indexed(path, self.before))
        if shape is None or shape.field is None:
            return False
        return shape.field.type in _NUMERIC or shape.field.type is Type.DATE or _named(path) in _RESULTS

    @staticmethod
    def _to_come(table: MutableMapping[str, Any], key: str) -> None:
        table[key] = _TO_COME

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
            return _TO_COME if self._result((*path, name), cell) else cell
        return _TO_COME if place == len(columns) - 1 else cell

    def _mark(self, value: Any, path: tuple[str, ...]) -> None:
        self.marked.append(format_key(path))
        if isinstance(value, Item):
            said = value.trivia.comment.removeprefix("#").strip()
            if CHECK not in said:
                value.comment(f"{CHECK}；{said}" if said else CHECK)

    def _opening(self, document: tomlkit.TOMLDocument) -> None:
        """Last year's closing balance is this year's opening one."""
        accounts = document.get("决算")
        if not isinstance(accounts, MutableMapping):
            return
        closing = amount(self.figures, ("决算", "年末结转和结余"))
        if closing is not None and ("年初结转和结余" in accounts or isinstance(accounts, Table)):
            balance = tomlkit.value(closing)
            balance.comment(CARRIED)
            if "年初结转和结余" in accounts:
                old = accounts["年初结转和结余"]
                if isinstance(old, Item):
                    old.trivia.comment = ""
            accounts["年初结转和结余"] = balance
        if "年末结转和结余" in accounts:
            del accounts["年末结转和结余"]

    # -- prose ------------------------------------------------------------------------------------

    def _prose(self, document: tomlkit.TOMLDocument) -> None:
        prose = document.get("正文")
        if not isinstance(prose, MutableMapping):
            return
        for key in list(prose):
            text = "".join(_texts(prose[key]))
            if _dated("".join(part.text for part in segments(text) if not part.expression)):
                self._mark_prose(prose[key], str(key))
            new = self._outline_key(str(key))
            if new == key:
                continue
            value = prose[key]
            if new and new not in prose:
                self.renamed.append((str(key), new))
                del prose[key]
                prose[new] = value
            else:
                self.moved.append((format_key(("正文", str(key))), "\n".join(_texts(value))))
                del prose[key]

    def _mark_prose(self, value: Any, key: str) -> None:
        if isinstance(value, AoT):
            self.marked.append(format_key(("正文", key)))
            for table in value:
                dated = [each for each in table.values() if _dated("".join(_texts(each)))]
                for each in dated:
                    if isinstance(each, Item):
                        each.comment(CHECK)
        else:
            self._mark(value, ("正文", key))

    def _outline_key(self, key: str) -> str:
        """The key of the same section in the pack: the same key, or the one with the same heading; else nothing."""
        there = self.pack.contract.prose_keys
        if key in there:
            return key
        own = self.before.prose_keys.get(key)
        title = _NUMBERING.sub("", own.title) if own is not None else key
        return next((name for name, item in there.items() if _NUMBERING.sub("", item.title) == title), "")

    # -- another pack -----------------------------------------------------------------------------

    def _unplaced(self, document: tomlkit.TOMLDocument) -> None:
        """Move what the pack has no place for under 未归类."""
        for key in list(document):
            if key not in ("正文", "未归类"):
                self._fit(document, str(key), ())
        _keep(document, self.moved)

    def _fit(self, table: MutableMapping[str, Any], key: str, path: tuple[str, ...]) -> None:
        own, value = (*path, key), table[key]
        if key == PASTED:
            return
        shape = self.pack.contract.shape.at(_indexed(own, self.pack.contract))
        if shape is None:
            words = "；".join(text for text in _texts(value) if text not in WORDS)
            if words:
                self.moved.append((format_key(own), words))
            else:
                self.dropped.append(format_key(own))
            del table[key]
            return
        if shape.field is not None and shape.field.type in (Type.TREE, Type.FIGURES):
            return
        for below in value if isinstance(value, AoT) else [value]:
            if isinstance(below, Table | InlineTable) or hasattr(below, "items"):
                for each in list(below):
                    self._fit(below, str(each), own)


def _without(text: str) -> str:
    """The text of a file without the tables of last year alone, their own comments included."""
    kept: list[str] = []
    notes: list[str] = []
    within, quoted = False, ""
    for line in text.split("\n"):
        header = _HEADER.match(line) if not quoted else None
        if header:
            within = header[1] in _DROPPED
            kept += notes if not within or not header[2] else notes[: _last_gap(notes)]
            notes = []
        comment = not quoted and (not line.strip() or line.lstrip().startswith("#"))
        for sign in _LONG.findall(line) if not comment else ():
            quoted = "" if quoted == sign else quoted or sign
        if comment:
            notes.append(line)
        elif not within:
            kept += [*notes, line]
            notes = []
        elif header is None:
            notes = []
    return "\n".join([*kept, *notes])


def _last_gap(lines: list[str]) -> int:
    """Where the comments begin that stand right above what follows."""
    return next((place + 1 for place in range(len(lines) - 1, -1, -1) if not lines[place].strip()), 0)


def _freed(made: Following, packs: Library, pack: Pack) -> Following:
    """The file without expressions that name what the other pack does not have; they are kept as words."""
    outcome = build(Job(made.text.encode(), "", packs.choose, draft=True, render=False))
    lost = dict.fromkeys(finding.place.key for finding in outcome.findings if finding.code == _UNKNOWN)
    if not lost:
        return made
    document = tomlkit.parse(made.text)
    moved = list[tuple[str, str]]()
    for key in lost:
        path = parse_key(key)
        if path[:2] == ("未归类", "文字") and isinstance(path[-1], int):
            held = document["未归类"]["文字"]
            held[path[-1]] = _disarmed(str(held[path[-1]]))
            continue
        path = path[:2] if path[0] == "正文" else path
        holder, last = _holder(document, path)
        if isinstance(holder, MutableMapping) and last in holder:
            moved.append((format_key(path), "\n".join(_texts(holder[last]))))
            if path[0] == "正文":
                del holder[last]
            else:
                holder[last] = _TO_COME
        else:
            moved += [(format_key(path), cell) for cell in _freed_rows(document.get(path[0]), path)]
    _keep(document, [(key, _disarmed(text)) for key, text in moved])
    return replace(made, text=tomlkit.dumps(document), moved=(*made.moved, *(key for key, _ in moved)))


def _disarmed(text: str) -> str:
    """``text`` with its expressions as plain words."""
    return "".join(f"〔{part.text.strip()}〕" if part.expression else part.text for part in segments(text))


def _holder(document: MutableMapping[str, Any], path: KeyPath) -> tuple[Any, str]:
    """The table that holds the last key of ``path``; list items are found by name."""
    node: Any = document
    for part in path[:-1]:
        if isinstance(node, list):
            name = part[1:-1] if isinstance(part, str) and is_item(part) else ""
            found = [each for each in node if name and name in map(str, each.values())]
            node = node[part] if isinstance(part, int) else found[0] if found else None
        else:
            node = node.get(part) if isinstance(node, MutableMapping) else None
    return node, str(path[-1])


def _freed_rows(node: Any, path: KeyPath) -> Iterator[str]:
    """Put 待填 for the expressions in the row of a pasted list that ``path`` speaks of; the expressions."""
    text = node.get(PASTED) if isinstance(node, MutableMapping) else None
    name = next((part[1:-1] for part in path if isinstance(part, str) and is_item(part)), "")
    if not isinstance(text, str) or not name:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines):
        sign = "\t" if "\t" in line else "｜"
        cells = line.split(sign)
        if name in (cell.strip() for cell in cells):
            yield from (cell.strip() for cell in cells if has_expression(cell))
            lines[number] = sign.join(_TO_COME if has_expression(cell) else cell for cell in cells)
    node[PASTED] = tomlkit.string("\n" + "\n".join(lines), multiline=True, literal=True)


def _keep(document: tomlkit.TOMLDocument, moved: list[tuple[str, str]]) -> None:
    """Put texts that have no place under 未归类."""
    if not moved:
        return
    left = document.get("未归类")
    texts = [str(text) for text in left.get("文字", [])] if isinstance(left, MutableMapping) else []
    if left is not None:
        document.remove("未归类")
    table, held = tomlkit.table(), tomlkit.array()
    held.extend([*texts, *(f"{key}：{text}" for key, text in moved)])
    held.multiline(True)
    table["文字"] = held
    document.add(tomlkit.nl())
    if left is None:
        document.add(tomlkit.comment("新模板里没有地方的，不印；归到各节，或者删去"))
    document.add("未归类", table)


def _indexed(path: tuple[str, ...], contract: Contract) -> KeyPath:
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


def _dated(text: str) -> bool:
    plain = "".join(part.text for part in segments(text) if not part.expression)
    return bool(_DATED.search(plain))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, String | str):
        yield str(value).strip("\n")
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "items"):
        for each in value.values():
            yield from _texts(each)
    elif value is not None:
        yield str(value)


def _headed(text: str, pack: Pack, year: Any, following: int) -> str:
    """The file with last year's number in the comments at its head made this year's, and the schema of the pack."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("#:schema"):
            lines[number] = f"#:schema ./.perfgen/{pack.id}-{pack.version}.schema.json"
        elif line.startswith("#") and isinstance(year, int) and following:
            lines[number] = line.replace(str(year), str(following))
        elif line.strip() and not line.startswith("#"):
            break
    return "\n".join(lines)


__all__ = ["CHECK", "Following", "following_file"]
