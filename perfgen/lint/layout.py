"""Styles, fonts and page against GB/T 9704, or against what the county says instead (manifest 格式.版式)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from perfgen.contract import Layout
from perfgen.gbt9704_parts import BOTTOM, LATIN, LEFT, PAGE_LONG, PAGE_SHORT, RIGHT, TOP
from perfgen.lint.looks import Look, differences, own_look, standard, stated, style_look
from perfgen.lint.mark import REVIEW, Mark, at_line
from perfgen.lint.wordfile import Line, WordFile
from perfgen.render.package import parse_xml
from perfgen.render.places import W

_CHECKED = (
    *("Title", "heading 1", "heading 2", "heading 3", "heading 4", "公文正文", "附件说明", "附件标记", "附件标题"),
    *("署名", "成文日期", "封面标题"),
)
_SHAPED = ("Title", "heading 1", "heading 2", "heading 3", "heading 4", "公文正文")
"""Of these indent, height of line and alignment count too."""
_FREE = ("模板控制", "表间距", "表注")
_OWN = "本县另有规定的，写进 manifest.toml 的“格式.版式”"
_CONTROL = re.compile(r"\{[%#](?:p|tr|tc)\b.*[%#]\}", re.DOTALL)
_TOLERANCE = 60
"""Twips by which a margin may differ: a millimetre."""


def layout(file: WordFile, own: Layout) -> Iterator[Mark]:
    """Departures of ``file``: of a style where it is first used, of a paragraph, of a page."""
    defaults = _defaults(file)
    looks: dict[str, Look] = {}
    said: set[str] = set()
    for line in file.body:
        role = _role(line)
        if role is None:
            continue
        wanted = _wanted(role, own)
        key = _style_key(line)
        if key not in looks:
            looks[key] = style_look(key, file.styles, defaults)
        faults = tuple(differences(looks[key], wanted, own.unchecked))
        if faults and line.style not in said:
            said.add(line.style)
            name = line.style or "（没有样式）"
            message = f"样式“{name}”和 GB/T 9704 不同：{'；'.join(faults)}"
            yield at_line("TPL501", REVIEW, message, f"在 Word 里修改这个样式；{_OWN}", file.name, line)
        more = [each for each in dict.fromkeys(_in_place(line, looks[key], wanted, own)) if each not in faults]
        if more:
            message = f"这一段没有照样式：{'；'.join(more)}"
            hint = f"选中这一段，按 Ctrl+Q 和 Ctrl+空格 恢复样式；{_OWN}"
            yield at_line("TPL502", REVIEW, message, hint, file.name, line)
    yield from _pages(file, own)


def _role(line: Line) -> str | None:
    """The style of the standard that a paragraph should look like; None where the standard says nothing."""
    if line.in_table or not line.text or _CONTROL.fullmatch(line.text) or line.style in _FREE:
        return None
    if line.style in _CHECKED:
        return line.style
    if line.level:
        return f"heading {min(line.level, 4)}"
    return "公文正文" if line.style not in standard() or line.style == "Normal" else None


def _wanted(role: str, own: Layout) -> Look:
    look = standard()[role]
    if role not in _SHAPED:
        look = replace(look, indent=None, left=None, line=None, align=None)
    if own.line is not None and look.line is not None and role != "Title":
        look = replace(look, line=("exact", int(own.line * 20)))
    names = (role, {"公文正文": "正文", "Title": "公文标题"}.get(role, role.replace("heading ", "标题")))
    said = next((own.fonts[name] for name in names if name in own.fonts), None)
    return look if said is None else stated(said).over(look)


def _style_key(line: Line) -> str:
    style = line.element.find(f"{W}pPr/{W}pStyle")
    return str(style.get(W + "val")) if style is not None else ""


def _defaults(file: WordFile) -> Look:
    name = next((each for each in file.package.parts if each.endswith("word/styles.xml")), "")
    root = parse_xml(file.package.parts[name]) if name else None
    holder = root.find(f"{W}docDefaults/{W}rPrDefault") if root is not None else None
    normal = next(
        (key for key, each in file.styles.items() if each.get(W + "default") == "1" and _is_paragraph(each)), ""
    )
    return style_look(normal, file.styles, own_look(holder).over(Look(latin=LATIN, size=20)))


def _is_paragraph(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph"


def _in_place(line: Line, base: Look, wanted: Look, own: Layout) -> Iterator[str]:
    """What a paragraph's own formatting, and that of its runs, makes other than its style would."""
    paragraph = own_look(line.element, base.size)
    shape = Look(indent=paragraph.indent, left=paragraph.left, line=paragraph.line, align=paragraph.align)
    if shape != Look():
        yield from differences(shape.over(base), wanted, own.unchecked)
    for run in line.element.iter(W + "r"):
        if "".join(text.text or "" for text in run.iter(W + "t")).strip():
            look = own_look(run)
            if look != Look():
                yield from differences(
                    look.over(base), replace(wanted, indent=None, line=None, align=None), own.unchecked
                )


