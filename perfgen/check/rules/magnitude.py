"""Amounts that are 10⁴ too large or too small: 元 typed among 万元, or the reverse.

Honest amounts of one report differ by four or five orders among themselves (手续费 0.18, 拆迁补偿 2000), so that
neighbours alone prove nothing. An amount is suspect only where something else gives its size: an identity that its
correction mends, its own counterpart (budget and outturn, last year), a total that it would exceed by far, or the four
decimals that dividing by ten thousand leaves behind.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from perfgen.check.case import Case
from perfgen.check.rules.stated import stated_figures
from perfgen.check.rules.sum301 import items as official_items
from perfgen.check.rules.sum304 import ROWS
from perfgen.compute.accounts import cuts, parts, trees, walk
from perfgen.compute.tolerance import HALF_A_CENT, tolerance
from perfgen.express.values import Kind
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.vocabulary import OF_WHICH, TOTAL

TEN_THOUSAND = Decimal(10000)
_BALANCES = ("年初结转和结余", "年末结转和结余")
_TOTALS: tuple[KeyPath, ...] = (
    ("决算", "支出"), ("决算", "收入"), ("年初预算", "支出"), ("年初预算", "收入"),
    ("预算执行", "年度资金总额", "全年预算数"), ("决算", "收入总计"), ("决算", "支出总计"),
)  # fmt: skip


@frozen
class Suspect:
    """An amount, whether it is too large (else too small), and what shows it."""

    path: KeyPath
    large: bool
    because: str


class Amounts:
    """The typed amounts of a case, in 万元, and which of them make up which totals.

    A figure that is typed beside the facts that give it stands for itself where the two agree.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        yuan = case.report.tree.get("金额单位") == "元"
        self.typed = {path: value for path, raw in _typed_amounts(case) if (value := _value(raw, yuan))}
        self._leaves: dict[KeyPath, frozenset[KeyPath]] = {}

    def leaves(self, path: KeyPath) -> frozenset[KeyPath]:
        """The typed amounts from which the one at ``path`` was computed; itself where it was typed."""
        if path not in self._leaves:
            self._leaves[path] = frozenset()  # a circle has no leaves
            if path in self.typed and self.case.number(*path) == self.typed[path]:
                self._leaves[path] = frozenset((path,))
            else:
                below = [self.leaves(each) for each in self.case.figures.inputs.get(path, ())]
                self._leaves[path] = frozenset().union(*below)
        return self._leaves[path]


def suspects(case: Case) -> Iterator[Suspect]:
    """Every suspect amount once, the surest first."""
    amounts, named = Amounts(case), set[KeyPath]()
    for find in (_by_identity, _by_counterpart, _by_total, _by_decimals):
        for suspect in find(amounts, frozenset(named)):
            if suspect.path not in named:
                named.add(suspect.path)
                yield suspect


def _value(raw: Any, yuan: bool) -> Decimal:
    value = sum(map(Decimal, raw), Decimal(0)) if isinstance(raw, tuple) else Decimal(raw)
    return value / TEN_THOUSAND if yuan else value


def _typed_amounts(case: Case) -> Iterator[tuple[KeyPath, Any]]:
    """Every typed amount with what was typed, several postings on one name as a tuple."""
    for tree in trees(case.figures):
        if tree[0] == "较上年":
            continue
        for path, raw in walk(case.report.raw(tree), tree):
            if _is_number(raw) or (isinstance(raw, tuple) and all(map(_is_number, raw))):
                yield path, raw
    for head in (("决算",), ("上年", "决算")):
        yield from _numbers(case, [(*head, key) for key in (*_BALANCES, "收入总计", "支出总计")])
    columns = ("年初预算数", "全年预算数", "全年执行数")
    yield from _numbers(case, [("预算执行", row, key) for row in ROWS for key in columns])
    names = (*official_items(case, ("三公经费",)), TOTAL)
    yield from _numbers(case, [("三公经费", name, key) for name in names for key in ("预算数", "决算数")])
    yield from _numbers(case, [(*item, key) for item in case.projects for key in ("全年预算数", "全年执行数")])


