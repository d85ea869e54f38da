"""Text that is still to come, 〔待填：…〕, made to stand out in a draft."""

import copy
import re
from itertools import pairwise

from lxml import etree

from . import schema
from .package import parse_xml, read_package, untouched
from .places import W

_PENDING = re.compile("〔待填：[^〔〕]*〕")


def highlight_pending(docx: bytes) -> bytes:
    """The same .docx with every 〔待填：…〕 on a yellow ground; it is split off into runs of its own."""
    package = read_package(docx)
    fresh: list[tuple[str, bytes]] = []
    for name in (package.main, *package.headers, *package.footers, *package.footnotes):
        if "〔待填：".encode() not in package.parts[name] and "〔".encode() not in package.parts[name]:
            continue
        root = parse_xml(package.parts[name])
        if sum(_highlight(p) for p in root.iter(W + "p")):
            fresh.append((name, etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)))
    return untouched(package, (n for n, _ in fresh)).assemble(fresh)


def _highlight(paragraph: etree._Element) -> bool:
    texts = [t for t in paragraph.iter(W + "t") if next(t.iterancestors(W + "p")) is paragraph]
    whole = "".join(t.text or "" for t in texts)
    spans = [m.span() for m in _PENDING.finditer(whole)]
    position = 0
    for text in texts if spans else ():
        length = len(text.text or "")
        inside = [(max(a - position, 0), min(b - position, length)) for a, b in spans]
        inside = [(a, b) for a, b in inside if a < b]
        position += length
        if inside:
            _split(text, inside)
    return bool(spans)


def _split(text: etree._Element, inside: list[tuple[int, int]]) -> None:
    """Split the run of ``text`` so that the characters ``inside`` stand in highlighted runs of their own."""
    run, content = text.getparent(), text.text or ""
    if run is None or run.tag != W + "r":
        return
    cuts = sorted({0, len(content), *(c for span in inside for c in span)})
    pieces = [(content[a:b], any(x <= a and b <= y for x, y in inside)) for a, b in pairwise(cuts)]
    before, after = _bare(run), _bare(run)
    children = [c for c in run if c.tag != W + "rPr"]
    at = children.index(text)
    before.extend(children[:at])
    middle: list[etree._Element] = []
    for piece, shines in pieces:
        part = _bare(run)
        etree.SubElement(part, W + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = piece
        if shines:
            _shine(part)
        middle.append(part)
    after.extend(children[at + 1 :])
    # The old run keeps what follows, since later texts of the same run are still to be looked at.
    for new in (before, *middle):
        if any(c.tag != W + "rPr" for c in new):
            run.addprevious(new)
    for old in [c for c in run if c.tag != W + "rPr"]:
        run.remove(old)
    run.extend(c for c in list(after) if c.tag != W + "rPr")
    if all(c.tag == W + "rPr" for c in run):
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)


def _bare(run: etree._Element) -> etree._Element:
    new = etree.Element(W + "r", {str(k): str(v) for k, v in run.attrib.items()})
    properties = run.find(W + "rPr")
    if properties is not None:
        new.append(copy.deepcopy(properties))
    return new


def _shine(run: etree._Element) -> None:
    properties = run.find(W + "rPr")
    if properties is None:
        properties = etree.Element(W + "rPr")
        run.insert(0, properties)
    for old in properties.findall(W + "highlight"):
        properties.remove(old)
    etree.SubElement(properties, W + "highlight", {W + "val": "yellow"})
    properties[:] = sorted(properties, key=lambda e: schema.run_rank(etree.QName(e).localname))
