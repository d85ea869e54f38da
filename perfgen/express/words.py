"""The one table of words: what may stand behind ``|`` or before ``(…)`` in an expression.

The manual's page is made from this table. Every function takes plain values or ``values`` types and never changes them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from perfgen.express import numerals
from perfgen.express.faults import ExpressionFault
from perfgen.express.rounding import rounded
from perfgen.express.values import DEFAULT_STYLE, Absent, Amount, Fact, Kind, Number, Style, decimal_of
from perfgen.frozen import frozen


@frozen
class Word:
    """One word of the language: its function, how it is written, what it means, and an example with its result."""

    name: str
    function: Callable[..., Any]
    usage: str
    meaning: str
    example: str
    result: str


def _number(value: Any, word: str) -> Number | Absent:
    if isinstance(value, Absent | Number):
        return value
    number = decimal_of(value)
    if number is None:
        raise ExpressionFault(f"“{word}”要一个数，这里是“{value}”", "检查取的是不是金额或数字", word)
    return Number(number)


_MOST_PLACES = 12


def _places(value: Any, word: str) -> int:
    """A count of decimals as an argument."""
    number = decimal_of(value)
    if number is None or number != int(number) or not 0 <= number <= _MOST_PLACES:
        raise ExpressionFault(
            f"“{word}”的小数位数应是 0 到 {_MOST_PLACES} 的整数，这里是“{value}”", "例如 位数(1)", word
        )
    return int(number)


def _style(*values: Any) -> Style:
    return next((value.style for value in values if isinstance(value, Number)), DEFAULT_STYLE)


def ten_thousands(value: Any) -> Any:
    """An amount in the money unit of the pack, with the unit: 4212.62万元."""
    number = _number(value, "万元")
    if isinstance(number, Absent):
        return number
    if isinstance(number, Fact) and number.kind is Kind.AMOUNT:
        number = Number(number.value, Kind.AMOUNT, number.style)
    amount = number if number.kind is Kind.AMOUNT else replace_kind(number, Kind.AMOUNT)
    return f"{amount.spelled()}{amount.style.money_unit}"


def hundred_millions(value: Any, places: Any = 2) -> Any:
    """An amount (万元) in 亿元, at ``places`` decimals: 3.34亿元."""
    number = _number(value, "亿元")
    if isinstance(number, Absent):
        return number
    shown = replace(_plain(number), value=number.value / 10000, kind=Kind.AMOUNT)
    style = replace(shown.style, money_unit="亿元", money_places=_places(places, "亿元"))
    return f"{replace(shown, style=style).spelled()}亿元"


def percent(part: Any, whole: Any = None, places: Any = None) -> Any:
    """The ratio of ``part`` to ``whole`` (or a ratio itself) as a percentage, from unrounded amounts."""
    numerator = _number(part, "百分比")
    if isinstance(numerator, Absent):
        return numerator
    ratio: Any = numerator
    if whole is not None:
        denominator = _number(whole, "百分比")
        ratio = numerator / denominator
        if isinstance(ratio, Absent):
            return ratio
    elif isinstance(numerator, Fact) and numerator.kind is Kind.RATIO:
        return numerator
    return Number(
        ratio.value, Kind.RATIO, _style(numerator, whole), places=None if places is None else _places(places, "百分比")
    )


def share(part: Any, whole: Any, places: Any = None) -> Any:
    """The share of ``part`` in ``whole`` as a percentage."""
    return percent(part, whole, places)


def thousands(value: Any) -> Any:
    """A number with thousands separators: 4,898.86."""
    number = _number(value, "千分位")
    if isinstance(number, Absent):
        return number
    return replace(_plain(number), style=replace(number.style, thousands=True)).spelled()


def change(now: Any, before: Any = None) -> Any:
    """By how much ``now`` is above or below ``before`` (or a signed difference), in words: 增加107.6万元."""
    difference = _number(now, "增减")
    if before is not None:
        difference = difference - _number(before, "增减")
    if isinstance(difference, Absent):
        return difference
    if difference.value == 0:
        return "持平"
    word = "增加" if difference.value > 0 else "减少"
    size = abs(difference)
    unit = size.style.money_unit if size.kind is Kind.AMOUNT else "个百分点" if size.kind is Kind.RATIO else size.unit
    return f"{word}{size.spelled()}{unit}"


def growth(now: Any, before: Any = None) -> Any:
    """The growth of ``now`` over ``before`` (or a signed rate), in words: 同比增长4.1%, 同比下降2.75%."""
    first = _number(now, "同比")
    rate: Any = first
    if before is not None:
        base = _number(before, "同比")
        rate = (
            first - base if isinstance(base, Absent) else (first - base) / abs(base) if base.value else Absent("不适用")
        )
    if isinstance(rate, Absent):
        return rate
    if rate.value == 0:
        return "同比持平"
    word = "同比增长" if rate.value > 0 else "同比下降"
    if before is None and rate.text is not None:
        return word + rate.text.lstrip("-－−")
    return f"{word}{Number(abs(rate.value), Kind.RATIO, _style(first)).spelled()}%"


def capital(value: Any) -> Any:
    """An amount (万元) as 大写金额 in 元: 4286.67 → 肆仟贰佰捌拾陆万陆仟柒佰元整."""
    number = _number(value, "大写")
    if isinstance(number, Absent):
        return number
    return numerals.in_words(number.value * 10000, "currency")


def chinese_number(value: Any) -> Any:
    """A whole number in Chinese words; a year digit by digit."""
    number = _number(value, "中文数字")
    if isinstance(number, Absent):
        return number
    return numerals.in_words(number.value, "year" if number.kind is Kind.YEAR else "cardinal")


def ordinal(value: Any) -> Any:
    """The numbering of a second-level heading: 3 → （三）."""
    number = _number(value, "序号")
    return number if isinstance(number, Absent) else f"（{numerals.in_words(number.value)}）"


def spelled_date(value: Any) -> Any:
    """A date in figures without leading zeros: 2025年1月8日 (GB/T 9704)."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value if isinstance(value, Absent) else str(value)


