"""Values typed without quotes that TOML cannot read: what the clerk meant, where only one thing can be meant."""

import re
from datetime import date
from decimal import Decimal

import tomli

from perfgen.frozen import frozen
from perfgen.load.values import MAX_DIGITS
from perfgen.patterns import pattern

_FOLD = str.maketrans("０１２３４５６７８９．，％－＋：", "0123456789.,%-+:")
_FULL_STOP_IN_NUMBER = pattern(r"(?<=[0-9])。(?=[0-9])")
_NUMBER = r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
_UNIT = r"(?P<unit>%|‰|[^\d\s\"'“”‘’=,，\[\]{}%‰.+\-]{1,12})?"
_MEASURE = pattern(rf"(?P<relation>[≥≤≧≦<>=]*)\s*{_NUMBER}\s*{_UNIT}")
_SOUND = pattern(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")
_DATE = pattern(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_UNREAL = pattern(r"[+-]?(?:nan|inf(?:inity)?)|#[A-Z/0!?]+", re.IGNORECASE)
_TEXT = pattern(r"[^\W\d_〇○][^\"'\\\[\]{}=]*|[0-9≥≤≧≦][^\"'\\\[\]{}=]*[\u4e00-\u9fff][^\"'\\\[\]{}=]*")
_EMPTY_WORDS = frozenset({"-", "--", "—", "——", "/", "、", "null", "none", "n/a"})
_NO_FIGURE = '填实际数字；还没有就写 "待填"，没有公布写 "未公布"，没有此项写 "不适用"'
_READABLE = "文字两边加半角引号，数字只用半角数字和小数点"


@frozen
class Bare:
    """What a bare value becomes (None: it stays unreadable) and the faults found in it, as codes with subject."""

    new: str | None
    faults: tuple[tuple[str, str], ...] = ()
    hint: str = ""


def read_bare(run: str, unit: str | None = None) -> Bare:
    """Read the bare value ``run``; ``unit`` is the file's money unit where the value stands in an amounts field."""
    if _SOUND.fullmatch(run) or _is_toml(run):
        return Bare(run)
    folded = _FULL_STOP_IN_NUMBER.sub(".", run.translate(_FOLD))
    wide = (("DAT107", run),) if folded != run else ()
    if match := _MEASURE.fullmatch(folded):
        return _measure(match, run, wide, unit)
    if match := _DATE.fullmatch(folded):
        return _date(match, run, wide)
    if _UNREAL.fullmatch(folded):
        return Bare(None, (("DAT110", run),), _NO_FIGURE)
    if folded != run and _is_toml(folded):
        return Bare(folded, wide)
    if run.lower() in _EMPTY_WORDS:
        return Bare(None, (("DAT112", f"{run} 不能表示没有数"),), _NO_FIGURE)
    if run.lower() in ("true", "false"):
        return Bare(run.lower(), (("DAT112", f"{run} 要用小写"),))
    if _TEXT.fullmatch(run):
        return Bare(f'"{run}"', (("DAT115", run),))
    return Bare(None, (("DAT112", f"值 {_clip(run)} 看不懂"),), _READABLE)


def _measure(match: re.Match[str], run: str, wide: tuple[tuple[str, str], ...], unit: str | None) -> Bare:
    number, faults = match["number"], wide
    if "," in number:
        number = number.replace(",", "")
        faults += (("DAT108", run),)
    relation, found = match["relation"], match["unit"]
    if not relation and (found is None or found == unit):
        faults += (("DAT113", run),) if found else ()
        if _is_toml(number):
            return Bare(number, faults)
        if sum(map(str.isdigit, number)) > MAX_DIGITS:
            return Bare(None, (("DAT110", _clip(run)),), _NO_FIGURE)
        return Bare(None, (("DAT112", f"数字 {_clip(run)} 前面多了 0"),), "去掉前面的 0；编号、电话这样的值两边加引号")
    text = f'"{relation}{number}{found or ""}"'
    if found in ("%", "‰"):
        return Bare(text, (*faults, ("DAT109", run)))
    return Bare(text, (*faults, ("DAT113" if found else "DAT115", run)))


def _date(match: re.Match[str], run: str, wide: tuple[tuple[str, str], ...]) -> Bare:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Bare(None, (("DAT112", f"日期 {run} 不存在"),), "日期写成 2025-01-08 这样")
    return Bare(day.isoformat(), (*wide, ("DAT116", run)))


def _is_toml(run: str) -> bool:
    try:
        value = tomli.loads(f"x = {run}", parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return False
    return len(value) == 1 and "\n" not in run


def _clip(run: str) -> str:
    return run if len(run) <= 20 else f"{run[:20]}…"
