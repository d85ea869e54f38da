"""A report as blocks: paragraphs and tables of a .docx, .txt or .md file, each character with its place in the file."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from perfgen import word
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen
from perfgen.importing.account import Account, Fate
from perfgen.importing.tracked import Text
from perfgen.render.pending import TO_MEND
from perfgen.sources.faults import SourceFault
from perfgen.sources.package import kind_of

LISTED = "列表"
"""The style of a paragraph that a list mark of Markdown stood before."""


@frozen
class Para:
    """A paragraph: its text, the level that Word or Markdown gives it (0: none), its style, its line in the file."""

    text: Text
    line: int
    level: int = 0
    style: str = ""
    gap: int = 0
    """How many empty lines stand before it."""


@frozen
class Grid:
    """A table as rows of cells; a cell covered by a merge stands empty."""

    rows: tuple[tuple[Text, ...], ...]
    line: int


Block = Para | Grid


@frozen
class Reading:
    """What was read: the blocks in order, the account of the raw text, and whether Word's own structure is known."""

    blocks: tuple[Block, ...]
    account: Account
    from_word: bool
    notes: tuple[tuple[str, Text], ...] = ()
    """What stands beside the text: 脚注, 尾注, 页眉 or 页脚, and its words."""


def read(data: bytes, name: str) -> Reading:
    """The report in ``data``, by the ending of its ``name``; raises EnvironmentFault for anything unreadable."""
    ending = name.rpartition(".")[2].lower()
    if ending == "docx":
        return _finished(_from_word(data, name))
    if ending in ("txt", "md", "markdown", "text"):
        return _finished(_from_text(data, name))
    hint = "旧的 .doc 文件在 Word 里另存为 .docx；PDF 先转成 .docx 或文本"
    raise EnvironmentFault("读不了这种文件：要 .docx、.txt 或 .md", hint, name)


def _finished(reading: Reading) -> Reading:
    """What was read without the list at the end of a draft, which is no part of the report."""
    listed = [b for b in reading.blocks if isinstance(b, Para) and b.text.text.lstrip().startswith(TO_MEND)]
    for block in listed:
        reading.account.heal(block.text, "草稿的待改")
    return replace(reading, blocks=tuple(block for block in reading.blocks if block not in listed))


# -- Word -------------------------------------------------------------------------------------------


def _from_word(data: bytes, name: str) -> Reading:
    try:
        kind = kind_of(data, name)
    except SourceFault as fault:
        raise EnvironmentFault(fault.message, fault.hint, name) from fault
    if kind != "docx":
        raise EnvironmentFault("这是 Excel 文件，只是改了名字", "改回 .xlsx 再导入", name)
    document = word.read(data, boxes=True)
    raw: list[str] = []
    blocks: list[Block] = []
    length = 0

    def take(text: str) -> Text:
        nonlocal length
        taken = Text.at(text, length)
        raw.append(text + "\n")
        length += len(text) + 1
        return taken

    gap = 0
    for number, block in enumerate(document.blocks, 1):
        if isinstance(block, word.Table):
            blocks.append(_grid(block, number, take))
            continue
        text = take(block.text)
        pieces = text.split(r"[\n\f\r]+") or ([text] if text else [])
        blocks += [Para(piece, number, block.level, block.style, gap) for piece in pieces]
        gap = 0 if text else gap + 1
    beside = (("脚注", document.footnotes), ("尾注", document.endnotes))
    notes = [(kind, take(text).strip()) for kind, texts in beside for text in texts if text.strip()]
    body = re.sub(r"\s", "", "".join(raw))
    edges = dict.fromkeys([("页眉", t) for t in document.headers] + [("页脚", t) for t in document.footers])
    taken = [(kind, text, take(text)) for kind, text in edges if text.strip()]
    account = Account("".join(raw))
    for kind, shown, edge in taken:
        bare = re.sub(r"\s", "", shown)
        if _PAGE.fullmatch(shown.strip()) or not re.search("[\u4e00-\u9fffA-Za-z]", bare) or bare in body:
            account.heal(edge, "页眉页脚")
        else:
            notes.append((kind, edge.strip()))
    return Reading(tuple(blocks), account, from_word=True, notes=tuple(notes))


def _grid(table: word.Table, number: int, take: Callable[[str], Text]) -> Grid:
    cells = {(cell.row, cell.column): take(cell.text) for row in table.rows for cell in row.cells}
    empty = Text("", ())
    rows = tuple(
        tuple(cells.get((row, column), empty) for column in range(table.columns)) for row in range(len(table.rows))
    )
    return Grid(rows, number)


# -- text -------------------------------------------------------------------------------------------

