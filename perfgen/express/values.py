"""What expressions work on: typed numbers that know how they print, the three words, and read-only views.

Amounts are held in 万元, ratios as plain ratios (0.9827 is 98.27 %), everything as Decimal.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from decimal import Decimal, DivisionByZero, InvalidOperation
from enum import StrEnum
from typing import Any

from perfgen.express.rounding import digits
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


class Kind(StrEnum):
    """What a number counts; it decides how the number prints."""

    AMOUNT = "金额"
    COUNT = "计数"
    YEAR = "年份"
    RATIO = "比率"
    SCORE = "分值"
    PLAIN = "数"


@frozen
class Style:
    """How a pack prints numbers: money unit, decimals, trailing zeros, thousands separators."""

    money_unit: str = "万元"
    money_places: int = 2
    strip_zeros: bool = True
    thousands: bool = False
    ratio_places: int = 2
    score_places: int = 2


DEFAULT_STYLE = Style()


class Absent:
    """One of the three words in the place of a value: it absorbs arithmetic and says so when printed."""

    absent = True

    def __init__(self, word: str, label: str = "") -> None:
        self.word = word
        self.label = label

    @property
    def pending(self) -> bool:
        """Whether the value is still to come (待填) rather than unpublished or not applicable."""
        return self.word == "待填"

    @property
    def listed(self) -> bool:
        """Whether its parts are known and can be counted."""
        return False

    def named(self, label: str) -> "Absent":
        """The same word in the place of what ``label`` says."""
        own = copy(self)
        own.label = label
        return own

    def __str__(self) -> str:
        return f"〔待填：{self.label}〕" if self.pending else "—"

    def __repr__(self) -> str:
        return f"Absent({self.word!r}, {self.label!r})"

    def __bool__(self) -> bool:
        return self.pending  # 有(…) holds for what is still to come, and so does the value itself

    def __eq__(self, other: object) -> bool:
        return self.word == (other.word if isinstance(other, Absent) else other)

    def __hash__(self) -> int:
        return hash(self.word)

    def __getitem__(self, name: object) -> "Absent":
        if isinstance(name, str):
            return self
        raise IndexError(name)

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __call__(self, *_: object) -> "Absent":
        """Itself, whatever is asked of it."""
        return self

    def _absorb(self, _: object) -> "Absent":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _absorb

    def __neg__(self) -> "Absent":
        return self

    def _not_below(self, _: object) -> bool:
        return False

    def _above(self, _: object) -> bool:
        return self.pending  # so that a draft shows the sentence that stands there for a figure above 0

    __lt__ = __le__ = _not_below
    __gt__ = __ge__ = _above


WORDS = ("待填", "未公布", "不适用")
"""The three words that may stand for any value: still to come, not published, not applicable."""


def absent(value: object) -> bool:
    """Whether ``value`` is one of the three words."""
    return isinstance(value, Absent)


@frozen(eq=False)
class Number:
    """A Decimal with its kind, the style it prints in, a unit and, where it was typed, its spelling."""

    value: Decimal
    kind: Kind = Kind.PLAIN
    style: Style = DEFAULT_STYLE
    unit: str = ""
    text: str | None = None
    places: int | None = None
    path: KeyPath = ()

    def __str__(self) -> str:
        if self.text is not None:
            return self.text
        return self.spelled() + ("%" if self.kind is Kind.RATIO else self.unit)

    def spelled(self, value: Decimal | None = None) -> str:
        """The digits without unit or percent sign."""
        shown = self.value if value is None else value
        style = self.style
        match self.kind:
            case Kind.YEAR:
                return f"{shown:f}"
            case Kind.AMOUNT:
                factor = Decimal(10000) if style.money_unit == "元" else Decimal(1)
                places, thousands = style.money_places, style.thousands
                shown *= factor
            case Kind.RATIO:
                places, thousands = style.ratio_places, False
                shown *= 100
            case Kind.SCORE:
                places, thousands = style.score_places, False
            case _:
                exponent = shown.as_tuple().exponent
                places, thousands = max(0, min(6, -exponent if isinstance(exponent, int) else 0)), style.thousands
        if self.places is not None:
            return digits(shown, self.places, strip_zeros=False, thousands=thousands)
        return digits(shown, places, strip_zeros=style.strip_zeros or self.kind is Kind.PLAIN, thousands=thousands)

    # -- arithmetic: Decimal inside, the kind follows ---------------------------------------------

    def __add__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a + b, self._sum_kind(other))

    def __radd__(self, other: Any) -> Any:
        return self.__add__(other)

    def __sub__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: a - b, self._sum_kind(other))

    def __rsub__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: b - a, self.kind)

    def __mul__(self, other: Any) -> Any:
        kind = self.kind
        if isinstance(other, Number) and (self.kind in (Kind.RATIO, Kind.PLAIN) or other.kind is Kind.AMOUNT):
            kind = other.kind if other.kind is not Kind.PLAIN else self.kind
        return self._combined(other, lambda a, b: a * b, kind)

    def __rmul__(self, other: Any) -> Any:
        return self.__mul__(other)

    def __truediv__(self, other: Any) -> Any:
        same = isinstance(other, Number) and (other.kind is self.kind)
        return self._combined(other, _divided, Kind.RATIO if same else self.kind)

    def __rtruediv__(self, other: Any) -> Any:
        return self._combined(other, lambda a, b: _divided(b, a), Kind.PLAIN)

    def __abs__(self) -> "Number":
        return self._made(abs(self.value), self.kind)

    def __neg__(self) -> "Number":
        return self._made(-self.value, self.kind)

    def __pos__(self) -> "Number":
        return self

    def _sum_kind(self, other: Any) -> Kind:
        """A plain number beside a typed one takes its kind: 1 − 执行率 is a rate."""
        return other.kind if self.kind is Kind.PLAIN and isinstance(other, Number) else self.kind

    def _combined(self, other: Any, operation: Callable[[Decimal, Decimal], Any], kind: Kind) -> Any:
        if isinstance(other, Absent):
            return other
        value = decimal_of(other)
        if value is None:
            return NotImplemented
        result = operation(self.value, value)
        return result if isinstance(result, Absent) else self._made(result, kind)

    def _made(self, value: Decimal, kind: Kind) -> "Number":
        return Number(value, kind, self.style, self.unit if kind is self.kind and kind is not Kind.RATIO else "")

    # -- comparison by value ----------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        value = decimal_of(other)
        return value is not None and self.value == value

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Any) -> bool:
        return self._compared(other, lambda a, b: a < b)

    def __le__(self, other: Any) -> bool:
        return self._compared(other, lambda a, b: a <= b)

    def __gt__(self, other: Any) -> bool:
        return self._compared(other, lambda a, b: a > b)

    def __ge__(self, other: Any) -> bool:
        return self._compared(other, lambda a, b: a >= b)

    def _compared(self, other: Any, test: Callable[[Decimal, Decimal], bool]) -> bool:
        if isinstance(other, Absent):
            return False
        value = decimal_of(other)
        if value is None:
            return NotImplemented  # type: ignore[no-any-return]  # Python then asks the other side
        return test(self.value, value)

    def __bool__(self) -> bool:
        return self.value != 0

    def __int__(self) -> int:
        return int(self.value)


def _divided(a: Decimal, b: Decimal) -> Decimal | Absent:
    try:
        return a / b
    except (DivisionByZero, InvalidOperation):
        return Absent("不适用")


def decimal_of(value: object) -> Decimal | None:
    """The Decimal behind a number of any of our types; None for everything else (bool included)."""
    if isinstance(value, Number):
        return value.value
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return None


@frozen(eq=False)
class Amount(Number):
    """A node of an amount tree: its total, and its parts by name."""

    name: str = ""
    parts: Callable[[], Mapping[str, Any]] | None = None
    """The children that add up to the total."""
    find: Callable[[str], Any] | None = None
    """Any child by name, in 其中 and in the cuts too; raises KeyError."""

    def __getitem__(self, name: str) -> Any:
        if name == "名称":
            return self.name
        if name == "合计":
            return self
        if self.find is None:
            raise KeyError(name)
        return self.find(name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts().values() if self.parts else ())

    def __len__(self) -> int:
        return len(self.parts() if self.parts else ())

    def __bool__(self) -> bool:
        return True


@frozen(eq=False)
class Fact(Number):
    """A figure of the prose: printed as typed, computed with as a number; ``detail`` holds 同比, 来源."""

    detail: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        if name == "值":
            return self
        if self.detail is None:
            raise KeyError(name)
        return self.detail[name]


class Names(tuple[str, ...]):
    """Several names in one place; they print joined by 、."""

    __slots__ = ()

    def __str__(self) -> str:
        return "、".join(self)


class Group(ABC):
    """A read-only table: children by name, looked up when they are asked for."""

    __slots__ = ()

    @abstractmethod
    def __getitem__(self, name: str) -> Any:
        """The child called ``name``; raises KeyError."""

    @abstractmethod
    def _names(self) -> tuple[str, ...]:
        """The names of the children, in order."""

    def candidates(self) -> tuple[str, ...]:
        """What could be meant, for suggestions."""
        return self._names()

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[Any]:
        return (self[name] for name in self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __repr__(self) -> str:
        return "〔一张表〕"


class Listing:
    """A read-only list that can also be called by an item's name: ``指标('征地面积')``."""

    def __init__(self, items: tuple[Any, ...], names: tuple[str, ...], find: Callable[[str], Any]) -> None:
        self._items = items
        self._item_names = names
        self._find = find

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, key: int | str) -> Any:
        if isinstance(key, str):
            return self._find(key)
        return self._items[key]

    def __call__(self, name: object) -> Any:
        """The item of this name."""
        return self._find(str(name))

    def __repr__(self) -> str:
        return "〔一列表〕"

    def names(self) -> tuple[str, ...]:
        """The items' names, in order."""
        return self._item_names
