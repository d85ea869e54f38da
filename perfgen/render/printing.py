"""Values as they go into the XML: escaped, freed of characters that XML forbids, ready-made XML checked.

What a later step must look at is announced by a control character, which no document can contain: a search for one
byte then tells whether the step is needed at all.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from markupsafe import Markup, escape

from perfgen.patterns import pattern

from . import schema

RAW = "\x01"
"""Stands before ready-made XML in a result: the result has to be parsed."""
GRID = "\x02"
"""Stands before a table whose columns depend on the data."""
CELL = "\x03"
"""Stands at the end of a cell that may have come out empty."""
ROWS = "\x04"
"""Stands before a table that may have come out without rows."""

_FORBIDDEN = pattern("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEEDS_A_LOOK = pattern(r"<|&(?!(?:amp|lt|gt|quot|apos|#34|#39);)")
_ENDS_OF_PLACES = str.maketrans({">": "&gt;", '"': "&#34;", "'": "&#39;"})
"""What ends a tag, an attribute or a ``]]``; in ready-made text it need not have been escaped."""
_WRAPPERS = tuple(
    ("".join(f"<{n}>" for n in names), "".join(f"</{n}>" for n in reversed(names)))
    for names in (
        ("w:x",),
        ("w:r", "w:t"),
        ("w:p", "w:r", "w:t"),
        ("w:tr", "w:tc", "w:p", "w:r", "w:t"),
        ("w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:t"),
    )
)


class NeedsPackage(Exception):
    """A picture or sub-document stands in the data: only docxtpl's own package can take it in."""

    def __init__(self, tpl: Any) -> None:
        super().__init__()
        self.tpl = tpl


def tidy(text: str) -> str:
    """``text`` with line ends made ``\\n`` and without the characters that XML forbids."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("", text)


def show(value: Any) -> str:
    """``value`` as escaped text, or its own XML if it brings some (RichText, Listing, ``safe``)."""
    if type(value) is str:
        return escape(value if value.isprintable() else tidy(value))
    html = getattr(value, "__html__", None)
    if html is None:
        text = str(value)
        return escape(text if text.isprintable() else tidy(text))
    _refuse_package_parts(value)
    return ready_made(html())


def show_raw(value: Any) -> str:
    """``value`` unescaped where it is well-formed XML, as docxtpl prints without autoescape; else escaped."""
    if type(value) is not str:
        _refuse_package_parts(value)
        value = str(value)
    return ready_made(value)


WITHIN_PACKAGE: ContextVar[bool] = ContextVar("WITHIN_PACKAGE", default=False)
"""Whether the render goes into a package of docxtpl, so that pictures and sub-documents may print themselves."""


def _refuse_package_parts(value: Any) -> None:
    if WITHIN_PACKAGE.get():
        return
    if type(value).__name__ in ("InlineImage", "Subdoc") and type(value).__module__.startswith("docxtpl."):
        raise NeedsPackage(value.tpl)


def ready_made(xml: str) -> str:
    """A piece of XML made by the caller: taken over if it fits into a Word document, else printed as text."""
    if not _NEEDS_A_LOOK.search(xml):
        return tidy(xml).translate(_ENDS_OF_PLACES)
    fitting = _fitting(str(xml))
    return escape(tidy(xml)) if fitting is None else RAW + fitting


@lru_cache(maxsize=2048)
def _fitting(xml: str) -> str | None:
    xml = tidy(xml)
    for opening, closing in _WRAPPERS:
        if _is_well_formed(opening + re.sub("[\a\f]", "", xml).replace(RAW, "") + closing):
            return schema.ordered(xml)
    return None


def _is_well_formed(xml: str) -> bool:
    parser = expat.ParserCreate("utf-8")
    plain: list[str] = []
    parser.StartElementHandler = lambda name, _: plain.append(name) if ":" not in name else None
    try:
        parser.Parse(xml.encode(), True)
    except expat.ExpatError:
        return False
    return not plain


def as_run(shown: Callable[[Any], str]) -> Callable[[Any], Markup]:
    """For ``{{r …}}``: plain text, which would stand outside any run and be lost, gets a run of its own."""

    def in_run(value: Any) -> Markup:
        text = shown(value)
        if text.startswith(RAW):
            return Markup(text)
        return Markup(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else "")

    return in_run


def as_block(shown: Callable[[Any], str]) -> Callable[[Any], Markup]:
    """For ``{{p …}}``: plain text, which would stand outside any paragraph and be lost, gets a paragraph."""

    def in_paragraph(value: Any) -> Markup:
        text = shown(value)
        if text.startswith(RAW):
            return Markup(text)
        return Markup(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' if text else "")

    return in_paragraph


def as_colour(value: Any) -> str:
    """A cell colour as Word wants it: six hexadecimal digits without ``#``, or ``auto``."""
    colour = str(value).strip().lstrip("#")
    if re.fullmatch("[0-9A-Fa-f]{3}", colour):
        colour = "".join(c * 2 for c in colour)
    return colour if re.fullmatch("[0-9A-Fa-f]{6}", colour) else "auto"
