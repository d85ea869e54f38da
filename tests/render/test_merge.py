"""{% 合并 … %} in score tables."""

from typing import Any

import pytest

from perfgen.errors import TemplateFault
from perfgen.render import compile_template
from tests.support.wordfile import docx, part, shown

TABLE = docx(
    [
        ["一级", "二级", "三级", "组"],
        ["{%tr for 行 in 指标行 %}", "", "", ""],
        [
            "{% 合并 一级 %}{{ 行.一级 }}",
            "{% 合并 一级，二级 %}{{ 行.二级 }}",
            "{{ 行.三级 }}",
            "{{ 行.组 }}{%合并 组%}",
        ],
        ["{%tr endfor %}", "", "", ""],
    ]
)


def row(first: str, second: str, third: str, group: str = "") -> dict[str, str]:
    return {"一级": first, "二级": second, "三级": third, "组": group}


def covered(made: bytes, column: int) -> list[tuple[str, int]]:
    """The cells of a column below the header with the number of rows that each covers."""
    return [(c.text, c.rows) for c in shown(made).tables[0].cells if c.column == column and c.row]


def test_two_nested_columns_merge_independently() -> None:
    rows = [row("产出", "数量", "1"), row("产出", "数量", "2"), row("产出", "质量", "3"), row("效益", "质量", "4")]
    made = compile_template(TABLE).render({"指标行": rows})
    assert covered(made, 0) == [("产出", 3), ("效益", 1)]
    assert covered(made, 1) == [("数量", 2), ("质量", 1), ("质量", 1)]
    assert covered(made, 2) == [("1", 1), ("2", 1), ("3", 1), ("4", 1)]


def test_rows_without_a_group_stay_apart() -> None:
    rows = [
        row("甲", "", "1", "A"),
        row("甲", "", "2", "A"),
        row("甲", "", "3"),
        row("甲", "", "4"),
        row("甲", "", "5", "A"),
    ]
    made = compile_template(TABLE).render({"指标行": rows})
    assert covered(made, 3) == [("A", 2), ("", 1), ("", 1), ("A", 1)]


def test_a_continued_cell_holds_one_empty_paragraph() -> None:
    made = part(compile_template(TABLE).render({"指标行": [row("甲", "乙", "1"), row("甲", "乙", "2")]}))
    cells = [c for c in made.split("<w:tc>")[1:] if 'w:vMerge w:val="continue"' in c]
    assert len(cells) == 2
    assert all(c.count("<w:p>") + c.count("<w:p/>") == 1 and "<w:t>" not in c for c in cells)


def test_rows_left_out_do_not_break_the_merge() -> None:
    template = docx(
        [
            ["{%tr for 行 in l %}"],
            ["{%tr if 行.b %}"],
            ["{% 合并 a %}{{ 行.a }}"],
            ["{%tr endif %}"],
            ["{%tr endfor %}"],
            ["x"],
        ]
    )
    rows: list[dict[str, Any]] = [
        {"a": 1, "b": 0},
        {"a": 1, "b": 1},
        {"a": 1, "b": 0},
        {"a": 1, "b": 1},
        {"a": 2, "b": 1},
    ]
    cells = shown(compile_template(template).render({"l": rows})).tables[0].cells
    assert [(c.text, c.rows) for c in cells] == [("1", 2), ("2", 1), ("x", 1)]


def test_a_row_between_ends_the_merge() -> None:
    template = docx([["{%tr for 行 in l %}"], ["{% 合并 a %}{{ 行.a }}"], ["小计"], ["{%tr endfor %}"]])
    cells = shown(compile_template(template).render({"l": [{"a": 1}, {"a": 1}]})).tables[0].cells
    assert [(c.text, c.rows) for c in cells] == [("1", 1), ("小计", 1), ("1", 1), ("小计", 1)]


def test_each_loop_begins_anew() -> None:
    template = docx(
        [
            ["{%tr for 组 in l %}"],
            ["{%tr for 行 in 组 %}"],
            ["{% 合并 行 %}{{ 行 }}"],
            ["{%tr endfor %}"],
            ["{%tr endfor %}"],
        ]
    )
    cells = shown(compile_template(template).render({"l": [["甲", "甲"], ["甲"]]})).tables[0].cells
    assert [(c.text, c.rows) for c in cells] == [("甲", 2), ("甲", 1)]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (docx("{% 合并 a %}"), "只能写在逐行循环的单元格里"),
        (docx([["{% 合并 a %}"]]), "只能写在逐行循环的单元格里"),
        (docx([["{%tr for x in l %}"], ["{% 合并 %}x"], ["{%tr endfor %}"]]), "要写明按哪些栏目合并"),
    ],
)
def test_misplaced(template: bytes, message: str) -> None:
    with pytest.raises(TemplateFault, match=message):
        compile_template(template)


def test_a_field_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(TemplateFault, match=r"合并 一级，二级.*找不到“二级”"):
        compile_template(TABLE).render({"指标行": [{"一级": 1, "三级": 1, "组": 1, "二": 3}]})
