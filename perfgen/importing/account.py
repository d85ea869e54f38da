"""The account of an import: what became of every character of the file."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from perfgen.frozen import frozen
from perfgen.importing.tracked import BLANKS, INSERTED, Text


class Fate(StrEnum):
    """What may become of a character."""

    HEADING = "标题"
    PROSE = "正文"
    FIGURE = "数据"
    HEALED = "清理"
    UNPLACED = "未归类"


@frozen
class Entry:
    """Where a character went: its fate, and the outline key, part of the data or kind of debris."""

    fate: Fate
    key: str


@dataclass
class Account:
    """What became of each character of ``raw``, and how often each kind of debris was healed."""

    raw: str
    entries: list[Entry | None] = field(default_factory=list)
    healed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with nothing accounted for."""
        self.entries = [None] * len(self.raw)

    def put(self, text: Text, fate: Fate, key: str) -> None:
        """Note that the characters of ``text`` went to ``key``."""
        entry = Entry(fate, key)
        for origin in text.origins:
            if origin != INSERTED:
                self.entries[origin] = entry

    def heal(self, text: Text, kind: str, times: int = 1) -> None:
        """Note that ``text`` is debris that was taken away."""
        self.healed[kind] += times
        self.put(text, Fate.HEALED, kind)

    def close(self) -> list[Text]:
        """Blanks become debris; what is left without a fate is returned, line by line, and becomes 未归类."""
        left: list[Text] = []
        run: list[int] = []
        for offset, character in enumerate(self.raw):
            if self.entries[offset] is None and character in BLANKS:
                self.entries[offset] = Entry(Fate.HEALED, "空白和换行")
                broken = character in "\r\n\f"
            else:
                broken = self.entries[offset] is not None
                if not broken:
                    run.append(offset)
            if broken and run:
                left.append(self._run(run))
                run = []
        if run:
            left.append(self._run(run))
        for text in left:
            self.put(text, Fate.UNPLACED, "未归类")
        return [text for text in left if text]

    def _run(self, offsets: list[int]) -> Text:
        return Text("".join(self.raw[offset] for offset in offsets), tuple(offsets))

    def totals(self) -> dict[tuple[Fate, str], int]:
        """How many characters went where, in the order of their first place."""
        return dict(Counter((entry.fate, entry.key) for entry in self.entries if entry is not None))

    def summary(self) -> dict[str, int]:
        """How many characters met each fate."""
        counted = Counter(entry.fate for entry in self.entries if entry is not None)
        return {str(fate): counted[fate] for fate in Fate}

    def lines(self) -> Iterator[str]:
        """The account in words."""
        for (fate, key), count in self.totals().items():
            yield f"{fate} {key}：{count} 字"
