"""Stretches of prose as the rules read them: sentences and clauses with the way back to where they were typed."""

import re
from collections.abc import Iterable, Iterator

from perfgen.frozen import frozen
from perfgen.patterns import pattern
from perfgen.prose import Block, Span

_SENTENCE = pattern(r"[^。；！？\n]+[。；！？]*")
_CLAUSE = pattern(r"[^，。；！？：\n]+")


@frozen
class Passage:
    """A stretch of a paragraph: its text and where in the paragraph it begins."""

    text: str
    block: Block
    start: int

    def span(self, offset: int) -> Span | None:
        """The span that character ``offset`` of the passage belongs to."""
        at = self.start + offset
        return next((span for span in self.block.spans if span.start <= at < span.end), None)

    def typed(self, start: int, end: int) -> bool:
        """Whether the characters were typed, not printed by an expression."""
        a, b = self.start + start, self.start + end
        return not any(span.expression and span.start < b and a < span.end for span in self.block.spans)


def sentences(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Every sentence (ended by 。；！？) of ``blocks``, numbering left out."""
    return _cut(blocks, _SENTENCE)


def clauses(blocks: Iterable[Block], least: int) -> Iterator[Passage]:
    """Every clause (ended by a comma, colon or stop) of ``blocks`` of ``least`` characters or more."""
    return _cut(blocks, _CLAUSE, least)


def _cut(blocks: Iterable[Block], pattern: re.Pattern[str], least: int = 1) -> Iterator[Passage]:
    for block in blocks:
        for match in pattern.finditer(block.text, len(block.prefix)):
            if match.end() - match.start() >= least:
                yield Passage(match[0], block, match.start())
