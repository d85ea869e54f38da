"""Excel formulas as values: built from parts with their precedence, spelled once every cell has its place."""

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal

from perfgen.frozen import frozen

COMPARISON, JOINED, SUM, PRODUCT, SIGN, ATOM = range(6)
"""How firmly the parts of a formula hold together, loosest first."""

_RANGED = ("SUM", "COUNT")
"""Functions for which a range is as good as its cells."""

_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "&": JOINED}


@frozen
class Cell:
    """A cell that has no place yet: on which sheet, and what it holds there."""

    sheet: str
    key: Hashable


@frozen
class Address:
    """Where a cell is: sheet (empty for the same one), column and row."""

    sheet: str
    column: str
    row: int

    def follows(self, other: "Address") -> bool:
        """Whether the cell is the one right below ``other``."""
        return (self.sheet, self.column, self.row) == (other.sheet, other.column, other.row + 1)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}" if self.sheet else f"{self.column}{self.row}"


@frozen
class Cells:
    """Cells as the arguments of a function for which a range is as good."""

    every: tuple[Cell, ...]

    def spelled(self, address: Callable[[Cell], Address]) -> str:
        """The cells, those that stand below each other as ranges."""
        runs: list[list[Address]] = []
        for each in map(address, self.every):
            if runs and each.follows(runs[-1][-1]):
                runs[-1].append(each)
            else:
                runs.append([each])
        return ",".join(f"{run[0]}:{run[-1].column}{run[-1].row}" if len(run) > 1 else str(run[0]) for run in runs)


@frozen
class Formula:
    """An Excel formula without its leading =: spellings and cells in order."""

    tokens: tuple[str | Cell | Cells, ...]
    level: int = ATOM

    def spelled(self, address: Callable[[Cell], Address]) -> str:
        """The formula with every cell replaced by its address."""
        return "".join(self._spelled(each, address) for each in self.tokens)

    def _spelled(self, token: "str | Cell | Cells", address: Callable[[Cell], Address]) -> str:
        if isinstance(token, Cells):
            return token.spelled(address)
        return str(address(token)) if isinstance(token, Cell) else token

    @property
    def bare(self) -> Cell | None:
        """The cell where it is nothing but a reference to one."""
        token = self.tokens[0]
        return token if len(self.tokens) == 1 and isinstance(token, Cell) else None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that it refers to, each once."""
        found = (each.every if isinstance(each, Cells) else (each,) for each in self.tokens)
        return tuple(dict.fromkeys(each for every in found for each in every if isinstance(each, Cell)))


def cell(sheet: str, key: Hashable) -> Formula:
    """A reference to one cell."""
    return Formula((Cell(sheet, key),))


def number(value: Decimal | int) -> Formula:
    """A number as a literal."""
    spelled = f"{Decimal(value):f}"
    if "." in spelled:
        spelled = spelled.rstrip("0").rstrip(".")
    return Formula((spelled,), SIGN if spelled.startswith("-") else ATOM)


def text(value: str) -> Formula:
    """A text as a literal."""
    doubled = value.replace('"', '""')
    return Formula((f'"{doubled}"',))


def truth(value: bool) -> Formula:
    """TRUE or FALSE."""
    return Formula(("TRUE" if value else "FALSE",))


def call(name: str, *arguments: Formula) -> Formula:
    """A function with its arguments."""
    bare = tuple(each for argument in arguments if (each := argument.bare) is not None)
    if name in _RANGED and len(bare) == len(arguments):
        return Formula((f"{name}(", Cells(bare), ")"))
    tokens: list[str | Cell | Cells] = [f"{name}("]
    for place, argument in enumerate(arguments):
        tokens += [",", *argument.tokens] if place else argument.tokens
    return Formula((*tokens, ")"))


def infix(sign: str, left: Formula, right: Formula) -> Formula:
    """Two formulas with ``sign`` between them, in brackets where they need them."""
    level = _LEVELS.get(sign, COMPARISON)
    firmer = level + 1 if sign in "-/" or level == COMPARISON else level
    return Formula((*_within(left, level), sign, *_within(right, max(firmer, SUM))), level)


def negative(part: Formula) -> Formula:
    """The formula with its sign turned."""
    return Formula(("-", *_within(part, ATOM)), SIGN)


def either(test: Formula, then: Formula, otherwise: Formula) -> Formula:
    """IF."""
    return call("IF", test, then, otherwise)


def total(parts: Iterable[Formula]) -> Formula:
    """The sum of cells or formulas: SUM, or the one part there is."""
    every = tuple(parts)
    return every[0] if len(every) == 1 else call("SUM", *every)


def quotient(part: Formula, whole: Formula) -> Formula:
    """A division whose divisor may be zero: 不适用, as perfgen has it."""
    return either(infix("=", whole, number(0)), text("不适用"), infix("/", part, whole))


def rounded(part: Formula, places: int) -> Formula:
    """ROUND, which rounds halves away from zero as perfgen does."""
    return call("ROUND", part, number(places))


def first_word(parts: Iterable[Formula]) -> Formula:
    """The first of ``parts`` that is a text; an empty text where none is."""
    found = text("")
    for each in reversed(tuple(parts)):
        found = each if found == text("") else either(call("ISTEXT", each), each, found)
    return found


def absorbing(made: Formula, parts: Iterable[Formula]) -> Formula:
    """``made`` where all its ``parts`` are numbers, else the first word among them: so our arithmetic takes words."""
    every = tuple(parts)
    counted = infix("=", call("COUNT", *every), number(len(every)))
    return either(counted, made, _flat_first_word(every) if len(every) > _DEEPEST else first_word(every))


_DEEPEST = 20
"""Excel lets functions stand 64 deep in each other; a long sum with words stays far from it."""


def _flat_first_word(parts: tuple[Formula, ...]) -> Formula:
    """The first word of many cells without nesting: 待填 is made as long as the other two, then cut off."""
    joined = call("T", parts[0])
    for each in parts[1:]:
        joined = infix("&", joined, call("T", each))
    same_length = call("SUBSTITUTE", joined, text("待填"), text("待填 "))
    return call("TRIM", call("LEFT", same_length, number(3)))


def _within(part: Formula, level: int) -> tuple[str | Cell | Cells, ...]:
    return part.tokens if part.level >= level else ("(", *part.tokens, ")")
