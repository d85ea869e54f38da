"""Formulas are true: computed anew from their text they give the figure; and their words are these."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from perfgen.errors import PerfgenError
from perfgen.explain import Explanation, Figure, explain
from tests.explain.inquiries import asked, job
from tests.support.built import REPORTS


def value(text: str) -> Decimal:
    """A number as an explanation shows it."""
    plain = text.replace("−", "-").replace(",", "").replace("…", "")
    return Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)


def computed(numbers: str) -> Decimal:
    """The value of a formula with numbers, by a calculator of its own: + − × ÷ and brackets."""
    tokens = re.findall(r"[0-9.]+…?%?|[-+−×÷()]", numbers)
    assert "".join(tokens) == numbers.replace(" ", ""), numbers
    result, rest = _sum(tokens)
    assert not rest, numbers
    return result


def _sum(tokens: list[str]) -> tuple[Decimal, list[str]]:
    left, tokens = _product(tokens)
    while tokens and tokens[0] in "+−":
        sign, (right, tokens) = tokens[0], _product(tokens[1:])
        left = left + right if sign == "+" else left - right
    return left, tokens


def _product(tokens: list[str]) -> tuple[Decimal, list[str]]:
    left, tokens = _atom(tokens)
    while tokens and tokens[0] in "×÷":
        sign, (right, tokens) = tokens[0], _atom(tokens[1:])
        left = left * right if sign == "×" else left / right
    return left, tokens


def _atom(tokens: list[str]) -> tuple[Decimal, list[str]]:
    if tokens[0] == "−":
        inner, rest = _atom(tokens[1:])
        return -inner, rest
    if tokens[0] == "(":
        inner, rest = _sum(tokens[1:])
        assert rest[0] == ")"
        return inner, rest[1:]
    return value(tokens[0]), tokens[1:]


def below(figure: Figure) -> Iterator[Figure]:
    yield figure
    for each in figure.inputs:
        yield from below(each)


def shown(figure: Figure) -> Decimal:
    match = re.search(r"[-−]?[0-9][0-9,]*(?:\.[0-9]+)?%?", figure.printed)
    assert match, figure
    number = value(match[0])
    if "个百分点" in figure.printed:
        number /= 100
    return number


@pytest.mark.parametrize("name", REPORTS)
def test_formulas_give_what_is_printed(name: str) -> None:
    answer = asked(name).ask()
    figures = {each.name + each.numbers: each for found in answer.figures for each in below(found.figure)}
    checked = 0
    for figure in figures.values():
        if not figure.numbers or not figure.result:
            continue
        result = value(figure.result)
        cut = "…" in figure.numbers or "…" in figure.result
        assert abs(computed(figure.numbers) - result) <= (Decimal("0.0001") * max(1, abs(result)) if cut else 0), figure
        then = next((match[1] for step in figure.steps if (match := re.search("(?:→ |公布的是)([−0-9.%]+)", step))), "")
        last, printed = value(then) if then else result, shown(figure)
        if re.match("减少|同比下降|下降", figure.printed):
            last = -last
        places = printed.as_tuple().exponent
        assert isinstance(places, int)
        half = Decimal(5).scaleb(min(places, 0) - 1)
        assert abs(last - printed) <= half if any("四舍五入" in step for step in figure.steps) else last == printed, (
            figure
        )
        checked += 1
    assert checked


@pytest.mark.parametrize("name", REPORTS)
def test_every_branch_ends_in_typed_facts_or_in_the_pack(name: str) -> None:
    for found in asked(name).ask().figures:
        for figure in below(found.figure):
            if figure.inputs:
                continue
            known = figure.typed or "模板" in figure.words or figure.printed in ("未公布", "不适用", "—")
            assert known or "个数" in figure.words or "个数" in figure.name, figure
            for typed in figure.typed:
                assert typed.place.line
                assert typed.place.column
                assert typed.place.file == f"{name}.toml"


def line(name: str, key: str) -> str:
    return asked(name).ask(key).figures[0].figure.line


LINES = [
    ("天城镇-2021", "指标[开展“打非治违”行动次数].得分", "5 = 5 × 11 ÷ 10 = 5.5，封顶 → 5"),
    ("天城镇-2021", "指标[项目超概算比例].得分", "18 = 18 × 100%"),
    ("天城镇-2021", "自评.分项.预算执行.得分", "19.7 = 20 × 98.2726…% = 19.6545…，四舍五入到一位"),
    ("天城镇-2021", "自评.总分", "98.7 = 19.7 + 40 + 19 + 20"),
    ("天城镇-2021", "自评.等级", "优，总分98.7，90分以上为“优”"),
    ("天城镇-2021", "决算.年末结转和结余", "939.23 = 865.18 + 4286.67 − 4212.62"),
    ("天城镇-2021", "上年度", "2020 = 2021 − 1"),
    ("天城镇-2021", "预算调整率", "221.4% = (4286.67 − 1333.74) ÷ 1333.74 = 221.4022…%，四舍五入到一位"),
    ("吕田镇-2023", "指标[群众满意度].实际完成值", "89.16% = 74 ÷ 83 = 89.1566…%，四舍五入到两位"),
    ("前山镇-2024", "上年.决算.支出.项目支出", "3,661.3 = 2872.44 − (−788.86)"),
    ("前山镇-2024", "事实.民生.低保金", "980.02万元"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "expected"), LINES)
def test_lines(name: str, key: str, expected: str) -> None:
    assert line(name, key) == expected


def test_a_published_amount_that_is_printed_says_so() -> None:
    figure = asked("钟村街-2024").ask("决算.年末结转和结余").figures[0].figure
    assert figure.line == ("5.76 = 25.04 + 27888.37 − 27907.66 = 5.75，公布的是5.76，相差0.01，在尾差以内，印公布的数")
    assert [each.place.key for each in figure.typed] == ['核对数."决算.年末结转和结余"']


def test_execution_rate_with_its_basis() -> None:
    figure = asked("天城镇-2021").ask("执行率").figures[0].figure
    assert figure.words == "决算.支出 ÷ 预算执行.年度资金总额.全年预算数"
    assert figure.line.startswith("98.3% = 4212.62 ÷ 4286.67 = 98.2726…%，四舍五入到一位，口径：执行率为")


def test_every_posting_of_a_pasted_table_has_its_line() -> None:
    answer = asked("天城镇-2021").ask("决算.支出.按经济分类.商品和服务支出.办公费")
    figure = answer.figures[0].figure
    assert figure.line == "58.13 = 47.6 + 10.53"
    assert [(each.text, each.place.line, each.place.column) for each in figure.typed] == [
        ("47.6", 50, 14),
        ("10.53", 70, 18),
    ]


def test_names_are_found_in_the_cuts() -> None:
    answer = asked("天城镇-2021").ask("决算.支出.基本支出")
    assert answer.figures[0].figure.key == "决算.支出.按支出性质.基本支出"


def test_items_of_a_countys_own_list_are_called_by_name() -> None:
    answer = asked("吕田镇-2023").ask("机构.内设机构[共青团].名称")
    assert [each.text for each in answer.figures[0].figure.typed] == ["共青团"]


def test_a_score_that_the_execution_rate_makes_is_capped_in_words() -> None:
    figures = [each.figure for each in asked("天城镇-2021").ask().figures]
    assert any("封顶 → 5" in figure.line for figure in figures)
    assert len({figure.name for figure in figures if figure.key}) == sum(1 for figure in figures if figure.key)


def test_a_number_typed_in_the_prose_is_said_to_be_typed() -> None:
    answer = asked("天城镇-2021").ask("100%")
    assert [each.origin for each in answer.literals] == ["数据里打的字"]
    place = answer.literals[0].place
    assert place is not None
    text = job("天城镇-2021").data.decode().split("\n")[place.line - 1]
    assert text[place.column - 1 :].startswith("100%")


@pytest.mark.parametrize(
    ("what", "message", "hint"),
    [
        ("执行", "没有“执行”这个数", "你是不是想写“执行率”"),
        ("决算.支岀", "没有“决算.支岀”这个数", "你是不是想写“决算.支出”"),
        ("指标[征地面].得分", "没有“指标[征地面].得分”这个数", "你是不是想写“指标[征地面积].得分”"),
        ("指标[征地面积]", "“指标[征地面积]”是一张表，不是一个数", "写其中一个，例如 "),
        ("12345.67", "没有哪个数印作“12345.67”", "照报告上印的写，例如 98.3%；不写，看全部算出来的数"),
    ],
)
def test_wrong_questions(what: str, message: str, hint: str) -> None:
    with pytest.raises(PerfgenError) as caught:
        asked("天城镇-2021").ask(what)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


def test_unreadable_data_is_explained_by_its_findings() -> None:
    broken = job("天城镇-2021")
    answer = explain(type(broken)(b'"a" = ', "x.toml", broken.choose))
    assert isinstance(answer, Explanation)
    assert answer.findings
