"""Changes of values in the text of a data file: what is not changed keeps every byte, comments and layout included."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomli

from perfgen.align import in_order, likeness
from perfgen.errors import PerfgenError
from perfgen.keypath import KeyPath, format_key
from perfgen.load.index import Entry, index, offset_in_string
from perfgen.pull.hunks import hunks
from perfgen.pull.spelling import block, inside, literal, spelled_key

_ALIKE = 300
_OPENING = re.compile(r"\[(?:[ \t]*#[^\n]*(?=\n))?")


class Unwritable(PerfgenError):
    """The value is written in a way that cannot be changed in place."""


def read(text: str) -> dict[str, Any]:
    """The tree of a TOML text."""
    return tomli.loads(text, parse_float=Decimal)


def at(tree: Any, path: KeyPath) -> Any:
    """The value at ``path``; raises KeyError."""
    for part in path:
        try:
            tree = tree[part]
        except (IndexError, TypeError) as error:
            raise KeyError(path) from error
    return tree


def put(text: str, path: KeyPath, new: Any) -> str:
    """``text`` with ``new`` at ``path``; raises Unwritable where that cannot be done and proven."""
    expected = read(text)
    try:
        old = at(expected, path)
    except KeyError:
        made = _added(text, path, new)
        holder = expected
        for part in path[:-1]:
            holder = holder.setdefault(str(part), {}) if isinstance(holder, dict) else holder[part]
        holder[path[-1]] = new  # type: ignore[index]
    else:
        if type(old) is type(new) and old == new:
            return text
        made = _changed(text, path, old, new)
        at(expected, path[:-1])[path[-1]] = new
    try:
        sound = read(made) == expected
    except (ValueError, ArithmeticError):
        sound = False
    if not sound:
        raise Unwritable(f"“{format_key(path)}”没能改成", "在数据文件里照着改", format_key(path))
    return made


def _changed(text: str, path: KeyPath, old: Any, new: Any) -> str:
    entry = index(text).get(path)
    if isinstance(old, str) and isinstance(new, str) and entry is not None:
        return _string(text, entry, old, new)
    if isinstance(old, list) and isinstance(new, list):
        return _list(text, path, old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in new]:
            raise Unwritable(f"“{format_key((*path, key))}”没能删去", "在数据文件里删去", format_key(path))
        for key, value in new.items():
            if key not in old or old[key] != value:
                text = put(text, (*path, key), value)
        return text
    if entry is None or (text[entry.value : entry.value + 1] == "[" and entry.key > entry.value):
        raise Unwritable(f"“{format_key(path)}”没能改成", "在数据文件里照着改", format_key(path))
    return text[: entry.value] + literal(new) + text[entry.end :]


# -- texts ------------------------------------------------------------------------------------------


def _string(text: str, entry: Entry, old: str, new: str) -> str:
    token = text[entry.value : entry.end]
    kind = token[:3] if token[:3] in ("'''", '"""') else token[:1]
    made = text
    for hunk in reversed(hunks(old, new)):
        inner = inside(hunk.text, kind)
        if inner is None:
            return text[: entry.value] + literal(new) + text[entry.end :]
        start, end = (offset_in_string(text, entry, offset) for offset in (hunk.start, hunk.end))
        made = made[:start] + inner + made[end:]
    fresh = made[entry.value : entry.end + len(made) - len(text)]
    try:
        if tomli.loads(f"x = {fresh}")["x"] == new:
            return made
    except ValueError:
        pass
    return text[: entry.value] + literal(new) + text[entry.end :]


# -- new keys -----------------------------------------------------------------------------------------


