"""A template's Word file as its editor sees it: every paragraph with its text, style, level and place, every tag."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from perfgen.frozen import frozen
from perfgen.render.compiling import levels_of, sources
from perfgen.render.package import Package, parse_xml, read_package
from perfgen.render.patch import Source, Tag
from perfgen.render.places import KINDS, Spot, W, heading_level, spots, visible_text

_BRACES = re.compile(r"\{[{%#].*?[}%#]\}")


@frozen(eq=False)
class Line:
    """A paragraph of a Word file."""

    part: str
    """Name of the part in the file."""
    number: int
    """From 0, over all paragraphs of the part in the order of the file."""
    element: etree._Element
    text: str
    spot: Spot
    style: str
    """Name of its style."""
    level: int
    """Level in the outline; 0 for body text."""
    in_body: bool
    """Whether it stands in the body, not in a header, footer or footnote."""

    @property
    def in_table(self) -> bool:
        """Whether it stands in a cell."""
        return self.spot.table > 0

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading with words of its own, not one that only prints a value."""
        return self.level > 0 and not self.in_table and bool(self.words)

    @property
    def words(self) -> str:
        """The text without its tags."""
        return _BRACES.sub("", self.text).strip()

    @property
    def place(self) -> str:
        """Where it stands, as a reader of the Word file sees it."""
        if self.spot.heading and not self.spot.paragraph and not self.in_table:
            return f"{self.spot.part}标题“{self.spot.heading}”"
        return str(self.spot)


@frozen(eq=False)
class Tagged:
    """A tag and the paragraph that it stands in; None for the properties of the file."""

    tag: Tag
    line: Line | None


@frozen(eq=False)
class Part:
    """A part with tags: its name, its kind (a key of ``KINDS``), its tags in order, and its source."""

    name: str
    kind: str
    tags: tuple[Tagged, ...]
    source: Source


@frozen(eq=False)
class WordFile:
    """A Word file taken apart."""

    name: str
    data: bytes
    package: Package
    lines: tuple[Line, ...]
    """Every paragraph: the body first, then headers, footers and footnotes."""
    styles: Mapping[str, etree._Element]
    """The styles by their ids."""

    @cached_property
    def body(self) -> tuple[Line, ...]:
        """The paragraphs of the body, those in tables too."""
        return tuple(line for line in self.lines if line.in_body)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part with tags."""
        return tuple(
            Part(name, kind, tuple(_tagged(source, [line for line in self.lines if line.part == name])), source)
            for name, kind, source in sources(self.package)
        )

    @cached_property
    def tags(self) -> tuple[Tagged, ...]:
        """Every tag with its paragraph."""
        return tuple(each for part in self.parts for each in part.tags)

    def line_of(self, place: str, message: str) -> Line | None:
        """The paragraph that a fault of the template language speaks of, by its place and the tag that it quotes."""
        there = [line for line in self.lines if str(line.spot) == place]
        quoted = re.search(r"“(\{[\s\S]*?)(?:…\S{0,2})?”", message)
        if quoted is not None:
            wanted = _evened(quoted[1])
            there = [line for line in there if wanted in _evened(line.text)] or there
        return there[0] if there else None


@lru_cache(maxsize=16)
def read_wordfile(name: str, data: bytes) -> WordFile:
    """The Word file ``name``; raises TemplateFault where ``data`` is none."""
    package = read_package(data)
    levels = levels_of(package)
    part = next((each for each in package.parts if each.endswith("word/styles.xml")), "")
    styles = {str(s.get(W + "styleId")): s for s in parse_xml(package.parts[part]).iter(W + "style")} if part else {}
    return WordFile(name, data, package, tuple(_lines(package, levels, styles)), styles)


def _lines(package: Package, levels: dict[str, int], styles: Mapping[str, etree._Element]) -> Iterator[Line]:
    default = next((key for key, each in styles.items() if _is_default(each)), "")
    kinds = (("body", (package.main,)), ("header", package.headers), ("footer", package.footers))
    for kind, names in (*kinds, ("footnotes", package.footnotes)):
        for name in names:
            root = parse_xml(package.parts[name])
            there = spots(root, KINDS[kind], levels)
            for number, paragraph in enumerate(root.iter(W + "p")):
                style = paragraph.find(f"{W}pPr/{W}pStyle")
                key = str(style.get(W + "val")) if style is not None else default
                yield Line(
                    part=name,
                    number=number,
                    element=paragraph,
                    text=visible_text(paragraph),
                    spot=there.get(paragraph, Spot(KINDS[kind])),
                    style=_name(styles[key]) if key in styles else key,
                    level=heading_level(paragraph, levels),
                    in_body=kind == "body",
                )


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")


def _name(style: etree._Element) -> str:
    name = style.find(W + "name")
    return str(name.get(W + "val")) if name is not None else ""


def _evened(text: Any) -> str:
    return re.sub(r"\s+", "", str(text))


def _tagged(source: Source, lines: Iterable[Line]) -> Iterator[Tagged]:
    """The tags with their paragraphs: both come in the order of the file."""
    there: dict[Spot, list[tuple[int, str, Line]]] = {}
    for line in lines:
        there.setdefault(line.spot, []).append((line.number, _evened(line.text), line))
    position = 0
    for tag in source.tags:
        if tag.data:
            continue
        wanted, fitting = _evened(tag.typed), there.get(tag.spot, [])
        exact = [each for each in fitting if wanted and wanted in each[1]] or fitting
        if not exact:
            yield Tagged(tag, None)
            continue
        position, _, line = next((each for each in exact if each[0] >= position), exact[0])
        yield Tagged(tag, line)
