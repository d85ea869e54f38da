"""A data file as a report: its figures, its prose, and every printed paragraph with where it came from."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from perfgen import word
from perfgen.compute import Figures, compute
from perfgen.context import template_context, traced_context
from perfgen.contract import Document
from perfgen.documents import shown, word_file
from perfgen.errors import PackFault, PerfgenError
from perfgen.express import words
from perfgen.express.faults import ExpressionFault
from perfgen.express.sourced import Sourced, Stretch
from perfgen.findings import Finding
from perfgen.keypath import KeyPath
from perfgen.load import Source, load
from perfgen.model import Report, build_report
from perfgen.origins import Origins
from perfgen.packs import Pack
from perfgen.pipeline import compiled
from perfgen.prose import Block, write_prose
from perfgen.pull.rows import Row, rows_of
from perfgen.pull.segments import Segment, expression_ends, of_block, of_passage
from perfgen.pull.sheet import Leaf, Sheet, sheet_of
from perfgen.render.trace import TracingTemplate, compile_tracing
from perfgen.taken import take
from perfgen.vocabulary import WORDS

Choose = Callable[[str, str], Pack]
BLOCK = "§"
"""In the place of an expression: the stretch is a whole paragraph of the prose, ``source`` its number."""


class Unreadable(PerfgenError):
    """The data file cannot be read; its findings say why."""

    def __init__(self, message: str, hint: str = "", place: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message, hint, place)
        self.args = (message, hint, place, findings)
        self.findings = findings


class _Blocks(Origins):
    """Origins that know each paragraph of the prose by its number."""

    def __init__(self, figures: Figures, blocks: list[Block]) -> None:
        super().__init__(figures)
        self._numbers = {id(block): number for number, block in enumerate(blocks)}

    def block(self, block: Block) -> Sourced:
        """The paragraph as one stretch."""
        return Sourced(block.text, [Stretch(0, len(block.text), block.path, self._numbers[id(block)], BLOCK)])


class Side:
    """One data file with the pack and the document that it is printed by."""

    def __init__(self, source: Source, pack: Pack, document: Document) -> None:
        self.source, self.pack, self.document = source, pack, document
        self.report: Report = build_report(source, pack.contract)[0]
        figures = compute(self.report).settled()
        self.figures, self.texts = shown(figures, write_prose(figures), document)
        self.blocks = list(self.texts.blocks())
        self._origins = _Blocks(self.figures, self.blocks)

    @cached_property
    def word_file(self) -> bytes:
        """The report as it is rendered."""
        template = compiled(word_file(self.pack, self.document))
        return template.render(template_context(self.figures, self.texts, self.document))

    @cached_property
    def sheet(self) -> Sheet:
        """The printed paragraphs."""
        context = traced_context(self.figures, self.texts, self.document, self._origins)
        tracing = _tracing(word_file(self.pack, self.document))
        return sheet_of(word.read(self.word_file), tracing.trace(context, self._origins).passages)

    # -- prose ------------------------------------------------------------------------------------

    def section(self, key: str) -> Any:
        """The section as it is typed; empty text where it is not."""
        prose = self.source.tree.get("正文")
        return prose.get(key, "") if isinstance(prose, dict) else ""

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """The rows of each section."""
        return {key: rows_of(self.section(key)) for key in self.texts.sections}

    @cached_property
    def places(self) -> Mapping[int, tuple[str, int]]:
        """Section and row of each paragraph of the prose, by its number.

        Sections whose paragraphs are not the lines that were typed are left out.
        """
        found: dict[int, tuple[str, int]] = {}
        number = 0
        for key, blocks in self.texts.sections.items():
            fits = len(self.rows[key]) == len(blocks)
            for row, _ in enumerate(blocks):
                if fits:
                    found[number] = (key, row)
                number += 1
        return found

    def block_of(self, leaf: Leaf) -> int | None:
        """The number of the paragraph of the prose that ``leaf`` is; None where it is none, or more than that."""
        if leaf.passage is None:
            return None
        for mark in leaf.passage.marks:
            for stretch in mark.stretches:
                if stretch.expression == BLOCK and self.blocks[stretch.source].text.strip() == leaf.text:
                    return stretch.source
        return None

    def raw_of(self, block: Block) -> str:
        """The text of the data that ``block`` is part of."""
        found = self.report.raw(block.path)
        return found if isinstance(found, str) else ""

    def block_segments(self, number: int) -> list[Segment]:
        """The segments of a paragraph of the prose, without its numbering."""
        block = self.blocks[number]
        uses = {span.expression: self._uses(span.expression) for span in block.spans if span.expression}
        return of_block(block, self.raw_of(block), uses)

    def _uses(self, expression: str) -> tuple[tuple[KeyPath, ...], tuple[KeyPath, ...]]:
        found = self._origins.uses(expression)
        keys = tuple(dict.fromkeys(path for use in found for path in use.paths))
        return keys, tuple(path for use in found if use.shown for path in use.paths)

    # -- everything else --------------------------------------------------------------------------

    def segments(self, leaf: Leaf) -> list[Segment]:
        """The segments of a paragraph that is no paragraph of the prose."""
        raws = {}
        for mark in leaf.passage.marks if leaf.passage else ():
            for stretch in mark.stretches:
                raw = self.raw(stretch.path)
                if isinstance(raw, str):
                    raws[stretch.path] = raw
        return of_passage(leaf, raws)

    def raw(self, path: KeyPath) -> Any:
        """The value at ``path`` as typed; None where there is none."""
        try:
            return self.report.raw(path) if path else None
        except KeyError:
            return None

    def line(self, path: KeyPath) -> int:
        """The line in which the value at ``path`` was typed."""
        return self.report.place(path).line

    def facts(self, paths: tuple[KeyPath, ...]) -> Iterator[tuple[KeyPath, Any]]:
        """The base facts behind figures: what was typed, down all that was computed."""
        met: set[KeyPath] = set()
        ways = list(reversed(paths))
        while ways:
            path = ways.pop()
            try:
                path = self.report.indexed(path)
            except KeyError:
                continue
            if path in met:
                continue
            met.add(path)
            raw = self.raw(path)
            if isinstance(raw, dict) and "值" in raw:
                path, raw = (*path, "值"), raw["值"]
            used = self.figures.inputs.get(path, ())
            plain = raw is not None and not isinstance(raw, dict | list)
            if plain and not (isinstance(raw, str) and expression_ends_of(raw)) and (not used or raw not in WORDS):
                yield path, raw
            else:
                ways += reversed(used)


@lru_cache(maxsize=16)
def _tracing(template: bytes) -> TracingTemplate:
    return compile_tracing(template, filters=words.FUNCTIONS, restricted=True)


def expression_ends_of(raw: str) -> dict[int, int]:
    """Where expressions begin and end; nothing for a text with a fault."""
    try:
        return expression_ends(raw)
    except ExpressionFault:
        return {}


def open_side(
    data: bytes, name: str, choose: Choose, document: str = "", files: Mapping[str, bytes] | None = None
) -> Side:
    """The report of a data file; raises Unreadable where it cannot be read, PackFault without its pack."""
    loaded = load(data, name)
    if loaded.source is None or loaded.mended is not None or any(f.code.startswith("DAT1") for f in loaded.findings):
        hint = "先改正数据文件里的问题：运行 perfgen check 看，perfgen check --fix 自动改正一部分"
        raise Unreadable("数据文件读不全，没有回填", hint, name, loaded.findings)
    tree = loaded.source.tree
    chosen, version = tree.get("模板"), tree.get("模板版本")
    if not isinstance(chosen, str) or not chosen.strip():
        raise PackFault("没有写明用哪个模板", '在文件开头写 "模板" = "…"；用 perfgen template list 看有哪些', name)
    pack = choose(chosen.strip(), version.strip() if isinstance(version, str) else "")
    documents = pack.contract.documents
    found = next((each for each in documents if each.key == document), documents[0])
    return Side(take(loaded.source, pack.contract, files or {})[0], pack, found)
