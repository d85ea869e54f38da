"""Headline figures of the prose as 事实: amounts of money with the name of what they are, and their growth."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from perfgen.contract import OutlineItem
from perfgen.importing.wording import plain

_AMOUNT = re.compile(
    r"(?P<about>[近约超逾])?(?P<number>(?<![0-9.,])[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>万元|亿元|元(?!旦|以|件|素))(?!（含|\(含|以上|以下|以内|及以)"
)
_GROWTH = re.compile(r"[，,（(]?(?P<said>(?:同比)?(?P<way>增长|下降|上升|减少|增加))(?P<rate>[0-9]+(?:\.[0-9]+)?[%％])")
_BREAK = re.compile(r"[，。；：、,;:（）()“”‘’《》\s]|(?<=[0-9])(?:万元|亿元|元)")
_WEAK = re.compile(
    r"^(?:其中|全年|全镇|全街|今年以来|本年|累计|共|各类|各级|各项|新增|完成|实现|发放|投入|安排|支出|收到|争取|达到|动员|为|向|对|和|与|及|了|的|总|计)+"
)
_TAIL = re.compile(r"(?:完成|达到?|为|约|近|超过|超|共计|合计|累计|总计|共|计|了|的|收入达|是|有|得到|发放|投入)+$")
_TAKEN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LONGEST = 14


@dataclass
class Facts:
    """The figures that were taken out of the prose, as the table 事实."""

    tree: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    """Printed amounts of the accounts with the expression that prints them just so."""

    def name(self, group: str, wanted: str) -> str:
        """A free name in ``group``."""
        taken = self.tree.setdefault(group, {})
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}{number}", number + 1
        return name

    def written(self, value: Any, item: OutlineItem) -> Any:
        """The value of a section of 正文 with its amounts as expressions."""
        group = plain(item.title)[:12] or item.key.rpartition(".")[2]
        return _mapped(value, lambda text: self._text(text, group))

    def _text(self, text: str, group: str) -> str:
        taken = [match.span() for match in _TAKEN.finditer(text)]
        out, position = [], 0
        for match in _AMOUNT.finditer(text):
            if any(start <= match.start() < end for start, end in taken) or match.start() < position:
                continue
            out.append(text[position : match.start()])
            expression, end = self._replaced(text, match, group)
            out.append(expression)
            position = end
        return "".join(out) + text[position:]

    def _replaced(self, text: str, match: re.Match[str], group: str) -> tuple[str, int]:
        spelled = match[0]
        known = self.known.get(spelled)
        if known is not None and len(re.sub(r"[^1-9]", "", match["number"])) >= 3:
            return f"{{{{ {known} }}}}", match.end()
        name = self.name(group, label_of(text[: match.start()], text[match.end() :]))
        growth = _GROWTH.match(text, match.end())
        path = f"事实.{group}.{name}"
        if growth is None:
            self.tree[group][name] = spelled
            return f"{{{{ {path} }}}}", match.end()
        falling = growth["way"] in ("下降", "减少")
        self.tree[group][name] = {"值": spelled, "同比": ("-" if falling else "") + growth["rate"].replace("％", "%")}
        between = text[match.end() : growth.start("said")]
        if growth["said"] in ("同比增长", "同比下降") and "％" not in growth["rate"]:
            return f"{{{{ {path} }}}}{between}{{{{ {path}.同比 | 同比 }}}}", growth.end()
        if falling:
            return f"{{{{ {path} }}}}", match.end()
        return f"{{{{ {path} }}}}{between}{growth['said']}{{{{ {path}.同比 }}}}", growth.end()


def label_of(before: str, after: str) -> str:
    """What an amount is called: the words before it in its clause, or those behind it."""
    pieces = [piece for piece in _BREAK.split(_TAKEN.sub("，", before)) if piece.strip()]
    label = _named(pieces[-1]) if pieces and before[-1:] not in "，。；、" else ""
    if len(label) < 2:
        label = _named(_BREAK.split(after.lstrip())[0]) if after and after[0] not in "，。；、" else label
    if len(label) < 2 and pieces:
        label = _named(pieces[-1])
    return label or "金额"


def _named(text: str) -> str:
    bare = re.sub(r"[0-9]+(?:\.[0-9]+)?[\u4e00-\u9fff%％]?|\W", "", text)
    bare = _TAIL.sub("", _WEAK.sub("", bare))
    return bare[-_LONGEST:]


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    return {key: _mapped(each, change) if key == "内容" else each for key, each in value.items()}


def texts(value: Any) -> Iterator[str]:
    """Every text of a section's value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
