"""Figures in sentences, and the sums that amounts make."""

import pytest

from perfgen.making.amounts import Node, Sort, figures_of, summed
from perfgen.making.names import field_name


def _amounts(text: str) -> list[Node]:
    return [Node(figure, 0) for figure in figures_of(text) if figure.sort is Sort.AMOUNT]


def _shown(nodes: list[Node]) -> list[object]:
    return [(node.figure.label, _shown(node.parts)) if node.parts else node.figure.label for node in nodes]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "本年支出4,212.62万元，执行率98.3%，得19.7分。",
            [("金额", "4,212.62万元"), ("比率", "98.3%"), ("得分", "19.7分")],
        ),
        ("核定编制96人，实有86人。", [("人数", "96人"), ("人数", "86人")]),
        ("《关于2024年预算500万元以上项目的通知》（财〔2024〕5号）", []),
        ("1.全年支出3亿元", [("金额", "3亿元")]),
        ("2024年3月5日印发，分管领导负责，6人次参加", []),
    ],
)
def test_figures_of_a_sentence(text: str, found: list[tuple[str, str]]) -> None:
    assert [(str(figure.sort), figure.text) for figure in figures_of(text)] == found


def test_the_label_is_the_clause_before_the_figure() -> None:
    figures = figures_of("年度目标：100%；维修（护）费3.58万元（同比增长4.1%）")
    assert [figure.label for figure in figures] == ["年度目标", "维修（护）费", "同比增长"]


def test_parts_stand_behind_the_amount_that_they_add_up_to() -> None:
    text = (
        "本年支出4212.62万元，其中：基本支出1404.18万元，项目支出2808.44万元。"
        "工资福利支出5.5万元，其中：工资3.25万元，奖金2.25万元。"
    )
    assert _shown(summed(_amounts(text))) == [
        ("本年支出", ["基本支出", "项目支出"]),
        ("工资福利支出", ["工资", "奖金"]),
    ]


def test_sums_of_sums_are_found() -> None:
    text = "支出10.01万元：甲6.01万元，含子一4.01万元、子二2万元；乙4万元。"
    assert _shown(summed(_amounts(text))) == [("支出", [("甲", ["含子一", "子二"]), "乙"])]


def test_the_last_digit_may_differ_as_it_does_in_accounts() -> None:
    assert _shown(summed(_amounts("收入100.01万元，其中财政50.01万元，其他50.01万元。"))) == [
        ("收入", ["其中财政", "其他"])
    ]


def test_a_change_from_last_year_is_no_part() -> None:
    text = "本年支出4462.32万元，基本支出1589.88万元，较上年决算增加107.6万元；项目支出2872.44万元"
    assert _shown(summed(_amounts(text))) == [("本年支出", ["基本支出", "项目支出"])]


@pytest.mark.parametrize(
    ("label", "before", "name"),
    [
        ("全镇实现地区生产总值", "全镇实现地区生产总值", "地区生产总值"),
        ("同比增长", "规模以上工业增加值为7,415万元，同比增长", "规模以上工业增加值同比"),
        ("全年发放低保金", "民生保障方面：全年发放低保金", "低保金"),
        ("农村生活污水的收集率和治理率都达到", "农村生活污水的收集率和治理率都达到", "收集率和治理率"),
        ("", "", "金额"),
    ],
)
def test_names_of_fields_come_from_the_words_before(label: str, before: str, name: str) -> None:
    assert field_name(label, before, (), "金额") == name


def test_a_name_is_given_once() -> None:
    assert field_name("办结率", "办结率", ("办结率", "办结率2"), "比率") == "办结率3"
