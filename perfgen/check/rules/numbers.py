"""Figures in a sentence, for the rules that compare them."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from perfgen.check.passages import Passage
from perfgen.frozen import frozen
from perfgen.patterns import pattern

_FIGURE = pattern(
    r"(?P<number>[0-9](?<![0-9.].)(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?)\s?"
    r"(?P<unit>%|％|个百分点|万亿元|亿元|万元|元|[余多]?万?(?:人次|平方公里|平方米|公里|公顷|人|户|名|件|宗|个|家|亩|吨|米|次|场|条|份|单|项|支|栋|座|处|村|株|套|期|辆|起|篇|所|间|台|分|岁|天|年|月|日|号)?)"
)
_SCALE = {"万亿元": Decimal(10) ** 8, "亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}

_MONTHS = pattern(r"[—\-－~～至][0-9]+月")


@frozen
class Figure:
    """A figure of a sentence: its number as printed, unit, where it stands; ``family`` groups units that compare."""

    value: Decimal
    spelled: str
    unit: str
    start: int
    end: int

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.unit in ("%", "％")

    @property
    def places(self) -> int:
        """Decimals as printed."""
        return len(self.spelled.split(".")[1]) if "." in self.spelled else 0

    @property
    def scaled(self) -> Decimal:
        """Amounts in 万元, everything else in its unit."""
        if self.unit in _SCALE:
            return self.value * _SCALE[self.unit]
        return self.value * 10000 if self.unit.lstrip("余多").startswith("万") else self.value

    @property
    def family(self) -> str:
        """Units that may be divided by each other: amounts, kinds of persons, kinds of cases."""
        if self.unit in _SCALE:
            return "金额"
        bare = self.unit.lstrip("余多万")
        return {"件": "件", "份": "件", "单": "件", "宗": "件", "起": "件", "名": "人", "人次": "人次"}.get(bare, bare)


def figures(passage: Passage) -> tuple[Figure, ...]:
    """The figures of ``passage`` in order; years, dates and document numbers are left out."""
    return _figures(passage.text)


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[Figure, ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        unit = match["unit"].strip()
        if unit in ("年", "月", "日", "号") or _MONTHS.match(text, match.end()):
            continue
        yield Figure(Decimal(match["number"].replace(",", "")), match["number"], unit, match.start(), match.end())
