"""Edits of the prose: what becomes of the rows of each section, put together with what the data changed meanwhile."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from perfgen.align import likeness
from perfgen.keypath import KeyPath
from perfgen.pull.matching import Matched, paired
from perfgen.pull.merging import Figured, Lost, has_digits, lost_of, merge, restored
from perfgen.pull.rows import Role, Row, value_of
from perfgen.pull.sheet import NUMBERING, Leaf, where
from perfgen.pull.side import Side
from perfgen.pull.three import both
from perfgen.pull.values import Change, Conflict, Edit, Why

_MOVED = 600
_FAMILIES = (
    r"[0-9０-９]+[.．]\s*", r"[0-9０-９]+、\s*", r"[（(][0-9０-９]+[)）]\s*", r"[（(][一二三四五六七八九十百]+[)）]\s*",
    r"[一二三四五六七八九十百]+是", r"第[一二三四五六七八九十百]+[，,]", r"[①-⑳]\s*",
)  # fmt: skip


_New = tuple[Leaf, Leaf | None, Leaf | None]
_Pair = tuple[Leaf, Leaf]


@dataclass
class _Ops:
    """What an edit does to one section."""

    changed: dict[int, tuple[str, Leaf, str]] = field(default_factory=dict)
    """Row to its new source, with the edited leaf and the old text."""
    lost: dict[int, Leaf] = field(default_factory=dict)
    added: dict[int, list[tuple[Row, Leaf]]] = field(default_factory=lambda: defaultdict(list))
    """New rows by the row that they come after; -1 for the beginning."""


@dataclass
class Prose:
    """The edits of all sections of one file."""

    before: Side
    now: Side
    edits: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    figures: list[tuple[Figured, Leaf]] = field(default_factory=list)
    """Overtyped figures, for whoever knows base facts."""
    homeless: list[Leaf] = field(default_factory=list)
    """New paragraphs that no text of the data is near to."""
    fixed: list[Leaf] = field(default_factory=list)
    """Lost paragraphs that are not of the prose."""
    _ops: dict[str, _Ops] = field(default_factory=lambda: defaultdict(_Ops))

    def take(self, matched: Matched) -> None:
        """Sort out what the edits do, and put it together with the data as it is now."""
        pairs = [(one, two) for one, two in matched.pairs if self.before.block_of(one) is not None]
        lost, added, moved, anew = self._moves(matched)
        pairs += anew
        pool = self._pool([*pairs, *moved], lost)
        for one, two in pairs:
            self._reworded(one, two, pool)
        inserts: list[tuple[Leaf, Leaf | None, Leaf | None, Leaf | None]] = [
            *((new, start, end, None) for new, start, end in added),
            *((new, *self._around(matched, new), old) for old, new in moved),
        ]
        for new, start, end, old in sorted(inserts, key=lambda each: each[0].number):
            self._inserted(new, start, end, old, pool)
        for leaf in [*lost, *(old for old, _ in moved)]:
            place = self._place(leaf)
            if place is None:
                self.fixed.append(leaf)
            else:
                self._ops[place[0]].lost[place[1]] = leaf
        for key, ops in self._ops.items():
            self._settle(key, ops)

    # -- what was done ----------------------------------------------------------------------------

    def _place(self, leaf: Leaf | None) -> tuple[str, int] | None:
        number = self.before.block_of(leaf) if leaf is not None else None
        return self.before.places.get(number) if number is not None else None

    def _around(self, matched: Matched, new: Leaf) -> tuple[Leaf | None, Leaf | None]:
        return next((start, end) for leaf, start, end in matched.added if leaf is new)

    def _moves(self, matched: Matched) -> tuple[list[Leaf], list[_New], list[_Pair], list[_Pair]]:
        """Lost and new paragraphs; those that are one paragraph in another place; those written anew in one place."""
        lost = list(matched.lost)
        added = list(matched.added)
        moved: list[tuple[Leaf, Leaf]] = []
        anew: list[tuple[Leaf, Leaf]] = []
        for entry in list(added):
            best = max(
                ((likeness(old.bare, entry[0].bare), -n, old) for n, old in enumerate(lost) if self._place(old)),
                default=None,
                key=lambda each: each[:2],
            )
            if best is not None and best[0] >= _MOVED:
                moved.append((best[2], entry[0]))
                lost.remove(best[2])
                added.remove(entry)
        for entry in list(added):
            head = entry[1].number if entry[1] is not None else -1
            same = (old for old in lost if matched.before[old.number] == head and self._place(old))
            replaced = next(same, None)
            if replaced is not None:  # written anew in the same place
                anew.append((replaced, entry[0]))
                lost.remove(replaced)
                added.remove(entry)
        return lost, added, moved, anew

    def _pool(self, pairs: list[tuple[Leaf, Leaf]], lost: list[Leaf]) -> list[Lost]:
        """The expressions that the edits take away where they stood and leave nowhere in the same paragraph."""
        pool: list[Lost] = []
        for one, two in pairs:
            number = self.before.block_of(one)
            if number is None or one.text == two.text:
                continue
            block = self.before.blocks[number]
            raw, segments = self.before.raw_of(block), self.before.block_segments(number)
            new = stripped(two.text, block.prefix)
            if new == block.typed:
                continue
            merged = merge(block.typed, new, segments, raw)
            kept = {id(piece.segment) for piece in merged.pieces if piece.segment is not None}
            pool += [each for each in lost_of(block.typed, new, segments, raw) if id(each.atom) not in kept]
        for leaf in lost:
            number = self.before.block_of(leaf)
            if number is not None:
                block = self.before.blocks[number]
                segments = self.before.block_segments(number)
                pool += lost_of(block.typed, "", segments, self.before.raw_of(block))
        return [each for each in pool if has_digits(each.text) or len(each.text) > 3]

    def _reworded(self, one: Leaf, two: Leaf, pool: list[Lost]) -> None:
        place, number = self._place(one), self.before.block_of(one)
        if number is None or one.text == two.text:
            return
        block = self.before.blocks[number]
        new = stripped(two.text, block.prefix)
        if new == block.typed:
            return
        if place is None:
            self.conflicts.append(Conflict(where(one.spot), Why.HOMELESS, one.text, two.text, (), two.number))
            return
        source = self._merged(number, new, two, pool)
        row = self.before.rows[place[0]][place[1]]
        if source == row.source:
            return
        known = self._ops[place[0]].changed.get(place[1])
        if known is not None and known[0] != source:
            together = both(row.source, known[0], source)
            if together is None:
                self.conflicts.append(Conflict(where(one.spot), Why.TWICE, one.text, two.text, (), two.number))
                return
            source = together
        self._ops[place[0]].changed[place[1]] = (source, two, one.text)

    def _merged(self, number: int, new: str, two: Leaf, pool: list[Lost]) -> str:
        block = self.before.blocks[number]
        merged = merge(block.typed, new, self.before.block_segments(number), self.before.raw_of(block), pool)
        self.figures += ((figure, two) for figure in merged.figures)
        return " ".join(merged.source.split("\n")) if "\n" in new else merged.source

    def _inserted(self, new: Leaf, start: Leaf | None, end: Leaf | None, old: Leaf | None, pool: list[Lost]) -> None:
        anchor = self._place(start)
        if anchor is not None:
            key, after = anchor
        elif (following := self._place(end)) is not None:
            key, after = following[0], following[1] - 1
        else:
            key, after = self._empty_section(start), -1
        if not key:
            if old is None:
                self.homeless.append(new)
            else:
                self.conflicts.append(Conflict(where(new.spot), Why.HOMELESS, old.text, new.text, (), new.number))
            return
        role, depth, numbered = self._role(key, after, new, old)
        if old is not None:
            number = self.before.block_of(old)
            assert number is not None
            source = self._merged(number, stripped(new.text, self.before.blocks[number].prefix), new, pool)
        else:
            text = NUMBERING.sub("", new.text, count=1) if numbered and NUMBERING.match(new.text) else new.text
            source = restored(text.replace("\n", " "), pool)
        self._ops[key].added[after].append((Row(role, depth, source), new))

    def _empty_section(self, start: Leaf | None) -> str:
        """The section without text whose heading ``start`` is."""
        if start is None:
            return ""
        contract = self.before.pack.contract
        found = (key for key, item in contract.prose_keys.items() if item.title == start.text)
        return next((key for key in found if not self.before.rows.get(key)), "")

    def _role(self, key: str, after: int, new: Leaf, old: Leaf | None) -> tuple[Role, int, bool]:
        """What a new row is: the same as those around it, as far as its numbering and level tell."""
        rows = self.before.rows.get(key, [])
        place = self._place(old)
        if place is not None:
            row = self.before.rows[place[0]][place[1]]
            if place[0] == key:
                return row.role, row.depth, True
        marked = bool(NUMBERING.match(new.text)) or new.numbered
        heads = [row for row in rows if row.role is Role.HEAD]
        levels = {self._level(key, n): row.depth for n, row in enumerate(rows) if row.role is Role.HEAD}
        if heads and new.level:
            return Role.HEAD, levels.get(new.level, min(row.depth for row in heads)), True
        near = rows[after] if 0 <= after < len(rows) else rows[0] if rows else Row(Role.LINE, 0, "")
        if near.role is Role.HEAD and after >= 0:
            inside = rows[after + 1] if after + 1 < len(rows) else None
            depth = near.depth + 1
            listed = inside is not None and inside.depth == depth and inside.role is Role.ITEM
            return (Role.ITEM if listed and marked else Role.LINE), depth, listed and marked
        if near.role is Role.HEAD:
            return Role.HEAD, near.depth, True
        items = [n for n, row in enumerate(rows) if row.role is Role.ITEM and row.depth == near.depth]
        if not items:
            return Role.LINE, near.depth, False
        plain = not self._prefix(key, items[0])
        if plain:
            return Role.ITEM, near.depth, False
        return (Role.ITEM if marked or after < 0 else Role.LINE), near.depth, marked

    def _prefix(self, key: str, row: int) -> str:
        blocks = self.before.texts.sections[key]
        return blocks[row].prefix if row < len(blocks) else ""

    def _level(self, key: str, row: int) -> int:
        for leaf in self.before.sheet.leaves:
            if self._place(leaf) == (key, row):
                return leaf.level
        return 0

    # -- together with the data as it is ----------------------------------------------------------

    def _settle(self, key: str, ops: _Ops) -> None:
        base = self.before.rows.get(key, [])
        now = list(self.now.rows.get(key, []))
        first = len(self.edits)
        same = now == base
        to = {n: n for n in range(len(base))} if same else _map(base, now)
        taken = set(to.values())
        gone: set[int] = set()
        for row, (source, leaf, old) in ops.changed.items():
            at = to.get(row)
            if at is None:
                done = any(n not in taken and each.source == source for n, each in enumerate(now))
                self._told(key, row, leaf, old, source, done) if done else self._clash(leaf, old)
                continue
            made = both(base[row].source, source, now[at].source)
            if made is None:
                self._clash(leaf, old)
                continue
            self._told(key, row, leaf, old, source, made == now[at].source)
            now[at] = Row(now[at].role, now[at].depth, made)
        free = [each for n, each in enumerate(now) if n not in taken]
        inserts: dict[int, list[Row]] = defaultdict(list)
        for after, rows in ops.added.items():
            anchor = next((to[n] for n in range(after, -1, -1) if n in to), -1)
            for each, leaf in rows:
                known = next((other for other in free if other.source == each.source), None)
                if known is not None:
                    free.remove(known)
                else:
                    inserts[anchor].append(each)
                self._told(key, after, leaf, "", each.source, known is not None)
        for row, leaf in ops.lost.items():
            at = to.get(row)
            if at is not None and now[at] != base[row]:
                clash = Conflict(where(leaf.spot), Why.BOTH, leaf.text, "（删去）")
                self.conflicts.append(clash)
                continue
            self._told(key, row, None, leaf.text, "", at is None, leaf)
            if at is not None:
                gone.add(at)
        made_rows: list[Row] = list(inserts.get(-1, ()))
        for n, each in enumerate(now):
            if n not in gone:
                made_rows.append(each)
            made_rows += inserts.get(n, ())
        if made_rows != self.now.rows.get(key, []):
            path: KeyPath = ("正文", key)
            like = self.now.section(key)
            self.changes.append(Change(path, value_of(made_rows, like if like else "\n")))
        else:  # the data says all of it, also where it is not plain which of two paragraphs was moved
            self.edits[first:] = [replace(edit, done=True) for edit in self.edits[first:]]

    def _clash(self, leaf: Leaf, old: str) -> None:
        self.conflicts.append(Conflict(where(leaf.spot), Why.BOTH, old, leaf.text, (), leaf.number))

    def _told(
        self, key: str, row: int, leaf: Leaf | None, old: str, new: str, done: bool, lost: Leaf | None = None
    ) -> None:
        blocks = self.before.texts.sections.get(key, ())
        path: KeyPath = blocks[row].path if 0 <= row < len(blocks) else ("正文", key)
        spot = leaf.spot if leaf is not None else lost.spot if lost is not None else None
        line = self.now.line(path)
        shown = self.now.report.spelled(path)
        place = where(spot) if spot is not None else ""
        text = leaf.text if leaf is not None else ""
        number = leaf.number if leaf is not None else -1
        self.edits.append(Edit(place, shown, line, old, text, new, number, done))


def _map(base: list[Row], now: list[Row]) -> dict[int, int]:
    left = [(f"{row.role.name}{row.depth}", row.source) for row in base]
    right = [(f"{row.role.name}{row.depth}", row.source) for row in now]
    return dict(paired(left, right))


def stripped(text: str, prefix: str) -> str:
    """``text`` without the numbering that the program prints as ``prefix``, renumbered or not."""
    if not prefix:
        return text
    if text.startswith(prefix):
        return text[len(prefix) :].lstrip()
    for family in _FAMILIES:
        if re.fullmatch(family, prefix) and (match := re.match(family, text)):
            return text[match.end() :]
    return NUMBERING.sub("", text, count=1) if NUMBERING.match(text) else text
