"""Formulas as values: brackets where they are needed, literals, ranges, words."""

from decimal import Decimal

import pytest

from perfgen.workpaper import excel
from perfgen.workpaper.excel import Address, Cell, Formula
from tests.support.spreadsheet import Fault, computed

A, B, C, D = (excel.cell("表", name) for name in "ABCD")
ROWS = {"A": 1, "B": 2, "C": 3, "D": 9}


def address(cell: Cell) -> Address:
    return Address("", "F", ROWS[str(cell.key)])


def spelled(formula: Formula) -> str:
    return formula.spelled(address)


def test_brackets_stand_where_excel_needs_them() -> None:
    assert spelled(excel.infix("*", excel.infix("+", A, B), C)) == "(F1+F2)*F3"
    assert spelled(excel.infix("+", excel.infix("*", A, B), C)) == "F1*F2+F3"
    assert spelled(excel.infix("-", A, excel.infix("-", B, C))) == "F1-(F2-F3)"
    assert spelled(excel.infix("-", excel.infix("-", A, B), C)) == "F1-F2-F3"
    assert spelled(excel.infix("/", A, excel.infix("*", B, C))) == "F1/(F2*F3)"
    assert spelled(excel.negative(excel.infix("+", A, B))) == "-(F1+F2)"
    assert spelled(excel.infix("-", A, excel.negative(B))) == "F1--F2"
    assert spelled(excel.infix("<", excel.infix("+", A, B), C)) == "F1+F2<F3"


def test_cells_below_each_other_are_a_range_where_one_will_do() -> None:
    assert spelled(excel.total((A, B, C, D))) == "SUM(F1:F3,F9)"
    assert spelled(excel.call("COUNT", A, C, D)) == "COUNT(F1,F3,F9)"
    assert spelled(excel.call("MAX", A, B, C)) == "MAX(F1,F2,F3)"
    assert spelled(excel.either(A, B, C)) == "IF(F1,F2,F3)"
    assert spelled(excel.total((A,))) == "F1"
    assert Address("基本数据", "C", 5).follows(Address("基本数据", "C", 4))
    assert not Address("基本数据", "C", 5).follows(Address("", "C", 4))


def test_literals() -> None:
    assert spelled(excel.number(Decimal("0.220"))) == "0.22"
    assert spelled(excel.number(Decimal("1E+3"))) == "1000"
    assert spelled(excel.infix("*", A, excel.number(-2))) == "F1*-2"
    assert spelled(excel.text('说"是"')) == '"说""是"""'
    assert excel.total((A, B, A)).cells == (A.bare, B.bare)


@pytest.mark.parametrize("count", [2, 5, 30])
@pytest.mark.parametrize("word", ["待填", "未公布", "不适用"])
def test_a_word_among_the_parts_takes_the_place_of_the_sum(count: int, word: str) -> None:
    """The first word in order, as arithmetic of ours gives it; numbers only are added."""
    parts = [excel.cell("表", number) for number in range(count)]
    formula = excel.absorbing(excel.total(parts), parts).spelled(
        lambda cell: Address("", "F", 2 * int(str(cell.key)) + 1)
    )
    values: dict[str, object] = {f"F{2 * number + 1}": Decimal(number) for number in range(count)}
    assert computed(formula, "表", lambda _, cell: values[cell]) == sum(range(count))
    values[f"F{2 * count - 1}"] = word
    assert computed(formula, "表", lambda _, cell: values[cell]) == word
    values["F1"] = "未公布"
    assert computed(formula, "表", lambda _, cell: values[cell]) == "未公布"


def test_a_zero_divisor_gives_the_word_and_a_text_is_loud() -> None:
    formula = spelled(excel.quotient(A, B))
    values: dict[str, object] = {"F1": Decimal(6), "F2": Decimal(0)}
    assert computed(formula, "表", lambda _, cell: values[cell]) == "不适用"
    values["F2"] = "待填"
    with pytest.raises(Fault):
        computed(formula, "表", lambda _, cell: values[cell])
