"""Edits outside the prose: cells of tables and sentences of the template, to the fields that are printed there."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from perfgen.keypath import KeyPath
from perfgen.pull import facts
from perfgen.pull.hunks import Hunk, hunks
from perfgen.pull.matching import Matched
from perfgen.pull.merging import Figured, merge
from perfgen.pull.segments import Kind, Segment
from perfgen.pull.sheet import BLANKS, CellNode, Grid, Leaf, where
from perfgen.pull.side import BLOCK, Side
from perfgen.pull.three import both
from perfgen.pull.values import Basis, Change, Conflict, Edit, Why
from perfgen.vocabulary import PASTABLE, WORDS

_LOOKED_UP = re.compile(r"([^\W\d]\w*)\.([^\W\d]\w*)")
_MAX_FACTS = 40


@dataclass(frozen=True)
class _Wish:
    """A field that should say something else: what is printed, what was typed over it, what the data must say."""

    path: KeyPath
    value: Any
    old: str
    new: str
    leaf: Leaf
    segment: Segment | None = None


@dataclass
class Fields:
    """The edits of all cells and sentences of one file."""

    before: Side
    now: Side
    edits: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    _wishes: dict[KeyPath, list[_Wish]] = field(default_factory=lambda: defaultdict(list))

    def take(self, matched: Matched, figures: Sequence[tuple[Figured, Leaf]]) -> None:
        """Sort out what the edits change, and put it together with the data as it is now."""
        for one, two in matched.pairs:
            if self.before.block_of(one) is None and one.text != two.text:
                self._edited(one.text, two.text, self.before.segments(one), two)
        for grid, left, right in matched.cells:
            if left.text != right.text:
                self._cell(grid, left, right)
        for figure, leaf in figures:
            self._figure(figure.segment, figure.old, figure.new, leaf)
        for path, wishes in self._wishes.items():
            self._settle(path, wishes)

    # -- what was done ----------------------------------------------------------------------------

    def _edited(self, old: str, new: str, segments: list[Segment], leaf: Leaf) -> None:
        """A paragraph that the template prints, with what it fills in."""
        if len(segments) == 1 and segments[0].kind is not Kind.FIXED:
            self._whole(segments[0], old, new, leaf)
            return
        inside: dict[int, list[Hunk]] = defaultdict(list)
        for hunk in hunks(old, new):
            at = _segment(segments, hunk)
            if at is None:
                keys = tuple(k for s in segments if s.start < hunk.end and hunk.start < s.end for k in s.keys)
                self._conflict(
                    Why.TEMPLATE, old[hunk.start : hunk.end] or old, hunk.text or "（删去）", leaf, keys, old
                )
            else:
                inside[at].append(hunk)
        for at, found in inside.items():
            segment = segments[at]
            self._whole(segment, old[segment.start : segment.end], _applied(old, segment, found), leaf)

    def _whole(self, segment: Segment, old: str, new: str, leaf: Leaf) -> None:
        """What one segment printed, and what stands there now."""
        raw = self.before.raw(segment.path)
        if segment.kind is Kind.TYPED and isinstance(raw, str):
            value = raw[: segment.source] + new + raw[segment.stop :]
            self._wish(_Wish(segment.path, value, old, new, leaf))
        else:
            self._figure(segment, old, new, leaf)

    def _figure(self, segment: Segment, old: str, new: str, leaf: Leaf) -> None:
        """A figure that was overtyped: the base fact that it prints, else a conflict."""
        shown = segment.shown or ((segment.path,) if segment.kind is Kind.FILLED and segment.path else ())
        found = facts.changed(self.before, shown[0], old, new) if len(shown) == 1 else None
        if found is None and (words := facts.printed_as_typed(self.before, segment.keys, old)):
            found = words, new
        if found is not None:
            self._wish(_Wish(found[0], found[1], old, new, leaf, segment))
        else:
            self._conflict(Why.COMPUTED, old, new, leaf, segment.keys or segment.shown)

    def _wish(self, wish: _Wish) -> None:
        self._wishes[wish.path].append(wish)

    def _conflict(self, why: Why, old: str, new: str, leaf: Leaf, keys: Sequence[KeyPath], sentence: str = "") -> None:
        known = []
        for path, raw in self.now.facts(tuple(dict.fromkeys(keys))):
            value = "＋".join(map(str, raw)) if isinstance(raw, tuple) else str(raw)
            known.append(Basis(self.now.report.spelled(path), self.now.line(path), value))
        self.conflicts.append(
            Conflict(where(leaf.spot), why, old, new, tuple(dict.fromkeys(known))[:_MAX_FACTS], leaf.number)
        )

    # -- cells ------------------------------------------------------------------------------------

    def _cell(self, grid: Grid, left: CellNode, right: CellNode) -> None:
        leaf = right.leaves[0] if right.leaves else left.leaves[0]
        old, segments = self._joined(left)
        filled = [segment for segment in segments if segment.kind is not Kind.FIXED]
        if len(filled) == 1 and filled[0].kind is Kind.TYPED and len(segments) == 1:
            self._whole(filled[0], old, right.text, leaf)
            self._merged_rows(grid, left, filled[0], right.text, leaf)
            return
        if not old or (len(segments) == 1 and segments[0].kind is Kind.FILLED and not segments[0].shown):
            path = self._field(grid, left)
            raw = self.before.raw(path) if path else None
            if path and isinstance(raw, list) and old in raw:
                self._wish(_Wish((*path, raw.index(old)), right.text, old, right.text, leaf))
                return
            value = facts.typed(self.before, path, right.text) if path and (raw is None or raw in WORDS) else None
            if value is not None:
                self._wish(_Wish(path, value, old, right.text, leaf))
            elif not segments:
                why = Why.COMPUTED if path else Why.HOMELESS
                self._conflict(why, old, right.text, leaf, (path,) if path else ())
            else:
                self._edited(old, right.text, segments, leaf)
            return
        if len(segments) == 1 and segments[0].kind is Kind.MADE:
            self._made(segments[0], old, right.text, leaf)
            return
        typed = {segment.path for segment in segments if segment.kind in (Kind.TYPED, Kind.MADE)}
        if len(typed) == 1 and len(filled) == len(segments) and all(s.path in typed for s in segments):
            self._text(segments, old, right.text, leaf)
            return
        self._edited(old, right.text, segments, leaf)

    def _made(self, segment: Segment, old: str, new: str, leaf: Leaf) -> None:
        self._figure(segment, old, new, leaf)

    def _text(self, segments: list[Segment], old: str, new: str, leaf: Leaf) -> None:
        """A field whose text holds expressions: as a paragraph of the prose."""
        path = segments[0].path
        raw = self.before.raw(path)
        if not isinstance(raw, str):
            self._edited(old, new, segments, leaf)
            return
        merged = merge(old, new, segments, raw)
        value = raw[: segments[0].source] + merged.source + raw[segments[-1].stop :]
        if value != raw:
            self._wish(_Wish(path, value, old, new, leaf))
        for figure in merged.figures:
            self._figure(figure.segment, figure.old, figure.new, leaf)

    def _joined(self, cell: CellNode) -> tuple[str, list[Segment]]:
        """The paragraphs of a cell as one text with its segments."""
        text, segments = "", list[Segment]()
        for leaf in cell.leaves:
            if text:
                segments.append(Segment(len(text), len(text) + 1, Kind.FIXED))
                text += "\n"
            segments += (segment.moved(len(text)) for segment in self.before.segments(leaf))
            text += leaf.text
        return text, segments

    def _merged_rows(self, grid: Grid, cell: CellNode, segment: Segment, new: str, leaf: Leaf) -> None:
        """The same name in every row that the cell covers."""
        old = self.before.raw(segment.path)
        for row in grid.rows[cell.row + 1 : cell.row + cell.rows]:
            item = self._item(row)
            if item:
                path = (*item, *segment.path[2:])
                if self.before.raw(path) == old and path != segment.path:
                    value = new if segment.source == 0 and isinstance(old, str) and len(old) == segment.stop else None
                    if value is not None:
                        self._wish(_Wish(path, value, str(old), new, leaf))

    def _field(self, grid: Grid, cell: CellNode) -> KeyPath:
        """The field that an empty cell, or one that says —, would print; nothing where that cannot be told."""
        names = {
            name
            for passage in cell.passages
            for mark in passage.marks
            for root, name in _LOOKED_UP.findall(mark.expression)
            if root != "loop"
        }
        row = next((row for row in grid.rows if cell in row), ())
        item = self._item(row)
        if len(names) != 1 or not item:
            return ()
        path = (*item, names.pop())
        shape = self.before.report.contract.shape.at(path)
        return path if shape is not None and shape.field is not None else ()

    def _item(self, row: Sequence[CellNode]) -> KeyPath:
        """The item of a list that most cells of a row are about."""
        count: Counter[KeyPath] = Counter()
        for cell in row:
            if cell.rows == 1:
                count.update({path[:2] for path in self._paths(cell) if len(path) > 2 and isinstance(path[1], int)})
        return count.most_common(1)[0][0] if count else ()

    def _paths(self, cell: CellNode) -> Iterator[KeyPath]:
        for passage in cell.passages:
            for mark in passage.marks:
                yield from mark.keys
                yield from mark.shown
                yield from (s.path for s in mark.stretches if s.expression != BLOCK)

    # -- together with the data as it is ----------------------------------------------------------

    def _settle(self, path: KeyPath, wishes: list[_Wish]) -> None:
        first = wishes[0]
        for other in wishes[1:]:
            if other.value != first.value:
                self.conflicts.append(
                    Conflict(where(other.leaf.spot), Why.TWICE, other.old, other.new, (), other.leaf.number)
                )
        here = rebased(path, self.before, self.now)
        base, current = self.before.raw(path), self.now.raw(here) if here else None
        value = first.value
        if here and current != value and current != base:
            texts = [each for each in (base, value, current) if isinstance(each, str)]
            merged = both(*texts) if len(texts) == 3 else None
            here, value = (here, merged) if merged is not None else ((), value)
        if not here:
            self.conflicts.append(
                Conflict(where(first.leaf.spot), Why.BOTH, first.old, first.new, (), first.leaf.number)
            )
            return
        done = current == value
        key = self.now.report.spelled(here)
        for each in wishes:
            if each.value == first.value:
                told = Edit(
                    where(each.leaf.spot),
                    key,
                    self.now.line(here),
                    each.old,
                    each.new,
                    str(value),
                    each.leaf.number,
                    done,
                )
                if told not in self.edits:
                    self.edits.append(told)
        if not done:
            self.changes.append(Change(here, value))


def rebased(path: KeyPath, before: Side, now: Side) -> KeyPath:
    """The place in the data of now of what stood at ``path``; nothing where it is gone."""
    if before is now:
        return path
    if path[:1] and path[0] in PASTABLE and len(path) > 2 and isinstance(path[1], int):
        named = before.report.named(path[:2])
        try:
            return (*now.report.indexed(named), *path[2:])
        except KeyError:
            return ()
    try:
        now.report.indexed(path)
    except KeyError:
        return ()
    return path


def _segment(segments: Sequence[Segment], hunk: Hunk) -> int | None:
    """The one segment that a hunk lies within; at a border the typed one."""
    if hunk.start < hunk.end:
        found = [n for n, s in enumerate(segments) if s.start < hunk.end and hunk.start < s.end]
        return found[0] if len(found) == 1 and segments[found[0]].kind is not Kind.FIXED else None
    near = [n for n, s in enumerate(segments) if s.start <= hunk.start <= s.end]
    typed = [n for n in near if segments[n].kind is Kind.TYPED]
    strict = [n for n in near if segments[n].start < hunk.start < segments[n].end]
    if strict:
        return strict[0] if segments[strict[0]].kind is not Kind.FIXED else None
    return typed[0] if typed and len(near) == len(typed) else None


def _applied(old: str, segment: Segment, found: Sequence[Hunk]) -> str:
    text, position = "", segment.start
    for hunk in found:
        text += old[position : hunk.start] + hunk.text
        position = hunk.end
    return (text + old[position : segment.end]).strip(BLANKS)
