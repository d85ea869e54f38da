"""Healing what conversion broke: blanks inside numbers and words, lines broken in mid-sentence, half-width marks."""

import itertools
import re
from dataclasses import replace

from perfgen.importing.account import Account
from perfgen.importing.numbering import number_of
from perfgen.importing.reading import LISTED, Block, Grid, Para, Reading
from perfgen.importing.tracked import INSERTED, Text, joined

_HAN = r"[\u3400-\u9fff\u3001-\u303f\uff01-\uffee“”‘’—…·]"
_BLANK = re.compile(
    rf"(?<={_HAN})[ \u00a0\u3000\t]+|[ \u00a0\u3000\t]+(?={_HAN})|(?<=[0-9])[ \u00a0]+(?=[.,%％][0-9]?)"
    r"|(?<=[0-9][.,])[ \u00a0]+(?=[0-9])"
    r"|(?<=[,;:])[ \u00a0]+(?=[0-9])|[ \u00a0\t]{2,}"
)
_NUMBER_BLANK = re.compile(r"(?<=[0-9])[ \u00a0]*(?<![0-9][0-9]{3})\.[ \u00a0]+(?=[0-9]{1,2}(?:[^0-9]|$))")
_QUOTED = re.compile('“[^”]*”|"[^"]*"')
_PAIRS = {"(": ")", "（": "）"}
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_ENDS = "。！？；：:;!?…”）)》."
_TABLE_ITEM = re.compile(r"[。；：:;]\s*(?=1[.、．](?![0-9]))")


def heal(reading: Reading) -> tuple[Block, ...]:
    """The blocks of ``reading`` with the debris of conversion mended; every mending is counted in the account."""
    account = reading.account
    if reading.from_word:
        return tuple(_merged([_tidy_word(block, account) for block in reading.blocks]))
    half = _is_half_width(reading.blocks)
    blocks = [_tidy(block, account, half) for block in reading.blocks]
    blocks = list(_merged(_joined_lines(blocks, account)))
    return tuple(_split_items(blocks, account))


# -- blanks and marks --------------------------------------------------------------------------------


def _tidy_word(block: Block, account: Account) -> Block:
    if isinstance(block, Grid):
        return block
    return replace(block, text=_squeezed(block.text, _NUMBER_BLANK, account))


def _squeezed(text: Text, pattern: re.Pattern[str], account: Account) -> Text:
    kept, position = Text("", ()), 0
    for match in pattern.finditer(text.text):
        start = match.start() + (match[0].find(".") + 1)
        account.heal(text[start : match.end()], "数字中的空格")
        kept, position = kept + text[position:start], match.end()
    return kept + text[position:] if position else text


def _tidy(block: Block, account: Account, half: bool) -> Block:
    if isinstance(block, Grid):
        return Grid(tuple(tuple(_plain(cell, account, half) for cell in row) for row in block.rows), block.line)
    return replace(block, text=_plain(block.text, account, half))


def _plain(text: Text, account: Account, half: bool) -> Text:
    quoted = [match.span() for match in _QUOTED.finditer(text.text)]
    kept, position = Text("", ()), 0
    for match in _BLANK.finditer(text.text):
        between = text.text[match.start() - 1 : match.start()] + text.text[match.end() : match.end() + 1]
        inside = any(start < match.start() < end - 1 for start, end in quoted)
        if inside and re.fullmatch(r"[\u3400-\u9fff]{2}", between):
            continue
        kind = "数字中的空格" if re.search(r"[0-9.%]$", between) and between[:1].isdigit() else "多余的空格"
        account.heal(text[match.start() : match.end()], kind)
        kept, position = kept + text[position : match.start()], match.end()
    text = kept + text[position:] if position else text
    return _full_width(text, account) if half else text


def _is_half_width(blocks: tuple[Block, ...]) -> bool:
    whole = "".join(block.text.text for block in blocks if isinstance(block, Para))
    half = len(re.findall(r"(?<=[\u4e00-\u9fff]),|,(?=[\u4e00-\u9fff])", whole))
    return half > whole.count("，")


def _full_width(text: Text, account: Account) -> Text:
    changed = 0
    source = text.text
    partner = _partners(source)
    opened = 0
    straight = source.count('"')
    for index, character in enumerate(source):
        before, after = source[index - 1 : index], source[index + 1 : index + 2]
        new = ""
        if character in _HALF and not (before.isdigit() and after.isdigit()):
            new = _HALF[character] if _is_han(before) or _is_han(after) or before in ')%”"' else ""
        elif character in "()" and index in partner:
            new = "（" if character == "(" else "）"
        elif character == '"' and straight % 2 == 0:
            new = "”" if opened % 2 else "“"
            opened += 1
        if new:
            text = text.put(index, new)
            changed += 1
    if changed:
        account.healed["半角标点"] += changed
    return text


def _partners(source: str) -> set[int]:
    """The places of half-width brackets that have a half-width partner and hold or touch Chinese."""
    found: set[int] = set()
    stack: list[int] = []
    for index, character in enumerate(source):
        if character in "(（":
            stack.append(index)
        elif character in ")）" and stack:
            start = stack.pop()
            inner = source[max(0, start - 1) : index + 2]
            if source[start] == "(" and character == ")" and re.search(r"[\u4e00-\u9fff]", inner):
                found |= {start, index}
    return found


def _is_han(character: str) -> bool:
    return bool(character) and re.match(_HAN, character) is not None