def _numbers(case: Case, paths: list[KeyPath]) -> Iterator[tuple[KeyPath, Any]]:
    typed = ((path, case.report.raw(path)) for path in paths if case.report.has(path))
    yield from ((path, raw) for path, raw in typed if _is_number(raw))


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


# -- identities -----------------------------------------------------------------------------------


def _by_identity(amounts: Amounts, _: frozenset[KeyPath]) -> Iterator[Suspect]:
    """Amounts whose correction, and no other's, mends a sum that does not agree with what is stated for it."""
    for path, expected, words, about in _identities(amounts.case):
        computed = amounts.case.number(*path)
        if computed is None or computed == expected:
            continue
        slack = tolerance(amounts.case.report, amounts.case.figures.terms(path)) + Decimal("0.0001")
        gap = abs(computed - expected)
        if gap <= slack:
            continue
        found, because = [], f"“{amounts.case.show(about)}”{words}" if about else words
        for leaf in amounts.leaves(path):
            value = abs(amounts.typed[leaf])
            if value / TEN_THOUSAND > 2 * slack and abs(gap - value * (1 - 1 / TEN_THOUSAND)) <= slack:
                found.append(Suspect(leaf, True, because))
            elif abs(gap - value * (TEN_THOUSAND - 1)) <= slack:
                found.append(Suspect(leaf, False, because))
        if len({amounts.case.place(each.path).line for each in found}) == 1:
            yield found[0]


def _identities(case: Case) -> Iterator[tuple[KeyPath, Decimal, str, KeyPath]]:
    """Paths of computed amounts with what is stated for them, and in words what of which figure would be right."""
    for figure in stated_figures(case, Kind.AMOUNT):
        yield case.report.indexed(figure.path), figure.published, "正好等于公布数", figure.path
    for tree in trees(case.figures):
        for path, raw in walk(case.report.raw(tree), tree):
            if not isinstance(raw, dict):
                continue
            total = case.typed_number(*path, TOTAL) if TOTAL in raw and (parts(raw) or cuts(raw)) else None
            if total is not None:
                yield path, total, "正好等于填的合计", path
            first, *others = [path] * bool(parts(raw)) + [(*path, cut) for cut in cuts(raw)] or [path]
            for one, other in ((a, b) for each in others for a, b in ((first, each), (each, first))):
                expected = case.number(*other)
                if expected is not None:
                    yield one, expected, "的各种分法正好相等", path
    for name in ("年末结转和结余", "收入总计", "支出总计"):
        typed = case.typed_number("决算", name)
        if typed is not None:
            yield ("决算", name), typed, f"{name}正好平", ()


# -- counterparts ---------------------------------------------------------------------------------


def _by_counterpart(amounts: Amounts, named: frozenset[KeyPath]) -> Iterator[Suspect]:
    """Amounts about 10⁴ times their counterpart; the one that is farther from the rest is named."""
    for one, other in _counterparts(amounts):
        large, small = (one, other) if amounts.typed[one] > amounts.typed[other] else (other, one)
        high, low = amounts.typed[large], amounts.typed[small]
        if low <= 0 or high < 1 or not 3000 <= high / low <= 33000 or named & {one, other}:
            continue
        level = _level(amounts, one, other)
        if high / level > level / low:
            yield Suspect(large, True, f"“{amounts.case.show(small)}”是 {amounts.case.amount(low)}")
        else:
            yield Suspect(small, False, f"“{amounts.case.show(large)}”是 {amounts.case.amount(high)}")


def _counterparts(amounts: Amounts) -> Iterator[tuple[KeyPath, KeyPath]]:
    swap = {"全年预算数": "全年执行数", "预算数": "决算数"}
    for path in amounts.typed:
        if path[0] in ("项目", "三公经费", "预算执行") and str(path[-1]) in swap:
            other: KeyPath = (*path[:-1], swap[str(path[-1])])
        elif path[0] == "上年" and path[-1] not in _BALANCES:  # one year may use up what another left
            other = path[1:]
        elif path[:2] == ("年初预算", "支出"):
            other = ("决算", *path[1:])
            if other not in amounts.typed:
                other = ("决算", "支出", "按支出性质", *path[2:])
        else:
            continue
        if other in amounts.typed:
            yield path, other


