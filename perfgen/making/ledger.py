"""The values of a finished report by key path, and the expression that prints each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from perfgen.frozen import frozen
from perfgen.making.plan import Tree

Path = tuple[str, ...]

FACTS = "事实"
TREES: tuple[Path, ...] = (("决算", "收入"), ("决算", "支出"), ("年初预算", "收入"), ("年初预算", "支出"))
"""The amounts that may have parts."""


@frozen
class Known:
    """A figure that is known: its path, its value (万元, percent, points), and the words that it stood behind."""

    path: Path
    value: Decimal
    label: str
    unit: str = ""


def spelled(path: Path) -> str:
    """``path`` as an expression says it."""
    first, *rest = path
    return first + "".join(f".{part}" if part.isidentifier() else f"['{part}']" for part in rest)


def in_tree(path: Path) -> bool:
    """Whether ``path`` is one of the amounts that may have parts, or below one."""
    return any(path[:2] == tree for tree in TREES)


class Ledger:
    """What was read so far."""

    def __init__(self) -> None:
        self.known: dict[Path, Known] = {}
        self.facts: dict[str, str] = {}
        self.parts: dict[Path, list[tuple[Path, ...]]] = {}
        """For each amount with parts, the lists of parts that add up to it."""

    def put(self, path: Path, value: Decimal, label: str, unit: str = "") -> bool:
        """Remember a figure; false where the path has another value already."""
        before = self.known.get(path)
        if before is not None:
            return before.value == value
        self.known[path] = Known(path, value, label, unit)
        return True

    def split(self, path: Path, parts: Iterable[Path]) -> None:
        """Remember that ``parts`` add up to the amount at ``path``."""
        names = tuple(parts)
        if names not in self.parts.setdefault(path, []):
            self.parts[path].append(names)

    def fact(self, name: str, text: str) -> str:
        """Remember a figure of the prose; its expression."""
        self.facts[name] = text
        return spelled((FACTS, name))

    def amounts(self, value: Decimal) -> list[Known]:
        """The known amounts of this value."""
        return [each for each in self.known.values() if each.unit == "万元" and each.value == value]

    def listed(self, path: Path, names: Iterable[Path]) -> Path:
        """Where the parts ``names`` of an amount are listed: at its path, or in a cut of it."""
        ways = self.parts[path]
        return path if len(ways) == 1 else (*path, _cut(names, ways.index(tuple(names))))

    def tree(self) -> Tree:
        """The values as a data file holds them: sums as their parts, what the program computes left out."""
        made: Tree = {}
        stated: Tree = {}
        for path, each in self.known.items():
            value = _plain(each.value)
            if path in self.parts:
                total = sum((self.known[part].value for part in self.parts[path][0]), Decimal(0))
                if total != each.value:
                    stated[".".join(path)] = value
                continue
            if in_tree(path) and any(other[: len(path)] == path != other for other in self.known):
                _put(made, (*path, "合计"), value)
                continue
            _put(made, self._home(path), value)
        balance = _balance(self.known)
        if balance is not None:
            closing = made["决算"].pop("年末结转和结余")
            if balance != Decimal(str(closing)):
                stated["决算.年末结转和结余"] = closing
        income, spent = (self.known.get(("决算", name)) for name in ("收入总计", "支出总计"))
        if income is not None and spent is not None and income.value == spent.value:
            made["决算"]["支出总计"] = "{{ 决算.收入总计 }}"
        if self.facts:
            made[FACTS] = dict(self.facts)
        if stated:
            made["核对数"] = stated
        return made

    def _home(self, path: Path) -> Path:
        """Where a part is kept: directly, in a cut where there are several, under 其中 where the parts are not all."""
        shown: list[str] = []
        for depth, part in enumerate(path, 1):
            above = path[: depth - 1]
            if in_tree(path) and depth > 2:
                ways = self.parts.get(above, [])
                way = next((n for n, names in enumerate(ways) if path[:depth] in names), None)
                if way is None and above in self.known:
                    shown.append("其中")
                elif way is not None and len(ways) > 1:
                    shown.append(_cut(ways[way], way))
            shown.append(part)
        return tuple(shown)


def _cut(names: Iterable[Path], number: int) -> str:
    said = "".join(path[-1] for path in names)
    if "基本支出" in said or "项目支出" in said:
        return "按支出性质"
    if any(word in said for word in ("公共预算", "基金", "财政拨款")):
        return "按资金来源"
    return "按经济分类" if number == 0 else "按功能分类"


def _balance(known: dict[Path, Known]) -> Decimal | None:
    """年末结转和结余 as the program computes it, where it does."""
    head = "决算"
    names = [(head, "年初结转和结余"), (head, "收入"), (head, "支出"), (head, "年末结转和结余")]
    if not all(name in known for name in names):
        return None
    opening, income, spent = (known[name].value for name in names[:3])
    return opening + income - spent


def _plain(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else value


def _put(tree: Tree, path: Path, value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value
