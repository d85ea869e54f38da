"""What a render mends in its result, each step only where the result announces that it is needed.

Breaks in values (``\\n`` a line break, ``\\t`` a tab, ``\\f`` a page break, ``\\a`` a new paragraph) become Word's own,
without losing the properties of run and paragraph; tables get as many grid columns as their rows have; a cell that
came out empty gets the paragraph that Word insists on.
"""

import re
from xml.parsers import expat

from perfgen.patterns import pattern

from . import printing

_TEXT_WITH_BREAKS = pattern("<w:t(?: [^<>]*[^<>/])?>([^<]*[\n\t\f\a][^<]*)</w:t>")
_ELEMENT = pattern(r"<(/?)([\w:]+)((?:\s[^<>]*?)?)(/?)>")
_TEXT = '<w:t xml:space="preserve">'
_REOPENED = {"w:hyperlink", "w:ins", "w:smartTag", "w:fldSimple"}
_LAST_PARAGRAPH = pattern(f"(</w:p>|<w:p(?: [^<>]*)?/>)?((?:<w:bookmarkEnd [^<>]*/>)*){printing.CELL}")
_NESTED_IN_TEXT = pattern(r"<w:t(?: [^<>]*[^<>/])?>[^<]*<(?!/w:t>)")


def mended(xml: str, root_tag: str) -> str:
    """The result of a render with every announced step done; ``root_tag`` is the opening tag of the part."""
    if printing.RAW in xml:
        xml = _lifted_out(xml.replace(printing.RAW, ""))
    if "\n" in xml or "\t" in xml or "\f" in xml or "\a" in xml:
        xml = _with_breaks(xml)
    if printing.CELL in xml:
        xml = _LAST_PARAGRAPH.sub(lambda m: (m[1] or "") + m[2] + ("" if m[1] else "<w:p/>"), xml)
    if printing.GRID in xml or printing.ROWS in xml:
        xml = _with_grids(xml, root_tag)
    return xml


def is_well_formed(data: bytes) -> bool:
    """Whether ``data`` parses as XML."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def recovered(data: bytes) -> bytes:
    """``data`` as far as a forgiving parser reads it, which is what docxtpl makes of a result that is no XML."""
    from lxml import etree  # for a result that is no XML, and no other

    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


# -- ready-made runs that were printed inside a text ------------------------------------------------


def _lifted_out(xml: str) -> str:
    """Runs that stand inside a w:t (``{{ x }}`` where ``{{r x }}`` was meant) put beside its run."""
    position = 0
    pieces: list[str] = []
    while found := _NESTED_IN_TEXT.search(xml, position):
        start = found.end() - 1
        end = _balanced_end(xml, start)
        if end <= start:
            pieces.append(xml[position : found.end()])
            position = found.end()
            continue
        run = xml.rfind("<w:r", 0, found.start())
        properties = re.match(r"<w:r(?: [^<>]*)?>(<w:rPr>.*?</w:rPr>)?", xml[run : found.start()], re.DOTALL)
        pieces += (xml[position:start], "</w:t></w:r>", xml[start:end])
        again = f"<w:r>{properties[1] or '' if properties else ''}{_TEXT}"
        xml, position = again + xml[end:], 0
    return "".join(pieces) + xml[position:]


def _balanced_end(xml: str, start: int) -> int:
    """Where the elements that begin at ``start`` end and text or a closing tag follows."""
    depth, position = 0, start
    while match := _ELEMENT.match(xml, position):
        if match[1]:
            if depth == 0:
                return position
            depth -= 1
        elif not match[4]:
            depth += 1
        position = match.end()
        if depth == 0 and xml[position : position + 1] != "<":
            return position
        if depth:
            following = xml.find("<", position)
            if following < 0:
                return -1
            position = following
    return position if depth == 0 else -1


# -- breaks in values -------------------------------------------------------------------------------


def _with_breaks(xml: str) -> str:
    pieces: list[str] = []
    position = 0
    for match in _TEXT_WITH_BREAKS.finditer(xml):
        text = match[1].replace("\n", f"</w:t><w:br/>{_TEXT}").replace("\t", f"</w:t><w:tab/>{_TEXT}")
        if "\a" in text or "\f" in text:
            text = _with_paragraphs(text, xml, match.start())
        pieces += (xml[position : match.start()], f"{_TEXT}{text}</w:t>")
        position = match.end()
    return "".join((*pieces, xml[position:])).replace("\a", "").replace("\f", "")


def _with_paragraphs(text: str, xml: str, at: int) -> str:
    around = _open_elements(xml, at)
    names = [name for name, _ in around]
    if names[:1] != ["w:p"] or names[-1:] != ["w:r"] or any(n not in _REOPENED for n in names[1:-1]):
        return text.replace("\a", f"</w:t><w:br/>{_TEXT}").replace("\f", f'</w:t><w:br w:type="page"/>{_TEXT}')
    close = "</w:t>" + "".join(f"</{name}>" for name in reversed(names))
    again = "".join(opening for _, opening in around) + _TEXT
    page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return text.replace("\a", close + again).replace("\f", close + page + again)


def _open_elements(xml: str, at: int) -> list[tuple[str, str]]:
    """The elements from the paragraph down to the run around ``at``, as name and what opens them again."""
    start = at
    while True:
        start = max(xml.rfind("<w:p>", 0, start), xml.rfind("<w:p ", 0, start))
        if start < 0:
            return []
        around = _open_between(xml, start, at)
        if around and around[0][0] == "w:p":
            return around


def _open_between(xml: str, start: int, at: int) -> list[tuple[str, str]]:
    around: list[tuple[str, str]] = []
    position = start
    while match := _ELEMENT.search(xml, position, at):
        position = match.end()
        if match[4]:
            continue
        if match[1]:
            if around:
                around.pop()
            if not around:
                return []
            continue
        name, opening = match[2], match[0]
        if name in ("w:p", "w:r"):
            properties = re.compile(rf"<{name}Pr>.*?</{name}Pr>", re.DOTALL).match(xml, position)
            shown = re.sub(r"<w:sectPr\b.*?</w:sectPr>", "", properties[0], flags=re.DOTALL) if properties else ""
            opening = f"<{name}>{shown}"
            position = properties.end() if properties else position
        around.append((name, opening))
    return around


# -- tables -----------------------------------------------------------------------------------------


def _with_grids(xml: str, root_tag: str) -> str:
    closing = f"</{root_tag[1:].split(maxsplit=1)[0].rstrip('>')}>"
    while True:
        # The last sign first: a nested table is put right before the table around it.
        at = max(xml.rfind(printing.GRID), xml.rfind(printing.ROWS))
        if at < 0:
            return xml
        end = _table_end(xml, at + 1)
        table = xml[at + 1 : end]
        if "<w:tr>" not in table and "<w:tr " not in table:
            table = ""
        elif xml[at] == printing.GRID:
            from .grid import with_grid  # lxml, for a table whose columns depend on the data

            table = with_grid(table, root_tag, closing)
        xml = _with_paragraph_at_end(xml[:at] + table, xml[end:])


def _table_end(xml: str, start: int) -> int:
    depth = 0
    for match in re.compile(r"<(/?)w:tbl[ >]").finditer(xml, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.end()
    return len(xml)


def _with_paragraph_at_end(before: str, after: str) -> str:
    needed = after.startswith(("</w:tc>", "</w:hdr>", "</w:ftr>")) and not before.endswith(("</w:p>", "/>"))
    return before + ("<w:p/>" if needed else "") + after
