"""A printed paragraph as segments: what was typed in the data, what expressions made, what the pack prints."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from perfgen.express.syntax import segments as parts_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.prose import Block
from perfgen.pull.sheet import Leaf
from perfgen.render.trace import Passage, Stretch


class Kind(Enum):
    """Where characters came from."""

    TYPED = auto()
    """Typed in a text of the data, character by character."""
    MADE = auto()
    """Made by an expression in a text of the data."""
    FILLED = auto()
    """Made by an expression of the template or the manifest."""
    FIXED = auto()
    """The template's own words, and numbering."""


@frozen
class Segment:
    """The characters ``start`` to ``end`` of a paragraph; ``source`` to ``stop`` of the data's text at ``path``."""

    start: int
    end: int
    kind: Kind
    path: KeyPath = ()
    source: int = 0
    stop: int = 0
    expression: str = ""
    keys: tuple[KeyPath, ...] = ()
    shown: tuple[KeyPath, ...] = ()

    def moved(self, by: int) -> "Segment":
        """The same segment ``by`` characters further on."""
        return Segment(
            self.start + by, self.end + by, self.kind, self.path, self.source, self.stop, self.expression, self.keys,
            self.shown,
        )  # fmt: skip


def expression_ends(raw: str) -> dict[int, int]:
    """Where each ``{{ … }}`` of ``raw`` begins and ends."""
    return {part.offset - 2: part.offset + len(part.text) + 2 for part in parts_of(raw) if part.expression}


def of_block(block: Block, raw: str, uses: dict[str, tuple[tuple[KeyPath, ...], tuple[KeyPath, ...]]]) -> list[Segment]:
    """The segments of a paragraph of the prose, without its numbering; offsets are those of the text as typed."""
    ends = expression_ends(raw)
    shift = len(block.prefix)
    found: list[Segment] = []
    for span in block.spans:
        start, end = span.start - shift, span.end - shift
        if span.expression:
            keys, shown = uses.get(span.expression, ((), ()))
            stop = ends.get(span.source, span.source)
            found.append(Segment(start, end, Kind.MADE, block.path, span.source, stop, span.expression, keys, shown))
        elif span.word:
            found.append(Segment(start, end, Kind.MADE, block.path, 0, len(raw)))
        elif end > start:
            found.append(Segment(start, end, Kind.TYPED, block.path, span.source, span.source + end - start))
    return found


def of_passage(leaf: Leaf, raws: dict[KeyPath, str]) -> list[Segment]:
    """The segments of any other paragraph, in offsets of the leaf's text; ``raws`` gives the texts as typed."""
    passage = leaf.passage
    if passage is None:
        return [Segment(0, len(leaf.text), Kind.FIXED)]
    inside: list[Segment] = []
    done = 0
    for segment in _of_marks(passage, raws):
        if segment.start < done or segment.start == segment.end:
            continue
        if segment.start > done:
            inside.append(Segment(done, segment.start, Kind.FIXED))
        inside.append(segment)
        done = segment.end
    if done < len(passage.text):
        inside.append(Segment(done, len(passage.text), Kind.FIXED))
    return list(_cut(inside, leaf.lead, len(leaf.text)))


def empty_mark(passage: Passage | None) -> str:
    """The expression that printed nothing here, where there is just one; else nothing."""
    found = {mark.expression for mark in passage.marks} if passage is not None else set()
    return found.pop() if len(found) == 1 else ""


def _cut(inside: Sequence[Segment], lead: int, length: int) -> Iterator[Segment]:
    for each in inside:
        each = each.moved(-lead)
        start, end = max(each.start, 0), min(each.end, length)
        if start < end:
            shift = start - each.start if each.kind is Kind.TYPED else 0
            stop = each.source + shift + end - start if each.kind is Kind.TYPED else each.stop
            yield Segment(
                start, end, each.kind, each.path, each.source + shift, stop, each.expression, each.keys, each.shown
            )


def _of_marks(passage: Passage, raws: dict[KeyPath, str]) -> Iterator[Segment]:
    for mark in passage.marks:
        if not mark.stretches:
            yield Segment(mark.start, mark.end, Kind.FILLED, (), 0, 0, mark.expression, mark.keys, mark.shown)
            continue
        done = mark.start
        for stretch in mark.stretches:
            if stretch.start < done:
                continue  # within a text that an expression took over
            if stretch.start > done:
                yield Segment(done, stretch.start, Kind.FIXED)
            yield _of_stretch(stretch, raws)
            done = stretch.end
        if done < mark.end:
            yield Segment(done, mark.end, Kind.FIXED)


def _of_stretch(each: Stretch, raws: dict[KeyPath, str]) -> Segment:
    if not each.path:
        kind = Kind.FILLED if each.expression else Kind.FIXED
        return Segment(each.start, each.end, kind, (), 0, 0, each.expression, each.keys, each.shown)
    if each.expression:
        stop = expression_ends(raws.get(each.path, "")).get(each.source, each.source)
        return Segment(
            each.start, each.end, Kind.MADE, each.path, each.source, stop, each.expression, each.keys, each.shown
        )
    return Segment(each.start, each.end, Kind.TYPED, each.path, each.source, each.source + each.end - each.start)
