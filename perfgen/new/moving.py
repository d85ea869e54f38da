"""The move to another pack, or to a newer version: sections found again, what has no place kept under 未归类."""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable, Item, Table

from perfgen.contract import Contract
from perfgen.express.syntax import has_expression, segments
from perfgen.keypath import KeyPath, format_key, is_item, parse_key
from perfgen.new.results import CHECK, TO_COME, Results, dated, indexed, texts
from perfgen.packs import Library
from perfgen.pipeline import Job, build
from perfgen.vocabulary import PASTED, WORDS, Type

_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十0-9]+[）)、.．]?\s*")
_UNKNOWN = "DAT301"


@dataclass
class Moving:
    """Finds places in the contract ``now`` for what stood in ``before``."""

    before: Contract
    now: Contract
    results: Results
    moved: list[tuple[str, str]] = field(default_factory=list)
    """What has no place: its key path and its words."""
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """Sections of the prose that have another key."""
    dropped: list[str] = field(default_factory=list)
    """What has no place and said nothing."""

    def prose(self, document: tomlkit.TOMLDocument) -> None:
        """Mark what is dated and give each section its key."""
        prose = document.get("正文")
        if not isinstance(prose, MutableMapping):
            return
        for key in list(prose):
            text = "".join(texts(prose[key]))
            if dated("".join(part.text for part in segments(text) if not part.expression)):
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
                self.moved.append((format_key(("正文", str(key))), "\n".join(texts(value))))
                del prose[key]

    def _mark_prose(self, value: Any, key: str) -> None:
        if isinstance(value, AoT):
            self.results.marked.append(format_key(("正文", key)))
            for table in value:
                dated = [each for each in table.values() if dated("".join(texts(each)))]
                for each in dated:
                    if isinstance(each, Item):
                        each.comment(CHECK)
        else:
            self.results.mark(value, ("正文", key))

    def _outline_key(self, key: str) -> str:
        """The key of the same section in the pack: the same key, or the one with the same heading; else nothing."""
        there = self.now.prose_keys
        if key in there:
            return key
        own = self.before.prose_keys.get(key)
        title = _NUMBERING.sub("", own.title) if own is not None else key
        return next((name for name, item in there.items() if _NUMBERING.sub("", item.title) == title), "")

    def fields(self, document: tomlkit.TOMLDocument) -> None:
        """Move what the pack has no place for under 未归类."""
        for key in list(document):
            if key not in ("正文", "未归类"):
                self._fit(document, str(key), ())
        _keep(document, self.moved)

    def _fit(self, table: MutableMapping[str, Any], key: str, path: tuple[str, ...]) -> None:
        own, value = (*path, key), table[key]
        if key == PASTED:
            return
        shape = self.now.shape.at(indexed(own, self.now))
        if shape is None:
            words = "；".join(text for text in texts(value) if text not in WORDS)
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


def freed(text: str, packs: Library) -> tuple[str, tuple[str, ...]]:
    """The file without expressions that name what the pack does not have, which are kept as words; what was moved."""
    outcome = build(Job(text.encode(), "", packs.choose, draft=True, render=False))
    lost = dict.fromkeys(finding.place.key for finding in outcome.findings if finding.code == _UNKNOWN)
    if not lost:
        return text, ()
    document = tomlkit.parse(text)
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
            moved.append((format_key(path), "\n".join(texts(holder[last]))))
            if path[0] == "正文":
                del holder[last]
            else:
                holder[last] = TO_COME
        else:
            moved += [(format_key(path), cell) for cell in _freed_rows(document.get(path[0]), path)]
    _keep(document, [(key, _disarmed(text)) for key, text in moved])
    return tomlkit.dumps(document), tuple(key for key, _ in moved)


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
            lines[number] = sign.join(TO_COME if has_expression(cell) else cell for cell in cells)
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
