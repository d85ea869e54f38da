"""Amount trees: totals at any depth, cuts, 其中, carry-over, 尾差, units."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.express.rounding import rounded
from tests.support.report import report

fen = st.integers(1, 10**10).map(lambda amount: Decimal(amount).scaleb(-2))
"""Amounts in 元 with 分, as books keep them."""
names = st.sampled_from([*"甲乙丙丁戊己庚辛", "其他支出", "维修（护）费", "a.b", "[x]", "2024"])


def trees(leaves: Any) -> Any:
    return st.recursive(
        st.dictionaries(names, leaves, min_size=1, max_size=6),
        lambda below: st.dictionaries(names, below | leaves, min_size=1, max_size=4),
        max_leaves=14,
    )


def leaves(tree: Any) -> list[Decimal]:
    return [leaf for below in tree.values() for leaf in leaves(below)] if isinstance(tree, dict) else [tree]


def mapped(tree: Any, change: Any) -> Any:
    return {name: mapped(below, change) for name, below in tree.items()} if isinstance(tree, dict) else change(tree)


def turned(tree: Any) -> Any:
    return {name: turned(tree[name]) for name in reversed(tree)} if isinstance(tree, dict) else tree


def ten_thousands(yuan: Decimal) -> Decimal:
    return rounded(yuan / 10000, 2)


@settings(max_examples=60, deadline=None)
@given(trees(fen))
def test_a_total_is_the_sum_of_its_leaves_in_any_order(tree: Any) -> None:
    made = report({"决算.支出": tree})
    assert made.value("决算.支出").value == sum(leaves(tree))
    assert report({"决算.支出": turned(tree)}).value("决算.支出").value == sum(leaves(tree))
    for name, below in tree.items():
        assert made.figures.value(("决算", "支出", name)).value == sum(leaves(below))
    assert not set(made.codes) & {"SUM101", "SUM102", "SUM104", "SUM201"}


@settings(max_examples=60, deadline=None)
@given(trees(fen), trees(fen), fen)
def test_honest_accounts_in_ten_thousands_are_never_found_fault_with(income: Any, spent: Any, opening: Decimal) -> None:
    """The books are in 元; the report gives every figure in 万元 with two places, each rounded by itself."""
    closing = opening + sum(leaves(income)) - sum(leaves(spent))
    stated = {
        '核对数."决算.收入"': ten_thousands(Decimal(sum(leaves(income)))),
        '核对数."决算.支出"': ten_thousands(Decimal(sum(leaves(spent)))),
        '核对数."决算.年末结转和结余"': ten_thousands(closing),
        '核对数."决算.收入总计"': ten_thousands(opening + sum(leaves(income))),
        '核对数."决算.支出总计"': ten_thousands(opening + sum(leaves(income))),
    }
    facts = {
        "决算.收入": mapped(income, ten_thousands),
        "决算.支出": mapped(spent, ten_thousands),
        "决算.年初结转和结余": ten_thousands(opening),
    }
    made = report({**facts, **stated})
    assert not [finding for finding in made.findings if finding.code.startswith("SUM") and finding.logical]
    for path, value in stated.items():
        assert made.value(path.split('"')[1]).value == value  # the published one is printed

    some = dict(list(stated.items())[2:3])  # the balance alone, over all the lines
    made = report({**facts, **some})
    assert not [finding for finding in made.findings if finding.code.startswith("SUM") and finding.logical]
    typed = report({**facts, "决算.年末结转和结余": ten_thousands(closing)})
    assert "SUM201" not in typed.codes


@settings(max_examples=40, deadline=None)
@given(trees(fen), trees(fen), fen)
def test_in_yuan_everything_is_exact(income: Any, spent: Any, opening: Decimal) -> None:
    closing = opening + sum(leaves(income)) - sum(leaves(spent))
    facts = {"金额单位": "元", "决算.收入": income, "决算.支出": spent, "决算.年初结转和结余": opening}
    exact = {'核对数."决算.年末结转和结余"': closing, '核对数."决算.支出"': sum(leaves(spent))}
    assert "SUM101" not in report({**facts, **exact}).codes
    off = {'核对数."决算.支出"': sum(leaves(spent)) + Decimal("0.01")}
    assert "SUM101" in report({**facts, **off}).codes


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(names, names, fen), min_size=1, max_size=12))
def test_cuts_of_one_sum_agree(postings: list[tuple[str, str, Decimal]]) -> None:
    cuts: dict[str, dict[str, Decimal]] = {"按甲": {}, "按乙": {}}
    for first, second, amount in postings:
        cuts["按甲"][first] = cuts["按甲"].get(first, Decimal(0)) + amount
        cuts["按乙"][second] = cuts["按乙"].get(second, Decimal(0)) + amount
    made = report({"金额单位": "元", "决算.支出": cuts})
    assert made.value("决算.支出").value * 10000 == sum(amount for _, _, amount in postings)
    assert "SUM102" not in made.codes
    cuts["按乙"][postings[0][1]] += Decimal("0.01")
    assert "SUM102" in report({"金额单位": "元", "决算.支出": cuts}).codes


@settings(max_examples=40, deadline=None)
@given(fen, fen, fen, fen, fen, fen)
def test_carry_over(
    opening: Decimal, income: Decimal, spent: Decimal, used: Decimal, given_: Decimal, more: Decimal
) -> None:
    made = report(
        {
            "金额单位": "元",
            "决算.年初结转和结余": opening,
            "决算.收入": income,
            "决算.支出": spent,
            "决算.使用非财政拨款结余": used,
            "决算.结余分配": given_,
            "决算.年初结转和结余调整": more,
        }
    )
    assert made.value("决算.年末结转和结余").value * 10000 == opening + income + used + more - spent - given_
    assert made.value("决算.收入总计").value == made.value("决算.支出总计").value


@settings(max_examples=40, deadline=None)
@given(st.lists(fen, min_size=1, max_size=9), st.integers(0, 4))
def test_shares_of_the_parts_add_up_to_the_whole(amounts: list[Decimal], places: int) -> None:
    tree = {f"项{index}": amount for index, amount in enumerate(amounts)}
    made = report({"决算.支出": tree})
    shares = [made.evaluated(f"占比(决算.支出.{name}, 决算.支出, {places})") for name in tree]
    total = sum(Decimal(share.rstrip("%")) for share in shares)
    assert abs(total - 100) * 2 <= Decimal(len(amounts)).scaleb(-places)


@pytest.mark.parametrize(
    ("change", "path", "printed"),
    [
        ("上年.决算.支出=80", "较上年.决算.支出", "20"),
        ("较上年.决算.支出=20", "上年.决算.支出", "80"),
        ("上年.决算.支出.基本支出=60", "较上年.决算.支出.基本支出", "10"),
        ("较上年.决算.支出.基本支出=-5", "上年.决算.支出.基本支出", "75"),
        ("较上年.决算.支出=未公布", "上年.决算.支出", "—"),
        ("上年.决算.年初结转和结余=1;上年.决算.收入=9;上年.决算.支出=8", "上年.决算.年末结转和结余", "2"),
    ],
)
def test_last_year_or_the_increase_may_be_the_fact(change: str, path: str, printed: str) -> None:
    assert report(change).printed(path) == printed


@pytest.mark.parametrize(
    ("change", "path", "printed"),
    [
        ("决算.支出=未公布", "决算.支出", "—"),
        ("决算.支出=未公布", "决算.年末结转和结余", "—"),
        ("决算.支出.基本支出=未公布", "决算.支出", "—"),
        ("决算.支出.基本支出=待填", "决算.支出", "〔待填：决算支出〕"),
        ("决算.支出.基本支出=未公布; 决算.支出.合计=100", "决算.支出.项目支出", "30"),
        ('决算.支出={"合计"=100, "其中"={"人员经费"=60}}', "决算.支出", "100"),
        ('决算.支出={"合计"=100, "其中"={"人员经费"=60}}', "决算.支出.其中.人员经费", "60"),
        ('决算.支出={"合计"=100}', "决算.支出.合计", "100"),
        ('决算.支出={"按支出性质"={"基本支出"=60}}', "决算.支出.合计", "60"),
        ("三公经费.公务接待费.决算数=5.7; 三公经费.公车.决算数=2", "三公经费.合计.决算数", "7.7"),
        ("三公经费.合计.决算数=8", "三公经费.合计.决算数", "8"),
        ('预算执行.年度资金总额={"追加数"=30, "追减数"=5}', "预算执行.年度资金总额.全年预算数", "125"),
        ('预算执行={"当年财政拨款"={"全年预算数"=100}, "上年结转资金"={"全年预算数"=20}}', "执行率", "83.33%"),
        ("项目[1].名称=甲;项目[1].全年执行数=4;项目[1].全年预算数=5", "项目[甲].执行率", "80%"),
        ("项目[1].名称=甲;项目[1].全年执行数=4;项目[2].名称=乙;项目[2].全年执行数=6", "项目.合计.全年执行数", "10"),
    ],
)
def test_values(change: str, path: str, printed: str) -> None:
    assert report(change).printed(path) == printed


def test_children_in_cuts_and_of_which_are_called_directly() -> None:
    made = report('决算.支出={"按支出性质"={"基本支出"=60}, "按经济分类"={"资本性支出"=60}, "其中"={"上级资金"=9}}')
    assert made.evaluated("决算.支出.基本支出") == "60"
    assert made.evaluated("决算.支出.资本性支出") == "60"
    assert made.evaluated("决算.支出.上级资金") == "9"
    assert made.evaluated("决算.支出 | 列示") == "基本支出60万元"


def test_parts_of_what_is_not_published_can_be_called() -> None:
    made = report("决算.支出.基本支出=未公布")
    assert made.evaluated("决算.支出") == "—"
    assert made.evaluated("决算.支出.项目支出 | 万元") == "30万元"
    assert made.evaluated("'有' if 有(决算.支出.项目支出) else '无'") == "有"
    assert made.evaluated("'有' if 有(决算.支出.没有) else '无'") == "无"


def test_units() -> None:
    in_yuan = report({"金额单位": "元", "决算.支出": {"基本支出": Decimal("1234567.89")}})
    assert in_yuan.printed("决算.支出") == "123.46"
    assert in_yuan.value("决算.支出").value == Decimal("123.456789")
    assert in_yuan.evaluated("事实.植树") == "100亩"


def test_rates_are_taken_from_unrounded_amounts() -> None:
    made = report(
        {"金额单位": "元", "决算.支出": {"甲": Decimal("5000.04")}, "预算执行.年度资金总额.全年预算数": 10000}
    )
    assert made.value("执行率").value == Decimal("0.500004")
