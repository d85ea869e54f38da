"""No figure is typed that follows from others, and no number is typed twice.

The town's own words may state a count that stands in one sentence only. A number of three significant digits or more
that has a name (a typed figure or a computed one) is written as a reference, and one that two sentences state is given
a name.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perfgen.compute import Figures, compute
from perfgen.express.values import Fact, Kind, Number
from perfgen.keypath import KeyPath, format_key
from perfgen.load import load
from perfgen.model import Report, build_report
from perfgen.model.pasted import Sum
from perfgen.packs import library

ROOT = Path(__file__).parent.parent
INPUTS = ["钟落潭镇-2021", "吕田镇-2023", "天城镇-2021", "钟村街-2024", "前山镇-2024"]

SAME_BUT_OTHER: Mapping[str, Mapping[frozenset[str], str]] = {
    "钟落潭镇-2021": {
        frozenset({"决算.收入.一般公共预算收入", "决算.支出.按资金来源.一般公共预算支出"}): "收入和支出是两笔账",
        frozenset({"决算.收入.政府性基金转移收入", "决算.支出.按资金来源.政府性基金支出"}): "收入和支出是两笔账",
    },
    "吕田镇-2023": {
        frozenset(
            {"决算.收入.一般公共预算财政拨款收入", "决算.支出.按资金来源.一般公共预算支出"}
        ): "收入和支出是两笔账",
        frozenset(
            {"决算.收入.政府性基金预算财政拨款收入", "决算.支出.按资金来源.政府性基金预算支出"}
        ): "收入和支出是两笔账",
        frozenset({"事实.热线工单.归档", "事实.热线工单.及时处理"}): "归档数和其中及时处理数恰好相同",
    },
    "天城镇-2021": {
        frozenset(
            {
                "决算.支出.按支出性质.基本支出.工资福利支出.职业年金缴费",
                "决算.支出.按支出性质.基本支出.商品和服务支出.其他商品和服务支出",
            }
        ): "两个科目恰好都是24.44万元",
    },
    "钟村街-2024": {
        frozenset({"年初预算.收入", "年初预算.支出"}): "预算收支平衡，收入和支出是两个数",
        frozenset({"决算.收入.财政拨款收入", "决算.支出.财政拨款支出"}): "收入和支出是两笔账",
    },
    "前山镇-2024": {
        frozenset({"三公经费.合计.预算数", "三公经费.合计.决算数"}): "决算与预算恰好持平",
    },
}
"""Different facts that have the same number, with the reason; budget and outturn of one project need none."""

SAID_OF_TWO_THINGS: Mapping[str, Mapping[str, str]] = {
    "钟村街-2024": {"125个": "网格员承担125个事项，党员完成125个微心愿"},
}
"""Numbers that two sentences state of different things."""

NUMBER = re.compile(r"(?<![0-9.〔])([0-9][0-9,]*(?:\.[0-9]+)?)\s*(%|亿元|万元|元|[万亿]?余?[一-鿿])?")
UNFIGURED = ("年", "月", "日", "号", "〕")
"""What follows a number that counts nothing."""


def significant(number: str) -> int:
    """How many digits of ``number`` say something; zeros at the end of a round number do not."""
    return len(number.replace(",", "").replace(".", "").strip("0"))


@cache
def figures_of(text: str) -> Figures:
    source = load(text.encode(), "数据.toml").source
    assert source is not None
    report, _ = build_report(source, library().choose(source.tree["模板"]).contract)
    return compute(report).settled()


def literals(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every number with a unit in the town's own words: where, number, unit."""
    for key, value in data.items():
        if key == "正文":
            yield from _in_words(value, key)
        elif key in ("指标", "项目") and isinstance(value, list):
            for index, item in enumerate(value):
                for column in ("完成情况", "偏差原因分析及改进措施"):
                    yield from _in_words(item.get(column, ""), f"{key}[{index + 1}].{column}")
        elif key in ("收支说明", "绩效目标", "年度总体目标", "评分表"):
            yield from _in_words(value, key)