_CONTROLS = re.compile("[\ufeff\u200b\u200c\u200d\u00ad\ufffd\x00-\x08\x0e-\x1f]+")
_BOOKMARK = re.compile(r"\[(?:bookmark|书签)[:：][^\]\n]*\]")
_PAGE = re.compile(
    r"[*_\s]*[—–―\-－‐]+[*_\s]*[0-9]{1,4}[*_\s]*[—–―\-－‐]+[*_\s]*|第\s*[0-9]+\s*页(?:[\s，,/]*共\s*[0-9]+\s*页)?|[0-9]+\s*/\s*[0-9]+|[0-9]{1,3}"
)
_MARK = re.compile(r"\s*(#{1,6})\s+")
_ITEM = re.compile(r"\s*[-*+•·●]\s+(?=\S)")
_QUOTE = re.compile(r"\s*>\s+(?=\S)")
_STRESS = re.compile(r"\*\*|__|(?<!\*)\*(?!\*)(?=\S[^*]*\*)|`")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_PIPED = re.compile(r"\s*\|.*\|\s*$")
_PIPES = re.compile(r"[\s|:\-]+$")


def _from_text(data: bytes, name: str) -> Reading:
    raw = _decoded(data, name)
    account = Account(raw)
    lines: list[Block] = []
    gap = offset = 0
    table: list[tuple[int, Text]] = []
    for number, line in enumerate(raw.split("\n"), 1):
        text = Text.at(line, offset)
        offset += len(line) + 1
        cleaned = _cleaned(text, account)
        if cleaned is None:
            continue
        if not cleaned[0]:
            gap += 1
            continue
        if _is_row(cleaned[0]):
            table.append((number, cleaned[0]))
            gap = 0
            continue
        if table:
            lines.append(_rows(table, account))
            table = []
        lines.append(Para(cleaned[0], number, cleaned[1], cleaned[2], gap))
        gap = 0
    if table:
        lines.append(_rows(table, account))
    return Reading(tuple(lines), account, from_word=False)


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise EnvironmentFault("不是文本文件，或编码认不出来", "在记事本里打开，另存为 UTF-8 再试", name)


def without(text: Text, pattern: re.Pattern[str], kind: str, account: Account) -> Text:
    """``text`` without the matches of ``pattern``, which are healed as ``kind``."""
    position, kept = 0, Text("", ())
    for match in pattern.finditer(text.text):
        if match.end() > match.start():
            account.heal(text[match.start() : match.end()], kind)
            kept, position = kept + text[position : match.start()], match.end()
    return kept + text[position:] if position else text


def _cleaned(text: Text, account: Account) -> tuple[Text, int, str] | None:
    """The line without marks of conversion, its Markdown level, its style; None for a line that is nothing else."""
    text = without(text, _CONTROLS, "看不见的字符", account)
    text = without(text, _BOOKMARK, "书签", account)
    bare = text.strip()
    if bare and _PAGE.fullmatch(bare.text):
        account.heal(bare, "页码")
        return None
    if bare and _RULE.fullmatch(bare.text):
        account.heal(bare, "Markdown 记号")
        return None
    level, style = 0, ""
    for pattern in (_QUOTE, _MARK, _ITEM):
        match = pattern.match(text.text)
        if match and not _is_row(text):
            account.heal(text[: match.end()], "Markdown 记号")
            text = text[match.end() :]
            if pattern is _MARK:
                level = len(match[1])
            elif pattern is _ITEM:
                style = LISTED
    text = without(text, _STRESS, "Markdown 记号", account) if not _is_row(text) else text
    bare = text.strip()
    if bare and _PAGE.fullmatch(bare.text) and not level:
        account.heal(bare, "页码")
        return None
    return (text if "\t" in text.text else bare), level, style


def _is_row(text: Text) -> bool:
    return text.text.count("\t") >= 2 or (_PIPED.match(text.text) is not None and text.text.count("|") >= 3)


def _rows(lines: Iterable[tuple[int, Text]], account: Account) -> Grid:
    found: list[tuple[Text, ...]] = []
    first = 0
    for number, line in lines:
        first = first or number
        if _PIPED.match(line.text):
            if _PIPES.fullmatch(line.text):
                account.heal(line, "Markdown 记号")
                continue
            inner = line.strip()
            for index, character in enumerate(inner.text):
                if character == "|":
                    account.heal(inner[index : index + 1], "Markdown 记号", 0)
            found.append(tuple(_cells(inner[1:-1], "|")))
        else:
            found.append(tuple(_cells(line, "\t")))
    width = max((len(row) for row in found), default=0)
    empty = Text("", ())
    return Grid(tuple((*row, *[empty] * (width - len(row))) for row in found), first)


def _cells(line: Text, mark: str) -> Iterator[Text]:
    start = 0
    for index, character in enumerate((*line.text, mark)):
        if character == mark:
            yield line[start:index].strip()
            start = index + 1


def kept(para: Para, text: Text) -> Para:
    """``para`` with another text."""
    return replace(para, text=text)


__all__ = ["LISTED", "Block", "Fate", "Grid", "Para", "Reading", "kept", "read", "without"]
