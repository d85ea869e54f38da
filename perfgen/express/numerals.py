"""Chinese numerals through num2words: 十四, 二〇二四, 肆仟贰佰捌拾陆元陆角柒分.

num2words has no Chinese; a converter in its own framework is registered here under ``zh``.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from perfgen.express.rounding import rounded

_SMALL = ("零一二三四五六七八九", ("", "十", "百", "千"))
_LARGE = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
_YEAR_DIGITS = "〇一二三四五六七八九"
_LIMIT = 10**20


def _group(number: int, figures: str, units: tuple[str, ...]) -> str:
    """Four digits in words, inner zeros said once."""
    text, zero = "", False
    for position in (3, 2, 1, 0):
        digit = number // 10**position % 10
        if digit:
            text += (figures[0] if zero and text else "") + figures[digit] + units[position]
            zero = False
        else:
            zero = True
    return text


def integer_words(number: int, *, capital: bool = False) -> str:
    """A whole number from 0 below 10²⁰ in Chinese words; ``capital`` takes the anti-forgery figures 壹贰叁."""
    figures, units = _LARGE if capital else _SMALL
    if number < 0:
        return "负" + integer_words(-number, capital=capital)
    if number >= _LIMIT:
        raise ValueError(number)
    if number == 0:
        return figures[0]
    groups = []
    rest = number
    while rest:
        groups.append(rest % 10000)
        rest //= 10000
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += figures[0]
        text += _group(group, figures, units) + _scale(index, groups)
        gap = False
    if not capital and text.startswith("一十"):
        text = text[1:]
    return text


def _scale(index: int, groups: list[int]) -> str:
    """The word behind group ``index``; 万亿 says 亿 only once, behind the group that ends it."""
    if index == 3:
        return "万" if groups[2] else "万亿"
    if index == 4:
        return "亿" if groups[2] or groups[3] else "亿亿"
    return _GROUPS[index]


def money_words(yuan: Decimal) -> str:
    """An amount in 元 as 大写金额, rounded at 分 (票据 rules: 整 where no 分 follows, 零 where 角 is missing)."""
    fen = int(rounded(abs(yuan), 2) * 100)
    whole, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    sign = "负" if yuan < 0 and fen else ""
    text = integer_words(whole, capital=True) + "元" if whole or not fen else ""
    if not jiao and not cents:
        return sign + text + "整"
    if jiao:
        text += _LARGE[0][jiao] + "角"
    elif whole:
        text += "零"
    return sign + text + (_LARGE[0][cents] + "分" if cents else "")


def year_words(year: int) -> str:
    """A year digit by digit: 二〇二四."""
    return "".join(_YEAR_DIGITS[int(digit)] for digit in str(year))


@lru_cache(maxsize=1)
def _converters() -> Any:
    """num2words with our converter registered as ``zh``."""
    import num2words
    from num2words.base import Num2Word_Base

    class Num2WordChinese(Num2Word_Base):  # type: ignore[misc]
        """Chinese for num2words: cardinals, ordinals, years and currency (元)."""

        def setup(self) -> None:
            self.negword = "负"

        def to_cardinal(self, value: Any) -> str:
            number = Decimal(str(value))
            whole, fraction = divmod(abs(number), 1)
            words = integer_words(int(whole))
            if fraction:
                words += "点" + "".join(_SMALL[0][int(digit)] for digit in f"{fraction:f}"[2:])
            return ("负" if number < 0 else "") + words

        def to_ordinal(self, value: Any) -> str:
            return "第" + self.to_cardinal(value)

        def to_ordinal_num(self, value: Any) -> str:
            return f"第{value}"

        def to_year(self, value: Any, **_: Any) -> str:
            return year_words(int(value))

        def to_currency(self, value: Any, *_: Any, **__: Any) -> str:
            return money_words(Decimal(str(value)))

    num2words.CONVERTER_CLASSES["zh"] = Num2WordChinese()
    return num2words.num2words


def in_words(number: Decimal | int, to: str = "cardinal") -> str:
    """``number`` in Chinese words: ``to`` is cardinal, ordinal, year or currency (元)."""
    if to == "cardinal" and type(number) is int and 0 <= number < _LIMIT:
        return integer_words(number)  # the numbering of every report: num2words would come here and costs its import
    return str(_converters()(number, lang="zh", to=to))
