"""How a paragraph or style looks (font, size, indent, line, alignment), in the file and in the standard."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from perfgen.frozen import frozen
from perfgen.gbt9704_parts import LATIN, NAMESPACES, STYLES
from perfgen.render.places import W

SIZES = {
    "初号": 84, "小初": 72, "一号": 52, "小一": 48, "二号": 44, "小二": 36, "三号": 32, "小三": 30, "四号": 28,
    "小四": 24, "五号": 21, "小五": 18, "六号": 15,
}  # fmt: skip
"""Sizes by their Chinese names, in half points."""

_SAME = (
    {"仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "STFangsong", "华文仿宋"},
    {"楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "STKaiti", "华文楷体"},
    {"黑体", "SimHei"},
    {"方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋"},
    {"宋体", "SimSun", "NSimSun", "新宋体"},
)


@frozen
class Look:
    """What is seen of a text; None where nothing is said."""

    font: str | None = None
    """East-Asian font."""
    latin: str | None = None
    size: int | None = None
    """Half points."""
    indent: int | None = None
    """First line, in hundredths of a character."""
    left: int | None = None
    line: tuple[str, int] | None = None
    """Rule and height of a line in twips."""
    align: str | None = None

    def over(self, below: "Look") -> "Look":
        """This look, with that of ``below`` where it says nothing."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return replace(below, **said)


def same_font(one: str, other: str) -> bool:
    """Whether two names mean the same face."""
    return one == other or any(one in names and other in names for names in _SAME)


def size_name(size: int) -> str:
    """A size as Word shows it."""
    known = next((name for name, value in SIZES.items() if value == size), "")
    return known or f"{Decimal(size) / 2:f}磅".replace(".0磅", "磅")


def own_look(holder: etree._Element | None, size: int | None = None) -> Look:
    """What the properties directly in ``holder`` (a style, paragraph or run) say; ``size`` is that of its text."""
    if holder is None:
        return Look()
    run, para = holder.find(W + "rPr"), holder.find(W + "pPr")
    fonts = run.find(W + "rFonts") if run is not None else None
    return Look(
        font=_font(fonts, "eastAsia"),
        latin=_font(fonts, "ascii") or _font(fonts, "hAnsi"),
        size=(own_size := _number(run, "sz", "val")),
        indent=_indent(para, own_size or size or 32),
        left=_number(para, "ind", "left"),
        line=_line(para),
        align=_text(para, "jc", "val"),
    )


def _font(fonts: etree._Element | None, which: str) -> str | None:
    if fonts is None:
        return None
    theme = fonts.get(f"{W}{which}Theme")
    return "主题字体" if theme else fonts.get(W + which)


def _text(holder: etree._Element | None, name: str, attribute: str) -> str | None:
    found = holder.find(W + name) if holder is not None else None
    return found.get(W + attribute) if found is not None else None


def _number(holder: etree._Element | None, name: str, attribute: str) -> int | None:
    text = _text(holder, name, attribute)
    return int(text) if text is not None and text.lstrip("-").isdigit() else None


def _indent(para: etree._Element | None, size: int) -> int | None:
    chars = _number(para, "ind", "firstLineChars")
    if chars is not None:
        return chars
    hanging = _number(para, "ind", "hanging") or _number(para, "ind", "hangingChars")
    if hanging:
        return -hanging
    twips = _number(para, "ind", "firstLine")
    return twips * 100 // (size * 10) if twips is not None else None


def _line(para: etree._Element | None) -> tuple[str, int] | None:
    height = _number(para, "spacing", "line")
    return None if height is None else (_text(para, "spacing", "lineRule") or "auto", height)


def style_look(key: str, styles: Mapping[str, etree._Element], defaults: Look) -> Look:
    """How a style looks with all that it is based on."""
    look, seen = Look(), set[str]()
    while key in styles and key not in seen:
        seen.add(key)
        look = look.over(own_look(styles[key], look.size))
        based = styles[key].find(W + "basedOn")
        key = str(based.get(W + "val")) if based is not None else ""
    return look.over(defaults)


@lru_cache(maxsize=1)
def standard() -> Mapping[str, Look]:
    """How the styles of the GB/T 9704 base document look, by their names."""
    parsed = {
        style.id: etree.fromstring(style.xml().replace("<w:style ", f"<w:style {NAMESPACES} ", 1)) for style in STYLES
    }
    defaults = Look(font="仿宋_GB2312", latin=LATIN, size=32)
    return {style.name: style_look(style.id, parsed, defaults) for style in STYLES if style.kind == "paragraph"}


def stated(text: str) -> Look:
    """A font and size as a manifest states them: 仿宋_GB2312 三号, 黑体 16磅, 四号."""
    font = size = None
    for word in text.split():
        if word in SIZES:
            size = SIZES[word]
        elif word.endswith("磅") and word[:-1].replace(".", "", 1).isdigit():
            size = int(Decimal(word[:-1]) * 2)
        else:
            font = word
    return Look(font=font, size=size)


def differences(seen: Look, wanted: Look, unchecked: tuple[str, ...]) -> Iterator[str]:
    """What of ``seen`` is not as ``wanted``, each as “是甲，应是乙”."""
    if "字体" not in unchecked:
        if wanted.font and seen.font and not same_font(seen.font, wanted.font):
            yield f"字体是{seen.font}，应是{wanted.font}"
        if wanted.latin and seen.latin and seen.latin != wanted.latin and not same_font(seen.latin, wanted.latin):
            yield f"西文字体是{seen.latin}，应是{wanted.latin}"
    if "字号" not in unchecked and wanted.size and seen.size and seen.size != wanted.size:
        yield f"字号是{size_name(seen.size)}，应是{size_name(wanted.size)}"
    if "缩进" not in unchecked and wanted.indent is not None:
        if abs((seen.indent or 0) - wanted.indent) > 12:
            yield f"首行缩进{_chars(seen.indent or 0)}，应是{_chars(wanted.indent)}"
        elif (seen.left or 0) > 20 and not wanted.left:
            yield "整段向右缩进了，应顶着版心左边"
    if "行距" not in unchecked and wanted.line is not None and wanted.line[0] == "exact":
        rule, height = seen.line or ("auto", 240)
        if rule != "exact" or abs(height - wanted.line[1]) > 20:
            yield f"行距是{_height(rule, height)}，应是固定值{_points(wanted.line[1])}磅"
    if "对齐" not in unchecked and wanted.align == "center" and seen.align != "center":
        yield "没有居中"
    elif "对齐" not in unchecked and wanted.align == "both" and seen.align in ("center", "right", "end"):
        yield "居中或靠右了，应两端对齐"


def _chars(hundredths: int) -> str:
    shown = f"{Decimal(hundredths) / 100:.1f}".removesuffix(".0")
    return f"{shown}字" if hundredths >= 0 else "是悬挂"


def _height(rule: str, height: int) -> str:
    if rule == "auto":
        return f"{Decimal(height) / 240:.2f}".rstrip("0").rstrip(".") + "倍"
    return ("固定值" if rule == "exact" else "最小值") + f"{_points(height)}磅"


def _points(twips: int) -> str:
    return f"{Decimal(twips) / 20:.2f}".rstrip("0").rstrip(".")
