"""The documents of two packs, and the words of their Word files."""

import re
from collections.abc import Iterator

from perfgen import word
from perfgen.align import SAME, in_order, stretches
from perfgen.contract import Contract, Document
from perfgen.errors import PerfgenError
from perfgen.packdiff.values import Change, Effect
from perfgen.packs import Pack

_LONGEST = 60
_LONG, _COMPARABLE, _LOOKED_AT = 600, 10_000, 300
"""Lines of a file, pairs of lines and characters of a line within which everything is compared with everything."""
_USUAL = re.compile(r"\{%(?:p|tr) (?:else|endif|endfor|(?:el)?if 段\.级 .*) ?%\}|\{\{ 段\.文 \}\}")
"""What prints the paragraphs of a section in every pack and tells nothing."""
MOST = 40
"""Changed paragraphs of a Word file that are listed one by one."""


def documents(old: Contract, new: Contract) -> Iterator[Change]:
    """文书: those that came and went, their file names, attachments, what they leave out and need."""
    before, after = ({each.key: each for each in contract.documents} for contract in (old, new))
    for key, document in before.items():
        if key not in after:
            yield Change("文书", key, "不再生成", Effect.RESULT)
        else:
            yield from _same(document, after[key])
    for key, document in after.items():
        if key not in before:
            asked = "，写 --only 时才生成" if document.on_demand else ""
            yield Change("文书", key, f"新的一件（{document.template}）{asked}", Effect.RESULT)


def _same(old: Document, new: Document) -> Iterator[Change]:
    names = {
        "template": "模板文件", "file_name": "文件名", "origin": "源自", "omitted": "略去", "needs": "需要",
        "on_demand": "按需",
    }  # fmt: skip
    for attribute, name in names.items():
        was, now = getattr(old, attribute), getattr(new, attribute)
        if was != now:
            yield Change("文书", f"{new.key}.{name}", f"{_shown(was)} → {_shown(now)}", Effect.RESULT)
    titles = [{each.key: each.title for each in document.attachments} for document in (old, new)]
    for key in dict.fromkeys((*titles[0], *titles[1])):
        was, now = titles[0].get(key), titles[1].get(key)
        if was != now:
            yield Change("文书", f"{new.key}.附件.{key}", f"{_shown(was)} → {_shown(now)}", Effect.RESULT)


def _shown(value: object) -> str:
    match value:
        case None | "" | ():
            return "无"
        case bool():
            return "是" if value else "否"
        case tuple():
            return "、".join(map(str, value))
    return f"“{value}”"


def word_files(old: Pack, new: Pack) -> Iterator[Change]:
    """What the Word files say otherwise, paragraph by paragraph, each below its heading."""
    names = dict.fromkeys(document.template for document in new.contract.documents)
    for name in names:
        before, after = old.files.get(name), new.files.get(name)
        if before is None or after is None or before == after:
            continue
        try:
            changes = list(_words(word.read(before), word.read(after)))
        except PerfgenError as error:
            yield Change("Word", name, f"比较不了：{error.message}", Effect.RESULT)
            continue
        if not changes:
            yield Change("Word", name, "只改了格式（字体、段落、表的画法）", Effect.RESULT)
        for heading, what in changes[:MOST]:
            yield Change("Word", f"{name} {heading}".rstrip(), what, Effect.RESULT)
        if len(changes) > MOST:
            yield Change("Word", name, f"另有 {len(changes) - MOST} 处改动，请打开两个文件看", Effect.RESULT)


def _words(old: word.Document, new: word.Document) -> Iterator[tuple[str, str]]:
    before, after = list(_lines(old)), list(_lines(new))
    pairs = _paired([text for _, text in before], [text for _, text in after])
    left, right = {a for a, _ in pairs}, {b: a for a, b in pairs}
    for place, (heading, text) in enumerate(after):
        if place not in right:
            yield heading, f"增：{_short(text)}"
        elif before[right[place]][1] != text:
            yield heading, f"改：{_short(before[right[place]][1])} → {_short(text)}"
    for place, (heading, text) in enumerate(before):
        if place not in left:
            yield heading, f"删：{_short(text)}"


def _paired(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Which lines belong together: those that are the same, then those between them that are alike.

    Of files longer than any report only the same lines are found, so that no file can take long.
    """
    if max(len(before), len(after)) > _LONG:
        places = {text: place for place, text in enumerate(before)}
        return [(places[text], place) for place, text in enumerate(after) if text in places]
    found: list[tuple[int, int]] = []
    left = right = 0
    for start, other, size in [*stretches(before, after), (len(before), len(after), 0)]:
        if 0 < (start - left) * (other - right) <= _COMPARABLE:
            found += [(left + a, right + b) for a, b in _alike(before[left:start], after[right:other])]
        found += [(start + n, other + n) for n in range(size)]
        left, right = start + size, other + size
    return found


def _alike(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """The lines that have half of their pairs of signs in common, in order."""
    left, right = ([_pairs(text) for text in texts] for texts in (before, after))

    def worth(row: int, column: int) -> int:
        a, b = left[row], right[column]
        return max(0, SAME * 2 * len(a & b) // (len(a) + len(b)) - SAME // 2 + 1)

    return in_order(len(before), len(after), worth)


def _pairs(text: str) -> set[str]:
    looked_at = f" {text[:_LOOKED_AT]} "
    return {looked_at[place : place + 2] for place in range(len(looked_at) - 1)}


def _lines(shown: word.Document) -> Iterator[tuple[str, str]]:
    """Every paragraph and row that says something, with the heading above it."""
    heading = ""
    for block in shown.blocks:
        if isinstance(block, word.Table):
            for row in block.rows:
                text = "｜".join(cell.text.replace("\n", " ") for cell in row.cells)
                yield from [(heading, text)] if text.strip("｜ ") else []
        elif block.text.strip() and not _USUAL.fullmatch(block.text.strip()):
            heading = f"“{block.text.strip()}”" if block.level else heading
            yield heading, block.text.strip()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[: _LONGEST - 1]}…”"
