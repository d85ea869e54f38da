"""The figures of one side of a comparison, and what its paragraphs print of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from perfgen.explain import Inquiry, Occurrence
from perfgen.keypath import KeyPath
from perfgen.render.trace import Passage

_OWN_WORK = ("正文", "指标行")

Identity = tuple[tuple[str, ...], str, tuple[str, ...]]
"""What an occurrence prints: the keys of its figures, or the expression that computes it and the keys it uses."""


class Data:
    """The figures of one side by the spelling of their key paths; nothing where the data is not known."""

    def __init__(self, known: Inquiry | None) -> None:
        self.known = known

    @cached_property
    def values(self) -> Mapping[str, tuple[KeyPath, Any]]:
        """Value and path of every figure and text."""
        if self.known is None:
            return {}
        figures = self.known.figures
        return {self.spelled(path): (path, figures.value(path)) for path in self.known.paths()}

    def spelled(self, path: KeyPath) -> str:
        """The key path as people read it, which does not shift when a list grows."""
        return self.known.figures.report.spelled(path) if self.known is not None else ""

    @cached_property
    def occurrences(self) -> Mapping[int, list[Occurrence]]:
        """What the template and expressions filled in, by paragraph."""
        found: dict[int, list[Occurrence]] = defaultdict(list)
        for each in self.known.page.occurrences if self.known is not None else ():
            found[id(each.passage)].append(each)
        return found

    def identity(self, occurrence: Occurrence) -> Identity | None:
        """What it prints; None for words that were typed."""
        paths = tuple(self.spelled(path) for path in occurrence.paths if path and path[0] not in _OWN_WORK)
        if paths:
            return paths, "", ()
        if occurrence.expression and not occurrence.typed:
            return (), occurrence.expression, tuple(self.spelled(path) for path in occurrence.keys)
        return None

    def key_of(self, passage: Passage) -> str:
        """The key of the text that a paragraph prints."""
        for each in self.occurrences.get(id(passage), ()):
            if each.typed:
                return self.spelled(each.typed[0])
        return ""

    def typed(self, key: str) -> bool:
        """Whether the figure is a base fact."""
        assert self.known is not None
        figure = self.known.figure(self.values[key][0])
        return not figure.computed or bool(figure.typed and not figure.inputs)  # several postings are typed too

    def below(self, path: KeyPath) -> Iterator[KeyPath]:
        """Every path that the figure at ``path`` was computed from."""
        assert self.known is not None
        inputs, seen, waiting = self.known.figures.inputs, {path}, [path]
        while waiting:
            for each in inputs.get(waiting.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
                    yield each
