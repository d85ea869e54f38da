"""Where on the page figures are printed, and what every number on it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import nodes

from perfgen.compute import Figures
from perfgen.explain.formulas import formula
from perfgen.explain.values import Printing
from perfgen.express import words
from perfgen.express.faults import ExpressionFault
from perfgen.express.sourced import Stretch
from perfgen.express.syntax import Expression, Node, parse, whole_expression
from perfgen.express.uses import is_listing, is_lookup
from perfgen.express.values import Absent, Amount, Number
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.render.places import Spot
from perfgen.render.trace import Mark, Passage, Traced


@frozen
class Occurrence:
    """Characters of a paragraph with one origin."""

    passage: Passage
    start: int
    end: int
    paths: tuple[KeyPath, ...] = ()
    """The figures and texts that are printed here; several where one stands for another."""
    expression: str = ""
    """What computes them on the spot, where no figure by itself is printed."""
    keys: tuple[KeyPath, ...] = ()
    typed: tuple[KeyPath, int] | None = None
    """Path and offset of a text of the data that they were typed in."""

    def printing(self, name: str = "") -> Printing:
        """The occurrence as a place of the page."""
        return Printing(where(self.passage), self.passage.text, self.start, self.end, name)


@dataclass
class Page:
    """All occurrences of a traced document, and which figures stand for which."""

    figures: Figures
    traced: tuple[Traced, ...]
    _targets: dict[KeyPath, tuple[KeyPath, ...]] = field(default_factory=dict)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every stretch that the template or the data's expressions filled in, in reading order."""
        return tuple(
            each
            for traced in self.traced
            for passage in traced.passages
            for mark in passage.marks
            for each in self._of_mark(passage, mark)
        )

    @property
    def passages(self) -> Iterator[Passage]:
        """Every paragraph, in reading order."""
        for traced in self.traced:
            yield from traced.passages

    def of(self, path: KeyPath) -> list[tuple[Occurrence, KeyPath]]:
        """Where the figure at ``path`` is printed, and under which path: its own or one that stands for it."""
        found: list[tuple[Occurrence, KeyPath]] = []
        met: set[tuple[int, int, int]] = set()
        for each in sorted(self.occurrences, key=lambda each: path in each.paths):
            if (id(each.passage), each.start, each.end) in met:
                continue
            under = next((shown for shown in each.paths if shown == path or path in self._stands_for(shown)), None)
            if under is not None:
                met.add((id(each.passage), each.start, each.end))
                found.append((each, under))
        order = {id(each): number for number, each in enumerate(self.occurrences)}
        return sorted(found, key=lambda pair: order[id(pair[0])])

    def search(self, text: str) -> Iterator[tuple[Passage, int, int]]:
        """Every place of the page where ``text`` stands and is no part of a longer number."""
        head = r"(?<![0-9])(?<![0-9][.,])" if text[:1].isdigit() else ""
        tail = r"(?![0-9]|[.,][0-9]|[%％‰])" if text[-1:].isdigit() else ""
        pattern = re.compile(head + re.escape(text) + tail)
        for passage in self.passages:
            for match in pattern.finditer(passage.text):
                yield passage, match.start(), match.end()

    def at(self, passage: Passage, start: int, end: int) -> Occurrence | None:
        """The innermost occurrence that the characters belong to; None where the template has them."""
        around = [each for each in self._by_passage.get(id(passage), ()) if each.start < end and start < each.end]
        return min(around, key=lambda each: (each.end - each.start, not each.paths), default=None)

    @cached_property
    def _by_passage(self) -> Mapping[int, list[Occurrence]]:
        found: dict[int, list[Occurrence]] = {}
        for each in self.occurrences:
            found.setdefault(id(each.passage), []).append(each)
        return found

    # -- occurrences ------------------------------------------------------------------------------

    def _of_mark(self, passage: Passage, mark: Mark) -> Iterator[Occurrence]:
        for stretch in mark.stretches:
            if stretch.expression:
                yield from self._of_expression(passage, stretch)
            else:
                origin = (stretch.path, stretch.source)
                whole = mark.shown if (stretch.start, stretch.end) == (mark.start, mark.end) else ()
                yield Occurrence(passage, stretch.start, stretch.end, whole, typed=origin)
        if not mark.stretches or mark.shown:
            yield from self._of_expression(passage, mark)

    def _of_expression(self, passage: Passage, made: Mark | Stretch) -> Iterator[Occurrence]:
        if made.shown and _is_listing(made.expression):
            yield from self._listed(passage, made)
        elif made.shown:
            yield Occurrence(passage, made.start, made.end, made.shown, "", made.keys)
        else:
            yield Occurrence(passage, made.start, made.end, (), made.expression, made.keys)

    def _listed(self, passage: Passage, made: Mark | Stretch) -> Iterator[Occurrence]:
        position = made.start
        for path in made.shown:
            value = self._value(path)
            before = value.name if isinstance(value, Amount) else ""
            text = before + str(words.ten_thousands(value) if isinstance(value, Number) else value)
            start = passage.text.find(text, position, made.end)
            if start >= 0:
                position = start + len(text)
                yield Occurrence(passage, start + len(before), position, (path,), "", made.keys)

    # -- what stands for what ---------------------------------------------------------------------

    def _stands_for(self, path: KeyPath) -> tuple[KeyPath, ...]:
        """The figures that the one at ``path`` merely repeats."""
        if path not in self._targets:
            self._targets[path] = ()  # against circles
            own = self._repeated(path)
            self._targets[path] = () if own is None else (own, *self._stands_for(own))
        return self._targets[path]

    def _repeated(self, path: KeyPath) -> KeyPath | None:
        terms = self.figures.made.get(path)
        if terms is not None:
            return terms[0][1] if len(terms) == 1 and terms[0][0] in ("", "+") else None
        report = self.figures.report
        raw = report.raw(path) if report.has(path) else None
        text = whole_expression(raw) if isinstance(raw, str) else None
        if raw is None and len(path) == 1:
            computed = (each.expression for each in report.contract.computed if each.name == path[0])
            text = next(computed, None)
        if text is None:
            return None
        try:
            made = formula(self.figures, parse(text))
        except (ExpressionFault, KeyError):
            return None
        return made.inputs[0] if made.bare and made.value is not None else None

    def _value(self, path: KeyPath) -> Any:
        try:
            return self.figures.value(path)
        except KeyError:
            return Absent("未公布")


