"""Where the characters of a report's texts came from: typed in the data, or made by an expression from figures."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from perfgen.compute import Figures
from perfgen.express.evaluate import evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.sourced import Sourced, Stretch
from perfgen.express.syntax import has_expression, parse, segments, whole_expression
from perfgen.express.uses import Use, Watch, uses
from perfgen.express.values import WORDS
from perfgen.keypath import KeyPath
from perfgen.prose import Block

_DEEPEST = 8


class Origins:
    """The data behind a rendered document, as the trace asks for it."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._uses: dict[str, tuple[Use, ...]] = {}

    def watch(self) -> AbstractContextManager[Watch]:
        """Note which values are looked up while it lasts."""
        return self._figures.watch()

    def uses(self, expression: str) -> tuple[Use, ...]:
        """What an expression of the data or the manifest uses; nothing where it cannot be evaluated."""
        if expression not in self._uses:
            try:
                self._uses[expression] = uses(parse(expression), self._figures.scope, self.watch)
            except ExpressionFault:
                self._uses[expression] = ()
        return self._uses[expression]

    def block(self, block: Block) -> Sourced:
        """A paragraph of the prose with its stretches; its numbering has none."""
        found: list[Stretch] = []
        for span in block.spans:
            if span.expression:
                found += self._made(span.expression, block.text, span.start, span.end, block.path, span.source, 0)
            elif not span.word:
                found.append(Stretch(span.start, span.end, block.path, span.source))
        return Sourced(block.text, found)

    def stretches(self, path: KeyPath, text: str) -> tuple[Stretch, ...]:
        """Where the characters of ``text``, printed for ``path``, came from; nothing where it is no typed text."""
        return self._stretches(path, text, 0)

    def pack_text(self, text: str) -> Sourced:
        """A text of the manifest with its expressions evaluated; raises PackFault."""
        shown, found = "", list[Stretch]()
        for part in segments(text):
            made = self._figures.pack_text(f"{{{{{part.text}}}}}") if part.expression else part.text
            start, shown = len(shown), shown + made
            if part.expression:
                found += self._made(part.text.strip(), shown, start, len(shown), (), part.offset - 2, 0)
        return Sourced(shown, found)

    def _stretches(self, path: KeyPath, text: str, depth: int) -> tuple[Stretch, ...]:
        raw = self._raw(path)
        if raw is None or raw in WORDS:
            return ()
        if not has_expression(raw):
            start = raw.find(text) if text else -1
            return (Stretch(0, len(text), path, start),) if start >= 0 else ()
        whole = whole_expression(raw)
        if whole is not None:
            return tuple(self._made(whole.strip(), text, 0, len(text), path, raw.find(whole) - 2, depth))
        shown, found = "", list[Stretch]()
        for part in segments(raw):
            piece = str(self._value(part.text)) if part.expression else part.text
            start, shown = len(shown), shown + piece
            if part.expression:
                found += self._made(part.text.strip(), shown, start, len(shown), path, part.offset - 2, depth)
            else:
                found.append(Stretch(start, len(shown), path, part.offset))
        return tuple(found) if shown == text else ()

    def _value(self, expression: str) -> Any:
        return evaluate(parse(expression), self._figures.scope)

    def _raw(self, path: KeyPath) -> str | None:
        raw = self._figures.report.raw(path) if self._figures.report.has(path) else None
        if isinstance(raw, dict) and isinstance(raw.get("值"), str):
            return None
        return raw if isinstance(raw, str) else None

    def _made(
        self, expression: str, text: str, start: int, end: int, path: KeyPath, source: int, depth: int
    ) -> Iterator[Stretch]:
        """The stretch of an expression, and those of the text that it took over."""
        found = self.uses(expression)
        shown = tuple(each for use in found if use.shown for each in use.paths)
        keys = tuple(dict.fromkeys(each for use in found for each in use.paths))
        yield Stretch(start, end, path, source, expression, keys, shown)
        if depth < _DEEPEST:
            for each in shown:
                raw = self._raw(each)
                if raw is not None and has_expression(raw):
                    yield from (s.moved(start) for s in self._stretches(each, text[start:end], depth + 1))