def _added(text: str, path: KeyPath, new: Any) -> str:
    entries = index(text)
    table = path[:-1]
    line = f"{spelled_key(str(path[-1]))} = {literal(new)}"
    own = entries.get(table)
    if own is not None and text[own.value : own.value + 1] == "{":
        end = own.end - 1
        body = text[own.value + 1 : end].rstrip()
        comma = "," if body.strip() and not body.endswith(",") else ""
        return f"{text[: own.value + 1]}{body}{comma} {line} {text[end:]}"
    inside = [
        entry
        for key, entry in entries.items()
        if len(key) == len(path) and key[:-1] == table and entry.key < entry.value
    ]  # fmt: skip
    if inside:
        last = max(inside, key=lambda entry: entry.end)
        if text[text.rfind("\n", 0, last.key) + 1 : last.key].strip(" \t"):  # a dotted key: "甲"."乙" = 1
            raise Unwritable(f"“{format_key(path)}”没能添上", "在数据文件里添上", format_key(path))
        first = text.rfind("\n", 0, last.key) + 1
        indent = text[first : last.key]
        return _line_after(text, last.end, indent + line)
    if own is not None and own.key > own.value:
        return _line_after(text, own.end, line)
    if any(isinstance(part, int) for part in path):
        raise Unwritable(f"“{format_key(path)}”没能添上", "在数据文件里添上", format_key(path))
    header = ".".join(spelled_key(str(part)) for part in table)
    return f"{text.rstrip(chr(10))}\n\n[{header}]\n{line}\n"


def _line_after(text: str, offset: int, line: str) -> str:
    end = text.find("\n", offset)
    if end < 0:
        return f"{text}\n{line}\n"
    return f"{text[: end + 1]}{line}\n{text[end + 1 :]}"


# -- lists --------------------------------------------------------------------------------------------


