"""Keys for headings and attachments, made of their words."""

import re

from perfgen.making.levels import numbered

_LONGEST = 14


def short_key(title: str) -> str:
    """A short key for a heading or attachment: its words without marks, numbers, years and tags."""
    bare = re.sub(r"\{\{.*?\}\}|(?:19|20)[0-9]{2}年度?", "", title)
    found = numbered(bare)
    return re.sub(r"[^\w]", "", found.bare if found else bare)[:_LONGEST] or "一节"


class Keys:
    """Gives every heading of an outline a key of its own, below that of the heading above it."""

    def __init__(self) -> None:
        self._above: list[str] = []
        self._used: set[str] = set()

    def of(self, title: str, level: int) -> str:
        """The key of the next heading."""
        del self._above[level - 1 :]
        short = short_key(title)
        key = ".".join((*self._above, short))
        number = 2
        while key in self._used:
            key = ".".join((*self._above, f"{short}{number}"))
            number += 1
        self._used.add(key)
        self._above.append(key.rpartition(".")[2])
        return key
