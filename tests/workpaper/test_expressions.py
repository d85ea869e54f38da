"""Expressions as formulas: spelled as one would write them in Excel, and giving what perfgen gives."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.compute import Figures
from perfgen.express.evaluate import evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import parse
from perfgen.express.values import Absent, Number
from perfgen.workpaper.expressions import Untranslatable, as_shown, translate
from perfgen.workpaper.figures import Book
from tests.support.paper import Solved
from tests.support.report import report

FACTS = (
    "事实.甲=12.5万元; 事实.乙=4万元; 事实.丙=0万元; 事实.丁=未公布; 事实.戊=待填; 事实.己=-3.25万元; 事实.率=45%; "
    "上年.决算.支出=80"
)


@cache
def figures() -> Figures:
    return report(FACTS).figures


def made(expression: str) -> tuple[str, Any]:
    """The formula, its cells by key, and what it gives."""
    book = Book(figures())
    solved = Solved(book)
    part = translate(parse(expression), book, book.figures.scope)
    return solved.spelled(part.formula), solved.value(part.formula)


@pytest.mark.parametrize(
    ("expression", "formula", "value"),
    [
        ("事实.甲 + 事实.乙 * 2", "〔事实.甲〕+〔事实.乙〕*2", "20.5"),
        ("(事实.甲 - 事实.乙) / 2", "(〔事实.甲〕-〔事实.乙〕)/2", "4.25"),
        ("-事实.己", "-〔事实.己〕", "3.25"),
        ("事实.甲 | 万元", "〔事实.甲〕", "12.5"),
        ("事实.甲 | 亿元(4)", "〔事实.甲〕/10000", "0.00125"),
        ("百分比(事实.乙, 事实.甲)", 'IF(〔事实.甲〕=0,"不适用",〔事实.乙〕/〔事实.甲〕)', "0.32"),
        ("占比(事实.乙, 事实.丙)", 'IF(〔事实.丙〕=0,"不适用",〔事实.乙〕/〔事实.丙〕)', "不适用"),
        ("增减(事实.乙, 事实.甲)", "〔事实.乙〕-〔事实.甲〕", "-8.5"),
        (
            "同比(事实.甲, 事实.乙)",
            'IF(ABS(〔事实.乙〕)=0,"不适用",(〔事实.甲〕-〔事实.乙〕)/ABS(〔事实.乙〕))',
            "2.125",
        ),
        ("(事实.率 - 1) | 增减", "〔事实.率〕-1", "-0.55"),
        ("四舍五入(事实.甲, 0)", "ROUND(〔事实.甲〕,0)", "13"),
        ("事实.甲 if 事实.甲 > 事实.乙 else 事实.乙", "IF(〔事实.甲〕>〔事实.乙〕,〔事实.甲〕,〔事实.乙〕)", "12.5"),
        ("事实.甲 if not 事实.丙 else 1", "IF(NOT(〔事实.丙〕<>0),〔事实.甲〕,1)", "12.5"),
        ("1 if 事实.甲 > 1 and 事实.乙 < 9 else 2", "IF(AND(〔事实.甲〕>1,〔事实.乙〕<9),1,2)", "1"),
        ("1 if 事实.甲 > 99 or 事实.丙 > 0 else 2", "IF(OR(〔事实.甲〕>99,〔事实.丙〕>0),1,2)", "2"),
        (
            "事实.甲 if 有(事实.甲) else 没有.这个",
            'IF(AND(〔事实.甲〕<>"未公布",〔事实.甲〕<>"不适用"),〔事实.甲〕,"不适用")',
            "12.5",
        ),
        ("事实.庚 if 有(事实.庚) else 事实.乙", 'IF(FALSE,"不适用",〔事实.乙〕)', "4"),
        ("事实.丙 or 事实.乙", "IF(〔事实.丙〕<>0,〔事实.丙〕,〔事实.乙〕)", "4"),
        (
            "事实.甲 + 事实.丁",
            "IF(COUNT(〔事实.甲〕,〔事实.丁〕)=2,〔事实.甲〕+〔事实.丁〕,IF(ISTEXT(〔事实.甲〕),〔事实.甲〕,〔事实.丁〕))",
            "未公布",
        ),
        ("1 if 事实.丁 == '未公布' else 2", 'IF(〔事实.丁〕="未公布",1,2)', "1"),
        ("指标('群众满意度').实际完成值.分子 + 1", "〔指标[群众满意度].实际完成值.分子〕+1", "96"),
        ("决算.支出.合计", "〔决算.支出〕", "100"),
        ("1 - 百分比(事实.乙, 事实.甲)", 'IFERROR(1-〔事实.乙〕/〔事实.甲〕,"不适用")', "0.68"),
    ],
)  # fmt: skip
def test_formulas(expression: str, formula: str, value: str) -> None:
    spelled, given_ = made(expression)
    assert spelled == formula
    assert given_ == (value if isinstance(given_, str) else Decimal(value))


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("指标 | 个数", "数的是有几项，不是由数算出来的"),
        ("年初预算.支出 | 列示", "“列示”得到的是文字，不是数"),
        ("单位.名称", "这里得到的是文字，不是数"),
        ("1 if 事实.甲 in [1, 2] else 2", "“in”没有对应的 Excel 公式"),
        ("事实.辛", "“事实”里没有“辛”"),
    ],
)
def test_what_no_formula_says_has_its_reason(expression: str, reason: str) -> None:
    with pytest.raises(Untranslatable, match=reason):
        made(expression)


_leaves = st.sampled_from(
    ["事实.甲", "事实.乙", "事实.丙", "事实.丁", "事实.戊", "事实.己", "事实.率", "决算.支出", "3", "0.25", "0"]
)
_numbers = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"百分比({t[0]}, {t[1]})"),
        inner.map(lambda t: f"四舍五入({t}, 1)"),
        inner.map(lambda t: f"(-{t})"),
        st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner, inner, inner).map(
            lambda t: f"({t[3]} if {t[0]} {t[1]} {t[2]} else {t[4]})"
        ),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} or {t[1]})"),
        st.tuples(_leaves, inner, inner).map(lambda t: f"({t[1]} if 有(事实.甲) and not {t[0]} else {t[2]})"),
    ),
    max_leaves=8,
)


@settings(max_examples=250, deadline=None)
@given(_numbers)
def test_formulas_give_what_expressions_give(expression: str) -> None:
    book = Book(figures())
    try:
        expected = evaluate(parse(expression), book.figures.scope)
        part = translate(parse(expression), book, book.figures.scope)
    except (ExpressionFault, Untranslatable):
        return
    found = Solved(book).value(part.formula)
    if isinstance(expected, Absent):
        assert found == expected.word, expression
        return
    value = expected.value if isinstance(expected, Number) else Decimal(expected)
    assert abs(found - value) <= Decimal("1e-18") * max(1, abs(value)), expression
    assert part.number is not None
    if isinstance(expected, Number):
        assert as_shown(part.number) == as_shown(expected)
