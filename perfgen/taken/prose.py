"""Sections of Word files as prose of a data file."""

import re
from collections.abc import Mapping
from typing import Any

from perfgen.contract import Content, Contract
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern
from perfgen.sources import Passage, read_passages
from perfgen.taken.values import Cannot, Taken

_NUMBERS = (
    pattern(r"^\s*[一二三四五六七八九十]+、\s*"),
    pattern(r"^\s*[（(][一二三四五六七八九十]+[）)]\s*"),
    pattern(r"^\s*\d+[.．、](?!\d)\s*"),
    pattern(r"^\s*(?:[（(]\d+[）)]|[①-⑳])\s*"),
)


def prose(path: KeyPath, data: bytes, name: str, node: Mapping[str, Any], contract: Contract) -> Taken:
    """The section at ``path`` from the Word file ``data``; raises Cannot, and SourceFault for a file that is none."""
    if len(path) != 2:
        raise Cannot("正文要整节取自 Word 文件", '写成 "正文"."键" = { "取自" = "工作总结.docx" }', cell=name)
    writing = read_passages(data, name)
    passages = list(writing.passages)
    if "标题" in node:
        passages = _section(passages, node["标题"])
        if not passages:
            titles = "、".join(each.text[:16] for each in writing.passages if each.level)[:120]
            hint = f"有这些标题：{titles}" if titles else "检查标题的写法"
            raise Cannot(f"“{name}”里没有标题“{node['标题']}”，或它下面没有内容", hint, cell=name)
    if not passages:
        raise Cannot(f"“{name}”里没有文字", "检查是不是选错了文件", cell=name)
    item = contract.prose_keys.get(str(path[1]))
    content = item.content if item is not None else Content.PARAGRAPHS
    places: dict[KeyPath, str] = {}
    value: Any
    first = writing.place(passages[0])
    if content is Content.SUBHEADED and any(each.level for each in passages):
        if not passages[0].level:
            hint = "这一节一段一个小标题；把这段文字移到小标题下面"
            raise Cannot("第一个小标题之前有没有标题的文字", hint, cell=first)
        value = _subheaded(passages, writing.place, places)
        return Taken(value, first, places, {})
    doubts = tuple(
        (writing.place(each), f"标题“{each.text[:16]}”当作一段正文取来了") for each in passages if each.level
    )
    if content is Content.NUMBERED:
        value = [_unnumbered(each.text) for each in passages]
        places = {(index,): writing.place(each) for index, each in enumerate(passages)}
        return Taken(value, first, places, {}, doubts)
    value, spots = "", []
    for each in passages:
        spots.append((len(value), writing.place(each)))
        value += each.text.replace("\n", "") + "\n"
    return Taken(value, first, {}, {(): tuple(spots)}, doubts)


def _section(passages: list["Passage"], title: str) -> list["Passage"]:
    """The paragraphs below the heading ``title``; its number does not count."""
    wanted = _plain(title)
    for index, each in enumerate(passages):
        if _plain(each.text) != wanted:
            continue
        below = passages[index + 1 :]
        rank = _number_rank(each.text)
        for end, other in enumerate(below):
            deeper = other.level > each.level if each.level else _number_rank(other.text) != rank or not rank
            if (other.level or not each.level) and not deeper:
                return below[:end]
        return below
    return []


def _unnumbered(text: str) -> str:
    for form in _NUMBERS:
        if form.match(text):
            return form.sub("", text, count=1)
    return text


def _number_rank(text: str) -> int:
    return next((rank for rank, pattern in enumerate(_NUMBERS, 1) if pattern.match(text)), 0)


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "", _unnumbered(text)).rstrip("：:。")


def _subheaded(passages: list["Passage"], place: Any, places: dict[KeyPath, str]) -> list[dict[str, Any]]:
    """Headings with what stands below them; deeper headings stand within. The first passage is a heading."""
    top = max(passages[0].level, 1)
    items: list[dict[str, Any]] = []
    groups: list[tuple[Passage, list[Passage]]] = []
    for each in passages:
        if 0 < each.level <= top:
            groups.append((each, []))
        else:
            groups[-1][1].append(each)
    for index, (head, below) in enumerate(groups):
        item: dict[str, Any] = {"标题": _unnumbered(head.text)}
        places[index, "标题"] = place(head)
        inner: dict[KeyPath, str] = {}
        if below and below[0].level:
            item["内容"] = _subheaded(below, place, inner)
        elif below:
            item["内容"] = "\n".join(each.text.replace("\n", "") for each in below)
            inner[()] = place(below[0])
        for path, cell in inner.items():
            places[(index, "内容", *path)] = cell
        items.append(item)
    return items
