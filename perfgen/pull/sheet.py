"""A Word document as a tree of leaves: paragraphs of the body and of cells, each with its place, to be matched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen import word
from perfgen.frozen import frozen
from perfgen.render.pending import TO_MEND
from perfgen.render.places import Spot
from perfgen.render.trace import Passage

BLANKS = " \t\r\f\u3000\u00a0"

_CHINESE = "一二三四五六七八九十百零〇两"
NUMBERING = re.compile(
    rf"\s*(?:[（(](?:[{_CHINESE}]+|[0-9０-９]{{1,3}})[)）]|[0-9０-９]{{1,3}}(?:[、．]|[.](?![0-9]))|[{_CHINESE}]+[、是]"
    rf"|第[{_CHINESE}]+[，,]|[①-⑳])\s*"
)


@frozen
class Leaf:
    """A paragraph: its number in reading order, text without blanks at both ends, place, style, level."""

    number: int
    text: str
    spot: Spot
    style: str = ""
    level: int = 0
    numbered: bool = False
    """Whether Word itself puts a number before it."""
    lead: int = 0
    """How many blanks stood before the text."""
    passage: Passage | None = field(default=None, repr=False)

    @property
    def bare(self) -> str:
        """The text without numbering."""
        return NUMBERING.sub("", self.text, count=1) if NUMBERING.match(self.text) else self.text


@frozen
class CellNode:
    """A cell: first row and column from 0, how many rows it covers, and what stands in it."""

    row: int
    column: int
    rows: int
    nodes: tuple["Node", ...]
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    """All paragraphs of the trace, those without a text too."""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The paragraphs with a text, nested tables included."""
        return tuple(leaves(self.nodes))

    @property
    def text(self) -> str:
        """The paragraphs as lines."""
        return "\n".join(leaf.text for leaf in self.leaves)


@frozen
class Grid:
    """A table: its number in the document and its rows."""

    number: int
    rows: tuple[tuple[CellNode, ...], ...]

    @property
    def text(self) -> str:
        """All cells, one behind the other."""
        return "\n".join(cell.text for row in self.rows for cell in row)


Node = Leaf | Grid


@frozen
class Sheet:
    """A document: its blocks, paragraphs without text left out."""

    nodes: tuple[Node, ...]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every paragraph with a text, in reading order."""
        return tuple(leaves(self.nodes))


def leaves(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """The paragraphs below ``nodes``, in reading order."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        else:
            for row in node.rows:
                for cell in row:
                    yield from leaves(cell.nodes)


def sheet_of(document: word.Document, passages: Sequence[Passage] = ()) -> Sheet:
    """The sheet of ``document``; ``passages`` are those of its trace, which are in the same order."""
    return Sheet(tuple(_Walk(passages).nodes(document.blocks)))


@dataclass
class _Walk:
    passages: Sequence[Passage]
    count: int = 0
    heading: str = ""
    paragraph: int = 0
    tables: int = 0

    def nodes(self, blocks: Sequence[word.Block], cell: Spot | None = None) -> Iterator[Node]:
        for block in blocks:
            if isinstance(block, word.Table):
                yield self._grid(block)
            else:
                leaf = self._leaf(block, cell)
                if leaf.text and not leaf.text.startswith(TO_MEND):  # the list at the end of a draft is no text of it
                    yield leaf

    def _leaf(self, block: word.Paragraph, cell: Spot | None) -> Leaf:
        passage = self.passages[self.count] if self.passages else None
        number, self.count = self.count, self.count + 1
        text = block.text.strip(BLANKS)
        lead = len(block.text) - len(block.text.lstrip(BLANKS))
        if cell is None:
            if block.level and text:
                self.heading, self.paragraph = text, 0
            else:
                self.paragraph += bool(text)
        spot = cell or Spot("正文", self.heading, self.paragraph)
        return Leaf(number, text, spot, block.style, block.level, block.numbered, lead, passage)

    def _grid(self, table: word.Table) -> Grid:
        self.tables += 1
        number = self.tables
        rows = []
        for row in table.rows:
            cells = []
            for cell in row.cells:
                spot = Spot("正文", self.heading, 0, number, cell.row + 1, cell.column + 1)
                first = self.count
                nodes = tuple(self.nodes(cell.blocks, spot))
                passages = tuple(self.passages[first : self.count])
                cells.append(CellNode(cell.row, cell.column, cell.rows, nodes, passages))
            rows.append(tuple(cells))
        return Grid(number, tuple(rows))


def where(spot: Spot) -> str:
    """The place of a paragraph in a few words."""
    below = f"“{spot.heading if len(spot.heading) <= 20 else spot.heading[:19] + '…'}”" if spot.heading else "开头"
    if spot.table:
        return f"{below}，第{spot.table}个表第{spot.row}行第{spot.column}列"
    return f"{below}第{spot.paragraph}段" if spot.paragraph else f"标题{below}"
