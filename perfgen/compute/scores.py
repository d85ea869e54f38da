"""Scores: completion and score of each indicator, parts, total, grade, and the rows of the score table.

An indicator's score is rounded at the pack's places; every level above adds rounded scores.
"""

from decimal import Decimal
from typing import Any

from perfgen.compute.quantities import Quantity
from perfgen.compute.targets import Target, completion, parse_actual, parse_target, share_at
from perfgen.compute.typed import Typed
from perfgen.express.rounding import rounded
from perfgen.express.values import WORDS, Absent, Group, Kind, Number
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING

_NONE = "未公布"

ROW_FIELDS = (
    "一级指标", "二级指标", "三级指标", "指标值", "监控值", "实际完成值", "完成率", "分值", "得分", "定性档",
    "完成情况", "数据期间", "偏差原因分析及改进措施", "佐证",
)  # fmt: skip
"""The columns of a row of the score table."""


def target_of(figures: Typed, item: KeyPath) -> Target | None:
    """The parsed 指标值 of the indicator at ``item``; None where it is absent or a word."""
    text = figures.find((*item, "指标值"))
    return parse_target(text) if isinstance(text, str) else None


def actual_of(figures: Typed, item: KeyPath) -> Quantity | None:
    """The quantity of 实际完成值 of the indicator at ``item``; None where it states none."""
    value = figures.find((*item, "实际完成值"))
    if isinstance(value, Number):
        return Quantity(value.value, value.kind, value.unit, 0, 0)
    return parse_actual(value) if isinstance(value, str) else None


def raw_completion(figures: Typed, item: KeyPath) -> Decimal | None:
    """The completion rate of the indicator at ``item`` as an uncapped ratio, or None."""
    return figures.once(_raw_completion, item)


def _raw_completion(figures: Typed, item: KeyPath) -> Decimal | None:
    target = target_of(figures, item)
    return None if target is None else completion(target, actual_of(figures, item))


def computed_score(figures: Typed, item: KeyPath) -> Decimal | None:
    """The score that the county's method gives the indicator at ``item``, rounded; None where it gives none."""
    return figures.once(_computed_score, item)


def _computed_score(figures: Typed, item: KeyPath) -> Decimal | None:
    weight = figures.number((*item, "分值"))
    target = target_of(figures, item)
    if weight is None or target is None:
        return None
    scoring = figures.report.contract.scoring
    share = share_at(raw_completion(figures, item), target, actual_of(figures, item), scoring)
    return None if share is None else rounded(weight * share, scoring.places)


def completion_rate(figures: Typed, path: KeyPath) -> Any:
    """完成率 of an indicator: computed, or its 完成情况 where it cannot be."""
    item = path[:-1]
    rate = raw_completion(figures, item)
    if rate is not None:
        if figures.report.contract.scoring.completion_capped:
            rate = min(rate, Decimal(1))
        return Number(rate, Kind.RATIO, figures.style, path=path)
    actual = figures.find((*item, "实际完成值"))
    for word in (actual, figures.find((*item, "指标值"))):
        if isinstance(word, Absent) and word.pending:
            return word
    if figures.report.has((*item, "完成情况")):
        return figures.value((*item, "完成情况"))
    if isinstance(actual, Absent):
        return actual
    raise KeyError(path)


def indicator_score(figures: Typed, path: KeyPath) -> Any:
    """得分 of an indicator: by the county's method, or as typed where there is none."""
    item = path[:-1]
    score = computed_score(figures, item)
    if score is not None:
        return _score(figures, score, path)
    if figures.report.has(path):
        return figures.typed(path)
    for key in ("分值", "实际完成值", "指标值"):
        word = figures.find((*item, key))
        if isinstance(word, Absent):
            return Absent(word.word, figures.label(path)) if word.pending else word
    if not figures.report.has((*item, "分值")):
        raise KeyError(path)
    return Absent("待填", figures.label(path))


def _score(figures: Typed, value: Decimal, path: KeyPath) -> Number:
    return Number(value, Kind.SCORE, figures.style, path=path)