def _in_words(node: Any, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _in_words(value, f"{where}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _in_words(value, f"{where}[{index + 1}]")
    elif isinstance(node, str):
        for match in NUMBER.finditer(re.sub(r"\{\{.*?\}\}", "〇", node)):
            unit = match[2] or ""
            if unit and unit not in UNFIGURED and significant(match[1]) >= 3:
                yield where, match[1].replace(",", ""), unit


def named(figures: Figures) -> Mapping[tuple[str, str], str]:
    """Number and unit of every figure that has a name, typed or computed, as printed."""
    found: dict[tuple[str, str], str] = {}
    for path, value in figures.values():
        if isinstance(value, Number) and value.kind is not Kind.YEAR:
            shown = str(value) if isinstance(value, Fact) else f"{value}{_unit(value)}"
            match = NUMBER.search(shown)
            if match and significant(match[1]) >= 3:
                found.setdefault((match[1].replace(",", ""), match[2] or ""), figures.report.spelled(path))
    return found


def _unit(value: Number) -> str:
    return value.style.money_unit if value.kind is Kind.AMOUNT else "分" if value.kind is Kind.SCORE else ""


def typed_numbers(report: Report) -> Iterator[tuple[Decimal, str, str]]:
    """Every number typed as a figure: its value, its unit, its key path."""
    for path, value in _leaves(report.tree, ()):
        if path[0] in ("核对数", "正文", "格式版本", "年度") or (path[0] == "指标" and path[-1] == "指标值"):
            continue
        for each in value if isinstance(value, Sum) else (value,):
            if isinstance(each, int | Decimal) and not isinstance(each, bool):
                yield Decimal(each), "", format_key(report.named(path))
            elif path[0] == "事实" and isinstance(each, str) and "{{" not in each and (match := NUMBER.search(each)):
                yield Decimal(match[1].replace(",", "")), match[2] or "", format_key(report.named(path))


def _leaves(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(node, dict):
        for key, below in node.items():
            if key != "按经济分类" or not any(other.startswith("按") and other != key for other in node):
                yield from _leaves(below, (*path, key))  # a pasted posting stands in both cuts; one is enough
    elif isinstance(node, list) and not isinstance(node, Sum):
        for index, below in enumerate(node):
            yield from _leaves(below, (*path, index))
    else:
        yield path, node


def typed_twice(text: str, allowed: Mapping[frozenset[str], str]) -> Iterator[str]:
    """Figures that are typed at two places."""
    places: dict[tuple[Decimal, str], list[str]] = defaultdict(list)
    for value, unit, path in typed_numbers(figures_of(text).report):
        if significant(f"{value}") >= 3:
            places[value, unit].append(path)
    for (value, unit), paths in places.items():
        own = {path.rpartition(".")[0] for path in paths if path.startswith("项目[")}
        if len(paths) > 1 and frozenset(paths) not in allowed and not (len(own) == 1 and len(paths) == 2):
            yield f"{value}{unit} is typed at {'、'.join(paths)}"


def typed_instead_of_referred(text: str, allowed: Mapping[str, str]) -> Iterator[str]:
    """Numbers in the town's words that have a name, or that two sentences state."""
    names = named(figures_of(text))
    seen: dict[tuple[str, str], str] = {}
    for where, number, unit in literals(tomllib.loads(text, parse_float=Decimal)):
        for (known, of), path in names.items():
            if number == known and (unit[0] == of[:1] or unit == of):
                yield f"{where}: {number}{unit} is {path}"
        if (number, unit) in seen and number + unit not in allowed:
            yield f"{where}: {number}{unit} stands in {seen[number, unit]} too"
        seen.setdefault((number, unit), where)


def data_of(name: str) -> str:
    return (ROOT / "inputs" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", INPUTS)
def test_no_figure_is_typed_at_two_places(name: str) -> None:
    assert list(typed_twice(data_of(name), SAME_BUT_OTHER[name])) == []


@pytest.mark.parametrize("name", INPUTS)
def test_no_figure_that_has_a_name_is_typed_in_a_sentence(name: str) -> None:
    assert list(typed_instead_of_referred(data_of(name), SAID_OF_TWO_THINGS.get(name, {}))) == []


@pytest.mark.parametrize("name", INPUTS)
def test_every_pair_that_is_allowed_is_there(name: str) -> None:
    found = "".join(typed_twice(data_of(name), {}))
    for pair in SAME_BUT_OTHER[name]:
        assert all(path in found for path in pair), pair


@pytest.mark.parametrize(
    ("reference", "figure"),
    [
        ("{{ 决算.支出 | 万元 }}", "4212.62万元"),  # a sum
        ("{{ 决算.年末结转和结余 | 万元 }}", "939.23万元"),  # a balance
        ("预算执行率为{{ 执行率 }}", "预算执行率为98.3%"),  # a rate
    ],
)
def test_a_computed_figure_in_a_sentence_would_be_found(reference: str, figure: str) -> None:
    text = data_of("天城镇-2021")
    assert reference in text
    assert list(typed_instead_of_referred(text.replace(reference, figure), {}))


def test_a_figure_typed_twice_would_be_found() -> None:
    text = data_of("钟村街-2024")
    again = text.replace('"其他收入" = 15.58', '"其他收入" = 34.87')
    assert again != text
    assert len(list(typed_twice(again, SAME_BUT_OTHER["钟村街-2024"]))) == 1