def _level(amounts: Amounts, one: KeyPath, other: KeyPath) -> Decimal:
    """The middle of the amounts beside the two, else a hundredth of the largest total."""
    rows = one[0] in ("项目", "三公经费", "预算执行")
    heads = (one[:1],) if rows else (one[:-1], other[:-1])
    alike = sorted(
        value
        for each, value in amounts.typed.items()
        if value > 0 and each not in (one, other) and any(each[: len(head)] == head for head in heads)
    )
    if alike:
        return alike[len(alike) // 2]
    totals = [value for total in _TOTALS if (value := amounts.case.number(*total))]
    return max(max(totals, default=TEN_THOUSAND) / 100, Decimal(1))


# -- totals ---------------------------------------------------------------------------------------


def _by_total(amounts: Amounts, _: frozenset[KeyPath]) -> Iterator[Suspect]:
    """Amounts that make their total a hundred times every other, or whose correction makes two totals agree."""
    totals = [(path, value) for path in _TOTALS if (value := amounts.case.number(*path)) and amounts.leaves(path)]
    sizes = [value for _, value in totals]
    for path, total in totals:
        unlike = total >= 100 * min(sizes) or total * 2 < max(sizes)
        for leaf in amounts.leaves(path) if unlike else ():
            others = [value for other, value in totals if leaf not in amounts.leaves(other)]
            if others and OF_WHICH not in leaf:
                yield from _beside(amounts, leaf, total, others)
    largest = max(sizes, default=None)
    inside = frozenset().union(*(amounts.leaves(path) for path, _ in totals))
    for leaf, value in amounts.typed.items():
        limit = 100 if leaf[-1] in _BALANCES else 3
        if not largest or leaf in inside or leaf[0] == "上年":
            continue
        if limit * largest < value <= largest * TEN_THOUSAND:
            yield Suspect(leaf, True, f"全部收支才 {amounts.case.amount(largest)}")


def _beside(amounts: Amounts, leaf: KeyPath, total: Decimal, others: list[Decimal]) -> Iterator[Suspect]:
    value, high, low = amounts.typed[leaf], max(others), min(others)
    if value <= 0:
        return
    if total >= 100 * high and value * 10 >= total * 9 and value <= 3 * high * TEN_THOUSAND:
        yield Suspect(leaf, True, f"其他合计是 {amounts.case.amount(high)}")
    elif total * 1000 <= low and value * 2 >= total:
        yield Suspect(leaf, False, f"其他合计是 {amounts.case.amount(low)}")
    else:
        mended = total - value + value * TEN_THOUSAND
        slack = tolerance(amounts.case.report, 2) + HALF_A_CENT
        match = next((other for other in others if total * 2 < other and abs(mended - other) <= slack), None)
        if match is not None:
            yield Suspect(leaf, False, f"乘以一万，合计正好和 {amounts.case.amount(match)} 相当")


# -- decimals -------------------------------------------------------------------------------------


def _by_decimals(amounts: Amounts, _: frozenset[KeyPath]) -> Iterator[Suspect]:
    """One amount below 1 万元 with five decimals or more among amounts with two at most."""
    if amounts.case.report.tree.get("金额单位") == "元":
        return
    fine = [path for path, value in amounts.typed.items() if _decimals(value) > 2]
    plain = [value for value in amounts.typed.values() if _decimals(value) <= 2]
    if len({amounts.case.place(path).line for path in fine}) != 1 or len(plain) < 4:
        return
    value = amounts.typed[fine[0]]
    if _decimals(value) >= 5 and 0 < value < 1 and value * TEN_THOUSAND <= 10 * max(plain):
        yield Suspect(fine[0], False, "别的数最多两位小数")


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
