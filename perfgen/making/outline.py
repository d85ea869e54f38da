"""An outline as a clerk writes it down: a line a heading, in .txt, .md or .docx; numbers say the levels.

What stands behind ``｜`` (or in 【】) on a line says what comes below the heading; lines like ``封面：`` and ``附件：``
speak of the report as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from perfgen import word
from perfgen.contract.manifest import PARTS
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen
from perfgen.making.levels import DEEPEST, Nesting, numbered
from perfgen.making.parts import Body, guess_body, guess_parts
from perfgen.making.plan import Guess

LONGEST = 40
"""A line without number that is longer than this is a remark, not a heading."""

_TOP = ("名称", "标题", "封面", "年度", "依据", "附件", "县区")
_ABOUT = re.compile(rf"^({'|'.join(_TOP)})\s*[：:]\s*(.+)$")
_HINT = re.compile(r"\s*(?:[|｜\t]\s*(?P<bar>.+)|【(?P<box>[^】]+)】)\s*$")
_MARK = re.compile(r"^(#{1,6})\s+")
_SPLIT = re.compile(r"[、，,；;｜|/]\s*")
_BODY_WORDS = {str(body): body for body in Body if body} | {
    "正文": Body.PARAGRAPHS, "文字": Body.PARAGRAPHS, "编号": Body.NUMBERED, "条目": Body.NUMBERED,
    "小标题": Body.SUBHEADED, "表": Body.TABLE, "评分表": Body.TABLE, "自评表": Body.TABLE, "决算": Body.ACCOUNTS,
    "收入支出": Body.ACCOUNTS, "结论": Body.SCORE, "项目表": Body.PROJECTS,
}  # fmt: skip


@frozen
class Chapter:
    """A heading of the outline, what stands below it, and which of the four parts it opens."""

    title: str
    level: int
    body: Body = Body.NONE
    part: str = ""
    required: bool = True


@frozen
class Sketch:
    """An outline that was read: its headings, what it says of the report as a whole, and what was guessed."""

    chapters: tuple[Chapter, ...]
    name: str = ""
    title: str = ""
    cover: tuple[str, ...] = ()
    year: int = 0
    source: str = ""
    attachments: tuple[str, ...] | None = None
    """None where the outline does not speak of attachments."""
    guesses: tuple[Guess, ...] = ()


@frozen
class _Line:
    number: int
    text: str
    level: int = 0
    """The level that the file itself gives the line (Word, Markdown); 0 where it gives none."""


def read_outline(data: bytes, name: str) -> Sketch:
    """The outline in ``data``, a file called ``name``; raises EnvironmentFault where it is unreadable or too deep."""
    ending = name.rpartition(".")[2].lower()
    cover: tuple[str, ...] = ()
    if ending == "docx":
        lines, cover = _from_word(data)
    elif ending in ("txt", "md", "markdown", "text"):
        lines = _from_text(data, name)
    else:
        raise EnvironmentFault("读不了这种提纲：要 .txt、.md 或 .docx", "在记事本或 Word 里另存一份", name)
    return _sketch(lines, cover, name)


def _from_word(data: bytes) -> tuple[list[_Line], tuple[str, ...]]:
    lines: list[_Line] = []
    cover: tuple[str, ...] = ()
    for number, block in enumerate(word.read(data).blocks, 1):
        if isinstance(block, word.Table):
            if not any(line.level or numbered(line.text) for line in lines):
                cover = tuple(row.cells[0].text.strip("：: \n") for row in block.rows if row.cells)
            continue
        titled = block.style in ("Title", "标题", "封面标题") and block.text.strip()
        text = block.text.strip().replace("\n", "")
        if text:
            lines.append(_Line(number, f"标题：{text}" if titled else text, 0 if titled else block.level))
    return lines, tuple(label for label in cover if label)


def _from_text(data: bytes, name: str) -> list[_Line]:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise EnvironmentFault("不是文本文件，或编码认不出来", "在记事本里打开，另存为 UTF-8 再试", name)
    lines = []
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip().strip("　")
        mark = _MARK.match(line)
        if line:
            lines.append(_Line(number, line[mark.end() :].strip() if mark else line, len(mark[1]) if mark else 0))
    return lines


# -- the lines --------------------------------------------------------------------------------------


def _sketch(lines: Sequence[_Line], cover: tuple[str, ...], name: str) -> Sketch:
    about: dict[str, list[str]] = {}
    guesses: list[Guess] = []
    headings: list[tuple[_Line, str, list[str]]] = []
    for line in lines:
        match = _ABOUT.match(line.text)
        if match and not numbered(line.text):
            about.setdefault(match[1], []).append(match[2].strip())
            continue
        text, hints = _hinted(line.text)
        if numbered(text) or line.level or (hints and len(text) <= LONGEST):
            headings.append((line, text, hints))
        elif not headings and "标题" not in about and len(text) <= LONGEST:
            about["标题"] = [text]
            guesses.append(Guess("标题", f"第 {line.number} 行", text, 75, "第一行没有编号，当作报告的标题"))
        else:
            guesses.append(Guess("没有用", f"第 {line.number} 行", text[:24], 60, "没有编号，没有当作标题"))
    headings, marked = _without_title(headings, "标题" in about)
    if marked:
        about["标题"] = [marked]
    levels = _levels(headings, name)
    if not headings:
        raise EnvironmentFault("提纲里没有带编号的标题", "一行一个标题，例如“一、基本情况”“1.1 部门概况”", name)
    chapters = tuple(_chapters(headings, levels, guesses))
    year = re.search(r"(?:19|20)[0-9]{2}", "".join(about.get("年度", ())))
    attachments = [one for each in about.get("附件", ()) for one in _SPLIT.split(each) if one and one != "无"]
    labels = tuple(one.strip("：: ") for each in about.get("封面", ()) for one in _SPLIT.split(each) if one.strip())
    return Sketch(
        chapters,
        name=about.get("名称", [""])[0],
        title=about.get("标题", [""])[0],
        cover=labels or cover,
        year=int(year[0]) if year else 0,
        source=about.get("依据", [""])[0],
        attachments=tuple(attachments) if "附件" in about else None,
        guesses=tuple(guesses),
    )


def _hinted(text: str) -> tuple[str, list[str]]:
    match = _HINT.search(text)
    if match is None:
        return text, []
    return text[: match.start()].strip(), [each.strip() for each in _SPLIT.split(match["bar"] or match["box"]) if each]


_Heading = tuple[_Line, str, list[str]]


def _without_title(headings: list[_Heading], titled: bool) -> tuple[list[_Heading], str]:
    """The headings without a single highest one that is the document's title (``# 报告`` above ``## 一、…``)."""
    marked = [line.level for line, _, _ in headings if line.level]
    first = headings[0] if headings else None
    if (
        first is not None
        and first[0].level
        and len(marked) == len(headings) > 1
        and marked.count(first[0].level) == 1
        and first[0].level < min(marked[1:])
        and numbered(first[1]) is None
    ):
        return headings[1:], "" if titled else first[1]
    return headings, ""


