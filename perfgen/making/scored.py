"""What follows from other scores of a report, so that it is not typed: parts from indicators, 执行率, total, grade."""

from decimal import Decimal
from typing import Any

from perfgen.contract import Scoring
from perfgen.contract.types import ExecutionRate
from perfgen.express.rounding import rounded
from perfgen.making.plan import Guess, Tree

GRADES = (("优", Decimal(90)), ("良", Decimal(80)), ("中", Decimal(60)), ("差", Decimal(0)))
"""The usual grades, which a report shows to be a county's where its total and its grade agree with them."""

_SPENT, _BUDGET = "决算.支出", "预算执行.年度资金总额.全年预算数"
_BASIS = "预算执行率为全年支出决算数与全年预算数之比"


def derive(tree: Tree, rate: Decimal | None, places: int, guesses: list[Guess]) -> Scoring:
    """The scoring that the report shows; what follows from it is taken out of ``tree``.

    ``rate`` is the execution rate, spent over budget, unrounded; None where either is not known.
    """
    result = tree.get("自评")
    if not isinstance(result, dict):
        return Scoring()
    parts: dict[str, dict[str, Any]] = result.get("分项", {})
    total = result.get("总分")
    scores = {name: Decimal(part["得分"]) for name, part in parts.items() if "得分" in part}
    execution = _execution(parts, rate, places)
    if execution is not None:
        _drop(parts, execution.part, "得分")
        guesses.append(Guess("评分", f"“{execution.part}”的得分", "满分 × 执行率", 75, "按印出的分数反推"))
    for name in list(parts):
        items = [item for item in tree.get("指标", ()) if item.get("一级指标") == name]
        for key in ("得分", "满分"):
            column = "分值" if key == "满分" else key
            added = [item[column] for item in items if isinstance(item.get(column), int | Decimal)]
            if items and len(added) == len(items) and key in parts.get(name, {}) and sum(added) == parts[name][key]:
                _drop(parts, name, key)
    if not parts:
        result.pop("分项", None)
    if total is not None and len(scores) > 1 and sum(scores.values()) == total:
        del result["总分"]
        guesses.append(Guess("评分", "自评总分", "各分项得分之和", 90, "相加等于印出的总分"))
    grades = _grades(total, result)
    if not result:
        del tree["自评"]
    return Scoring(places=places, execution=execution, grades=grades)


def _drop(parts: dict[str, dict[str, Any]], name: str, key: str) -> None:
    parts[name].pop(key, None)
    if not parts[name]:
        del parts[name]


def _execution(parts: dict[str, dict[str, Any]], rate: Decimal | None, places: int) -> ExecutionRate | None:
    """The part of the score that 执行率 makes, where what is printed is its full marks times the rate."""
    for name, part in parts.items():
        if rate is None or "执行" not in name or not {"满分", "得分"} <= set(part):
            continue
        if rounded(Decimal(part["满分"]) * min(rate, Decimal(1)), places) == Decimal(part["得分"]):
            return ExecutionRate(_SPENT, _BUDGET, _BASIS, part=name)
    return None


def _grades(total: Any, result: Tree) -> tuple[tuple[str, Decimal], ...]:
    """The usual grades, where the printed one is what they make of the total; it is then not typed."""
    grade = result.get("等级")
    if total is None or grade is None:
        return ()
    if next(name for name, limit in GRADES if Decimal(total) >= limit) != grade:
        return ()
    del result["等级"]
    return GRADES
