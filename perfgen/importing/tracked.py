"""Text that knows where each of its characters stood in the file that was read."""

import re
from collections.abc import Iterable, Iterator

from perfgen.frozen import frozen

INSERTED = -1
"""The origin of a character that was not in the file."""


@frozen
class Text:
    """A text with the offset in the raw text of the file for each character."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def at(cls, text: str, start: int) -> "Text":
        """``text`` as it stands at the offset ``start`` of the file."""
        return cls(text, tuple(range(start, start + len(text))))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def __getitem__(self, part: slice) -> "Text":
        return Text(self.text[part], self.origins[part])

    def __add__(self, other: "Text") -> "Text":
        return Text(self.text + other.text, self.origins + other.origins)

    def strip(self) -> "Text":
        """The text without blanks at both ends."""
        start = len(self.text) - len(self.text.lstrip(BLANKS))
        return self[start : max(start, len(self.text.rstrip(BLANKS)))]

    def put(self, index: int, character: str) -> "Text":
        """The text with another character, of the same origin, at ``index``."""
        return Text(self.text[:index] + character + self.text[index + 1 :], self.origins)

    def split(self, pattern: str) -> list["Text"]:
        """The pieces between the matches of ``pattern``, blanks stripped; empty ones are left out."""
        pieces, position = [], 0
        for match in re.finditer(pattern, self.text):
            pieces.append(self[position : match.start()].strip())
            position = match.end()
        return [piece for piece in (*pieces, self[position:].strip()) if piece]

    def sentences(self, ends: str = "。！？；") -> Iterator["Text"]:
        """The sentences with their final marks; marks inside quotes and brackets end nothing."""
        depth, start = 0, 0
        for index, character in enumerate(self.text):
            depth += (character in "“《（(") - (character in "”》）)")
            if character in ends and depth <= 0:
                yield self[start : index + 1]
                start, depth = index + 1, 0
        if self[start:]:
            yield self[start:]


BLANKS = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u3000\ufeff\u200b"

NOTHING = Text("", ())


def joined(pieces: Iterable[Text]) -> Text:
    """The pieces one behind the other."""
    result = NOTHING
    for piece in pieces:
        result = result + piece
    return result
