"""How figures are computed, checked, scored and printed under two packs."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfgen.contract import Contract, ExecutionRate, PackRule, Scoring
from perfgen.findings import Severity
from perfgen.packdiff.values import Change, Effect


def computed(old: Contract, new: Contract) -> Iterator[Change]:
    """Named figures of the county (计算)."""
    before, after = ({each.name: each for each in contract.computed} for contract in (old, new))
    for name, each in before.items():
        if name not in after:
            cure = f"数据里引用了“{name}”的地方改掉"
            yield Change("计算", name, f"没有了（原来是 {each.expression}）", Effect.BREAKING, cure)
        elif each.expression != after[name].expression:
            yield Change("计算", name, f"算法：{each.expression} → {after[name].expression}", Effect.RESULT)
        elif each.kind != after[name].kind:
            yield Change("计算", name, f"格式：{each.kind} → {after[name].kind}", Effect.RESULT)
    for name, each in after.items():
        if name not in before:
            yield Change("计算", name, f"新的：{each.expression}", Effect.NONE)


def rules(old: Contract, new: Contract) -> Iterator[Change]:
    """Relations of the county's own (勾稽) and changed severities (规则级别)."""
    before, after = ({each.code: each for each in contract.rules} for contract in (old, new))
    for code, rule in before.items():
        if code not in after:
            yield Change("勾稽", code, f"不再查：{rule.message}", Effect.NONE)
        elif rule != after[code]:
            yield _rule(rule, after[code])
    for code, rule in after.items():
        if code not in before:
            yield Change("勾稽", code, f"新查（{rule.severity}）：{rule.message}", Effect.STRICTER, rule.expression)
    for code in dict.fromkeys((*old.severities, *new.severities)):
        was, now = old.severities.get(code), new.severities.get(code)
        if was is not now:
            effect = Effect.STRICTER if now is Severity.LOGICAL else Effect.NONE
            yield Change("规则级别", code, f"{was or '不另定'} → {now or '不另定'}", effect)


def _rule(old: PackRule, new: PackRule) -> Change:
    if (old.expression, old.tolerance, old.severity) == (new.expression, new.tolerance, new.severity):
        return Change("勾稽", new.code, f"提示：“{old.message}” → “{new.message}”", Effect.NONE)
    parts = [f"式：{old.expression} → {new.expression}"] if old.expression != new.expression else []
    parts += [f"容差：{_plain(old.tolerance)} → {_plain(new.tolerance)}"] if old.tolerance != new.tolerance else []
    parts += [f"级别：{old.severity} → {new.severity}"] if old.severity is not new.severity else []
    return Change("勾稽", new.code, "；".join(parts), Effect.STRICTER)


def scoring(old: Contract, new: Contract) -> Iterator[Change]:
    """评分: weights, methods, bands, grades, 执行率."""
    before, after = old.scoring, new.scoring
    yield from _weights(before, after)
    yield from _execution(before.execution, after.execution)
    for name, was, now in (
        ("满分", before.full, after.full),
        ("得分位数", before.places, after.places),
        ("完成率封顶", before.completion_capped, after.completion_capped),
        ("正向", before.positive, after.positive),
        ("反向", before.negative, after.negative),
        ("反向.完成值为零", before.negative_at_zero, after.negative_at_zero),
        ("等于", before.equal, after.equal),
        ("等级", dict(before.grades), dict(after.grades)),
    ):
        if was != now:
            yield Change("评分", name, f"{_plain(was)} → {_plain(now)}", Effect.RESULT)
    if before.deviation_limit != after.deviation_limit:
        what = f"{_plain(before.deviation_limit)} → {_plain(after.deviation_limit)}"
        yield Change("评分", "偏差说明线", what, Effect.STRICTER)
    if before.bands != after.bands:
        yield _bands(before, after)


def _weights(old: Scoring, new: Scoring) -> Iterator[Change]:
    if old.weights == new.weights:
        return
    what = f"{_plain(old.weights)} → {_plain(new.weights)}"
    if set(old.weights) == set(new.weights) or not new.weights:
        yield Change("评分", "权重", what, Effect.RESULT, "各项指标的分值照新的权重分")
    else:
        yield Change("评分", "权重", what, Effect.STRICTER, f"一级指标用新的名称：{'、'.join(new.weights)}")


def _execution(old: ExecutionRate | None, new: ExecutionRate | None) -> Iterator[Change]:
    names = {"numerator": "分子", "denominator": "分母", "basis": "口径", "capped": "封顶", "part": "分项"}
    for attribute, name in names.items():
        was, now = getattr(old, attribute, None), getattr(new, attribute, None)
        if was != now:
            yield Change("评分", f"执行率.{name}", f"{_plain(was)} → {_plain(now)}", Effect.RESULT)


def _bands(old: Scoring, new: Scoring) -> Change:
    shown = ["、".join(f"{b.name} {_plain(b.upper)}–{_plain(b.lower)}%" for b in s.bands) or "无" for s in (old, new)]
    gone = {band.name for band in old.bands} - {band.name for band in new.bands}
    cure = f"“定性档”写了“{'”“'.join(sorted(gone))}”的，改用新的名称" if gone else ""
    return Change("评分", "定性", " → ".join(shown), Effect.BREAKING if gone else Effect.RESULT, cure)


def form(old: Contract, new: Contract) -> Iterator[Change]:
    """格式: how numbers print."""
    names = {
        "money_unit": "金额单位", "money_places": "金额位数", "strip_zeros": "去尾零", "thousands": "千分位",
        "ratio_places": "比率位数", "score_places": "得分位数",
    }  # fmt: skip
    for attribute, name in names.items():
        was, now = getattr(old.format, attribute), getattr(new.format, attribute)
        if was != now:
            yield Change("格式", name, f"{_plain(was)} → {_plain(now)}", Effect.RESULT)
    for attribute, name in {"fonts": "字体", "margins": "页边距", "line": "行距", "unchecked": "不查"}.items():
        was, now = getattr(old.format.layout, attribute), getattr(new.format.layout, attribute)
        if was != now:
            yield Change("格式", f"版式.{name}", f"{_plain(was)} → {_plain(now)}", Effect.NONE)


def _plain(value: Any) -> str:
    """A value of the manifest as people read it."""
    match value:
        case None | "":
            return "无"
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value.normalize():f}"
        case Mapping():
            return "、".join(f"{name} {_plain(each)}" for name, each in value.items()) or "无"
        case tuple():
            return "、".join(map(_plain, value)) or "无"
    return str(value)
