"""How many columns of a terminal a text takes: a full-width character takes two."""

from unicodedata import category, east_asian_width

_NONE = frozenset({"Mn", "Me", "Cf", "Cc"})
"""Marks on the character before, and what is not seen."""


def cell_len(text: str) -> int:
    """The columns that ``text`` takes, without control sequences."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if east_asian_width(char) in "WF":
        return 2
    return 0 if category(char) in _NONE else 1
