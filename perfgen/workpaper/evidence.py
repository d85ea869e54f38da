"""佐证材料清单: what the indicators name as evidence, each material once, with the indicators that it serves."""

import re

from perfgen.compute import Figures
from perfgen.express.punctuation import fold_key
from perfgen.express.values import Absent
from perfgen.frozen import frozen

_ENDS = re.compile(r"[;；\n\t]")
_PAIRS = {"《": "》", "（": "）", "(": ")", "“": "”", "「": "」", "【": "】", "〔": "〕"}
_NUMBER = re.compile(r"^(?:[0-9]+[.．、]|[（(][0-9]+[）)]|[①-⑳])\s*")


@frozen
class Material:
    """A material of the list: its number from 1, its name, the indicators that it serves, and their lines."""

    number: int
    name: str
    indicators: tuple[str, ...]
    lines: tuple[int, ...]


def materials(figures: Figures) -> tuple[Material, ...]:
    """The materials in the order in which the indicators name them; names that differ in signs only are one."""
    report = figures.report
    raw = report.tree.get("指标")
    names = report.item_names(("指标",)) if isinstance(raw, list) else ()
    found: dict[str, tuple[str, dict[str, None], dict[int, None]]] = {}
    for index, indicator in enumerate(names):
        path = ("指标", index, "佐证")
        if not report.has(path):
            continue
        value = figures.value(path)
        if isinstance(value, Absent):
            continue
        for name in named(str(value)):
            _, serving, lines = found.setdefault(fold_key(name), (name, {}, {}))
            serving[indicator] = None
            lines[report.place(path).line] = None
    return tuple(
        Material(number, name, tuple(serving), tuple(lines))
        for number, (name, serving, lines) in enumerate(found.values(), start=1)
    )


def named(text: str) -> tuple[str, ...]:
    """The materials that a 佐证 names: divided at ；, at line ends and at 、 outside brackets and quotes."""
    parts = (
        _NUMBER.sub("", part.strip()) for each in _ENDS.split(text) for part in _listed(_NUMBER.sub("", each.strip()))
    )
    return tuple(dict.fromkeys(part.strip(" 　。，,") for part in parts if part.strip(" 　。，,")))


def _listed(text: str) -> list[str]:
    parts, closing = [""], list[str]()
    for sign in text:
        if closing and sign == closing[-1]:
            closing.pop()
        elif sign in _PAIRS:
            closing.append(_PAIRS[sign])
        if sign == "、" and not closing:
            parts.append("")
        else:
            parts[-1] += sign
    return [text] if closing else parts