def _levels(headings: Sequence[_Heading], name: str) -> list[int]:
    nesting = Nesting()
    own = sorted({line.level for line, _, _ in headings if line.level})
    levels: list[int] = []
    deep: list[str] = []
    for line, text, _ in headings:
        found = numbered(text)
        if line.level:
            level = own.index(line.level) + 1
        else:
            level = nesting.level(found.style) if found else (levels[-1] if levels else 1)
        if level > DEEPEST:
            deep.append(str(line.number))
        levels.append(level)
    if deep:
        where = "、".join(deep)
        raise EnvironmentFault(
            f"提纲最多四级，第 {where} 行是第五级或更深", "把这些行并到上一级，或改成上一级的正文", name
        )
    return levels


def _chapters(headings: Sequence[_Heading], levels: Sequence[int], guesses: list[Guess]) -> Iterator[Chapter]:
    titles = [text for _, text, _ in headings]
    bare = [found.bare if (found := numbered(title)) else title for title in titles]
    said = {index: part for index, (_, _, hints) in enumerate(headings) for part in PARTS if part in hints}
    parts = guess_parts(bare, levels)
    opened = {index: (part, 100) for index, part in said.items()}
    for part, (index, sure) in parts.items():
        if part not in said.values() and index not in opened:
            opened[index] = (part, sure)
    for index, (line, title, hints) in enumerate(headings):
        where = f"第 {line.number} 行“{title}”"
        part, sure = opened.get(index, ("", 100))
        if part:
            guesses.append(Guess("部分", where, part, sure, "四个必备部分之一；不对就在这一行后面写“｜部分名”"))
        parent = index + 1 < len(levels) and levels[index + 1] > levels[index]
        body, how = _body(bare[index], hints, parent)
        if how < 100:
            guesses.append(Guess("内容", where, str(body), how, "标题下面写什么；不对就在这一行后面写“｜段落”等"))
        unknown = [hint for hint in hints if hint not in _BODY_WORDS and hint not in PARTS and hint not in _OPTIONAL]
        if unknown:
            known = "、".join(dict.fromkeys(str(each) for each in Body if each))
            guesses.append(Guess("没有用", where, "、".join(unknown), 50, f"不认识的提示；可以写：{known}、可选"))
        yield Chapter(title, levels[index], body, part, not set(hints) & _OPTIONAL)
    yield from _missing(opened.values(), titles, levels, guesses)


_OPTIONAL = {"可选", "可不填", "选填"}


def _body(title: str, hints: Sequence[str], parent: bool) -> tuple[Body, int]:
    for hint in hints:
        if hint in _BODY_WORDS:
            return _BODY_WORDS[hint], 100
    if parent:
        return Body.NONE, 100
    return guess_body(title)


def _missing(
    opened: Iterable[tuple[str, int]], titles: Sequence[str], levels: Sequence[int], guesses: list[Guess]
) -> Iterator[Chapter]:
    """Chapters for those of the four parts that the outline has not."""
    from perfgen.express.numerals import in_words

    have = {part for part, _ in opened}
    tops = [title for title, level in zip(titles, levels, strict=True) if level == 1]
    style = found.style if tops and (found := numbered(tops[-1])) else "一、"
    for number, part in enumerate((each for each in PARTS if each not in have), len(tops) + 1):
        words = in_words(Decimal(number))
        title = {"第一章": f"第{words}章　{part}", "1": f"{number} {part}", "1.": f"{number}. {part}"}.get(
            style, f"{words}、{part}"
        )
        guesses.append(
            Guess(
                "部分",
                f"加在最后的“{title}”",
                part,
                40,
                "提纲里看不出哪一个标题是这一部分，先加一章；有的话在那一行后面写“｜部分名”",
            )
        )
        body = Body.SCORE if part == "自评结论" else Body.NUMBERED if part in PARTS[2:] else Body.PARAGRAPHS
        yield Chapter(title, 1, body, part)
