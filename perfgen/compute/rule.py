"""How a figure is derived, and finding the rule of a path."""

from collections.abc import Callable
from typing import Any

from perfgen.compute.typed import Typed
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath


@frozen
class Rule:
    """How a figure is derived: a pattern of paths, the formula in words, and the function."""

    pattern: tuple[str, ...]
    formula: str
    compute: Callable[[Typed, KeyPath], Any]


class Branch:
    """The rules whose patterns begin alike: the one whose pattern ends here, and those that go on."""

    def __init__(self) -> None:
        self.rule: Rule | None = None
        self.named: dict[str, Branch] = {}
        self.any: Branch | None = None
        """Below every name, those of ``named`` too."""
        self.items: Branch | None = None

    def at(self, part: str | int) -> "Branch | None":
        """The branch below ``part`` of a path."""
        return self.items if isinstance(part, int) else self.named.get(part, self.any)

    def grow(self, pattern: tuple[str, ...], rule: Rule) -> None:
        """Put ``rule`` where ``pattern`` leads; of two that lead to one place the earlier counts."""
        if not pattern:
            self.rule = self.rule or rule
            return
        part, rest = pattern[0], pattern[1:]
        if part == "[]":
            self.items = self.items or Branch()
            self.items.grow(rest, rule)
        elif part == "*":
            self.any = self.any or Branch()
            for branch in (self.any, *self.named.values()):
                branch.grow(rest, rule)
        else:
            self.named.setdefault(part, Branch()).grow(rest, rule)
