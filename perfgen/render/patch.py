"""The source of the template language: a part as XML with marks in the places of its tags, and the text made of it.

``tagging`` finds the tags of a part and puts a mark in the place of each; what stands between the marks is XML that
``levels``, ``cells`` and ``shape`` work on. At last each mark gives way to the code of its tag.
"""

import copy
import re
from dataclasses import dataclass, field

from lxml import etree

from perfgen.patterns import pattern

from ..frozen import frozen
from .places import Spot

_OPEN, _CLOSE = "\U000f5000", "\U000f5001"
PRIVATE = pattern("[\U000f5000-\U000f504f]")
"""The signs that stand for tags here, and those that ``trace`` sets around values; none of them is ever printed."""
MARK = pattern(f"{_OPEN}([0-9]+){_CLOSE}")
_OPENING = pattern(r"\{(?=[{%#])")
_BRACE = "{{'{'}}"


@frozen
class Tag:
    """One tag: its code as the template language reads it, its text as typed, and its spot."""

    code: str
    typed: str = ""
    spot: Spot = field(default_factory=lambda: Spot(""))
    data: bool = False
    """Whether ``code`` is no tag but a sign to be printed as it is, or nothing."""

    @property
    def word(self) -> str:
        """The first word of a statement (``if``, ``for`` …), empty for an output."""
        match = re.match(r"\{%[-+]?\s*(\w+)", self.code)
        return match[1] if match else ""

    @property
    def inner(self) -> str:
        """The code between the delimiters."""
        return self.code[2:-2].strip().removeprefix("-").removeprefix("+").removesuffix("-").strip()


NOTHING = Tag("", data=True)
"""In the place of a tag that went away with the row, cell or paragraph that it stood in."""


@dataclass
class Source:
    """A part as XML with marks in the places of its tags."""

    root: etree._Element
    tags: list[Tag]

    @property
    def xml(self) -> str:
        """The XML, marks included."""
        return etree.tostring(self.root, encoding="unicode")

    def copy(self) -> "Source":
        """The same once more, for work that changes it."""
        return Source(copy.deepcopy(self.root), list(self.tags))

    def mark(self, tag: Tag) -> str:
        """A new mark that stands for ``tag``."""
        self.tags.append(tag)
        return mark_of(len(self.tags) - 1)


def mark_of(index: int) -> str:
    """The mark that stands for the tag ``index`` of a source."""
    return f"{_OPEN}{index}{_CLOSE}"


def jinja_source(source: Source, xml: str) -> tuple[str, dict[int, Tag]]:
    """The text for the template language and, for each of its lines, the tag that stands there.

    Every tag begins a line of its own (the line break stands inside the tag), so that a line number leads to the tag.
    Whatever else the XML holds is no code, even where it looks like it.
    """
    pieces: list[str] = []
    lines: dict[int, Tag] = {}
    line = 1
    for index, piece in enumerate(MARK.split(xml)):
        if index % 2 == 0:
            pieces.append(_as_data(piece))
            line += piece.count("\n")
            continue
        tag = source.tags[int(piece)]
        if tag.data:
            pieces.append(tag.code)
            continue
        if pieces[-1].endswith("{"):
            pieces[-1] = pieces[-1][:-1] + _BRACE
        signed = 3 if tag.code[2:3] in "-+" and len(tag.code) > 4 else 2
        line += 1
        lines[line] = tag
        pieces.append(f"{tag.code[:signed]}\n{tag.code[signed:]}")
        line += tag.code.count("\n")
    return "".join(pieces), lines


def _as_data(xml: str) -> str:
    """``xml`` as a text of the template language that prints it."""
    if not xml.isascii():
        xml = PRIVATE.sub("", xml)
    return _OPENING.sub(_BRACE, xml) if "{" in xml else xml
