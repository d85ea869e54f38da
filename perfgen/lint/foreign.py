"""docxtpl-lint: its findings over a Word file, in our words and at our places.

It knows neither 合并 nor full-width signs, and one tag that it cannot read hides the rest from it. So it is given a
file of our own making: the parts that hold tags, nothing else, with full-width signs folded, 合并 and comments (which
may silence it) emptied, and what our own compiler refuses put right.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

from lxml import etree

from perfgen.express import words
from perfgen.lint.mark import LOGICAL, Mark, at_line
from perfgen.lint.reading import tree_of
from perfgen.lint.wordfile import WordFile
from perfgen.render import folding, merge
from perfgen.render.faults import quoted, syntax_message
from perfgen.render.package import parse_xml
from perfgen.render.patch import Tag
from perfgen.render.places import W

_TAG = re.compile(r"\{[{%#](?:(?!\{[{%]).)*?[}%#]\}|\{[{%](?:(?!\{[{%]).)*", re.DOTALL)
"""A tag, or the beginning of one that is not closed before the next."""
_SPECIAL = tuple(W + name for name in ("delText", "instrText", "fldSimple", "moveFrom"))
_UNITS = {"p": "段", "tr": "行", "tc": "单元格"}


@lru_cache(maxsize=16)
def findings(file: WordFile) -> tuple[Mark, ...]:
    """What docxtpl-lint finds in ``file``."""
    return tuple(_found(file))


def _found(file: WordFile) -> Iterator[Mark]:
    from docxtpl_lint import lint

    names = {_label(name): part for part, name in _parts(file)}
    lines = {(line.part, line.number): line for line in file.lines}
    for issue in lint(readable(file), filters=words.FUNCTIONS).issues:
        line = lines.get((names.get(issue.location.part, ""), issue.location.paragraph - 1))
        message, hint, code = _told(issue)
        yield at_line(code, LOGICAL, message, hint, file.name, line)


def _parts(file: WordFile) -> Iterator[tuple[str, str]]:
    """The parts that can hold tags, with the names under which docxtpl-lint looks for them."""
    package = file.package
    yield package.main, "word/document.xml"
    for kind, names in (("header", package.headers), ("footer", package.footers)):
        yield from ((name, f"word/{kind}{number}.xml") for number, name in enumerate(names, 1))
    yield from ((name, "word/footnotes.xml") for name in package.footnotes)


def _label(name: str) -> str:
    stem = name.removeprefix("word/").removesuffix(".xml")
    return "body" if stem == "document" else stem


def readable(file: WordFile) -> bytes:
    """The parts of ``file`` as docxtpl-lint can read them, paragraph for paragraph."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, name in _parts(file):
            root = parse_xml(file.package.parts[part])
            paragraphs = list(root.iter(W + "p"))
            texts = [_texts(each) for each in paragraphs]
            following = [*("".join(t.text or "" for t in each) for each in texts[1:]), ""]
            for paragraph, own, after in zip(paragraphs, texts, following, strict=True):
                if next(paragraph.iter(*_SPECIAL), None) is None:
                    _prepare(own, after)
            archive.writestr(name, etree.tostring(root, encoding="utf-8"))
    return made.getvalue()


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    return [each for each in paragraph.iter(W + "t") if next(each.iterancestors(W + "p")) is paragraph]


def _prepare(texts: list[etree._Element], after: str) -> None:
    """Let docxtpl-lint read the texts of a paragraph as perfgen does; ``after`` is the text of the next one."""
    whole = "".join(each.text or "" for each in texts)
    plain = _TAG.sub(lambda tag: _readable(tag[0], after), whole)
    if plain != whole:
        for each in texts:
            each.text = ""
        texts[0].text = plain


def _readable(tag: str, after: str) -> str:
    """A tag that docxtpl-lint can read: folded, closed, and without an expression that nobody can read."""
    level = re.match(r"\{[{%#](?:tr|tc|p|r) ", tag)
    head, end = level[0] if level else tag[:2], "}}" if tag.startswith("{{") else "%}"
    closed = tag.endswith(("}}", "%}", "#}"))
    if not closed and re.match(r"[^{}%]*[}%]\}", after):
        return tag  # it goes on in the next paragraph, which is a fault of its own
    inner = folding.fold(tag[len(head) : -2] if closed else tag[len(head) :])
    word = next(iter(inner.strip().lstrip("-+").split()), "")
    if tag.startswith("{#") or word.startswith(merge.WORD):
        return "{#" + " " * max(len(tag) - 4, 0) + "#}"
    if not closed or tree_of(Tag(head[:2] + " " + inner + end)) is None:
        inner = _STAND_INS.get("{{" if tag.startswith("{{") else word, inner)
        if word == "for" and (given := re.match(r"[-+\s]*for\s+(.+?)\s+in\b", folding.fold(tag[len(head) :]))):
            inner = f" for {given[1]} in x "
    return head + inner.ljust(len(tag) - len(head) - 2) + end


