"""Two texts of a part become one: all markup from the end of the one to the beginning of the other goes.

So a tag that Word split over runs comes together again, and ``{%-`` joins on to the paragraph before.
"""

from itertools import takewhile

from lxml import etree

from .places import W

_PARAGRAPH = W + "p"
_APART = frozenset(W + name for name in ("tc", "tr", "tbl", "txbxContent", "body", "footnote", "sdt"))
"""What two texts never grow together over."""
_LASTING = frozenset(
    W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd",
    )
)  # fmt: skip
"""What has its other half elsewhere and must not go alone."""

_OF_PARAGRAPHS = _LASTING | {_PARAGRAPH}


def bridge(first: etree._Element, second: etree._Element) -> bool:
    """Let what follows the text ``second`` follow ``first``, and take out ``second`` and all between them.

    The two must stand alike: both directly in a run of a paragraph, say, of the same paragraph or of two that follow
    each other. Where they do not nothing is changed and the answer is no.
    """
    chains = _chains(first, second)
    if chains is None:
        return False
    top, other_top = chains[0][-1], chains[1][-1]
    for one, other in zip(*chains, strict=True):
        parent = one.getparent()
        if parent is None:
            break
        if one is top:
            gone = [*_between(top, other_top), other_top]
        else:
            gone = list(one.itersiblings())
            kept = [e for e in other.itersiblings(preceding=True) if e.tag in _LASTING]
            moved = [*reversed(kept), *other.itersiblings()]
        for element in gone:
            if element.tag not in _LASTING:
                parent.remove(element)
        if one is not top:
            parent.extend(moved)
    return True


def _between(one: etree._Element, other: etree._Element) -> list[etree._Element]:
    return list(takewhile(lambda element: element is not other, one.itersiblings()))


def _chains(first: etree._Element, second: etree._Element) -> tuple[list[etree._Element], list[etree._Element]] | None:
    """The elements around the two texts, from within, as far as they are not the same; None where they stand unlike."""
    over = [second, *second.iterancestors()]
    shared = set(over)
    one = list(takewhile(lambda e: e not in shared, (first, *first.iterancestors())))
    other = over[: len(one)]
    if len(one) != len(other) or not one or one[-1].getparent() is not other[-1].getparent():
        return None
    if any(a.tag != b.tag or a.tag in _APART for a, b in zip(one, other, strict=True)):
        return None
    paragraphs = one[-1].tag == _PARAGRAPH
    if paragraphs and any(e.tag not in _OF_PARAGRAPHS for e in _between(one[-1], other[-1])):
        return None
    return one, other
