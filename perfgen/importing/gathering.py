"""Reading the sections: county sentences taken back to figures, tables and lists to items, the rest left as prose."""

import re
from collections.abc import Iterable, Iterator

from perfgen.contract import Contract
from perfgen.importing.account import Account, Fate
from perfgen.importing.claims import Reader
from perfgen.importing.edges import Edges
from perfgen.importing.gathered import Doubt
from perfgen.importing.grids import Grids
from perfgen.importing.listings import Listings
from perfgen.importing.naming import shortened
from perfgen.importing.numbering import number_of
from perfgen.importing.reading import Grid, Para
from perfgen.importing.sections import FOREIGN, Section
from perfgen.importing.sentences import Sentences
from perfgen.importing.taking import Taker, paths_of
from perfgen.importing.tracked import Text
from perfgen.importing.wording import ATTACHMENTS, COVER, SIGNATURE, Wording
from perfgen.patterns import pattern

CELL, MANY = 16, 6
"""Characters of a line, and lines in a row, that look like cells of a table."""
_ENDED = pattern(r"[。；：！？]\s*$|^\s*(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．]|[①-⑳])")
LONG = 20
"""Characters of a paragraph that nobody writes twice on purpose."""


class Gatherer:
    """Reads sections one after another."""

    def __init__(self, contract: Contract, wording: Wording, account: Account, whole: str) -> None:
        self.taker = Taker(contract, wording, account, whole)
        self.sentences = Sentences(self.taker)
        self.listings = Listings(self.taker, self.sentences)
        self.edges = Edges(self.taker, self.sentences)
        self.grids = Grids(self.taker)
        self.out, self.account, self.patterns = self.taker.out, account, self.taker.patterns
        self.lines: dict[str, int] = {}
        """The line where each paragraph of prose stood first."""

    @property
    def printed(self) -> frozenset[tuple[str, ...]]:
        """The paths that sentences and tables of the template print."""
        return self.taker.printed

    def homes(self, para: Para) -> set[str]:
        """The outline keys whose sentences hold what ``para`` states."""
        reader = Reader(self.taker.contract, self.taker.used, self.taker.reader.names)
        stated = {claim.path for claim in reader.read(para.text.text)[0] if claim.path}
        return {key for key, patterns in self.patterns.items() if stated & set(paths_of(patterns))}

    def section(self, section: Section) -> None:
        """Read one section."""
        if section.heading is not None and section.key:
            self.account.put(section.heading, Fate.HEADING, section.key)
        if (
            section.item is not None
            and section.item.content.written
            and section.heading is not None
            and not section.blocks
        ):
            self.out.empty.append(section.key)
        if section.doubt:
            shown = section.heading.text.strip() if section.heading is not None else ""
            title = section.item.title if section.item else section.key
            said = (
                f"“{shown}”归入“{title}”"
                if shown and section.item
                else f"归入“{title}”"
                if section.item
                else "没有归入"
            )
            self.out.doubts.append(
                Doubt(f"{section.doubt}：{said}", section.line, section.key, "看看归得对不对", section.sureness)
            )
        self.taker.begin()
        self._scattered(section)
        for block in section.blocks:
            if isinstance(block, Grid):
                self.grids.grid(block, section)
            else:
                for rest in self._para(block, section):
                    self.taker.leave(rest, section)

    def _scattered(self, section: Section) -> None:
        """Say where many short lines in a row look like the cells of a table that conversion took apart."""
        if section.item is None or not section.item.content.written:
            return
        run: list[Para] = []
        for block in (*section.blocks, None):
            if isinstance(block, Para) and len(block.text) <= CELL and not _ENDED.search(block.text.text):
                run.append(block)
                continue
            if len(run) >= MANY:
                message = f"从“{shortened(run[0].text.text)}”起 {len(run)} 行都很短，像是一张表拆散了"
                hint = "指标、项目照原表填；在 Word 里把表存成 .docx 再导入，读得更准"
                self.out.doubts.append(Doubt(message, run[0].line, section.key, hint))
            run = []

    def _twice(self, para: Para, section: Section) -> None:
        """Say of a long paragraph that it stands twice."""
        text = re.sub(r"\s", "", para.text.text)
        text = text[number.length :] if (number := number_of(text, bare=False)) else text
        before = self.lines.setdefault(text, para.line)
        if len(text) >= LONG and before != para.line:
            message = f"“{shortened(text)}”这一段和第 {before} 行的一段相同"
            self.out.doubts.append(Doubt(message, para.line, section.key, "多余的删去一段"))

    def beside(self, notes: Iterable[tuple[str, Text]]) -> None:
        """Notes, headers and footers: a report of perfgen has none, so they have no place."""
        for kind, text in notes:
            self.out.unplaced.append(text)
            self.account.put(text, Fate.UNPLACED, kind)
            hint = "它在文件末尾的“未归类”里；要的话写进正文"
            self.out.doubts.append(Doubt(f"{kind}“{shortened(text.text)}”没有归处", 0, "", hint))

    def _para(self, para: Para, section: Section) -> Iterator[Para]:
        """Read a paragraph; what is left of it as prose."""
        text = para.text.strip()
        if not text:
            return
        key = section.key
        self._twice(para, section)
        if section.key == FOREIGN:
            yield para
            return
        if self.taker.strictly(text, key, para.line):
            self.account.put(text, Fate.FIGURE, key)
            return
        if key in (COVER, SIGNATURE, ATTACHMENTS):
            yield from self.edges.edge(para, section)
            return
        if self.listings.is_attachment(text.text):
            self.account.put(text, Fate.FIGURE, key)
            return
        if self.listings.listed(text, section, para.line):
            return
        if self.patterns.get(key):
            yield from self.sentences.mixed(para, section)
        else:
            yield para
