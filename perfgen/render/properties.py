"""The file's properties (title, author, subject …), whose tags docxtpl renders too."""

import re

from lxml import etree

from .patch import Source, marked
from .places import KINDS, Spot

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
    spots: list[Spot] = []
    tagged = False
    for element in root:
        name = str(element.tag).removeprefix(_DC)
        text = element.text or ""
        rendered = str(element.tag).startswith(_DC) and name in _RENDERED
        tagged = tagged or (rendered and bool(re.search(r"\{[{%#]", text)))
        spots.append(Spot(f"{KINDS['properties']}“{_RENDERED.get(name, name)}”"))
        if not rendered and "{" in text:
            element.text = "{% raw %}" + text + "{% endraw %}"
    if not tagged:
        return None
    return marked(etree.tostring(root, encoding="unicode"), [], Spot(KINDS["properties"]))
