"""系统填报: indicators in the columns of the finance performance system, targets split into sign, number and unit."""

import re
from dataclasses import dataclass

from perfgen.compute import Figures
from perfgen.compute.targets import Direction, parse_target
from perfgen.express.values import Absent
from perfgen.keypath import KeyPath

COLUMNS = ("指标名称", "计算符号", "指标值", "计量单位", "分值", "实际完成值", "得分", "偏差原因分析及改进措施")
QUALITATIVE = "定性"
_MORE = re.compile(r"^\s*(?:＞|>|高于|多于|大于(?!等于|或等于)|超过)(?![=＝])")
_LESS = re.compile(r"^\s*(?:＜|<|低于|少于|小于(?!等于|或等于))(?![=＝])")
_SPLIT = re.compile(r"(?P<number>[-+]?[0-9,]*\.?[0-9]+)(?P<unit>.*)", re.DOTALL)
_FOLDED = str.maketrans("０１２３４５６７８９．，％－−＋", "0123456789.,%--+")


@dataclass(frozen=True)
class Split:
    """A target as the system asks for it: sign, number and unit; a qualitative one has its text for a number."""

    sign: str
    number: str
    unit: str


def split_target(text: str) -> Split:
    """``text`` as sign, number and unit: ≥90% is ≥, 90 and %; 3000亩, to be reached, is ≥, 3000 and 亩."""
    target = parse_target(text)
    if target.quantity is None or target.direction in (Direction.QUALITATIVE, Direction.DEADLINE):
        return Split(QUALITATIVE, text.strip(), "")
    match = _SPLIT.fullmatch(text.translate(_FOLDED)[target.quantity.start : target.quantity.end].strip())
    if match is None:
        return Split(QUALITATIVE, text.strip(), "")
    sign = {Direction.POSITIVE: "≥", Direction.NEGATIVE: "≤", Direction.EQUAL: "="}[target.direction]
    if _MORE.match(text):
        sign = ">"
    elif _LESS.match(text):
        sign = "<"
    unit = re.sub(r"(?:[（(]含[）)])?(?:[或及]?以[上下内]|之内)(?:[（(]含[）)])?$", "", match["unit"].strip())
    return Split(sign, match["number"].replace(",", ""), unit)


def system_rows(figures: Figures) -> list[list[str]]:
    """A row for each name of 三级指标; of indicators that are scored together the first row has the score."""
    rows: list[list[str]] = []
    indicators = figures.report.tree.get("指标")
    for index, item in enumerate(indicators if isinstance(indicators, list) else []):
        names = item.get("三级指标", "")
        target = split_target(_printed(figures, ("指标", index, "指标值")))
        values = [_printed(figures, ("指标", index, key)) for key in COLUMNS[4:]]
        for number, name in enumerate(names if isinstance(names, list) else [names]):
            shared = values if number == 0 else ["", values[1], "", ""]
            rows.append([str(name), target.sign, target.number, target.unit, *shared])
    return rows


def _printed(figures: Figures, path: KeyPath) -> str:
    try:
        value = figures.value(path)
    except KeyError:
        return ""
    return "" if isinstance(value, Absent) else str(value)
