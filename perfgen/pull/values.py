"""What comes of taking the edits of a Word file over: what lands in the data, what cannot, what was typed beside it."""

from dataclasses import field
from enum import StrEnum

from perfgen.errors import PerfgenError
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


class Why(StrEnum):
    """Why an edit cannot go into the data."""

    COMPUTED = "算出来的数"
    TEMPLATE = "模板印的文字"
    BOTH = "数据里也改了"
    TWICE = "印在几处，改得不一样"
    HOMELESS = "数据里没有放它的地方"


@frozen
class Basis:
    """A base fact behind a figure: its key path, the line that it is typed in, and the value."""

    key: str
    line: int
    value: str


@frozen
class Conflict:
    """An edit that stays out of the data: where, why, what was printed, what was typed, and what to change instead."""

    where: str
    why: Why
    old: str
    new: str
    facts: tuple[Basis, ...] = ()
    leaf: int = -1
    """The paragraph of the edited file, in reading order; -1 for one that is no longer there."""


@frozen
class Edit:
    """An edit that lands in the data: where, the key it goes to and its line, what stood there and what will."""

    where: str
    key: str
    line: int
    old: str
    new: str
    """What the edited file says."""
    source: str = ""
    """What the data says for it, where that is another spelling."""
    leaf: int = -1
    done: bool = False
    """Whether the data says so already."""


@frozen
class Note:
    """Something typed where no data prints: a comment, a header, a text box; or a tracked change."""

    kind: str
    text: str
    where: str = ""


@frozen
class Pulled:
    """The outcome: the new data file (None where nothing changes), edits, conflicts, notes."""

    data: bytes | None = field(default=None, repr=False)
    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()
    based: bool = True
    """Whether it is known what the file said when it was generated; else it is compared with the data as it is."""

    @property
    def landed(self) -> tuple[Edit, ...]:
        """The edits that the data does not have yet."""
        return tuple(edit for edit in self.edits if not edit.done)


@frozen
class Change:
    """A value to be changed: its path (list items by index), and the new value; None takes a list item away."""

    path: KeyPath
    new: object


class TrackedChanges(PerfgenError):
    """The file holds tracked changes that nobody has accepted or refused."""

    def __init__(self, message: str, hint: str = "", place: str = "", notes: tuple[Note, ...] = ()) -> None:
        super().__init__(message, hint, place)
        self.args = (message, hint, place, notes)
        self.notes = notes
