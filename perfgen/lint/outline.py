"""The headings of the Word file against the outline of the manifest (提纲)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from perfgen import align
from perfgen.contract import Contract, OutlineItem
from perfgen.contract.types import Content
from perfgen.lint.mark import LOGICAL, Mark, at_line
from perfgen.lint.wordfile import Line, WordFile

ATTACHMENT = re.compile(r"附件\s*[0-9０-９一二三四五六七八九十]*\s*[：:]?")
_LEAST = 500
"""How alike, of a thousand, a heading and a title must be to be taken for each other."""


def main_lines(file: WordFile) -> tuple[Line, ...]:
    """The paragraphs of the body outside tables, down to the first attachment."""
    lines: list[Line] = []
    for line in file.body:
        if not line.in_table and (line.style == "附件标记" or ATTACHMENT.fullmatch(line.text)):
            break
        lines.append(line)
    return tuple(lines)


def outline(file: WordFile, contract: Contract) -> Iterator[Mark]:
    """Headings that are missing, too many, worded or ordered otherwise, of the wrong level, or with nothing below."""
    titles = [item.title for item in contract.outline]
    lines = main_lines(file)
    found = [line for line in lines if _may_be_heading(line, titles)]
    pairs = dict(_paired(titles, [line.text for line in found]))
    placed = {number: found[there] for number, there in pairs.items()}
    spare = [line for number, line in enumerate(found) if number not in pairs.values()]
    for number, item in enumerate(contract.outline):
        if number in placed:
            yield from _as_declared(file, item, placed[number])
        else:
            yield _absent(file, contract.outline, number, placed, spare)
    for line in spare:
        if line.is_heading and line.text not in titles:
            hint = "在 manifest.toml 的“提纲”里补上这一项；不是标题的，换成“公文正文”样式"
            yield at_line("TPL402", LOGICAL, f"提纲里没有标题“{line.text}”", hint, file.name, line)
    yield from _empty(file, contract.outline, placed, lines)


def _may_be_heading(line: Line, titles: Sequence[str]) -> bool:
    if line.in_table:
        return False
    return line.text in titles or (line.is_heading and "{" not in line.text)


def _paired(titles: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Titles and headings that belong together: the same first, then, between those, the most alike."""
    anchors = align.in_order(len(titles), len(texts), lambda row, column: int(titles[row] == texts[column]))
    yield from anchors
    for (row, column), (end, stop) in pairwise([(-1, -1), *anchors, (len(titles), len(texts))]):
        left, right = titles[row + 1 : end], texts[column + 1 : stop]
        for a, b in align.paired(left, [text if text not in titles else "" for text in right], _LEAST):
            yield row + 1 + a, column + 1 + b


def _as_declared(file: WordFile, item: OutlineItem, line: Line) -> Iterator[Mark]:
    if line.text != item.title:
        message = f"标题“{line.text}”和提纲的“{item.title}”不一样"
        yield at_line("TPL402", LOGICAL, message, "两处改成一样的字，序号和标点也要一样", file.name, line)
    if not line.level:
        message = f"标题“{line.text}”没有用标题样式，用的是“{line.style}”"
        yield at_line("TPL404", LOGICAL, message, f"选中这一段，改用样式“标题 {item.level}”", file.name, line)
    elif line.level != item.level:
        message = f"标题“{line.text}”在 Word 里是第 {line.level} 级，提纲写的是第 {item.level} 级"
        hint = f"改用样式“标题 {item.level}”，或改 manifest.toml 里的“级”"
        yield at_line("TPL404", LOGICAL, message, hint, file.name, line)


def _absent(
    file: WordFile, items: Sequence[OutlineItem], number: int, placed: dict[int, Line], spare: Sequence[Line]
) -> Mark:
    """A title of the outline that has no heading in its place."""
    item = items[number]
    before = next((n for n in range(number - 1, -1, -1) if n in placed), None)
    after = f"“{items[before].title}”之后" if before is not None else "正文开头"
    elsewhere = next((line for line in spare if line.text == item.title), None)
    if elsewhere is not None:
        message = f"标题“{item.title}”的次序和提纲不同：提纲里它在{after}"
        return at_line("TPL403", LOGICAL, message, "在 Word 里挪动这一节，或改提纲的次序", file.name, elsewhere)
    line = placed[before] if before is not None else (file.body[0] if file.body else None)
    hint = f"在{after}写上它，用样式“标题 {item.level}”；不要这一节的，从 manifest.toml 的提纲里删去"
    return at_line("TPL401", LOGICAL, f"缺标题“{item.title}”，它应在{after}", hint, file.name, line)


def _empty(
    file: WordFile, items: Sequence[OutlineItem], placed: dict[int, Line], lines: Sequence[Line]
) -> Iterator[Mark]:
    """Headings with nothing below them before the next of the same or a higher level."""
    position = {line.number: n for n, line in enumerate(lines)}
    order = sorted(placed.items(), key=lambda pair: pair[1].number)
    followed = zip(order, [*(line for _, line in order[1:]), None], strict=False)
    for (number, line), following in followed:
        below = following is not None and following.level > line.level
        end = position[following.number] if following is not None else len(lines)
        section = lines[position[line.number] + 1 : end]
        wants = items[number].content
        if wants is Content.TABLE and not any(each.in_table for each in section):
            hint = "在这里插入表，或改 manifest.toml 里的“内容”"
            yield at_line("TPL406", LOGICAL, f"“{items[number].title}”下面应是一张表，没有表", hint, file.name, line)
        elif not below and not wants.written and not any(_says(each) for each in section):
            hint = "写上这一节的话或标签；不要这一节的，连同提纲里的一项一起删去"
            yield at_line("TPL406", LOGICAL, f"标题“{items[number].title}”下面什么也没有", hint, file.name, line)


def _says(line: Line) -> bool:
    return bool(line.words) or "{{" in line.text
