"""What a pack asks for and a data file of another pack, or of an older version, does not have yet: 待填."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from perfgen.keypath import format_key
from perfgen.new import new_file
from perfgen.new.results import TO_COME
from perfgen.new.wants import Names, Wants, wants_of
from perfgen.packs import Pack
from perfgen.vocabulary import PASTED, WORDS, Type

_NOT_ASKED = frozenset(
    ("格式版本", "模板", "模板版本", "年度", "金额单位", "上年", "较上年", "事实", "核对数", "核实说明", "未归类")
)
NATURE = "按支出性质"
_BY_NATURE = ("基本支出", "项目支出")
_PART = "没有指标归在这一项下时填；有了，由程序算，这里删去"


def add_missing(document: MutableMapping[str, Any], pack: Pack, before: Pack) -> list[str]:
    """Add to ``document`` as 待填 what a new file for ``pack`` asks for and it does not have; the key paths.

    What an older version of the pack asked for too, in ``before``, the town has left out knowingly.
    """
    wants = wants_of(pack)
    added: list[str] = []
    wanted = tomlkit.parse(new_file(pack))
    if before.id == pack.id:
        _take_out(wanted, tomlkit.parse(new_file(before)))
    _add(document, wanted, (), wants, added)
    _add_branches(document, wants, added)
    for part in _parts(wants):
        if not _has_part(document, part):
            table = tomlkit.table()
            for name in ("满分", "得分"):
                table.add(name, TO_COME)
                table[name].comment(_PART)
            _holder(document, ("自评", "分项"))[part] = table
            added.append(format_key(("自评", "分项", part)))
    return list(dict.fromkeys(added))


def _take_out(wanted: MutableMapping[str, Any], known: MutableMapping[str, Any]) -> None:
    """Take out of ``wanted`` what ``known`` has too."""
    for key in list(wanted):
        if key in known and isinstance(wanted[key], Table) and isinstance(known[key], Table):
            _take_out(wanted[key], known[key])
        if key in known and not (isinstance(wanted[key], Table) and wanted[key]):
            del wanted[key]


def _add(
    node: MutableMapping[str, Any], wanted: MutableMapping[str, Any], path: Names, wants: Wants, added: list[str]
) -> None:
    for key, value in wanted.items():
        own = (*path, str(key))
        if own[0] in _NOT_ASKED:
            continue
        if key in node:
            there = node[key]
            required = path == ("正文",) and wants.contract.prose_keys[str(key)].required
            if required and there in WORDS and there != TO_COME:
                node[key] = TO_COME  # last year's county did not ask for it
                added.append(format_key(own))
            elif isinstance(value, Table) and there == TO_COME:
                node[key] = value
                added.append(format_key(own))
            elif isinstance(value, AoT):
                _add_columns(there, [str(name) for name, each in value[0].items() if each == TO_COME], own, added)
            elif isinstance(value, Table) and isinstance(there, MutableMapping):
                _add(there, value, own, wants, added)
        elif path == ("正文",) and not wants.contract.prose_keys[str(key)].required:
            continue
        elif path and path[0] != "正文" and _in_tree(path, wants) and own not in wants.used:
            continue  # the town's own branches stand there
        else:
            node[key] = value if isinstance(value, AoT | Item) else tomlkit.item(value)
            added.append(format_key(own))


def _add_columns(rows: Any, names: list[str], path: Names, added: list[str]) -> None:
    """Add the columns that every item of a list needs to the items that are there."""
    if isinstance(rows, MutableMapping) and isinstance(text := rows.get(PASTED), str):
        lines = text.strip("\n").split("\n")
        sign = "\t" if "\t" in lines[0] else "｜"
        columns = [cell.strip() for cell in lines[0].split(sign)]
        new = [name for name in names if name not in columns]
        for number, line in enumerate(lines):
            cells = line.split(sign)
            wide = [*cells, *[""] * (len(columns) - len(cells))]
            lines[number] = sign.join([*wide, *(new if number == 0 else [TO_COME] * len(new))])
        if new:
            rows[PASTED] = tomlkit.string("\n" + "\n".join(lines) + "\n", multiline=True, literal=True)
        added += (format_key((*path, name)) for name in new)
        return
    for row in rows if isinstance(rows, list) else ():
        for name in names:
            if name not in row:
                row[name] = TO_COME
                added.append(format_key((*path, name)))


def _in_tree(path: Names, wants: Wants) -> bool:
    """Whether the table at ``path`` is an amount tree or a branch of one, which the town divides as it likes."""
    lengths = range(1, len(path) + 1)
    shapes = (wants.contract.shape.at(path[:length]) for length in lengths)
    return any(shape is not None and shape.field is not None and shape.field.type is Type.TREE for shape in shapes)


def _add_branches(document: MutableMapping[str, Any], wants: Wants, added: list[str]) -> None:
    """Add 基本支出 and 项目支出 where the pack prints them: a view of the sum that the town divides in another way."""
    for path in sorted(wants.used):
        tree = document
        for part in path[:-1]:
            tree = tree.get(part) if isinstance(tree, MutableMapping) else None  # type: ignore[assignment]
        asked = path[-1] in _BY_NATURE and path[0] not in _NOT_ASKED and _in_tree(path[:-1], wants)
        if asked and isinstance(tree, MutableMapping) and path[-1] not in str(tree):
            if NATURE not in tree:
                tree[NATURE] = tomlkit.table()
            tree[NATURE][path[-1]] = TO_COME
            added.append(format_key((*path[:-1], NATURE, path[-1])))


def _parts(wants: Wants) -> Iterator[str]:
    """The parts of the score that the pack's template prints by name."""
    found = dict.fromkeys(path[2] for path in sorted(wants.used) if path[:2] == ("自评", "分项") and len(path) > 2)
    rate = wants.contract.scoring.execution
    yield from (name for name in found if name != "*" and (rate is None or name != rate.part))


def _has_part(document: MutableMapping[str, Any], part: str) -> bool:
    """Whether the file says what the part is: by itself, or through indicators that belong to it."""
    parts = document.get("自评", {}).get("分项", {}) if isinstance(document.get("自评"), MutableMapping) else {}
    rows = document.get("指标")
    if isinstance(rows, MutableMapping):
        return part in parts or part in str(rows.get(PASTED, ""))
    return part in parts or any(row.get("一级指标") == part for row in rows or ())


def _holder(document: MutableMapping[str, Any], path: Names) -> MutableMapping[str, Any]:
    node = document
    for part in path:
        if part not in node:
            node[part] = tomlkit.table(is_super_table=True)
        node = node[part]
    return node
