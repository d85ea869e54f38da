"""Of which two figures a rate is the quotient."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfgen.express.rounding import rounded
from perfgen.making.amounts import Figure, Sort
from perfgen.making.ledger import Known, Path, spelled
from perfgen.making.names import bare_label

_PAIRS: tuple[tuple[Path, Path], ...] = (
    (("决算", "支出"), ("预算执行", "年度资金总额", "全年预算数")),
    (("决算", "支出"), ("年初预算", "支出")),
    (("决算", "收入"), ("年初预算", "收入")),
    (("三公经费", "合计", "决算数"), ("三公经费", "合计", "预算数")),
    (("人员", "年末在职人数"), ("人员", "编制人数")),
)
_BUDGETS: tuple[Path, ...] = (("预算执行", "年度资金总额", "全年预算数"), ("年初预算", "支出"), ("年初预算", "收入"))
_LIKELY = re.compile("执行率|支出率|完成率|完成.{0,12}预算|控制率")
_SHARE = re.compile("占")
_ADJUSTED = re.compile("调整率|增长率|增幅")
SHARE = "占上一级的比重"
"""Why a rate is the share of a part in its whole."""


@dataclass(frozen=True)
class Operand:
    """One side of a quotient: its expression and its value."""

    expression: str
    value: Decimal


def operand(known: Known, minus: Known | None = None) -> Operand:
    """A known figure as one side of a quotient, less another where the difference is meant."""
    if minus is None:
        return Operand(spelled(known.path), known.value)
    return Operand(f"{spelled(known.path)} - {spelled(minus.path)}", known.value - minus.value)


def quotient(part: Operand, whole: Operand, figure: Figure) -> str | None:
    """The expression of the rate as a quotient, where the two numbers give just what is printed."""
    if not whole.value or rounded(part.value / whole.value * 100, figure.places) != figure.value:
        return None
    return f"百分比({part.expression}, {whole.expression})"


def quotient_of(a: Figure, b: Figure, places: int) -> Decimal | None:
    """The quotient of two figures of one sort in percent, rounded; None where there is none."""
    return rounded(a.money / b.money * 100, places) if b.money and a.sort is b.sort else None


def _mentioned(known: Known, text: str) -> bool:
    name = bare_label(known.label)
    return bool(name) and (name in text or (len(known.path) > 2 and known.path[-1] in text))


def _distance(known: Known, text: str, figure: Figure) -> tuple[bool, bool, int]:
    """Known amounts that the figure's own sentence speaks of come first, in the order in which it does."""
    start = max(text.rfind(mark, 0, figure.start) for mark in "。；") + 1
    ends = [place for mark in "。" if (place := text.find(mark, figure.end)) >= 0]
    sentence = text[start : min(ends, default=len(text))]
    places = [place for name in (known.path[-1], bare_label(known.label)) if (place := sentence.find(name)) >= 0]
    return (not places, "收入" in known.path, min(places, default=0))


def known_pairs(
    figure: Figure, text: str, known: Mapping[Path, Known], placed: Mapping[int, Path], totals: Sequence[Known]
) -> Iterator[tuple[Operand, Operand, int, str]]:
    """Pairs of known figures of which the rate may be the quotient, the likeliest first, with how sure and why.

    ``placed`` are the paths of the figures of the paragraph ``text`` by their places, ``totals`` the sums of a list
    that it tells.
    """
    if totals:
        budget, spent = totals
        yield operand(spent), operand(budget), 90, "各项目合计之比"
    if _SHARE.search(figure.label):
        path = next((path for start, path in sorted(placed.items(), reverse=True) if start < figure.start), ())
        if path and path[:-1] in known:
            yield operand(known[path]), operand(known[path[:-1]]), 95, SHARE
    likely = _LIKELY.search(text[max(0, figure.start - 24) : figure.start])
    for a, b in _PAIRS if likely else ():
        if a in known and b in known:
            yield operand(known[a]), operand(known[b]), 90, "执行数与预算数之比"
    if _ADJUSTED.search(figure.label):
        budgets = [known[path] for path in _BUDGETS if path in known]
        for x in budgets:
            for y in budgets:
                if x.path != y.path:
                    yield operand(x, minus=y), operand(y), 88, "两个预算数之差与年初数之比"
    whole_number = figure.value == figure.value.to_integral_value()
    if whole_number and not likely and "之比" not in text:
        return
    mentioned = sorted(
        (each for each in known.values() if each.unit == "万元" and _mentioned(each, text)),
        key=lambda each: _distance(each, text, figure),
    )
    for x in mentioned:
        for y in mentioned:
            if x.path != y.path and (not whole_number or x.path[-1] != y.path[-1]):
                yield operand(x), operand(y), 85, "这一段里的两个数之比"


def near_pairs(figure: Figure, figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of other figures of the paragraph, known or not, of which the rate is the quotient."""
    if figure.places == 0 or figure.value == figure.value.to_integral_value():
        return
    near = [each for each in figures if each is not figure and each.sort in (Sort.COUNT, Sort.HEADS, Sort.AMOUNT)]
    for a in near:
        for b in near:
            if a is not b and a.value != b.value and quotient_of(a, b, figure.places) == figure.value:
                yield a, b
