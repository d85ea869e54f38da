"""The report: the data file's tree with pasted tables unfolded, and where everything in it was typed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import Any

from perfgen.contract import Contract, Shape
from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key, is_item, parse_key
from perfgen.load import Source
from perfgen.vocabulary import ITEM_NAMES, WORDS

NOTHING: Any = object()
"""Stands for what is not there, where None could be meant."""


@frozen
class Origin:
    """Where a value of a pasted table was typed: the path of the table's text and the offset in it."""

    path: KeyPath
    offset: int


class Node:
    """What stands at a key path of the data, and what may stand there."""

    __slots__ = ("listless", "path", "raw", "shape", "word")

    def __init__(self, path: KeyPath | None, raw: Any, shape: Shape | None, word: str, listless: bool) -> None:
        self.path = path
        """With list items by index; None where it names an item that does not exist."""
        self.raw = raw
        """The value as typed; ``NOTHING`` where nothing was."""
        self.shape = shape
        self.word = word
        """One of the three words, where it stands in the place of the whole table or list that this is, or is in."""
        self.listless = listless
        """Whether the path leads through tables only."""


@frozen(eq=False)
class Report:
    """A town's data, valid in shape and type. Tables are dicts, lists are lists, leaves are as TOML gives them."""

    source: Source
    contract: Contract
    tree: Mapping[str, Any]
    origins: Mapping[KeyPath, tuple[Origin, ...]]
    missing: tuple[KeyPath, ...] = ()
    """Required fields and sections that the data lacks; they stand in the tree as 待填."""
    faulty: tuple[KeyPath, ...] = ()
    """Values of the wrong shape or type; they too stand in the tree as 待填."""

    def node(self, path: KeyPath) -> Node:
        """What stands at ``path``, typed or not; each path is gone once, from what stands above it."""
        known = self._nodes.get(path)
        if known is None:
            head, part = path[:-1], path[-1]
            above = self.node(head)
            if above.path is None:
                found = None
            elif isinstance(above.raw, list) and isinstance(part, str) and is_item(part):
                index = self._item_indices.get((*above.path, part[1:-1]))
                found = None if index is None else (*above.path, index)
            else:
                found = path if above.path == head else (*above.path, part)
            known = self._nodes[path] = self._below(above, part if found is None else found[-1], found)
        return known

    def _below(self, above: Node, part: str | int, path: KeyPath | None) -> Node:
        raw, word, listless = above.raw, above.word, above.listless
        below: Any = NOTHING
        if isinstance(raw, dict):
            below = raw.get(part, NOTHING)
        elif isinstance(raw, list):
            listless = False
            if isinstance(part, int) and 0 <= part < len(raw):
                below = raw[part]
        elif listless and not word and isinstance(raw, str) and raw in WORDS:
            word = raw
        shape = above.shape and above.shape.child(part)
        if listless and isinstance(below, str) and below in WORDS and shape and shape.children:
            word = below
        return Node(path, below, shape, word, listless)

    def raw(self, path: KeyPath) -> Any:
        """The value at ``path`` as typed; raises KeyError."""
        raw = self.node(path).raw
        if raw is NOTHING:
            raise KeyError(path)
        return raw

    def has(self, path: KeyPath) -> bool:
        """Whether anything was typed at ``path``."""
        return self.node(path).raw is not NOTHING

    def indexed(self, path: KeyPath) -> KeyPath:
        """``path`` with list items by index; raises KeyError for an item that does not exist."""
        found = self.node(path).path
        if found is None:
            raise KeyError(path)
        return found

    def named(self, path: KeyPath) -> KeyPath:
        """``path`` as people read it: list items by name where the name occurs once."""
        shown: list[str | int] = []
        for position, part in enumerate(path):
            name = self._item_name(path[:position], part) if isinstance(part, int) else ""
            shown.append(f"[{name}]" if name else part)
        return tuple(shown)

    def spelled(self, path: KeyPath) -> str:
        """The key path of ``path`` as text."""
        return format_key(self.named(path))

    def place(self, path: KeyPath, offset: int | None = None) -> Place:
        """Where the value at ``path`` (character ``offset`` of a text) was typed."""
        return self.places(path, offset)[0]

    def places(self, path: KeyPath, offset: int | None = None) -> tuple[Place, ...]:
        """Every place at which the value at ``path`` was typed: a cell for each posting of a pasted table."""
        try:
            path = self.indexed(path)
        except KeyError:
            return (self.place(path[:-1]),)
        key = self.spelled(path)
        origins = self.origins.get(path)
        if origins:
            found = [self.source.place_in(origin.path, origin.offset + (offset or 0)) for origin in origins]
        else:
            nearest = next((self.origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.origins), None)
            if nearest:
                found = [self.source.place_in(nearest[0].path, nearest[0].offset)]
            else:
                found = [self.source.place(path) if offset is None else self.source.place_in(path, offset)]
        return tuple(replace(p, key=key) if p.cell else Place(p.file, p.line, p.column, key) for p in found)

    def item_names(self, path: KeyPath) -> tuple[str, ...]:
        """The names of the items of the list at ``path``, in order."""
        known = self._names.get(path)
        if known is None:
            key = ITEM_NAMES.get(str(path[-1]), "名称")
            items = self.raw(path) if self.has(path) else []
            known = tuple(_joined(item.get(key, "")) for item in items if isinstance(item, dict))
            self._names[path] = known
        return known

    @cached_property
    def stated(self) -> Mapping[KeyPath, Any]:
        """The 核对数 by the path that each speaks of, list items by index; those that name nothing are left out."""
        given = self.tree.get("核对数")
        found: dict[KeyPath, Any] = {}
        for key, value in (given if isinstance(given, dict) else {}).items():
            with suppress(ValueError, KeyError):
                found[self.indexed(parse_key(key))] = value
        return found

    @cached_property
    def _names(self) -> dict[KeyPath, tuple[str, ...]]:
        return {}

    @cached_property
    def _nodes(self) -> dict[KeyPath, Node]:
        """What stands at each path that was asked for; the tree does not change."""
        return {(): Node((), self.tree, self.contract.shape, "", True)}

    @cached_property
    def _item_indices(self) -> Mapping[KeyPath, int]:
        return {(*path, name): index for path, name, index in self._named_items()}

    def _item_name(self, path: KeyPath, index: int) -> str:
        if path and path[0] == "正文":
            return ""
        try:
            names = self.item_names(path)
        except KeyError:
            return ""
        name = names[index] if index < len(names) else ""
        return name if name and name not in WORDS and names.count(name) == 1 else ""

    def _named_items(self) -> Iterator[tuple[KeyPath, str, int]]:
        for path in _lists(self.tree, ()):
            for index, name in reversed(list(enumerate(self.item_names(path)))):
                yield path, name, index


def _lists(node: Mapping[str, Any], path: KeyPath) -> Iterator[KeyPath]:
    """The paths of all lists whose items may be called by name; those of the prose have none."""
    for key, value in node.items():
        if isinstance(value, list):
            yield (*path, key)
        elif isinstance(value, dict) and (path or key != "正文"):
            yield from _lists(value, (*path, key))


def _joined(name: Any) -> str:
    return "、".join(str(part) for part in name) if isinstance(name, list) else str(name)
