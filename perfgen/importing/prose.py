"""The prose of a section in the form that the outline asks for: paragraphs, numbered paragraphs, sub-headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from perfgen.contract import Content, OutlineItem
from perfgen.importing.numbering import Number, number_of
from perfgen.importing.reading import Para

PENDING = "待填"
_HEADLINE = 40


@dataclass
class Formed:
    """The value of a section of 正文, and what was doubtful about it."""

    value: Any
    doubts: list[str] = field(default_factory=list)


@dataclass
class _Node:
    title: str
    number: Number | None
    body: list[str] = field(default_factory=list)
    below: list["_Node"] = field(default_factory=list)


def formed(paras: Sequence[Para], item: OutlineItem) -> Formed:
    """The paragraphs in the form of ``item``; numbers that the program prints itself are taken off."""
    texts = [para.text.text.strip() for para in paras if para.text]
    match item.content:
        case Content.NUMBERED:
            return _numbered(texts)
        case Content.SUBHEADED:
            return _subheaded(paras)
        case _:
            return Formed("\n".join(texts))


def _numbered(texts: list[str]) -> Formed:
    items: list[str] = []
    last: Number | None = None
    doubts: list[str] = []
    for text in texts:
        number = number_of(text)
        if last is None:
            if number is None:
                return Formed("\n".join(texts), ["各段没有编号，照原样写成段落"])
            last = number
            items.append(text[number.length :].strip())
        elif number is not None and _same_list(number, last):
            if number.value != last.value + 1:
                doubts.append(f"编号不连续：{last.value} 之后是 {number.value}")
            last = number
            items.append(text[number.length :].strip())
        else:
            items[-1] += "\n" + text
    return Formed(items, doubts)


def _same_list(number: Number, last: Number) -> bool:
    if number.style == "1":
        return number.value == last.value + 1 and last.rank == 3
    return number.style == last.style or number.follows(last.style, last.value)


def _subheaded(paras: Sequence[Para]) -> Formed:
    """A tree of sub-headings; digits of every kind are told apart by their sequence."""
    root: list[_Node] = []
    stack: list[_Node] = []
    preamble: list[str] = []
    levels = sorted({para.level for para in paras if para.level})
    for para in paras:
        text = para.text.text.strip()
        if not text:
            continue
        number = number_of(text)
        if levels and para.level:
            node = _Node(text[number.length :].strip() if number else text, number)
            del stack[levels.index(para.level) :]
            (stack[-1].below if stack else root).append(node)
            stack.append(node)
            continue
        if number is None or levels:
            if stack:
                stack[-1].body.append(text)
            else:
                preamble.append(text)
            continue
        _place(_node(text, number), root, stack)
    if not root:
        return Formed("\n".join(preamble), ["没有认出小标题，照原样写成段落"] if preamble else [])
    doubts = []
    value = [_entry(node) for node in root]
    if preamble:
        doubts.append("小标题前面的话没有小标题，标题待填")
        value.insert(0, {"标题": PENDING, "内容": "\n".join(preamble)})
    return Formed(value, doubts)


def _node(text: str, number: Number | None) -> _Node:
    bare = text[number.length :].strip() if number else text
    told = re.match("[^，。；：:]{2,28}[：:].+。$", bare)
    if len(bare) <= _HEADLINE and not told and not re.search("[。；](?=.)", bare):
        return _Node(bare, number)
    cut = re.search(r"[。：:]", bare)
    if cut and cut.start() <= 28 and "，" not in bare[: cut.start()].replace("，", "", 1):
        return _Node(bare[: cut.start()], number, [bare[cut.end() :].strip()])
    return _Node(bare, number)


def _place(node: _Node, root: list[_Node], stack: list[_Node]) -> None:
    """Put ``node`` where its number carries on a list: the innermost whose next number it is, or a new one below."""
    number = node.number
    if number is None:
        stack.clear()
        root.append(node)
        stack.append(node)
        return
    fitting = [
        depth
        for depth, above in enumerate(stack)
        if above.number and number.follows(above.number.style, above.number.value)
    ]
    exact = [depth for depth in fitting if stack[depth].number and stack[depth].number.style == number.style]  # type: ignore[union-attr]
    if fitting:
        usable = exact or fitting
        alike = [d for d in usable if _is_short(stack[d]) == _is_short(node)]
        depth = (alike or usable)[-1]
    elif number.value == 1 and stack:
        depth = len(stack)
    else:
        ranks = [d for d, above in enumerate(stack) if above.number and above.number.rank >= number.rank]
        depth = ranks[0] if ranks else len(stack)
    depth = min(depth, 1) if depth > 1 else depth
    del stack[depth:]
    (stack[-1].below if stack else root).append(node)
    stack.append(node)


def _is_short(node: _Node) -> bool:
    """Whether a sub-heading stands alone in its line."""
    return not node.body and len(node.title) <= 30


def _entry(node: _Node) -> dict[str, Any]:
    entry: dict[str, Any] = {"标题": node.title}
    if node.below:
        below = [_entry(each) for each in node.below]
        if node.body:
            below.insert(0, {"标题": PENDING, "内容": "\n".join(node.body)})
        entry["内容"] = below
    elif node.body:
        entry["内容"] = "\n".join(node.body)
    return entry
