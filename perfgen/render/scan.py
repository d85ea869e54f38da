"""A text → the tags in it: where each begins and ends, its code, its level (``{%tr``, ``{%p`` …).

Raw stretches, comments and the spellings ``{_{`` … ``%_}`` are read here too; of them no tag is left.
"""

from collections.abc import Iterator

from perfgen.patterns import pattern

from ..frozen import frozen
from . import folding

_STOP = pattern(r"\{[{%#]|\{_[{%]|[}%]_\}")
OPENING = pattern(r"\{[{%#]")
ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LEVEL = pattern(r"\{[{%#](tr|tc|p|r)[ \u3000\u00a0]")
_RAW = pattern(r"\{%[-+]?\s*raw\s*[-+]?%\}")
_RAW_END = pattern(r"\{%[-+]?(?:(tr|tc|p|r) )?\s*endraw\s*[-+]?%\}")
_SHOWN = 60
"""So many characters behind a tag without an end are quoted."""


@frozen
class Found:
    """A stretch of a text: a tag with its code, or what gives way to the text ``code``, mostly to nothing."""

    start: int
    end: int
    code: str
    typed: str = ""
    level: str = ""
    """``tr``, ``tc``, ``p`` or ``r`` where the tag stands for the whole row, cell, paragraph or run."""
    tag: bool = True
    unfinished: bool = False


class Scanner:
    """Reads the texts of a part in their order; a raw stretch may go on from one to the next."""

    def __init__(self) -> None:
        self.raw = False

    def read(self, text: str) -> Iterator[Found]:
        """The tags of ``text``, and whatever else of it is not printed as it stands."""
        position = 0
        while True:
            if self.raw:
                finish = _RAW_END.search(text, position)
                if finish is None:
                    return
                self.raw = False
                yield Found(finish.start(), finish.end(), "", level=finish[1] or "", tag=False)
                position = finish.end()
            stop = _STOP.search(text, position)
            if stop is None:
                return
            found = _at(text, stop.start(), stop[0])
            self.raw = found.tag and _RAW.fullmatch(found.code) is not None
            yield Found(found.start, found.end, "", level=found.level, tag=False) if self.raw else found
            position = found.end


def _at(text: str, start: int, opening: str) -> Found:
    if opening not in ENDS:
        return Found(start, start + 3, opening.replace("_", ""), tag=False)
    end = tag_end(text, start + 2, ENDS[opening])
    if end < 0:
        return Found(start, start + 2, opening, text[start : start + 2 + _SHOWN], unfinished=True)
    typed = text[start : end + 2]
    level = _LEVEL.match(typed)
    inner = typed[level.end() - 1 : -2] if level else typed[2:-2]
    if opening == "{#":
        name = level[1] if level and level[1] != "r" else ""
        return Found(start, end + 2, "", level=name, tag=False)
    code = opening + folding.fold(inner).replace("\n", " ") + typed[-2:]
    return Found(start, end + 2, code, typed, level[1] if level else "")


def tag_end(text: str, start: int, closing: str) -> int:
    """Where in ``text`` the ``closing`` of a tag stands whose inside begins at ``start``; -1 where it has none.

    A sign inside a string literal or inside brackets ends no tag, unless no other does.
    """
    first = end = text.find(closing, start)
    if closing == "#}":
        return end
    for _ in range(8):
        if end < 0:
            break
        if folding.is_whole(text[start:end]):
            return end
        end = text.find(closing, end + 1)
    return first
