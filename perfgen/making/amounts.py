"""The figures of a text: amounts, rates, scores and heads, each with its label; and the sums that amounts make."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from perfgen.frozen import frozen


class Sort(StrEnum):
    """What a figure is."""

    AMOUNT = "金额"
    RATE = "比率"
    POINTS = "百分点"
    SCORE = "得分"
    HEADS = "人数"
    COUNT = "数"


_FIGURE = re.compile(
    r"(?<![0-9.A-Za-z〔\[（(第])(?P<number>-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>万元|亿元|元(?![旦])|个百分点|[%％]"
    r"|分(?![钟之别为公部支管布散])|人(?!次|民|大|事|才|员|武|均)|宗|件|户|个|次|份|单|名|处|家|项|亩|公里|吨|套|栋|条|座)?"
)
_BREAKS = "，。；：、,;:（）()　“”\n"
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_NUMBERED = re.compile(r"^\s*(?:[0-9]{1,2}[.、．](?![0-9])|[（(][0-9]{1,2}[）)])")
_SORTS = {"万元": Sort.AMOUNT, "亿元": Sort.AMOUNT, "元": Sort.AMOUNT, "%": Sort.RATE, "％": Sort.RATE,
          "个百分点": Sort.POINTS, "分": Sort.SCORE, "人": Sort.HEADS}  # fmt: skip


@frozen
class Figure:
    """A figure as it stands in a text: its sort, its value as a plain number, its unit, the words before it."""

    start: int
    end: int
    sort: Sort
    text: str
    value: Decimal
    unit: str
    label: str
    """The words of the clause before it."""
    before: str = ""
    """The sentence before it."""

    @property
    def places(self) -> int:
        """How many decimals it shows."""
        number = re.sub(r"[^0-9.]", "", self.text)
        return len(number.partition(".")[2])

    @property
    def money(self) -> Decimal:
        """An amount in 万元."""
        return self.value * 10000 if self.unit == "亿元" else self.value / 10000 if self.unit == "元" else self.value

    @property
    def wanted(self) -> bool:
        """Whether it is one of the figures that a template keeps as a field: amounts, rates and scores."""
        return self.sort in (Sort.AMOUNT, Sort.RATE, Sort.SCORE)


def figures_of(text: str) -> list[Figure]:
    """The figures of ``text`` in order; numbers of headings, years, dates and document numbers are none."""
    found: list[Figure] = []
    skipped = _NUMBERED.match(text)
    position = skipped.end() if skipped else 0
    quoted = [(m.start(), m.end()) for m in re.finditer(r"《[^》]*》|〔[^〕]*〕[0-9]*号?", text)]
    for match in _FIGURE.finditer(text, position):
        unit = match["unit"] or ""
        if not unit or any(start <= match.start() < end for start, end in quoted):
            continue
        before = text[position : match.start()]
        masked = re.sub(r"[（(][^（）()]*[）)](?=\w)", lambda pair: "括" * len(pair[0]), before)
        cut = max((masked.rfind(mark) for mark in _BREAKS), default=-1)
        label = (
            before[cut + 1 :].strip() or re.split(f"[{_BREAKS}]", _BRACKETS.sub("", before).rstrip("：: "))[-1].strip()
        )
        value = Decimal(match["number"].replace(",", ""))
        sentence = re.split("[。；\n]", text[: match.start()])[-1]
        sort = _SORTS.get(unit, Sort.COUNT)
        found.append(Figure(match.start(), match.end(), sort, match[0], value, unit, label, sentence))
        position = match.end()
    return found


# -- sums -------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Node:
    """An amount, and the amounts behind it that add up to it."""

    figure: Figure
    home: int
    """The number of the paragraph that it stands in."""
    parts: list["Node"] = field(default_factory=list)
    whole: "Node | None" = None

    @property
    def money(self) -> Decimal:
        """The amount in 万元."""
        return self.figure.money

    def walk(self) -> Iterator["Node"]:
        """This amount and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


_PASSED = re.compile(r"(?:比|较)(?:上年|去年)|同比|增加$|减少$|增长$|下降$|[A-Za-z0-9]以[上下]|达到?$|超$|近$|约$")


def summed(nodes: Sequence[Node]) -> list[Node]:
    """The amounts that are part of no other: each followed by its parts, wherever what follows adds up to it.

    ``nodes`` are the amounts of one section in reading order.
    """
    roots: list[Node] = []
    for node in reversed(nodes):
        if _PASSED.search(node.figure.label):
            continue
        total, count = Decimal(0), 0
        for count, root in enumerate(roots, 1):
            total += root.money
            if count >= 2 and abs(total - node.money) <= _slack(count, node):
                node.parts = roots[:count]
                for part in node.parts:
                    part.whole = node
                del roots[:count]
                break
            if total > node.money + _slack(count, node):
                break
        roots.insert(0, node)
    return roots


def _slack(count: int, node: Node) -> Decimal:
    """The 尾差 of a sum of ``count`` amounts; nothing for round amounts, which are no accounts."""
    return Decimal("0.005") * (count + 1) if node.figure.places >= 2 else Decimal(0)
