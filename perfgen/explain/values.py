"""What an explanation consists of: plain frozen values."""

import re
from functools import cached_property

from perfgen.findings import Finding, Place
from perfgen.frozen import frozen


@frozen
class Typed:
    """A base fact as it stands in the data file: its text and its place."""

    text: str
    place: Place


@frozen
class Figure:
    """One figure: how it is printed, how it was computed, and from what, down to the base facts."""

    name: str
    """Its key path, or the expression that computes it on the spot."""
    key: str = ""
    """Its key path; empty for an expression."""
    printed: str = ""
    exact: str = ""
    """The unrounded value; long ones are cut off, with …."""
    words: str = ""
    """The formula in words; empty for a base fact."""
    numbers: str = ""
    """The formula with its numbers: digits, %, +, −, ×, ÷ and brackets."""
    result: str = ""
    """What the formula gives before it is capped or rounded."""
    steps: tuple[str, ...] = ()
    """What follows: capped, rounded, replaced by the published amount; the 口径."""
    typed: tuple[Typed, ...] = ()
    inputs: tuple["Figure", ...] = ()

    @property
    def computed(self) -> bool:
        """Whether it is computed, not typed."""
        return bool(self.words)

    @cached_property
    def line(self) -> str:
        """The formula with its numbers in one line: 98.3% = 4212.62 ÷ 4286.67 = 98.2726…%，四舍五入到一位."""
        chain = [self.printed]
        if self.numbers and self.numbers != self.printed:
            chain.append(self.numbers)
        if self.result and self.result not in (self.printed, chain[-1], _number(self.printed)):
            chain.append(self.result)
        return "，".join((" = ".join(chain), *self.steps))


def _number(printed: str) -> str:
    """The number in what is printed, without unit and thousands separators: 1535人 is 1535."""
    match = re.match(r"[-−]?[0-9][0-9,]*(?:\.[0-9]+)?", printed)
    return match[0].replace(",", "").replace("-", "−") if match else ""


@frozen
class Printing:
    """A place where something is printed: where on the page, the paragraph's text, and the characters of it."""

    where: str
    text: str
    start: int
    end: int
    name: str = ""
    """The name that the figure is printed under, where it is not its own."""

    @property
    def shown(self) -> str:
        """The characters themselves."""
        return self.text[self.start : self.end]


@frozen
class Found:
    """A figure with every place where it is printed."""

    figure: Figure
    places: tuple[Printing, ...] = ()


@frozen
class Literal:
    """A number that is no figure: typed as text in the data, or in the template, or the number of a paragraph."""

    printing: Printing
    origin: str
    place: Place | None = None


@frozen
class Explanation:
    """The answer to a question about figures."""

    query: str = ""
    figures: tuple[Found, ...] = ()
    literals: tuple[Literal, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Why nothing could be explained: the data cannot be read, or its pack is not there."""
    unprinted: str = ""
    """Why the places on the page are not known; empty where they are."""
