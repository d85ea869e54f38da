"""What taking a value gives, and why it cannot be taken."""

from collections.abc import Mapping
from typing import Any

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


class Cannot(Exception):
    """Why a value cannot be taken: what is wrong and how to mend it."""

    def __init__(self, message: str, hint: str, code: str = "DAT502", cell: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.code, self.cell = message, hint, code, cell


@frozen
class Taken:
    """A value with the places of all that is in it, by path below it."""

    value: Any
    cell: str
    places: Mapping[KeyPath, str]
    spots: Mapping[KeyPath, tuple[tuple[int, str], ...]]
    doubts: tuple[tuple[str, str], ...] = ()
    """Place and message of each."""