def _node(expression: str) -> Node | None:
    try:
        return parse(expression).node
    except ExpressionFault:
        return None


def _is_listing(expression: str) -> bool:
    node = _node(expression)
    return isinstance(node, nodes.Filter | nodes.Call) and is_listing(node)


def loop_names(figures: Figures, expression: str, keys: tuple[KeyPath, ...]) -> dict[str, Any]:
    """What the loop variables of a template's expression stood for, told from the figures that it looked up."""
    node = _node(expression)
    if node is None:
        return {}
    found: dict[str, Any] = {}
    known = set(figures.top_names())
    for lookup in _lookups(node):
        root, tail = _split(lookup)
        if root in known or root in found or not root:
            continue
        for key in keys:
            if key[len(key) - len(tail) :] == tail and key[0] != root:
                value = _looked_up(figures, key[: len(key) - len(tail)])
                if value is not None and not (not tail and key in _named(figures, node)):
                    found[root] = value
                    break
    return found


def _named(figures: Figures, node: Node) -> set[KeyPath]:
    """The paths that the expression names from the top."""
    found: set[KeyPath] = set()
    for lookup in _lookups(node):
        root, _ = _split(lookup)
        if root in figures.top_names():
            try:
                value = formula(figures, Expression("", lookup)).inputs
            except (ExpressionFault, KeyError):
                continue
            found.update(value)
    return found


def _looked_up(figures: Figures, path: KeyPath) -> Any:
    try:
        return figures.value(path) if path else None
    except KeyError:
        return None


def _lookups(node: Node) -> Iterator[Node]:
    if is_lookup(node):
        yield node
        return
    skipped = node.node if isinstance(node, nodes.Call) else None
    for child in node.iter_child_nodes():
        if child is not skipped:
            yield from _lookups(child)


def _split(node: Node) -> tuple[str, KeyPath]:
    """The first name of a lookup and the keys behind it."""
    tail: list[str | int] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getattr):
            tail.insert(0, node.attr)
        elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            tail.insert(0, node.arg.value)
        else:
            return "", ()
        node = node.node
    return (node.name, tuple(tail)) if isinstance(node, nodes.Name) else ("", ())


def where(passage: Passage) -> str:
    """The place of a paragraph in a few words."""
    within = f"{passage.document}：" if passage.document else ""
    return within + _where(passage.spot)


def _where(spot: Spot) -> str:
    if spot.part != "正文":
        return f"{spot.part}{spot.paragraph}"
    below = f"“{spot.heading}”" if spot.heading else "开头"
    if spot.table:
        return f"{below}，第{spot.table}个表第{spot.row}行第{spot.column}列"
    if not spot.paragraph:
        return f"标题{below}"
    return f"{below}第{spot.paragraph}段"
