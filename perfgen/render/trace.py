"""Where everything on the page came from: a second compile of a template, off the hot path.

Each output expression is wrapped in marker characters of the private use area with the number of a record, which notes
the figures that were looked up while it was evaluated. The document is then read and the markers are taken out again:
what remains is the text of a normal render, with marks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, Protocol

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.compiler import Frame

from perfgen import word
from perfgen.express.sourced import Sourced, Stretch
from perfgen.express.uses import Use, Watch, is_listing, is_lookup, is_shaping, paths_of
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern
from perfgen.render.archive import Archive
from perfgen.render.compiled import CompiledTemplate, Part, file_name
from perfgen.render.compiling import compiled_parts, opened
from perfgen.render.package import untouched
from perfgen.render.patch import Tag
from perfgen.render.places import Spot
from perfgen.render.sandbox import HAS, Environment, Generator

_OPEN, _CLOSE, _END = "\U000f5030", "\U000f5031", "\U000f5032"
_DIGITS = {ord(str(digit)): chr(0xF5040 + digit) for digit in range(10)}
_PLAIN = {ord(sign): chr(digit) for digit, sign in _DIGITS.items()}
_SIGNS = pattern("[\U000f5030-\U000f504f]")
_MARKER = pattern(f"([{_OPEN}{_CLOSE}])([\U000f5040-\U000f5049]+){_END}")
_ELEMENT = pattern(r"<[^<>]*>")
_TEXT = pattern(r"<w:t(?: [^<>]*[^<>/])?>")


@frozen
class Mark:
    """The characters ``start`` to ``end`` of a paragraph that an expression of the template printed."""

    start: int
    end: int
    expression: str
    """The expression as the template has it."""
    keys: tuple[KeyPath, ...] = ()
    """The figures and texts that were looked up for it."""
    shown: tuple[KeyPath, ...] = ()
    """Those of them that are printed themselves, not only computed with, in the order of printing."""
    stretches: tuple[Stretch, ...] = ()
    """Where the characters of a text of the data came from, in offsets of the paragraph."""


@frozen
class Passage:
    """One paragraph as printed: its place, text, style and outline level, and what the template filled in."""

    spot: Spot
    text: str
    marks: tuple[Mark, ...] = ()
    style: str = ""
    level: int = 0
    document: str = ""
    """The document that it stands in, where that is not the first of several."""


@frozen
class Traced:
    """A rendered document, paragraph by paragraph in reading order: body, headers, footers, footnotes."""

    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """The text of all paragraphs as lines."""
        return "\n".join(passage.text for passage in self.passages)


class Origins(Protocol):
    """Who knows the data behind a context."""

    def watch(self) -> AbstractContextManager[Watch]:
        """Note which paths are looked up while it lasts."""

    def stretches(self, path: KeyPath, text: str) -> tuple[Stretch, ...]:
        """Where the characters of ``text``, printed for ``path``, came from; nothing where it is no typed text."""


class _Unseen:
    leaves: tuple[KeyPath, ...] = ()


class _Unknown:
    """Origins of a plain context: nothing is known."""

    def watch(self) -> AbstractContextManager[Watch]:
        return nullcontext(_Unseen())

    def stretches(self, path: KeyPath, text: str) -> tuple[Stretch, ...]:
        return ()


@dataclass
class _Record:
    """What is noted of one output while it is evaluated."""

    expression: str
    uses: list[Use] = field(default_factory=list)
    sourced: list[Sourced] = field(default_factory=list)
    text: str = ""


@dataclass
class _Recorder:
    origins: Origins
    tags: Mapping[str, Mapping[int, Tag]]
    records: list[_Record] = field(default_factory=list)
    open: list[_Record] = field(default_factory=list)


_RECORDER: ContextVar[_Recorder] = ContextVar("_RECORDER")


class _TracingGenerator(Generator):
    """Code that notes what each output looks up: ``shown`` is whether what is looked up is also what is printed."""

    shown: bool | None = None
    """None outside outputs, and in conditions."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.buffer is None:  # what goes into a variable or a macro is traced where that is printed
            self.write(f"environment.traced({self.filename!r}, {node.lineno}, lambda: ")
            self.shown = True
        super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        super()._output_child_post(node, frame, finalize)
        if frame.buffer is None:
            self.write(")")
            self.shown = None

    def _as(self, shown: bool | None, node: nodes.Node, frame: Frame) -> None:
        before, self.shown = self.shown, shown
        self.visit(node, frame)
        self.shown = before

    def _noted(self, node: nodes.Node, frame: Frame, visit: Callable[..., None], within: bool | None = None) -> None:
        before = self.shown
        if before is None or _root(node) == "loop":  # loop looks ahead, at items that are not printed here
            visit(node, frame)
            return
        self.write(f"environment.noted({before}, lambda: ")
        self.shown = within
        visit(node, frame)
        self.shown = before
        self.write(")")

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Visit a node; what stands in arithmetic or comparison is used, not shown."""
        computed = isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Compare | nodes.Test | nodes.Helper)
        if not self.shown or not computed or isinstance(node, nodes.Or):
            return super().visit(node, *args, **kwargs)
        self.shown = False
        try:
            return super().visit(node, *args, **kwargs)
        finally:
            self.shown = True

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:
        self._noted(node, frame, super().visit_Name)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self._noted(node, frame, super().visit_Getattr)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        self._noted(node, frame, super().visit_Getitem)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        def visit(node: nodes.Call, frame: Frame) -> None:
            super(_TracingGenerator, self).visit_Call(node, frame, forward_caller=forward_caller)

        if self.shown is None:
            visit(node, frame)
        elif is_lookup(node):
            self._noted(node, frame, visit)
        elif isinstance(node.node, nodes.Name) and node.node.name == HAS:
            before, self.shown = self.shown, None
            visit(node, frame)
            self.shown = before
        elif is_listing(node):
            self._noted(node, frame, visit, within=False)
        else:
            self._within(node, frame, visit)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        if self.shown is not None and is_listing(node):
            self._noted(node, frame, super().visit_Filter, within=False)
        else:
            self._within(node, frame, super().visit_Filter)

    def _within(self, node: nodes.Filter | nodes.Call, frame: Frame, visit: Callable[..., None]) -> None:
        before = self.shown
        if before is not None:
            self.shown = before and is_shaping(node)
        visit(node, frame)
        self.shown = before

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        if self.shown is None:
            super().visit_CondExpr(node, frame)
            return
        frame = frame.soft()
        self.write("(")
        self.visit(node.expr1, frame)
        self.write(" if ")
        self._as(None, node.test, frame)
        self.write(" else ")
        if node.expr2 is None:
            self.write("''")
        else:
            self.visit(node.expr2, frame)
        self.write(")")

    def visit_Or(self, node: nodes.BinExpr, frame: Frame) -> None:
        if self.shown is None:
            super().visit_Or(node, frame)
            return
        self.write("(environment.tried(lambda: ")
        self.visit(node.left, frame)
        self.write(") or ")
        self.visit(node.right, frame)
        self.write(")")


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Call):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


class _TracingEnvironment(Environment):
    code_generator_class = _TracingGenerator

    @staticmethod
    def traced(file: str, line: int, shown: Callable[[], str]) -> str:
        """What an output prints, between markers."""
        recorder = _RECORDER.get()
        tag = recorder.tags.get(file, {}).get(line)
        record = _Record(_inner(tag.typed) if tag else "")
        recorder.open.append(record)
        try:
            text = _SIGNS.sub("", shown())
        finally:
            recorder.open.pop()
        recorder.records.append(record)
        return _marked(text, len(recorder.records) - 1)

    @staticmethod
    def noted(shown: bool, evaluate: Callable[[], Any]) -> Any:
        """A value that is looked up for an output."""
        recorder = _RECORDER.get()
        with recorder.origins.watch() as watch:
            value = evaluate()
        record = recorder.open[-1]
        paths = paths_of(value, watch)
        if paths:
            record.uses.append(Use(paths, shown))
        if shown and isinstance(value, Sourced):
            record.sourced.append(value)
        return value

    @staticmethod
    def tried(evaluate: Callable[[], Any]) -> Any:
        """The left side of ``or``: what it looked up counts only where it is the one that is printed."""
        record = _RECORDER.get().open[-1]
        uses, sourced = len(record.uses), len(record.sourced)
        value = evaluate()
        if not value:
            del record.uses[uses:], record.sourced[sourced:]
        return value


def _inner(typed: str) -> str:
    return re.sub(r"^\{\{(?:[-+]|(?:tr|tc|p|r)(?=\s))?|[-+]?\}\}$", "", typed).strip()


def _marked(text: str, number: int) -> str:
    """``text`` between markers; those of ready-made XML stand inside its first and its last piece of text."""
    digits = str(number).translate(_DIGITS)
    opening, closing = f"{_OPEN}{digits}{_END}", f"{_CLOSE}{digits}{_END}"
    if "<" not in text:
        return opening + text + closing
    first, last = _TEXT.search(text), text.rfind("</w:t>")
    if first is None or last < first.end():
        return text
    return text[: first.end()] + opening + text[first.end() : last] + closing + text[last:]


class TracingTemplate(CompiledTemplate):
    """A Word template that renders as the normal one does and tells where everything came from."""

    def __init__(self, archive: Archive, parts: tuple[Part, ...], environment: Environment) -> None:
        """Take the parts that the data can change, and all others laid out for copying."""
        super().__init__(archive, parts, environment)
        self._tags = {file_name(part.name): part.lines for part in parts}

    def trace(self, context: Mapping[str, Any], origins: Origins | None = None) -> Traced:
        """The document for one set of data with the origin of what the template filled in.

        Raises TemplateFault where a normal render would. Marker characters typed in the data are dropped.
        """
        recorder = _Recorder(origins or _Unknown(), self._tags)
        token = _RECORDER.set(recorder)
        try:
            marked = self.render(context)
            return _read(word.read(marked), recorder)
        finally:
            _RECORDER.reset(token)

    def _text(self, part: Part, context: Mapping[str, Any]) -> str:
        text = super()._text(part, context)
        if part.kind == "properties":
            return _SIGNS.sub("", text)
        return _ELEMENT.sub(lambda match: _SIGNS.sub("", match[0]), text)


def compile_tracing(
    template: bytes | PathLike[str],
    *,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    undefined: type[Undefined] = StrictUndefined,
    autoescape: bool = True,
    restricted: bool = False,
) -> TracingTemplate:
    """Compile a template for tracing; the arguments are those of ``compile_template``."""
    package = opened(template, restricted=restricted)
    environment = _TracingEnvironment(
        filters=filters, undefined=undefined, autoescape=autoescape, restricted=restricted
    )
    parts = compiled_parts(package, environment)
    return TracingTemplate(untouched(package, (part.name for part in parts)), parts, environment)


def trace(
    template: bytes | PathLike[str],
    context: Mapping[str, Any],
    *,
    origins: Origins | None = None,
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> Traced:
    """Render ``template`` and tell for every paragraph which characters came from where."""
    return compile_tracing(template, filters=filters).trace(context, origins)


# -- reading ----------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """The walk over the document: where it is, and which markers stand open."""

    recorder: _Recorder
    heading: str = ""
    paragraph: int = 0
    tables: int = 0
    open: list[int] = field(default_factory=list)

    def passage(self, spot: Spot, text: str, style: str = "", level: int = 0) -> Passage:
        """A paragraph with the markers of its text made marks."""
        pieces: list[str] = []
        begun: dict[int, int] = dict.fromkeys(self.open, 0)
        found: list[tuple[int, int, int]] = []
        length = position = 0
        for marker in _MARKER.finditer(text):
            pieces.append(text[position : marker.start()])
            length += marker.start() - position
            position = marker.end()
            number = int(marker[2].translate(_PLAIN))
            if marker[1] == _OPEN:
                begun[number] = length
                self.open.append(number)
            elif number in begun:
                found.append((begun.pop(number), length, number))
                self.open.remove(number)
        pieces.append(text[position:])
        plain = "".join(pieces)
        found += [(start, len(plain), number) for number, start in begun.items()]
        marks = [self._mark(start, end, number, plain) for start, end, number in sorted(found)]
        return Passage(spot, plain, tuple(marks), style, level)

    def _mark(self, start: int, end: int, number: int, text: str) -> Mark:
        record = self.recorder.records[number]
        keys = tuple(dict.fromkeys(path for use in record.uses for path in use.paths))
        shown = tuple(path for use in record.uses if use.shown for path in use.paths)
        printed = text[start:end]
        stretches: tuple[Stretch, ...] = ()
        if len(record.sourced) == 1 and record.sourced[0] == printed:
            stretches = record.sourced[0].stretches
        elif not record.sourced and shown:
            found = (self.recorder.origins.stretches(path, printed) for path in shown)
            stretches = next((each for each in found if each), ())
        return Mark(start, end, record.expression, keys, shown, tuple(each.moved(start) for each in stretches))


def passages(document: word.Document) -> Traced:
    """The paragraphs of a document of which nothing is known but what it shows."""
    return _read(document, _Recorder(_Unknown(), {}))


def _read(document: word.Document, recorder: _Recorder) -> Traced:
    reading = _Reading(recorder)
    found = list(_blocks(document.blocks, reading))
    for part, texts in (("页眉", document.headers), ("页脚", document.footers), ("脚注", document.footnotes)):
        found += [reading.passage(Spot(part, "", number), text) for number, text in enumerate(texts, 1)]
    return Traced(tuple(found))


def _blocks(blocks: tuple[word.Block, ...], reading: _Reading) -> Iterator[Passage]:
    for block in blocks:
        if isinstance(block, word.Table):
            yield from _table(block, reading)
            continue
        text = _MARKER.sub("", block.text)
        if block.level and text.strip():
            reading.heading, reading.paragraph = text.strip(), 0
        else:
            reading.paragraph += bool(text.strip())
        spot = Spot("正文", reading.heading, reading.paragraph)
        yield reading.passage(spot, block.text, block.style, block.level)


def _table(table: word.Table, reading: _Reading) -> Iterator[Passage]:
    reading.tables += 1
    number = reading.tables
    for cell in table.cells:
        spot = Spot("正文", reading.heading, 0, number, cell.row + 1, cell.column + 1)
        for block in cell.blocks:
            if isinstance(block, word.Table):
                yield from _table(block, reading)
            else:
                yield reading.passage(spot, block.text, block.style, block.level)


__all__ = ["Mark", "Origins", "Passage", "Stretch", "Traced", "TracingTemplate", "compile_tracing", "passages", "trace"]
