"""Derivations are found along the path: exact names before any name, items by their place."""

import pytest

from perfgen.compute.derived import RULES, derives, rule_for
from perfgen.compute.rule import Rule
from perfgen.keypath import KeyPath


def _fits(rule: Rule, path: KeyPath) -> bool:
    return len(rule.pattern) == len(path) and all(
        isinstance(part, int) if wanted == "[]" else isinstance(part, str) and wanted in ("*", part)
        for wanted, part in zip(rule.pattern, path, strict=True)
    )


STANDS_FOR: dict[str, str | int] = {"[]": 0, "*": "某项"}
PATHS: list[KeyPath] = [tuple(STANDS_FOR.get(part, part) for part in rule.pattern) for rule in RULES]
PATHS += [("预算执行", "年度资金总额", key) for key in ("年初预算数", "全年预算数", "全年执行数", "执行率", "文号")]
PATHS += [
    (),
    ("单位",),
    ("决算", 0),
    ("指标", "[]", "得分"),
    ("指标", 0),
    ("项目", "合计", "文号"),
    ("自评", "分项", 0),
]


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_the_first_rule_that_fits_is_found(path: KeyPath) -> None:
    assert rule_for(path) is next((rule for rule in RULES if _fits(rule, path)), None)
    if path and isinstance(path[-1], str):
        assert derives(path[:-1])(path[-1]) == any(_fits(rule, path) for rule in RULES)


@pytest.mark.parametrize("head", ["上年", "较上年"])
def test_every_figure_of_the_year_before_may_be_derived(head: str) -> None:
    found = rule_for((head, "人员", "编制人数"))
    assert found is not None and found.pattern == (head,)
    assert derives((head, "人员"))("编制人数")
