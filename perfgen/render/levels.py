"""Tags that stand for more than themselves.

``{%tr``, ``{%tc``, ``{%p`` and ``{%r`` take the place of the whole row, cell, paragraph or run that they stand in;
``{%-`` and ``-%}`` join on to the text before or behind, across the end of a paragraph.
"""

import re
from dataclasses import replace

from lxml import etree

from .bridge import bridge
from .patch import MARK, NOTHING, Source, mark_of
from .places import W

Holders = dict[int, etree._Element]
"""The element in whose text the mark of each tag stands, by the number of the tag."""

_TEXT, _RUN = W + "t", W + "r"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def settle(source: Source, holders: Holders, levelled: list[tuple[int, str]]) -> None:
    """Let every tag of ``levelled`` (its number and level) and every tag with a hyphen take effect."""
    own = {index for index, _ in levelled}
    dashed = [i for i, tag in enumerate(source.tags) if i in holders and i not in own and not tag.data]
    _join(source, holders, [i for i in dashed if source.tags[i].code.startswith("{%-")], backwards=True)
    _join(source, holders, [i for i in dashed if source.tags[i].code.endswith("-%}")], backwards=False)
    for level in ("tr", "tc", "p"):
        _replace_all(source, holders, [i for i, name in levelled if name == level], level)
    for index, name in levelled:
        if name == "r" and source.tags[index] is not NOTHING:
            _stand_between_runs(source, holders, index)


def take_out(source: Source, element: etree._Element, text: str) -> None:
    """Put ``text`` in the place of ``element``; the tags that stand in it go with it."""
    inside = "".join(map(str, element.itertext()))
    inside += "".join(str(v) for e in element.iter() for v in e.attrib.values() if not str(v).isascii())
    for match in MARK.finditer(inside):
        if match[0] not in text:
            source.tags[int(match[1])] = NOTHING
    put_before(element, text + (element.tail or ""))
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)


def put_before(element: etree._Element, text: str) -> None:
    """Put ``text`` before ``element``."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def around_mark(holders: Holders, index: int) -> tuple[str, str]:
    """The text before and behind the mark of the tag ``index`` in its element."""
    before, _, behind = (holders[index].text or "").partition(mark_of(index))
    return before, behind


# -- rows, cells, paragraphs ------------------------------------------------------------------------


def _replace_all(source: Source, holders: Holders, indices: list[int], level: str) -> None:
    """Each element with a tag of this ``level`` gives way to the tag; of several in one the last counts."""
    chosen: dict[etree._Element, int] = {}
    for index in indices:
        tag = source.tags[index]
        if tag is NOTHING:
            continue
        element = next(holders[index].iterancestors(W + level), None)
        if element is None:
            _leave(source, index, level)
        elif element not in chosen or not tag.data or source.tags[chosen[element]].data:
            chosen[element] = index
    for element, index in chosen.items():
        take_out(source, element, mark_of(index))


def _leave(source: Source, index: int, level: str) -> None:
    """A level where there is no such thing belongs to the code, and is no word of it."""
    tag = source.tags[index]
    if not tag.data:
        source.tags[index] = replace(tag, code=tag.code[:2] + level + tag.code[2:])


# -- runs -------------------------------------------------------------------------------------------


def _stand_between_runs(source: Source, holders: Holders, index: int) -> None:
    """The run around the tag ends before it; what follows the tag has a run of its own, without properties."""
    text = holders[index]
    run = text.getparent()
    parent = run.getparent() if run is not None else None
    if run is None or parent is None or run.tag != _RUN:
        _leave(source, index, "r")
        return
    before, behind = around_mark(holders, index)
    following = list(text.itersiblings())
    mark = mark_of(index)
    if behind or following:
        rest = etree.Element(_RUN)
        rest.tail, run.tail = run.tail, mark
        if behind:
            own = etree.SubElement(rest, text.tag, {_SPACE: "preserve"})
            own.text = behind
            _hold(holders, behind, own)
        rest.extend(following)
        parent.insert(parent.index(run) + 1, rest)
    else:
        run.tail = mark + (run.tail or "")
    text.text = before
    text.set(_SPACE, "preserve")
    if not before and all(child is text or child.tag == W + "rPr" for child in run):
        take_out(source, run, "")


def _hold(holders: Holders, text: str, element: etree._Element) -> None:
    for match in MARK.finditer(text):
        if int(match[1]) in holders:
            holders[int(match[1])] = element


# -- hyphens ----------------------------------------------------------------------------------------


def _join(source: Source, holders: Holders, indices: list[int], *, backwards: bool) -> None:
    """Let the text of each tag go on in the text before it, or behind, across the end of a paragraph.

    Where anything but blanks stands between tag and end of the text, a hyphen only means that blanks are taken away.
    """
    if not indices:
        return
    texts = [t for t in source.root.iter(_TEXT) if t.text]
    for index in indices:
        holder = holders[index]
        before, behind = around_mark(holders, index)
        place = texts.index(holder) + (-1 if backwards else 1)
        if (before if backwards else behind).strip() or not 0 <= place < len(texts):
            continue
        other = texts[place]
        one, two = (other, holder) if backwards else (holder, other)
        if not bridge(one, two):
            continue
        tag, mark = source.tags[index], mark_of(index)
        moved = mark + behind if backwards else other.text or ""
        one.text = (other.text or "") + moved if backwards else before + mark + moved
        _hold(holders, moved, one)
        texts.remove(two)
        code = tag.code
        source.tags[index] = replace(tag, code="{%" + code[3:] if backwards else re.sub(r"-%\}$", "%}", code))
