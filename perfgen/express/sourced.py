"""Texts that know where they came from: which characters were typed, and which an expression made."""

from collections.abc import Iterable

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


@frozen
class Stretch:
    """The characters ``start`` to ``end`` of a printed text, and their origin.

    They were typed in the string at ``path`` of the data, from its character ``source`` on; or the ``expression`` that
    begins there made them. Without a path the text is the pack's.
    """

    start: int
    end: int
    path: KeyPath = ()
    source: int = 0
    expression: str = ""
    keys: tuple[KeyPath, ...] = ()
    """The figures that the expression used."""
    shown: tuple[KeyPath, ...] = ()
    """Those of them that are printed themselves, in the order of printing."""

    def moved(self, by: int) -> "Stretch":
        """The same stretch in a text that begins ``by`` characters earlier."""
        return Stretch(self.start + by, self.end + by, self.path, self.source, self.expression, self.keys, self.shown)


class Sourced(str):
    """A text with its stretches, in order; one that an expression took from another text is followed by that one's."""

    stretches: tuple[Stretch, ...]

    def __new__(cls, text: str, stretches: Iterable[Stretch] = ()) -> "Sourced":
        """``text`` with ``stretches``."""
        made = super().__new__(cls, text)
        made.stretches = tuple(stretches)
        return made