# -- execution ------------------------------------------------------------------------------------


def execution_rate(figures: Typed, path: KeyPath) -> Any:
    """执行率 by the pack's numerator and denominator; raises KeyError where the data lacks them."""
    rule = figures.report.contract.scoring.execution
    if rule is None:
        raise KeyError(path)
    numerator = figures.from_pack(rule.numerator, path)
    denominator = figures.from_pack(rule.denominator, path)
    rate = numerator / denominator
    return rate if isinstance(rate, Absent) else Number(rate.value, Kind.RATIO, figures.style, path=path)


def execution_score(figures: Typed, part: str) -> Any:
    """The score of the part that 执行率 makes: 满分 × rate, capped and rounded."""
    rule = figures.report.contract.scoring.execution
    assert rule is not None
    rate = figures.value(("执行率",))
    weight = figures.value(("自评", "分项", part, "满分"))
    if isinstance(weight, Absent):
        return weight
    if rate == "不适用":  # no budget: 0 points (财政绩效系统)
        return _score(figures, Decimal(0), ("自评", "分项", part, "得分"))
    if isinstance(rate, Absent):
        return rate
    share = min(rate.value, Decimal(1)) if rule.capped else rate.value
    score = rounded(weight.value * max(share, Decimal(0)), figures.report.contract.scoring.places)
    figures.note([("", ("自评", "分项", part, "满分")), ("×", ("执行率",))])
    return _score(figures, score, ("自评", "分项", part, "得分"))


# -- parts, total, grade --------------------------------------------------------------------------


def _scored(figures: Typed) -> dict[str, list[KeyPath]]:
    """The indicators that carry a 分值 or 得分 by their 一级指标; empty where that is a word or not given."""
    return figures.once(_by_level, ("指标",))


def _by_level(figures: Typed, path: KeyPath) -> dict[str, list[KeyPath]]:
    raw, found = figures.report.node(path).raw, dict[str, list[KeyPath]]()
    for index, item in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(item, dict) and any(item.get(key, _NONE) not in (_NONE, "不适用") for key in ("分值", "得分")):
            level = str(item.get("一级指标", ""))
            found.setdefault("" if level in WORDS else level, []).append((*path, index))
    return found


def parts(figures: Typed) -> tuple[str, ...]:
    """The names of 自评.分项: those of the weights, typed ones, and 一级指标 that carry scores, in this order."""
    weights = figures.report.contract.scoring.weights
    typed = figures.report.raw(("自评", "分项")) if figures.report.has(("自评", "分项")) else {}
    levels = [level for level in _scored(figures) if level]
    names = dict.fromkeys((*weights, *(typed if isinstance(typed, dict) else ()), *levels))
    if not levels and not (isinstance(typed, dict) and typed) and awaited(figures) is None:
        return ()
    return tuple(names)


def awaited(figures: Typed) -> Absent | None:
    """待填 where the indicators, or what one of them belongs to, are still to come, so that no part can be added up."""
    raw = figures.report.tree.get("指标")
    items = raw if isinstance(raw, list) else ()
    open_ = raw == "待填" or any(isinstance(item, dict) and item.get("一级指标") == "待填" for item in items)
    return Absent("待填", "指标") if open_ else None


def _of_part(figures: Typed, part: str) -> list[KeyPath]:
    return _scored(figures).get(part, [])


def _is_execution(figures: Typed, part: str) -> bool:
    rule = figures.report.contract.scoring.execution
    return rule is not None and rule.part == part and not _of_part(figures, part)


def part_weight(figures: Typed, path: KeyPath) -> Any:
    """满分 of a part: as typed, by the pack's weights, or the sum of its indicators' 分值."""
    if figures.report.has(path):
        return figures.typed(path)
    part = str(path[-2])
    weight = figures.report.contract.scoring.weights.get(part)
    if weight is not None:
        return _score(figures, weight, path)
    to_come = awaited(figures)
    if to_come is not None:
        return to_come
    return _added(figures, [(*item, "分值") for item in _of_part(figures, part)], path)


