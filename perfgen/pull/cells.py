"""Changes of fields written into the data file: a key of its own, or a cell of a pasted table."""

from collections.abc import Iterator
from typing import Any

from perfgen.keypath import KeyPath, format_key
from perfgen.model.pasted import rows as pasted_rows
from perfgen.pull import surgery
from perfgen.pull.side import Side
from perfgen.pull.values import Change
from perfgen.vocabulary import ITEM_NAMES

_FORBIDDEN = frozenset("\t｜|\n")
_AWKWARD = frozenset("'\"[](){}\\\n")


def written(text: str, change: Change, side: Side) -> str:
    """``text``, the data file of ``side``, with one change; raises Unwritable."""
    path = change.path
    origins = side.report.origins.get(path)
    table = _table_of(path, side)
    if table is None:
        try:
            surgery.at(surgery.read(text), path)
        except KeyError:
            if side.raw(path) is not None:  # it comes from another file
                raise _unwritable(path) from None
        return surgery.put(text, path, change.new)
    if origins is not None and len(origins) != 1:
        raise _unwritable(path)
    pasted = surgery.at(surgery.read(text), table)
    return surgery.put(text, table, _cell(str(pasted), path, str(change.new), side))


def renamed(text: str, change: Change, side: Side) -> str:
    """``text`` with what calls an item of a list by its name calling it by the new one, where ``change`` renames it."""
    path, old = change.path, side.raw(change.path)
    named = len(path) == 3 and isinstance(path[1], int) and ITEM_NAMES.get(str(path[0])) == path[2]
    if not named or not isinstance(old, str) or not isinstance(change.new, str):
        return text
    if side.report.item_names((path[0],)).count(old) != 1 or _AWKWARD & set(change.new):
        return text
    spelled = [(f"{path[0]}({quote}{old}{quote})", f"{path[0]}({quote}{change.new}{quote})") for quote in "'\""]
    spelled.append((f"{path[0]}[{old}]", f"{path[0]}[{change.new}]"))
    for where, value in list(_texts(surgery.read(text), ())):
        new = value
        for before, after in spelled:
            new = new.replace(before, after)
        if new != value:
            text = surgery.put(text, where, new)
    return text


def _texts(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text of a tree with its path."""
    if isinstance(node, str):
        yield path, node
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from _texts(value, (*path, key))


def _table_of(path: KeyPath, side: Side) -> KeyPath | None:
    """The pasted table that the value at ``path`` stands in, or would stand in."""
    for length in range(len(path), 0, -1):
        found = side.report.origins.get(path[:length])
        if found:
            return found[0].path
    return None


def _unwritable(path: KeyPath) -> surgery.Unwritable:
    return surgery.Unwritable(f"“{format_key(path)}”没能改成", "在数据文件里照着改", format_key(path))


def _cell(pasted: str, path: KeyPath, new: str, side: Side) -> str:
    if _FORBIDDEN & set(new):
        raise _unwritable(path)
    origins = side.report.origins.get(path)
    if origins is not None:
        offset = _moved(pasted, path, side)
        old = next(cell for row in pasted_rows(pasted) for cell in row if cell.offset == offset).text
        return pasted[:offset] + new + pasted[offset + len(old) :]
    return _empty_cell(pasted, path, new)


def _moved(pasted: str, path: KeyPath, side: Side) -> int:
    """The offset of the cell, which changes of other cells may have moved: the same cell of the same row."""
    origin = side.report.origins[path][0]
    original: Any = surgery.at(side.source.tree, origin.path)
    for row, fresh in zip(pasted_rows(str(original)), pasted_rows(pasted), strict=True):
        for cell, now in zip(row, fresh, strict=False):
            if cell.offset == origin.offset:
                return now.offset
    raise _unwritable(path)


def _empty_cell(pasted: str, path: KeyPath, new: str) -> str:
    """A cell of a list that is empty, or whose column is not there yet."""
    if len(path) != 3 or not isinstance(path[1], int):
        raise _unwritable(path)
    table = list(pasted_rows(pasted))
    header, row = table[0], table[path[1] + 1]
    names = [cell.text for cell in header]
    sign = next((sign for sign in "｜\t|" if sign in pasted.split("\n")[0].strip() or sign in pasted), "｜")
    name = str(path[2])
    if name in names and names.index(name) < len(row):
        cell = row[names.index(name)]
        return pasted[: cell.offset] + new + pasted[cell.offset + len(cell.text) :]
    if pasted.strip()[:1] in "｜|":
        raise _unwritable(path)  # a frame of bars around the rows: the new column would stand outside it
    width = names.index(name) if name in names else len(names)
    end = _line_end(pasted, row[0].offset)
    made = pasted[:end] + sign * (width - len(row) + 1) + new + pasted[end:]
    if name not in names:
        end = _line_end(made, header[0].offset)
        made = f"{made[:end]}{sign}{name}{made[end:]}"
    return made


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
