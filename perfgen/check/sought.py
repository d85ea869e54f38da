"""Patterns that the rules seek in the prose, told by cheap signs where there is nothing to be found."""

import re
from collections.abc import Iterator
from functools import cached_property


class Sought:
    """A pattern, and words one of which stands in everything that it matches.

    Most patterns match in few reports, and looking for a word costs a hundredth of trying a pattern at every character:
    the pattern is compiled, and tried, only on a text that has one of the words. Without words it is tried on each.
    """

    def __init__(self, pattern: str, *words: str) -> None:
        self._text = pattern
        self._words = words

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._text)

    def likely(self, text: str) -> bool:
        """Whether ``text`` has one of the words."""
        return not self._words or any(map(text.__contains__, self._words))

    def first(self, text: str) -> re.Match[str] | None:
        """The first match in ``text``."""
        return self.pattern.search(text) if self.likely(text) else None

    def all(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in ``text``."""
        return self.pattern.finditer(text) if self.likely(text) else iter(())