def listed_amounts(tree: Any) -> Any:
    """The parts of an amount with their figures: 基本工资571.61万元，津贴补贴120.39万元."""
    if isinstance(tree, Absent) and not list(tree):
        return tree
    return "，".join(f"{part['名称']}{ten_thousands(part)}" for part in _items(tree, "列示"))


def listed_names(items: Any) -> Any:
    """Names joined as a sentence joins them: 甲、乙和丙; a single name (三级指标 may be one or several) stays as it is."""
    if isinstance(items, Absent | str):
        return items
    names = [_name_of(item) for item in _items(items, "列举")]
    return names[0] if len(names) == 1 else "、".join(names[:-1]) + "和" + names[-1] if names else ""


def _name_of(item: Any) -> str:
    if isinstance(item, str | Number):
        return item.name if isinstance(item, Amount) else str(item)
    for key in ("名称", "三级指标", "标题"):
        try:
            return str(item[key])
        except (KeyError, TypeError):
            continue
    return str(item)


def count(items: Any) -> Any:
    """How many items a list or parts an amount has."""
    if isinstance(items, Absent) and not items.listed:
        return items
    return Number(Decimal(len(_items(items, "个数"))), Kind.COUNT)


def _items(value: Any, word: str) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ExpressionFault(f"“{word}”要一张表或一列名称", "例如 项目 | 个数", word)
    return list(value)


def at_places(value: Any, places: Any) -> Any:
    """A number printed at a fixed count of decimals."""
    number = _number(value, "位数")
    if isinstance(number, Absent):
        return number
    shown = _places(places, "位数")
    return Number(number.value, number.kind, number.style, number.unit, places=shown, path=number.path)


def _plain(number: Number) -> Number:
    return Number(number.value, number.kind, number.style, number.unit, places=number.places, path=number.path)


def replace_kind(number: Number, kind: Kind) -> Number:
    """The same value as another kind of number."""
    return Number(number.value, kind, number.style, places=number.places, path=number.path)


def round_to(value: Any, places: Any) -> Any:
    """A number rounded half up, to compute on with."""
    number = _number(value, "四舍五入")
    if isinstance(number, Absent):
        return number
    return replace(_plain(number), value=rounded(number.value, _places(places, "四舍五入")))


# fmt: off
TABLE: tuple[Word, ...] = (
    Word("万元", ten_thousands, "金额 | 万元", "带单位的金额；县模板按元印时带“元”", "决算.支出 | 万元", "4212.62万元"),
    Word("亿元", hundred_millions, "金额 | 亿元、金额 | 亿元(1)", "折成亿元，默认两位小数", "决算.支出 | 亿元", "0.42亿元"),
    Word("百分比", percent, "百分比(分子, 分母)、百分比(分子, 分母, 位数)", "由未舍入的数算出的百分比", "百分比(事实.调解成功, 事实.信访受理, 1)", "96.9%"),
    Word("占比", share, "占比(部分, 全部)", "部分占全部的百分比", "占比(年初预算.支出.项目支出, 年初预算.支出)", "34.7%"),
    Word("千分位", thousands, "数 | 千分位", "带千分位的数", "决算.支出 | 千分位", "4,212.62"),
    Word("增减", change, "增减(本年, 上年)、差额 | 增减", "增加或减少多少", "增减(决算.支出, 4000)", "增加212.62万元"),
    Word("同比", growth, "同比(本年, 上年)、比率 | 同比", "同比增长或下降多少；负数说“下降”", "事实.地区生产总值.同比 | 同比", "同比增长4.1%"),
    Word("大写", capital, "金额 | 大写", "大写金额（元）", "决算.支出 | 大写", "肆仟贰佰壹拾贰万陆仟贰佰元整"),
    Word("中文数字", chinese_number, "数 | 中文数字", "中文数字；年份逐位读", "年度 | 中文数字", "二〇二一"),
    Word("序号", ordinal, "序号(3)", "第二层标题的序号", "序号(3)", "（三）"),
    Word("日期", spelled_date, "成文日期 | 日期", "年月日，不编虚位", "成文日期 | 日期", "2022年4月8日"),
    Word("列示", listed_amounts, "金额 | 列示", "逐项列出名称和金额", "年初预算.支出 | 列示", "基本支出871.44万元，项目支出462.3万元"),
    Word("列举", listed_names, "表 | 列举", "把名称连成“甲、乙和丙”", "指标 | 列举", "征地面积、行动次数和超概算比例"),
    Word("个数", count, "表 | 个数", "有几项", "指标 | 个数", "3"),
    Word("位数", at_places, "数 | 位数(1)", "固定小数位", "决算.支出 | 位数(1)", "4212.6"),
    Word("四舍五入", round_to, "四舍五入(数, 位数)", "舍入以后再计算", "四舍五入(决算.支出, 0)", "4213"),
)
# fmt: on
"""Every word, in the order of the manual; 有(路径), 指标(名), 项目(名) and 金额(名) belong to the scope."""

FUNCTIONS: dict[str, Callable[..., Any]] = {word.name: word.function for word in TABLE}
"""The functions by name, for filters and calls alike."""
