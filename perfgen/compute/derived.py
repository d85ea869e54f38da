"""What follows from the base facts: one rule for each derived figure, with its formula in words.

A rule is asked for a path and answers with a value, or raises KeyError where the data does not allow one. Where a
figure may also be published, the published one counts only if the facts for computing it are not there; both present
are compared by the checks, and a published one that agrees within 尾差 is the one printed.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from perfgen.compute import scores
from perfgen.compute.rule import Branch, Rule
from perfgen.compute.store import Term
from perfgen.compute.typed import Typed
from perfgen.express.values import Absent, Group, Kind, Number, decimal_of
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING
from perfgen.vocabulary import TOTAL

TOP_NAMES = ("决算", "预算执行", "上年", "较上年", "自评", "指标", "项目", "上年度", "执行率", "口径", "指标行")
"""Top-level names that may exist without being typed."""


def _sum(figures: Typed, plus: list[KeyPath], minus: list[KeyPath], optional: tuple[KeyPath, ...] = ()) -> Any:
    total: Any = Number(Decimal(0), Kind.AMOUNT, figures.style)
    terms: list[Term] = []
    for sign, paths in (("+", plus), ("−", minus)):
        for path in paths:
            try:
                value = figures.value(path)
            except KeyError:
                if path in optional:
                    continue
                raise
            if isinstance(value, Group):  # only parts of last year's tree are known
                raise KeyError(path)
            total = total + value if sign == "+" else total - value
            terms.append((sign if terms or sign == "−" else "", path))
    figures.note(terms)
    return total


def _quotient(figures: Typed, part: KeyPath, whole: KeyPath) -> Any:
    value = figures.value(part) / figures.value(whole)
    figures.note([("", part), ("÷", whole)])
    return value


def _same(figures: Typed, path: KeyPath) -> Any:
    """The figure at ``path`` under another name."""
    value = figures.value(path)
    figures.note([("", path)])
    return value


def _or_typed(compute: Callable[[Typed, KeyPath], Any]) -> Callable[[Typed, KeyPath], Any]:
    """``compute``, or the typed value where the facts for computing are not there or are words."""

    def either(figures: Typed, path: KeyPath) -> Any:
        try:
            value = compute(figures, path)
        except KeyError:
            return figures.typed(path)
        if isinstance(value, Absent) and figures.report.has(path):
            figures.unnote(path)
            return figures.typed(path)
        return value

    return either


# -- accounts -------------------------------------------------------------------------------------


def _closing(figures: Typed, path: KeyPath) -> Any:
    head = path[:-1]
    opening, income, spent = (*head, "年初结转和结余"), (*head, "收入"), (*head, "支出")
    used, given, adjusted = (*head, "使用非财政拨款结余"), (*head, "结余分配"), (*head, "年初结转和结余调整")
    return _sum(figures, [opening, income, used, adjusted], [spent, given], (used, given, adjusted))


def _total_income(figures: Typed, path: KeyPath) -> Any:
    head = path[:-1]
    opening, income, used = (*head, "年初结转和结余"), (*head, "收入"), (*head, "使用非财政拨款结余")
    adjusted = (*head, "年初结转和结余调整")
    return _sum(figures, [opening, income, used, adjusted], [], (used, adjusted))


def _total_expenditure(figures: Typed, path: KeyPath) -> Any:
    head = path[:-1]
    closing, spent, given = (*head, "年末结转和结余"), (*head, "支出"), (*head, "结余分配")
    return _sum(figures, [closing, spent, given], [], (given,))


def _initial_budget(figures: Typed, path: KeyPath) -> Any:
    if path[-2] == "年度资金总额":
        return _same(figures, (*path[:-3], "年初预算", "支出"))
    raise KeyError(path)


def _full_budget(figures: Typed, path: KeyPath) -> Any:
    if figures.report.has(path):
        return figures.typed(path)
    more, less = (*path[:-1], "追加数"), (*path[:-1], "追减数")
    if figures.report.has(more) or figures.report.has(less):
        return _sum(figures, [(*path[:-1], "年初预算数"), more], [less], (more, less))
    return _rows(figures, path)


def _rows(figures: Typed, path: KeyPath) -> Any:
    """年度资金总额 as the sum of its three rows."""
    if path[-2] != "年度资金总额":
        raise KeyError(path)
    rows = [(*path[:-2], row, path[-1]) for row in ("当年财政拨款", "上年结转资金", "其他资金")]
    present = [row for row in rows if figures.report.has(row)]
    if not present:
        raise KeyError(path)
    return _sum(figures, present, [])


def _outturn(figures: Typed, path: KeyPath) -> Any:
    if path[-2] == "年度资金总额":
        try:
            return _same(figures, (*path[:-3], "决算", "支出"))
        except KeyError:
            return _rows(figures, path)
    raise KeyError(path)


def _row_rate(figures: Typed, path: KeyPath) -> Any:
    return _quotient(figures, (*path[:-1], "全年执行数"), (*path[:-1], "全年预算数"))


def _official_total(figures: Typed, path: KeyPath) -> Any:
    head, column = path[:-2], path[-1]
    raw = figures.report.raw(head) if figures.report.has(head) else {}
    items = [(*head, name, column) for name in raw if name != TOTAL and figures.report.has((*head, name, column))]
    if not items:
        return figures.typed(path)
    return _sum(figures, items, [])


# -- last year ------------------------------------------------------------------------------------


def _last_year(figures: Typed, path: KeyPath) -> Any:
    """Last year's figure as typed, or this year's less the published increase."""
    here = path[1:]
    if figures.report.has(path):
        return _derived_or_typed(figures, path)
    rule = rule_for(here)
    if rule is not None:
        try:
            return rule.compute(figures, path)
        except KeyError:
            pass
    change = ("较上年", *here)
    if here and figures.report.has(change) and not isinstance(figures.report.raw(change), dict):
        figures.note([("", here), ("−", change)])
        return figures.value(here) - figures.value(change)
    if figures.report.has(change):
        return figures.group(path)
    raise KeyError(path)


def _derived_or_typed(figures: Typed, path: KeyPath) -> Any:
    rule = rule_for(path[1:])
    return rule.compute(figures, path) if rule is not None else figures.typed(path)


def _change(figures: Typed, path: KeyPath) -> Any:
    """The published increase, or this year's figure less last year's."""
    here = path[1:]
    if figures.report.has(path):
        return figures.typed(path)
    before = ("上年", *here)
    if not figures.report.has(before):
        raise KeyError(path)
    if isinstance(figures.report.raw(before), dict) and not figures.has(before):
        return figures.group(path)
    then = figures.value(before)
    if isinstance(then, Group):
        return figures.group(path)
    if not here:
        return then  # one of the three words in the place of all of last year
    now = figures.value(here)
    if any(decimal_of(each) is None and not isinstance(each, Absent) for each in (now, then)):
        raise KeyError(path)
    figures.note([("", here), ("−", before)])
    return now - then


# -- lists ----------------------------------------------------------------------------------------


def _project_rate(figures: Typed, path: KeyPath) -> Any:
    return _quotient(figures, (*path[:-1], "全年执行数"), (*path[:-1], "全年预算数"))


def _list_totals(figures: Typed, path: KeyPath) -> Any:
    return figures.group(path)


def _list_total(figures: Typed, path: KeyPath) -> Any:
    head, column = path[:-2], path[-1]
    count = len(figures.report.raw(head))
    items = [(*head, index, column) for index in range(count) if figures.report.has((*head, index, column))]
    if not items:
        raise KeyError(path)
    return _sum(figures, items, [])


# -- top level ------------------------------------------------------------------------------------


def _year_before(figures: Typed, path: KeyPath) -> Any:
    year = figures.value(("年度",))
    return year if isinstance(year, Absent) else Number(year.value - 1, Kind.YEAR, figures.style)


def _basis(figures: Typed, path: KeyPath) -> Any:
    rate = figures.report.contract.scoring.execution
    if rate is None:
        raise KeyError(path)
    return rate.basis


def _listing(figures: Typed, path: KeyPath) -> Any:
    if figures.report.has(path):
        return figures.typed(path)
    from perfgen.express.values import Listing

    def nothing(name: str) -> Any:
        raise KeyError(name)

    return Listing((), (), nothing)


def _view(figures: Typed, path: KeyPath) -> Any:
    return figures.group(path)


RULES: tuple[Rule, ...] = (
    Rule(("决算",), "", _view),
    Rule(
        ("决算", "年末结转和结余"),
        "年初结转和结余 + 收入 + 使用非财政拨款结余 + 年初结转和结余调整 − 支出 − 结余分配",
        _or_typed(_closing),
    ),
    Rule(
        ("决算", "收入总计"),
        "年初结转和结余 + 收入 + 使用非财政拨款结余 + 年初结转和结余调整",
        _or_typed(_total_income),
    ),
    Rule(("决算", "支出总计"), "支出 + 结余分配 + 年末结转和结余", _or_typed(_total_expenditure)),
    Rule(("预算执行",), "", _view),
    Rule(("预算执行", "年度资金总额"), "", _view),
    Rule(("预算执行", "*", "年初预算数"), "年初预算.支出", _or_typed(_initial_budget)),
    Rule(("预算执行", "*", "全年预算数"), "年初预算数 + 追加数 − 追减数", _full_budget),
    Rule(("预算执行", "*", "全年执行数"), "决算.支出", _or_typed(_outturn)),
    Rule(("预算执行", "*", "执行率"), "全年执行数 ÷ 全年预算数", _row_rate),
    Rule(("三公经费", TOTAL), "", _view),
    Rule(("三公经费", TOTAL, "预算数"), "各项预算数之和", _official_total),
    Rule(("三公经费", TOTAL, "决算数"), "各项决算数之和", _official_total),
    Rule(("项目",), "", _listing),
    Rule(("项目", "[]", "执行率"), "全年执行数 ÷ 全年预算数", _project_rate),
    Rule(("项目", TOTAL), "", _list_totals),
    Rule(("项目", TOTAL, "全年预算数"), "各项目全年预算数之和", _list_total),
    Rule(("项目", TOTAL, "全年执行数"), "各项目全年执行数之和", _list_total),
    Rule(("项目", TOTAL, "执行率"), "全年执行数 ÷ 全年预算数", _row_rate),
    Rule(("指标",), "", _listing),
    Rule(("指标", "[]", "完成率"), "实际完成值 ÷ 指标值", scores.completion_rate),
    Rule(("指标", "[]", "得分"), "分值 × 完成比例", scores.indicator_score),
    Rule(("指标行",), "", scores.rows),
    Rule(("自评",), "", _view),
    Rule(("自评", "总分"), "各分项得分之和", scores.total),
    Rule(("自评", "等级"), "按总分定级", scores.grade),
    Rule(("自评", "分项"), "", _view),
    Rule(("自评", "分项", "*"), "", _view),
    Rule(("自评", "分项", "*", "满分"), "", scores.part_weight),
    Rule(("自评", "分项", "*", "得分"), "", scores.part_score),
    Rule(("执行率",), "", scores.execution_rate),
    Rule(("口径",), "", _basis),
    Rule(("上年度",), "年度 − 1", _year_before),
)
"""Every derivation, by pattern; ``*`` is any name, ``[]`` a list item."""


_ROOT = Branch()
for _rule in sorted(
    RULES, key=lambda rule: "*" in rule.pattern
):  # names first, since what holds for any grows there too
    _ROOT.grow(_rule.pattern, _rule)

_LAST_YEAR = Rule(("上年",), "本年数 − 较上年", _last_year)
_CHANGE = Rule(("较上年",), "本年数 − 上年数", _change)


def _branch(path: KeyPath) -> Branch | None:
    branch: Branch | None = _ROOT
    for part in path:
        if branch is None:
            return None
        branch = branch.at(part)
    return branch


def rule_for(path: KeyPath) -> Rule | None:
    """The rule that derives ``path``, or None."""
    if path and path[0] == "上年":
        return _LAST_YEAR
    if path and path[0] == "较上年":
        return _CHANGE
    branch = _branch(path)
    return None if branch is None else branch.rule


def derives(path: KeyPath) -> Callable[[str], bool]:
    """Tells of a name whether there is a rule for it directly below ``path``."""
    if path and path[0] in ("上年", "较上年"):
        return lambda _: True
    branch = _branch(path)
    if branch is None:
        return lambda _: False
    return lambda name: (below := branch.at(name)) is not None and below.rule is not None


def names_below(figures: Typed, path: KeyPath) -> tuple[str, ...]:
    """The names that rules derive directly below ``path`` and that have a value."""
    if path == ("自评", "分项"):
        return scores.parts(figures)
    if path and path[0] in ("上年", "较上年"):
        other = ("较上年" if path[0] == "上年" else "上年", *path[1:])
        raw = figures.report.raw(other) if figures.report.has(other) else None
        return tuple(raw) if isinstance(raw, dict) else ()
    branch = _branch(path)
    derived = () if branch is None else (name for name, below in branch.named.items() if below.rule)
    return tuple(name for name in derived if figures.find((*path, name)) is not NOTHING)
