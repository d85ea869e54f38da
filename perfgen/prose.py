"""The prose of the data as text: blocks with spans that tell which characters came from which expression."""

from collections.abc import Iterator, Mapping
from typing import Any

from perfgen.compute import Figures
from perfgen.contract import Content, OutlineItem
from perfgen.express.numerals import in_words
from perfgen.express.values import WORDS, Absent
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@frozen
class Span:
    """A stretch of a block's text: the characters ``start`` to ``end`` came from ``expression`` (or were typed).

    ``source`` is the offset of the stretch in the data's string; ``word`` marks one of the three words.
    """

    start: int
    end: int
    expression: str
    source: int
    word: bool = False


@frozen
class Block:
    """A paragraph of a section: its text with numbering, its level (0 body, 1 and 2 sub-headings), its key path."""

    text: str
    level: int
    path: KeyPath
    prefix: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def typed(self) -> str:
        """The text without its numbering."""
        return self.text[len(self.prefix) :]


@frozen
class Texts:
    """The sections of the prose by outline key, in outline order."""

    sections: Mapping[str, tuple[Block, ...]]

    def blocks(self) -> Iterator[Block]:
        """Every block, in order."""
        for blocks in self.sections.values():
            yield from blocks


def write_prose(figures: Figures) -> Texts:
    """The texts of every section that the contract asks the town for; absent optional ones are empty."""
    sections = {}
    for key, item in figures.report.contract.prose_keys.items():
        path: KeyPath = ("正文", key)
        sections[key] = tuple(_section(figures, path, item)) if figures.report.has(path) else ()
    return Texts(sections)


def _section(figures: Figures, path: KeyPath, item: OutlineItem) -> Iterator[Block]:
    raw = figures.report.raw(path)
    numbering = item.numbering if item.content in (Content.NUMBERED, Content.SUBHEADED) else ""
    yield from _form(figures, path, raw, numbering or "1.", 1)


def _form(figures: Figures, path: KeyPath, raw: Any, numbering: str, level: int) -> Iterator[Block]:
    """One of the three forms: text, a list of texts, a list of { 标题, 内容 }."""
    if isinstance(raw, str):
        yield from paragraphs(figures, path, raw)
        return
    for index, each in enumerate(raw if isinstance(raw, list) else ()):
        prefix = number_prefix(numbering, index + 1)
        if isinstance(each, str):
            lines = list(paragraphs(figures, (*path, index), each, prefix))
            yield from lines
        elif isinstance(each, dict):
            yield from paragraphs(figures, (*path, index, "标题"), str(each.get("标题", "")), prefix, level)
            if "内容" in each:
                yield from _form(figures, (*path, index, "内容"), each["内容"], style_below(numbering), level + 1)


def style_below(numbering: str) -> str:
    """The numbering one level down, in the order of GB/T 9704: 一、 （一） 1. （1）."""
    return {"（一）": "1.", "1.": "（1）", "1、": "（1）", "（1）": "①", "无": "无"}.get(numbering, "（1）")


def number_prefix(numbering: str, index: int) -> str:
    """The numbering of the ``index``-th paragraph (from 1) in a style such as ``1.``, ``（一）``, ``一是``."""
    match numbering:
        case "1.":
            return f"{index}."
        case "1、":
            return f"{index}、"
        case "（1）":
            return f"（{index}）"
        case "（一）":
            return f"（{in_words(index)}）"
        case "一是":
            return f"{in_words(index)}是"
        case "第一，":
            return f"第{in_words(index)}，"
        case "①":
            return _CIRCLED[index - 1] if index <= len(_CIRCLED) else f"（{index}）"
        case _:
            return ""


def paragraphs(figures: Figures, path: KeyPath, raw: str, prefix: str = "", level: int = 0) -> Iterator[Block]:
    """The lines of ``raw`` as paragraphs; the first carries the numbering."""
    if raw.strip() in WORDS:
        word = Absent(raw.strip(), figures.label(path))
        if word.pending:
            text = prefix + str(word)
            yield Block(text, level, path, prefix, (Span(len(prefix), len(text), "", 0, True),))
        return
    text, spans = "", list[Span]()
    for piece, expression, source in figures.pieces(raw, path):
        start, text = len(text), text + str(piece)
        spans.append(Span(start, len(text), expression, source, isinstance(piece, Absent)))
    own = prefix
    for start, end in _lines(text):
        whole = not own and start == 0 and end == len(text)
        yield Block(own + text[start:end], level, path, own, tuple(spans if whole else _within(spans, start, end, own)))
        own = ""


def _within(spans: list[Span], start: int, end: int, prefix: str) -> Iterator[Span]:
    """The spans of the line ``start`` to ``end``, as they stand behind its prefix."""
    shift = len(prefix) - start
    for span in spans:
        if span.end > start and span.start < end:
            cut = 0 if span.expression else max(0, start - span.start)
            first, last = max(span.start, start) + shift, min(span.end, end) + shift
            yield Span(first, last, span.expression, span.source + cut, span.word)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines of ``text`` that are not empty, blanks at both ends left out, as start and end."""
    start = 0
    for line in text.split("\n"):
        bare = line.strip(" \t\r　")
        if bare:
            begin = start + line.index(bare[0])
            yield begin, begin + len(bare)
        start += len(line) + 1