def _pages(file: WordFile, own: Layout) -> Iterator[Mark]:
    margins = _twips(own.margins) if own.margins else (TOP, BOTTOM, LEFT, RIGHT)
    for number, section in enumerate(parse_xml(file.package.parts[file.package.main]).iter(W + "sectPr"), 1):
        faults = [*_paper(section, own.unchecked), *_margins(section, margins, own.unchecked)]
        if faults:
            line = _line_of(file, number)
            message = f"第 {number} 节的页面和 GB/T 9704 不同：{'；'.join(faults)}"
            yield at_line("TPL503", REVIEW, message, f"在“布局—页面设置”里改；{_OWN}", file.name, line)


def _twips(millimetres: tuple[Decimal, ...]) -> tuple[int, ...]:
    return tuple(int(each * 1440 / Decimal("25.4")) for each in millimetres)


def _values(section: etree._Element, name: str) -> Mapping[str, int]:
    found = section.find(W + name)
    pairs = found.attrib.items() if found is not None else ()
    return {str(k).removeprefix(W): int(v) for k, v in pairs if str(v).lstrip("-").isdigit()}


def _paper(section: etree._Element, unchecked: tuple[str, ...]) -> Iterator[str]:
    size = _values(section, "pgSz")
    if "纸张" in unchecked or not size:
        return
    pair = sorted((size.get("w", 0), size.get("h", 0)))
    if abs(pair[0] - PAGE_SHORT) > _TOLERANCE or abs(pair[1] - PAGE_LONG) > _TOLERANCE:
        yield "纸张不是 A4"


def _margins(section: etree._Element, wanted: tuple[int, ...], unchecked: tuple[str, ...]) -> Iterator[str]:
    seen = _values(section, "pgMar")
    if "页边距" in unchecked or not seen:
        return
    size = _values(section, "pgSz")
    top, bottom, left, right = wanted
    turned = size.get("w", 0) > size.get("h", 0)
    sides = (left, right, top, bottom) if turned else (top, bottom, left, right)
    names = ("top", "bottom", "left", "right")
    for name, shown, expected in zip(names, ("上", "下", "左", "右"), sides, strict=True):
        if abs(seen.get(name, 0) - expected) > _TOLERANCE:
            yield f"{shown}边距 {_millimetres(seen.get(name, 0))} 毫米，应是 {_millimetres(expected)} 毫米"


def _millimetres(twips: int) -> str:
    return f"{Decimal(twips) * Decimal('25.4') / 1440:.1f}".removesuffix(".0")


def _line_of(file: WordFile, section: int) -> Line | None:
    """The first paragraph with a text in the section ``section`` (from 1)."""
    number = 1
    for line in file.body:
        if number == section and line.text:
            return line
        number += line.element.find(f"{W}pPr/{W}sectPr") is not None
    return file.body[-1] if file.body else None