_STAND_INS = {"{{": " x ", "if": " if x ", "elif": " elif x ", "for": " for x in x ", "set": " set x = x "}
"""What stands for an expression that cannot be read, so that the tag still opens or closes what it did."""


# -- in our words ---------------------------------------------------------------------------------


def _told(issue: Any) -> tuple[str, str, str]:
    """Message, cure and code of one of its findings."""
    given = _MESSAGES.get(issue.rule)
    tag = quoted(issue.snippet) if issue.snippet else "标签"
    if given is None:
        return f"{tag}：{issue.message_for('zh')}", "照提示改正这个标签", "TPL201"
    code, message, hint = given
    details = {**{key: str(value) for key, value in issue.params.items()}, "tag": tag}
    details["unit"] = _UNITS.get(str(issue.params.get("prefix", "")), str(issue.params.get("unit_zh", "段")))
    details["syntax"] = syntax_message(str(issue.params.get("msg", "")))
    blank = _Blank(details)
    return message.format_map(blank), hint.format_map(blank), code


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


_MESSAGES: dict[str, tuple[str, str, str]] = {
    "DTL001": ("TPL201", "{tag}没有写完，缺“{close}”", "在标签末尾补上“{close}”"),
    "DTL002": ("TPL207", "{tag}从这一段写到了后面的一段，这几段会并成一段", "把标签写在同一段里"),
    "DTL003": ("TPL207", "{tag}在没有接受的修订里（已删除的文字）", "在 Word 的“审阅”里接受或拒绝全部修订，再存"),
    "DTL101": ("TPL202", "{tag}没有结束", "在后面补上 {{% end{kw} %}}"),
    "DTL102": ("TPL202", "{tag}前面没有与它配对的开头", "删去它，或者补上开头"),
    "DTL103": ("TPL201", "{tag}{syntax}", "改正这个标签"),
    "DTL104": ("TPL204", "{tag}用了不认识的过滤器“{name}”", "能用的词见手册的词表"),
    "DTL105": ("TPL204", "{tag}用了不认识的判断“{name}”", "能用的词见手册的词表"),
    "DTL106": ("TPL301", "{tag}：“{name}”只在循环里面有，这里已经在循环外面了", "把标签移到循环里，或取循环外有的名称"),
    "DTL201": ("TPL201", "{tag}里有 % 或 }}，整段、整行的标签里不能有", "先用 {{% set 名称 = … %}} 算好，标签里写名称"),
    "DTL202": ("TPL205", "{tag}里 {prefix} 的前面多了空格", "写成 {{%{prefix} … %}}，中间不空"),
    "DTL203": ("TPL205", "{tag}只能写在表的单元格里", "移到表里；整段的循环和判断用 {{%p … %}}"),
    "DTL204": ("TPL205", "{tag}和它的开头{open_raw}写法不一样，一个是“{open_prefix}”，一个是“{close_prefix}”",
               "开头和结尾都写成 {{%p，或都写成 {{%tr"),
    "DTL205": ("TPL205", "{tag}和它的开头{open_raw}在两张表里", "开头和结尾放在同一张表里"),
    "DTL206": ("TPL205", "{tag}和它的开头{open_raw}在同一行", "各占一行：开头一行，要重复的行，结尾一行"),
    "DTL207": ("TPL205", "{tag}和它的开头{open_raw}不在同一行", "整列的开头和结尾放在同一行里"),
    "DTL208": ("TPL205", "{tag}只能写在表的单元格里", "移到单元格里"),
    "DTL209": ("TPL205", "{tag}会去掉它所在的整个{unit}，旁边的“{rest}”也跟着没有了", "把标签单独写成一段（一行）"),
    "DTL210": ("TPL205", "{tag}和它的开头{open_raw}在同一段", "各占一段；句子里面的判断用 {{% if … %}}，不带 p"),
}  # fmt: skip
