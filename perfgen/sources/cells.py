"""Values of cells by what their column holds: amounts in one unit, scores, texts as they are seen."""

import re
import unicodedata
from decimal import Decimal

from perfgen.sources.found import Found
from perfgen.sources.numbers import is_percent, plain, shown
from perfgen.sources.values import Cell, Sheet
from perfgen.sources.wording import SCALES
from perfgen.vocabulary import WORDS

PENDING = "待填"
NOTHING = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "空", "*"})
"""What stands in cells that hold nothing."""
_NUMBER = re.compile(
    r"(?P<sign>[-+−△▲]?)(?P<open>\(?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\)?"
    r"(?P<unit>亿元|万元|千元|元|分|人|个)?"
)


def is_expression(text: str) -> bool:
    """Whether a text is an expression of the data language."""
    return text.strip().startswith(("{{", "｛｛"))


def text_of(sheet: Sheet, cell: Cell, found: Found, *, name: bool = False) -> str:
    """The text of ``cell`` as it is seen; a fault is noted and gives 待填."""
    if cell.fault:
        found.doubt(sheet.place(cell), f"{cell.fault}，记作待填")
        return PENDING
    if cell.foreign:
        found.doubt(sheet.place(cell), "公式引用别的工作簿，取的是存盘时的数")
    text = shown(cell).strip()
    if name:
        return re.sub(r"\s*\n\s*", "", text)
    return "\n".join(line.strip() for line in text.splitlines())


def amount_of(sheet: Sheet, cell: Cell, unit: str, wanted: str, found: Found) -> Decimal | int | str | None:
    """The amount in ``cell``, given in ``unit``, in the unit ``wanted``; None for nothing, 待填 for what is noted."""
    value = number_of(sheet, cell, found, money=True)
    if value is None or isinstance(value, str):
        return value
    number, own = value
    shift = SCALES[own or unit or wanted] - SCALES[wanted]
    return _scaled(number, shift)


def score_of(sheet: Sheet, cell: Cell, found: Found) -> Decimal | int | str | None:
    """The number in ``cell``; None for nothing, 待填 with a remark for a fault."""
    value = number_of(sheet, cell, found, money=False)
    if value is None or isinstance(value, str):
        return value
    return _scaled(value[0], 0)


def number_of(sheet: Sheet, cell: Cell, found: Found, *, money: bool) -> tuple[Decimal, str] | str | None:
    """The number in ``cell`` and the money unit beside it, a word or expression, or None for nothing."""
    place = sheet.place(cell)
    if cell.fault:
        found.doubt(place, f"{cell.fault}，记作待填")
        return PENDING
    if cell.foreign:
        found.doubt(place, "公式引用别的工作簿，取的是存盘时的数")
    value = cell.value
    if isinstance(value, bool) or (value is not None and not isinstance(value, (int, Decimal, str))):
        found.doubt(place, f"“{shown(cell)}”不是数，记作待填")
        return PENDING
    if isinstance(value, (int, Decimal)):
        if is_percent(cell.format):
            found.doubt(place, f"“{shown(cell)}”是百分数，这里要的是数，记作待填")
            return PENDING
        return Decimal(value), ""
    if value is None:
        return None
    text = value.strip()
    if text in WORDS or is_expression(text):
        return text
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if bare in NOTHING:
        return None
    match = _NUMBER.fullmatch(bare)
    if match is None or (match["unit"] in SCALES and not money) or (match["unit"] in ("分", "人", "个") and money):
        found.doubt(place, f"“{text}”认不出是多少，记作待填")
        return PENDING
    number = Decimal(match["digits"].replace(",", ""))
    if match["sign"] in ("-", "−") or match["open"]:
        number = -number
    if match["open"] or match["sign"] in ("△", "▲"):
        found.doubt(place, f"“{text}”按负数读了" if match["open"] else f"“{text}”的符号请核对，按正数读了")
    return number, match["unit"] if match["unit"] in SCALES else ""


def _scaled(number: Decimal, shift: int) -> Decimal | int:
    value = plain(number.scaleb(shift))
    return int(value) if value == value.to_integral_value() else value
