"""What is gathered of a report: figures with their places, items, prose, what has no place, what is doubtful."""

from dataclasses import dataclass, field

from perfgen.importing.indicators import Item
from perfgen.importing.patterns import Gap, Path
from perfgen.importing.reading import Para
from perfgen.importing.tracked import Text


@dataclass(frozen=True)
class Fact:
    """A figure or text that the report states for a key path, and the line it stands in."""

    path: Path
    value: str
    gap: Gap
    line: int
    section: str


@dataclass(frozen=True)
class Doubt:
    """Something that a person should look at: what, where in the report, and in which section."""

    message: str
    line: int
    section: str = ""
    hint: str = ""
    sureness: int = 0
    """How sure the reading is, of 1000; 0 where that says nothing."""


@dataclass
class Gathered:
    """All that was read of a report."""

    facts: list[Fact] = field(default_factory=list)
    indicators: list[Item] = field(default_factory=list)
    projects: list[Item] = field(default_factory=list)
    lists: dict[str, list[Item]] = field(default_factory=dict)
    """Lists of the county's own, by their path (机构.内设机构)."""
    prose: dict[str, list[Para]] = field(default_factory=dict)
    unplaced: list[Text] = field(default_factory=list)
    echoed: list[str] = field(default_factory=list)
    """Sentences that were read to figures but also say something doubtful; they stand under 未归类 too."""
    originals: list[tuple[str, str]] = field(default_factory=list)
    """Sentences that were read to figures though worded otherwise than the template: section and text."""
    doubts: list[Doubt] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """Outline keys of headings with nothing below them."""

    def first(self, *path: str) -> str:
        """The first value stated for ``path``; empty where there is none."""
        return next((fact.value for fact in self.facts if fact.path == path), "")
