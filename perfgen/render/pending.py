"""A draft made to be known as one: what is still to come, 〔待填：…〕, shines; what is wrong, 〔待改：…〕, ends it."""

import copy
from collections.abc import Sequence
from itertools import pairwise

from lxml import etree

from perfgen.patterns import pattern

from . import schema
from .package import parse_xml, read_package, untouched
from .places import W

TO_MEND = "〔待改："
"""How the lines begin that a draft ends with."""

_PENDING = pattern("〔待填：[^〔〕]*〕")


def mark_draft(docx: bytes, wrong: Sequence[str] = ()) -> bytes:
    """The same .docx with every 〔待填：…〕 on a yellow ground, and what is ``wrong`` as yellow lines at its end."""
    package = read_package(docx)
    fresh: list[tuple[str, bytes]] = []
    for name in (package.main, *package.headers, *package.footers, *package.footnotes):
        ends = bool(wrong) and name == package.main
        if not ends and "〔".encode() not in package.parts[name]:
            continue
        root = parse_xml(package.parts[name])
        shines = sum([_highlight(p) for p in root.iter(W + "p")])
        if ends:
            _list(root, wrong)
        if shines or ends:
            fresh.append((name, etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)))
    return untouched(package, (n for n, _ in fresh)).assemble(fresh)


def prints_pending(docx: bytes) -> bool:
    """Whether the .docx shows anything as still to come."""
    package = read_package(docx)
    names = (package.main, *package.headers, *package.footers, *package.footnotes)
    return any("〔待填：".encode() in package.parts[name] for name in names)


def _list(root: etree._Element, wrong: Sequence[str]) -> None:
    """Put what is wrong behind the last paragraph of the body, on a page of its own."""
    body = root.find(W + "body")
    if body is None:
        return
    at = len(body) - (len(body) > 0 and body[-1].tag == W + "sectPr")
    head = f"这份草稿有 {len(wrong)} 个逻辑性问题，只供修改，不能报送；改好以后再正式生成"
    for number, text in enumerate((head, *wrong)):
        paragraph = etree.Element(W + "p")
        if not number:
            etree.SubElement(etree.SubElement(paragraph, W + "pPr"), W + "pageBreakBefore")
        run = etree.SubElement(paragraph, W + "r")
        shown = f"{TO_MEND}{''.join(c if c.isprintable() else ' ' for c in text)}〕"
        etree.SubElement(run, W + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = shown
        _shine(run)
        body.insert(at + number, paragraph)


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