def kept_items(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """Which item of ``old`` each of ``new`` is, moved or changed; None for one that was added."""
    found: list[int | None] = [None] * len(new)
    free = set(range(len(old)))
    for place, value in enumerate(new):
        same = [number for number in sorted(free) if old[number] == value]
        if same:
            nearest = min(same, key=lambda number: abs(number - place))
            found[place] = nearest
            free.discard(nearest)
    left = [place for place in range(len(new)) if found[place] is None]
    rest = sorted(free)
    pairs = in_order(
        len(rest), len(left), lambda x, y: max(0, likeness(_words(old[rest[x]]), _words(new[left[y]])) - _ALIKE)
    )
    for x, y in pairs:
        if type(old[rest[x]]) is type(new[left[y]]):
            found[left[y]] = rest[x]
    return found


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(map(_words, value.values()))
    return "\n".join(map(_words, value)) if isinstance(value, list) else str(value)


def _list(text: str, path: KeyPath, old: list[Any], new: list[Any]) -> str:
    order = kept_items(old, new)
    for place, number in enumerate(order):
        if number is not None and old[number] != new[place]:
            text = put(text, (*path, number), new[place])
    if order == list(range(len(old))):
        return text
    entries = index(text)
    entry = entries.get(path)
    if entry is None:
        raise Unwritable(f"“{format_key(path)}”没能改成", "在数据文件里照着改", format_key(path))
    items = [entries.get((*path, number)) for number in range(len(old))]
    if entry.key > entry.value:
        return _tables(text, path, [item for item in items if item is not None], order, new, entries)
    return _array(text, entry, [item for item in items if item is not None], order, new)


def _array(text: str, entry: Entry, items: list[Entry], order: list[int | None], new: list[Any]) -> str:
    heads: list[str] = []
    tails: list[str] = []
    opening = _OPENING.match(text, entry.value)
    position = opening.end() if opening else entry.value + 1
    first = position
    for item in items:
        heads.append(text[position : item.value])
        match = re.compile(r"[ \t]*(?:\n[ \t]*)*,?[ \t]*(?:#[^\n]*)?").match(text, item.end)
        tail = match[0] if match else ""
        if "," not in tail.split("#")[0]:
            tail = re.match(r"[ \t]*(?:#[^\n]*)?", text[item.end :])[0]  # type: ignore[index]
        tails.append(tail)
        position = item.end + len(tail)
    closing = text[position : entry.end - 1]
    broad = any("\n" in head for head in heads) or not items
    plain = next((f"\n{head.rsplit(chr(10), 1)[1]}" for head in heads if "\n" in head), "\n  ") if broad else " "
    made = ""
    left = [_comments(heads[n] + tails[n]) for n in range(len(items)) if n not in order]
    for place, (number, value) in enumerate(zip(order, new, strict=True)):
        last = place == len(new) - 1
        if number is None:
            head, core, tail = plain, literal(value), ","
        else:
            head, core, tail = heads[number], text[items[number].value : items[number].end], tails[number]
            if "," not in tail.split("#")[0]:
                tail = f",{tail}"
        if not broad:
            head = "" if place == 0 else " "
            tail = tail.replace(",", "", 1).rstrip(" ") if last else tail.rstrip(" ")
        made += head + core + tail
    if broad and not items:
        closing = "\n"
    made += "".join(f"{plain}{comment}" for each in left for comment in each)
    return text[:first] + made + closing + text[entry.end - 1 :]


def _comments(text: str) -> list[str]:
    """The comments in what stands between values; they outlive an item that is taken away."""
    return re.findall(r"#[^\n]*", text)


def _tables(
    text: str, path: KeyPath, items: list[Entry], order: list[int | None], new: list[Any], entries: dict[KeyPath, Entry]
) -> str:
    """The same for a list whose items are tables with headers of their own."""
    headers = sorted(
        (entry.value, key) for key, entry in entries.items() if entry.key > entry.value and text[entry.value] == "["
    )
    starts = [_with_comments(text, item.value) for item in items]
    after = [value for value, key in headers if value > items[-1].value and key[: len(path)] != path]
    end = _with_comments(text, min(after)) if after else len(text)
    between = [key for value, key in headers if items[0].value <= value < end and key[: len(path)] != path]
    if between:
        raise Unwritable(f"“{format_key(path)}”的各项没有写在一处", "在数据文件里照着改", format_key(path))
    bounds = [*starts, end]
    chunks = [text[bounds[n] : bounds[n + 1]] for n in range(len(items))]
    header = text[items[0].value : text.find("\n", items[0].value)].split("#")[0].rstrip()
    made = []
    for number, value in zip(order, new, strict=True):
        if number is not None:
            made.append(chunks[number])
        else:
            lines = "".join(f"{spelled_key(key)} = {block(item)}\n" for key, item in value.items())
            made.append(f"{header}\n{lines}\n")
    gone = [
        comment
        for n in range(len(chunks))
        if n not in order
        for comment in _comments(_without_values(text, bounds[n], bounds[n + 1], entries))
    ]
    trailing = chunks[-1][len(chunks[-1].rstrip("\n")) :]
    made = [f"{chunk.rstrip(chr(10))}\n\n" if n < len(made) - 1 and not chunk.endswith("\n\n") else chunk
            for n, chunk in enumerate(made)]  # fmt: skip
    if made:
        made[-1] = made[-1].rstrip("\n") + (trailing or "\n")
    left = "".join(f"{comment}\n" for comment in gone)
    return text[: starts[0]] + left + "".join(made) + text[end:]


def _without_values(text: str, start: int, end: int, entries: dict[KeyPath, Entry]) -> str:
    """A stretch of the file with the values in it left out, so that what looks like a comment is one."""
    made, position = "", start
    for entry in sorted(entries.values(), key=lambda each: (each.value, -each.end)):
        if entry.key <= entry.value and position <= entry.value and entry.end <= end:
            made += text[position : entry.value]
            position = entry.end
    return made + text[position:end]


def _with_comments(text: str, offset: int) -> int:
    """The start of the line of ``offset``, or of the comment lines right above it."""
    start = text.rfind("\n", 0, offset) + 1
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].startswith("#"):
            break
        start = above
    return start
