"""Template XML → the source of the template language, as pieces of XML and tags that know where they stand.

docxtpl's own ``patch_xml`` does what it always does (tags split on runs, ``{%p``, ``{%tr``, ``vm`` …). Around it every
paragraph is marked, so that each tag still knows its place afterwards, and curly quotes are kept from being
straightened inside string literals. After it each tag is taken out of the XML and replaced by a mark, which leaves
XML that a parser can read and that ``shape`` can work on.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from perfgen.patterns import pattern

from ..frozen import frozen
from . import folding
from .places import Spot, spots

_OPEN, _CLOSE, _HERE = "\U000f5000", "\U000f5001", "\U000f5002"
_QUOTES = dict(zip("“”‘’", "\U000f5010\U000f5011\U000f5012\U000f5013", strict=True))
_STRAIGHTENED = {mark: quote for quote, mark in _QUOTES.items()}
_PRIVATE = pattern("[\U000f5000-\U000f504f]")
"""The signs that stand for tags here, and those that ``trace`` sets around values; none of them is ever printed."""
MARK = pattern(f"{_OPEN}([0-9]+){_CLOSE}")
_HERE_MARK = pattern(f"{_HERE}([0-9]+){_CLOSE}")
_STOP = pattern(rf"{_HERE}([0-9]+){_CLOSE}|\{{[{{%#]|\{{_\{{|\}}_\}}|\{{_%|%_\}}")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LEVEL = pattern(r"(\{[{%](tr|tc|p|r))[ \u3000\u00a0]")
_LEVELS = dict(zip(("tr", "tc", "p", "r"), "\U000f5020\U000f5021\U000f5022\U000f5023", strict=True))
_RAW_END = pattern(r"\{%[-+]?\s*endraw\s*[-+]?%\}")


@frozen
class Tag:
    """One tag: its code as the template language reads it, its text as typed, and its spot."""

    code: str
    typed: str = ""
    spot: Spot = field(default_factory=lambda: Spot(""))
    data: bool = False
    """Whether ``code`` is no tag but text to be copied."""

    @property
    def word(self) -> str:
        """The first word of a statement (``if``, ``for`` …), empty for an output."""
        match = re.match(r"\{%[-+]?\s*(\w+)", self.code)
        return match[1] if match else ""

    @property
    def inner(self) -> str:
        """The code between the delimiters."""
        return self.code[2:-2].strip().removeprefix("-").removeprefix("+").removesuffix("-").strip()


@dataclass
class Source:
    """A part as XML with marks in the places of its tags."""

    xml: str
    tags: list[Tag]

    def mark(self, tag: Tag) -> str:
        """A new mark that stands for ``tag``."""
        self.tags.append(tag)
        return f"{_OPEN}{len(self.tags) - 1}{_CLOSE}"


@lru_cache(maxsize=1)
def _docxtpl() -> Any:
    from docxtpl import DocxTemplate  # a costly import, needed only when a template is compiled

    return DocxTemplate("")


def patched(root: etree._Element, part: str, levels: dict[str, int]) -> Source | None:
    """The source of a part, or None if nothing in it is a tag; ``root`` is changed."""
    if not has_tags(root):
        return None
    numbered = [(e, s) for e, s in spots(root, part, levels).items()]
    for number, (element, _) in enumerate(numbered):
        _put_before(element, f"{_HERE}{number}{_CLOSE}")
    xml = _without_indentation(etree.tostring(root, encoding="unicode"))
    for quote, mark in _QUOTES.items():
        xml = xml.replace(quote, mark)
    xml = _docxtpl().patch_xml(_LEVEL.sub(lambda m: f"{m[1]} {_LEVELS[m[2]]}", xml))
    return marked(xml, [spot for _, spot in numbered], Spot(part))


def has_tags(root: etree._Element) -> bool:
    """Whether the text of a part holds anything that starts a tag, be it split over runs."""
    text = "".join(str(t) for t in root.itertext())
    return bool(re.search(r"\{\s*[{%#_]|%_\}|\}_\}", text)) or any(
        "{{" in str(v) or "{%" in str(v) for e in root.iter() if isinstance(e.tag, str) for v in e.attrib.values()
    )


def _put_before(element: etree._Element, text: str) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def _without_indentation(xml: str) -> str:
    return re.sub(r">\s*\n\s*<", "><", xml) if "\n" in xml else xml


def marked(xml: str, order: list[Spot], spot: Spot) -> Source:
    """``xml`` with a mark in place of each tag; ``order`` gives the spots that the place marks in it point to."""
    source = Source("", [])
    pieces: list[str] = []
    position = 0
    while stop := _STOP.search(xml, position):
        pieces.append(xml[position : stop.start()])
        position = stop.end()
        if stop[1]:
            spot = order[int(stop[1])]
            continue
        opening = stop[0]
        if opening not in _ENDS:
            pieces.append(source.mark(Tag(opening.replace("_", ""), data=True)))
            continue
        end = _tag_end(xml, position, _ENDS[opening])
        if end < 0:
            pieces.append(source.mark(Tag(opening, _typed(xml[stop.start() : position + 60]), spot)))
            continue
        text = xml[stop.start() : end + 2]
        position = end + 2
        if opening == "{#":
            continue
        if re.fullmatch(r"\{%[-+]?\s*raw\s*[-+]?%\}", text):
            finish = _RAW_END.search(xml, position)
            raw = xml[position : finish.start() if finish else len(xml)]
            position = finish.end() if finish else len(xml)
            pieces.append(
                re.sub(r"\{[{%#]|[}%#]\}", lambda m: source.mark(Tag(m[0], data=True)), _HERE_MARK.sub("", raw))
            )
            continue
        pieces.append(source.mark(Tag(_code(text), _typed(text), spot)))
    pieces.append(xml[position:])
    source.xml = _restored("".join(pieces))
    return source


def _restored(text: str) -> str:
    for mark, quote in _STRAIGHTENED.items():
        text = text.replace(mark, quote)
    return text


def _tag_end(xml: str, start: int, closing: str) -> int:
    first = end = xml.find(closing, start)
    if closing == "#}":
        return end
    for _ in range(8):
        if end < 0 or "<w:p>" in xml[start:end] or "<w:p " in xml[start:end]:
            break
        if folding.is_whole(_restored(xml[start:end])):
            return end
        end = xml.find(closing, end + 1)
    return first


def _typed(text: str) -> str:
    plain = re.sub(r"</?w:[^<>]*>?", "", _HERE_MARK.sub("", text))
    return _restored(_with_level(plain)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _with_level(text: str) -> str:
    # docxtpl drops the level of a tag, {%tr becomes {%; a message shows the tag as it was typed.
    for level, sign in _LEVELS.items():
        if sign in text:
            text = text[:2] + level + " " + text[2:].replace(sign, "").lstrip()
    return text


def _code(text: str) -> str:
    typed = _typed("".join(c for c in text if c not in _LEVELS.values()))
    return typed[:2] + folding.fold(typed[2:-2]).replace("\n", " ") + typed[-2:]


def jinja_source(source: Source, xml: str) -> tuple[str, dict[int, Tag]]:
    """The text for the template language and, for each of its lines, the tag that stands there.

    Every tag begins a line of its own (the line break stands inside the tag), so that a line number leads to the tag.
    """
    pieces: list[str] = []
    lines: dict[int, Tag] = {}
    line = 1
    for index, piece in enumerate(MARK.split(xml)):
        if index % 2 == 0:
            pieces.append(_PRIVATE.sub("", piece))
            line += piece.count("\n")
            continue
        tag = source.tags[int(piece)]
        if tag.data:
            pieces.append(tag.code if tag.code < " " else "{{" + repr(tag.code) + "}}")
            continue
        signed = 3 if tag.code[2:3] in "-+" and len(tag.code) > 4 else 2
        line += 1
        lines[line] = tag
        pieces.append(f"{tag.code[:signed]}\n{tag.code[signed:]}")
        line += tag.code.count("\n")
    return "".join(pieces), lines
