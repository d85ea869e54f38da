"""The file's properties (title, author, subject …), whose tags docxtpl renders too."""

import re

from lxml import etree

from .patch import Source
from .places import KINDS, Spot
from .tagging import cleaned, marked_text

_DC = "{http://purl.org/dc/elements/1.1/}"
_RENDERED = {
    "title": "标题",
    "subject": "主题",
    "creator": "作者",
    "description": "备注",
    "identifier": "标识",
    "language": "语言",
}


def properties_source(root: etree._Element) -> Source | None:
    """The source of the core properties, or None if none of those that are rendered holds a tag."""
    source = Source(cleaned(root), [])
    for element in root:
        name = str(element.tag).removeprefix(_DC)
        text = element.text or ""
        if name in _RENDERED and str(element.tag).startswith(_DC) and re.search(r"\{[{%#]", text):
            element.text = marked_text(text, Spot(f"{KINDS['properties']}“{_RENDERED[name]}”"), source)
    return source if source.tags else None
