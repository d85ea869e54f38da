"""The order that WordprocessingML prescribes for the properties of cells and runs."""

import re

from perfgen.patterns import pattern

_CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish"
    " webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"
    " eastAsianLayout specVanish oMath"
)
_CELL_RANK = {name: rank for rank, name in enumerate(_CELL.split())}
_RUN_RANK = {name: rank for rank, name in enumerate(_RUN.split())}
_PROPERTIES = pattern(r"<w:rPr>((?:<w:[^<>]*/>)*)</w:rPr>")
_PROPERTY = pattern(r"<w:(\w+)[^<>]*/>")


def cell_rank(name: str) -> int:
    """The place of the element ``name`` (without prefix) in w:tcPr."""
    return _CELL_RANK.get(name, len(_CELL_RANK))


def run_rank(name: str) -> int:
    """The place of the element ``name`` (without prefix) in w:rPr."""
    return _RUN_RANK.get(name, len(_RUN_RANK))


def ordered(xml: str) -> str:
    """A piece of XML with the run properties in the prescribed order and shading complete; RichText leaves neither."""
    return _PROPERTIES.sub(_in_order, xml)


def _in_order(match: re.Match[str]) -> str:
    properties = {m[1]: m[0] for m in _PROPERTY.finditer(match[1])}
    for name, text in properties.items():
        if name == "shd" and "w:val=" not in text:
            properties[name] = text.replace("<w:shd", '<w:shd w:val="clear"', 1)
    return f"<w:rPr>{''.join(properties[n] for n in sorted(properties, key=run_rank))}</w:rPr>"
