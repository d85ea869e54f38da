"""The slow way of a render: through the docxtpl object that a picture or sub-document in the data was made with."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from lxml import etree

from . import printing
from .compiled import Part
from .package import parse_xml, repack
from .places import KINDS


def render_within(tpl: Any, parts: Iterable[Part], render: Callable[[Part], bytes]) -> bytes:
    """The .docx with every one of ``parts``, as ``render`` makes it, put into the package of ``tpl``.

    Pictures and sub-documents add parts to that package while they print themselves.
    """
    tpl.render_init()
    places = {str(p.partname).lstrip("/"): p for p in tpl.docx.part.package.iter_parts()}
    relations = {str(r.target_part.partname).lstrip("/"): i for i, r in tpl.docx.part.rels.items() if not r.is_external}
    token = printing.WITHIN_PACKAGE.set(True)
    try:
        for part in sorted(parts, key=lambda p: list(KINDS).index(p.kind)):
            tpl.current_rendering_part = places.get(part.name)
            data = render(part)
            if part.kind == "body":
                body = next(parse_xml(data).iter("{*}body"))
                tree = tpl.fix_tables(etree.tostring(body, encoding="unicode"))
                tpl.fix_docpr_ids(tree)
                tpl.map_tree(tree)
            elif part.kind in ("header", "footer"):
                tpl.map_headers_footers_xml(relations[part.name], data)
            elif part.kind == "footnotes":
                places[part.name]._blob = data
            else:
                _take_over_properties(tpl.docx.core_properties, data)
    finally:
        printing.WITHIN_PACKAGE.reset(token)
    made = BytesIO()
    tpl.docx.save(made)
    tpl.is_rendered = True
    return repack(made.getvalue())


def _take_over_properties(properties: Any, data: bytes) -> None:
    names = {"title": "title", "subject": "subject", "creator": "author", "description": "comments"}
    names |= {"identifier": "identifier", "language": "language"}
    for element in parse_xml(data):
        name = names.get(etree.QName(element).localname)
        if name:
            setattr(properties, name, element.text or "")