def part_score(figures: Typed, path: KeyPath) -> Any:
    """得分 of a part: from 执行率, from its indicators, or as typed where neither carries scores."""
    part = str(path[-2])
    items = _of_part(figures, part)
    to_come = awaited(figures)
    if to_come is not None and not figures.report.has(path) and not _is_execution(figures, part):
        return to_come
    if items:
        score = _added(figures, [(*item, "得分") for item in items], path)
        if not isinstance(score, Absent) or not figures.report.has(path):
            return score
        figures.unnote(path)
        return figures.typed(path)
    if _is_execution(figures, part):
        try:
            return execution_score(figures, part)
        except KeyError:
            pass
    return figures.typed(path)


def _added(figures: Typed, paths: list[KeyPath], path: KeyPath) -> Any:
    if not paths:
        raise KeyError(path)
    total: Any = _score(figures, Decimal(0), path)
    for each in paths:
        try:
            total = total + figures.value(each)
        except KeyError:
            return Absent("未公布", figures.label(path))
    figures.note(("+" if number else "", each) for number, each in enumerate(paths))
    return total


def computed_total(figures: Typed) -> Any:
    """The sum of the parts' scores; None where there are no parts."""
    names = parts(figures)
    if not names:
        return None
    total: Any = _score(figures, Decimal(0), ("自评", "总分"))
    for name in names:
        try:
            total = total + figures.value(_score_of(name))
        except KeyError:
            return Absent("未公布", "总分")
    return total


def total(figures: Typed, path: KeyPath) -> Any:
    """总分: the sum of the parts, or as typed where they carry no scores."""
    computed = computed_total(figures)
    if computed is None and not figures.report.has(path):
        computed = awaited(figures)
    if computed is None or (isinstance(computed, Absent) and figures.report.has(path)):
        return figures.typed(path)
    figures.note(("+" if number else "", _score_of(part)) for number, part in enumerate(parts(figures)))
    return computed


def _score_of(part: str) -> KeyPath:
    return ("自评", "分项", part, "得分")


def computed_grade(figures: Typed) -> str | None:
    """The grade by the county's limits (half-open, on a scale of 100); None where there is no total or no limits."""
    scoring = figures.report.contract.scoring
    score = figures.number(("自评", "总分"))
    if score is None or not scoring.grades or not scoring.full:
        return None
    percent = score * 100 / scoring.full
    return next((name for name, limit in scoring.grades if percent >= limit), scoring.grades[-1][0])


def grade(figures: Typed, path: KeyPath) -> Any:
    """等级: by the total, or as typed where there is no total."""
    found = computed_grade(figures)
    if found is None and not figures.report.has(path):
        score = figures.find(("自评", "总分"))
        if isinstance(score, Absent):
            return score
    return found or figures.typed(path)


# -- rows of the score table ----------------------------------------------------------------------


def rows(figures: Typed, path: KeyPath) -> tuple[Any, ...]:
    """One row per 三级指标, every column present (empty text if absent), with its group."""
    raw = figures.report.node(("指标",)).raw
    found: list[Any] = []
    for index, item in enumerate(raw if isinstance(raw, list) else ()):
        at = ("指标", index)
        names = item.get("三级指标") if isinstance(item, dict) else None
        if isinstance(names, list):
            shown = (figures.text(str(name), (*at, "三级指标")) for name in names)
            found += [_Row(figures, at, {"组": index + 1, "三级指标": name}) for name in shown]
        else:
            found.append(_Row(figures, at, {"组": index + 1}))
    return tuple(found)


class _Row(Group):
    """A row whose cells are looked up among the figures, so that a watch sees which ones are asked for."""

    __slots__ = ("_figures", "_item", "_own")

    def __init__(self, figures: Typed, item: KeyPath, own: dict[str, Any]) -> None:
        self._figures = figures
        self._item = item
        self._own = own

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        if name not in ROW_FIELDS:
            raise KeyError(name)
        value = self._figures.find((*self._item, name))
        return "" if value is NOTHING else value

    def _names(self) -> tuple[str, ...]:
        return (*ROW_FIELDS, "组")
