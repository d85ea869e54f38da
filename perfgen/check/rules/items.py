"""What several rules ask of indicators and projects: names, reasons, scores, amounts that may be unknown."""

from decimal import Decimal

from perfgen.check.case import Case
from perfgen.compute.scores import computed_score
from perfgen.express.rounding import rounded
from perfgen.express.values import Absent
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern

REASON = "偏差原因分析及改进措施"
_NOTHING = pattern(r"[\s—–\-/、。．.]*(?:无|没有|无偏差|不涉及)?[\s—–\-/、。．.]*")


def item_name(case: Case, item: KeyPath) -> str:
    """The name of the indicator or project at ``item``; several names of a group joined by 、."""
    return case.text(*item, "名称" if item[0] == "项目" else "三级指标")


def names_of(case: Case, item: KeyPath) -> tuple[str, ...]:
    """The 三级指标 of the indicator at ``item``, one or several."""
    value = case.value(*item, "三级指标")
    if isinstance(value, tuple):
        return tuple(str(name) for name in value)
    return () if value is None or isinstance(value, Absent) else (str(value),)


def pending(case: Case, *path: str | int) -> bool:
    """Whether the value at ``path`` is still to come (待填)."""
    value = case.value(*path)
    return isinstance(value, Absent) and value.pending


def says(case: Case, *path: str | int) -> str:
    """The text at ``path``, empty where it says nothing (absent, a word, 无, —)."""
    text = case.text(*path).strip()
    return "" if _NOTHING.fullmatch(text) else text


def explained(case: Case, item: KeyPath) -> bool:
    """Whether the indicator at ``item`` gives a reason for its deviation, or will."""
    return bool(says(case, *item, REASON)) or pending(case, *item, REASON)


def score_place(case: Case, item: KeyPath) -> KeyPath:
    """The path at which a finding about the score of ``item`` is placed: 得分 where typed, else 分值."""
    return (*item, "得分" if case.report.has((*item, "得分")) else "分值")


def graded_by_hand(case: Case, item: KeyPath) -> Decimal | None:
    """The typed 得分 of an indicator for which the county's method gives none; None otherwise."""
    if computed_score(case.figures, item) is not None:
        return None
    return case.typed_number(*item, "得分")


def percent(rate: Decimal, places: int = 2) -> str:
    """A plain ratio in percent at ``places`` decimals, trailing zeros left out."""
    text = f"{rounded(rate * 100, places):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"