# -- lines -------------------------------------------------------------------------------------------


def _joined_lines(blocks: list[Block], account: Account) -> list[Block]:
    """Lines that conversion broke in mid-sentence, put together again."""
    paras = [block for block in blocks if isinstance(block, Para)]
    spaced = sum(para.gap > 0 for para in paras) * 5 >= len(paras) * 2
    width = _wrap_width(paras) if not spaced else 0
    dirty = bool(account.healed["页码"] or account.healed["多余的空格"] >= 20)
    least = 18 if dirty else 30 if spaced else 0
    result: list[Block] = []
    started = False
    last = 0
    for block in blocks:
        before = result[-1] if result else None
        if (
            isinstance(before, Para)
            and isinstance(block, Para)
            and (started or len(before.text) >= 40)
            and _continues(before, block, spaced, width, least, last)
        ):
            account.healed["断行"] += 1
            glue = Text(" ", (INSERTED,)) if _needs_blank(before.text.text, block.text.text) else Text("", ())
            result[-1] = replace(before, text=joined((before.text, glue, block.text)))
            continue
        if isinstance(block, Para):
            number = number_of(block.text.text)
            started = started or number is not None or block.level > 0
            last = number.value if number and number.style == "1" else last
        result.append(block)
    return result


def _needs_blank(before: str, after: str) -> bool:
    return bool(re.search(r"[A-Za-z]$", before) and re.match(r"[A-Za-z]", after))


def _wrap_width(paras: list[Para]) -> int:
    """The width at which lines were broken; 0 where they are whole paragraphs."""
    lengths = sorted(len(para.text) for para in paras if len(para.text) > 15)
    if len(lengths) < 8:
        return 0
    typical = lengths[len(lengths) * 3 // 4]
    near = sum(abs(length - typical) <= 3 for length in lengths)
    return typical if typical <= 80 and near * 2 >= len(lengths) else 0


def _continues(before: Para, block: Para, spaced: bool, width: int, least: int, last: int) -> bool:
    text, after = before.text.text.rstrip(), block.text.text
    number = number_of(after)
    if number is not None and (number.style != "1" or number.value in (1, last + 1)):
        return False
    if block.style == LISTED and text[-1:] in _ENDS:
        return False
    if _same_label(text, after):
        return False
    if block.level and not re.search(r"[。；]$", after):
        return False
    heading = number_of(text)
    short = heading is not None and len(text) <= 32
    if before.level and (short or len(text) <= 30):
        return False
    if block.gap > 2 or re.match(r".{2,12}[：:]\S{0,24}$", text) or short:
        return False
    if spaced and block.gap == 0:
        return before.style != LISTED or block.style != LISTED
    if width:
        return len(text) >= width - 3 and not block.gap
    if text[-1:] in _ENDS:
        return False
    return bool(least and len(text) >= least) or text[-1:] in "，,、"


def _same_label(text: str, after: str) -> bool:
    """Whether both lines begin with the same words before a colon, as the entries of a list do."""
    labels = [line.partition("：")[0][-6:] for line in (text, after) if "：" in line[:60]]
    return len(labels) == 2 and labels[0] == labels[1]


def _merged(blocks: list[Block]) -> list[Block]:
    """Tables that a page break parted, put together again."""
    result: list[Block] = []
    for block in blocks:
        before = result[-1] if result else None
        if isinstance(before, Grid) and isinstance(block, Grid) and _is_rest(before, block):
            result[-1] = Grid((*before.rows, *block.rows), before.line)
        else:
            result.append(block)
    return result


def _is_rest(before: Grid, block: Grid) -> bool:
    """Whether ``block`` carries on the rows of ``before`` and has no header of its own."""
    if not before.rows or not block.rows or len(before.rows[0]) != len(block.rows[0]):
        return False
    return not any("指标" in cell.text and len(cell.text) <= 6 for cell in block.rows[0][2:])


def _split_items(blocks: list[Block], account: Account) -> list[Block]:
    """Numbered items that lost their line break: 1.…。2.… in one line, or an item behind its neighbour."""
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Para):
            result += _items(block, _next_number(blocks, index), account)
        else:
            result.append(block)
    return result


def _next_number(blocks: list[Block], index: int) -> int:
    for block in blocks[index + 1 : index + 4]:
        number = number_of(block.text.text, bare=False) if isinstance(block, Para) else None
        if number and number.style in ("1.", "1、"):
            return number.value
    return 0


def _items(para: Para, following: int, account: Account) -> list[Para]:
    text = para.text.text
    number = number_of(text, bare=False)
    starts = []
    if number and number.style in ("1.", "1、") and following > number.value + 1:
        wanted, position = range(number.value + 1, following), number.length
    else:
        first = _TABLE_ITEM.search(text)
        if first is None:
            return [para]
        wanted, position = range(1, 40), first.start()
    for value in wanted:
        match = re.compile(rf"[。；：:;]\s*(?={value}[.、．](?![0-9]))").search(text, position)
        if match is None:
            break
        starts.append(match.end())
        position = match.end()
    if len(starts) < (1 if number and following else 3):
        return [para]
    account.healed["缺少的换行"] += len(starts)
    cuts = [0, *starts, len(text)]
    pieces = [para.text[a:b].strip() for a, b in itertools.pairwise(cuts)]
    return [replace(para, text=piece, gap=0 if n else para.gap) for n, piece in enumerate(pieces) if piece]
