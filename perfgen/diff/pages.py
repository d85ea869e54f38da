"""Two documents laid side by side: each paragraph with the one that it was, those of tables cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen.diff.matching import LEAST, matched
from perfgen.render.trace import Passage, Traced

Both = tuple[Passage | None, Passage | None]
"""A paragraph as it was and as it is; None where it is not there."""

_ROWS = 300
"""Rows are the same row sooner than paragraphs are the same paragraph: half of their cells may be figures."""
_TABLE = "\x00"

Cells = dict[int, list[Passage]]


@dataclass
class _Table:
    rows: dict[int, Cells] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return _TABLE + "\n".join(_row_text(cells) for cells in self.rows.values())


_Item = Passage | _Table


def side_by_side(old: Traced, new: Traced) -> Iterator[Both]:
    """Every paragraph of both, in reading order."""
    parts = dict.fromkeys(passage.spot.part for traced in (old, new) for passage in traced.passages)
    for part in parts:
        yield from _items(_laid_out(old, part), _laid_out(new, part))


def _laid_out(traced: Traced, part: str) -> list[_Item]:
    """The paragraphs of a part, those of each table together in the place of its first."""
    found: list[_Item] = []
    tables: dict[int, _Table] = {}
    for passage in traced.passages:
        spot = passage.spot
        if spot.part != part:
            continue
        if not spot.table:
            found.append(passage)
            continue
        if spot.table not in tables:
            tables[spot.table] = _Table()
            found.append(tables[spot.table])
        tables[spot.table].rows.setdefault(spot.row, {}).setdefault(spot.column, []).append(passage)
    return found


def _items(old: Sequence[_Item], new: Sequence[_Item], least: int = LEAST) -> Iterator[Both]:
    for one, other in matched([each.text for each in old], [each.text for each in new], least):
        before = old[one] if one is not None else None
        after = new[other] if other is not None else None
        if isinstance(before, _Table) and isinstance(after, _Table):
            yield from _tables(before, after)
            continue
        if isinstance(before, Passage) and isinstance(after, Passage):
            yield before, after
            continue
        yield from _only(before, old=True)
        yield from _only(after, old=False)


def _only(item: _Item | None, old: bool) -> Iterator[Both]:
    passages = [item] if isinstance(item, Passage) else []
    if isinstance(item, _Table):
        passages = [each for cells in item.rows.values() for cell in cells.values() for each in cell]
    for passage in passages:
        yield (passage, None) if old else (None, passage)


def _tables(old: _Table, new: _Table) -> Iterator[Both]:
    before, after = list(old.rows.values()), list(new.rows.values())
    for one, other in matched([_row_text(each) for each in before], [_row_text(each) for each in after], _ROWS):
        left = before[one] if one is not None else {}
        right = after[other] if other is not None else {}
        for column in sorted({*left, *right}):
            yield from _items(left.get(column, []), right.get(column, []), least=0)


def _row_text(cells: Cells) -> str:
    return "\t".join("\n".join(passage.text for passage in cell) for cell in cells.values())
