"""Two hundred generated files, and cells that must not be taken on trust."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from perfgen.keypath import KeyPath
from perfgen.load import load
from perfgen.model.pasted import Unfolded, unfold_amounts
from perfgen.sources import read_workbook
from perfgen.sources.found import Found
from perfgen.sources.tables import tables
from perfgen.vocabulary import PASTED
from tests.support.sheets import KINDS, Generated, generated

FILES = 200
SHARES = 8


def values(found: list[Found]) -> dict[KeyPath, Any]:
    """Every value by full key path, pasted postings as the amounts that they make."""
    source = load(b"a = 1\n", "x").source
    assert source is not None
    out: dict[KeyPath, Any] = {}

    def walk(node: Any, path: KeyPath) -> None:
        if isinstance(node, Mapping):
            for key, below in node.items():
                walk(below, (*path, key))
        elif isinstance(node, list):
            for index, below in enumerate(node):
                walk(below, (*path, index))
        else:
            out[path] = node

    for one in found:
        if isinstance(one.value, dict) and set(one.value) == {PASTED}:
            for path, tree in unfold_amounts(one.path, one.value[PASTED], Unfolded(source)).items():
                walk(tree, path)
        else:
            walk(one.value, one.path)
        out.update(one.fields)
    return out


def judged(made: Generated) -> tuple[int, int, list[Any]]:
    """How many cells are right, how many reported, and which are silently wrong or made up."""
    found = [one for sheet in read_workbook(made.data, made.name).sheets for one in tables(sheet)]
    have = values(found)
    doubts = {remark.place.rsplit("!", 1)[-1] for one in found for remark in one.remarks if remark.doubt}
    right, reported, wrong = 0, 0, []
    for path, (value, at) in made.expected.items():
        got = have.get(path)
        if got is not None and got == value:
            right += 1
        elif at in doubts:
            reported += 1
        else:
            wrong.append((made.name, path, value, got))
    wrong += [
        (made.name, path, "made up", have[path])
        for path in have
        if path not in made.expected and path[:3] != ("决算", "支出", "按经济分类")
    ]
    told = any("相加" in remark.message for one in found for remark in one.remarks)
    if made.wrong_total != told:
        wrong.append((made.name, "total", made.wrong_total, told))
    return right, reported, wrong


@pytest.mark.parametrize("share", range(SHARES))
def test_generated_files_are_read_right_or_reported(share: int) -> None:
    results = [judged(generated(seed)) for seed in range(share, FILES, SHARES)]
    right, reported = (sum(result[n] for result in results) for n in (0, 1))
    wrong = [each for result in results for each in result[2]]
    assert not wrong
    assert right >= 0.98 * (right + reported)


def test_the_files_are_of_every_kind_and_many_shapes() -> None:
    made = [generated(seed) for seed in range(FILES)]
    assert {each.kind for each in made} == {
        *("绩效指标", "项目", "支出明细", "决算明细"),
        *("支出决算表", "决算总表", "三公经费", "人员情况"),
    }
    assert len(KINDS) == 8
    assert sum(each.name.endswith(".xls") for each in made) == FILES // 4
    assert any(each.wrong_total for each in made)


# -- doubt ------------------------------------------------------------------------------------------------


def found_in(
    rows: list[list[Any]], shape: Mapping[str, str] | None = None, hidden: tuple[int, ...] = ()
) -> list[Found]:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for address, form in (shape or {}).items():
        page[address].number_format = form
    for row in hidden:
        page.row_dimensions[row].hidden = True
    out = BytesIO()
    book.save(out)
    return [one for sheet in read_workbook(out.getvalue(), "t.xlsx").sheets for one in tables(sheet)]


def doubts(found: list[Found]) -> dict[str, str]:
    return {r.place.rsplit("!", 1)[-1]: r.message for one in found for r in one.remarks if r.doubt}


HEAD = ["三级指标", "指标值", "实际完成值", "分值", "得分"]
MONEY = ["项目名称", "全年预算数（万元）", "全年执行数（万元）"]


def test_a_bare_fraction_that_may_be_a_rate_is_doubtful() -> None:
    found = found_in([HEAD, ["办结率", 0.9, 0.95, 5, 5]])
    assert set(doubts(found)) == {"B2", "C2"}
    assert found[0].value[0]["指标值"] == "0.9"


@pytest.mark.parametrize("text", ["约20", "三十", "20左右", "12.3.4", "见附表", "10%", "1,23"])
def test_what_is_no_amount_is_to_come_and_said(text: str) -> None:
    found = found_in([MONEY, ["环卫", text, 3]])
    assert found[0].value[0]["全年预算数"] == "待填"
    assert "B2" in doubts(found)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20万元", 20),
        ("200000元", 20),
        ("1,234.5", Decimal("1234.5")),
        ("２０．５", Decimal("20.5")),
        ("0.2亿元", 2000),
    ],
)
def test_amounts_with_a_unit_of_their_own(text: str, amount: Any) -> None:
    found = found_in([MONEY, ["环卫", text, 3]])
    assert found[0].value[0]["全年预算数"] == amount
    assert not doubts(found)


def test_amounts_without_a_unit_anywhere_are_doubtful() -> None:
    assert any(
        "单位" in text for text in doubts(found_in([["项目名称", "预算数", "执行数"], ["环卫", 20, 3]])).values()
    )


def test_faulty_cells_are_to_come_and_said() -> None:
    found = found_in([MONEY, ["环卫", "=A1*2", "#DIV/0!"], ["道路", True, 3]])
    assert found[0].value[0] == {"名称": "环卫", "全年预算数": "待填", "全年执行数": "待填"}
    assert set(doubts(found)) == {"B2", "C2", "B3"}


def test_hidden_rows_are_left_out_and_said() -> None:
    found = found_in([MONEY, ["环卫", 1, 1], ["去年的", 2, 2], ["道路", 3, 3]], hidden=(3,))
    assert [item["名称"] for item in found[0].value] == ["环卫", "道路"]
    assert "隐藏" in doubts(found)["A3"]


def test_a_row_without_a_name_is_not_dropped_in_silence() -> None:
    assert "B3" in doubts(found_in([MONEY, ["环卫", 1, 1], [None, 2, 2]]))


def test_scores_merged_over_several_names_make_one_indicator() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        HEAD,
        ["就业", "未公布", "未公布", 18, 18],
        ["增收", None, None, None, None],
        ["道路", "3条", "3条", 2, 2],
    ):
        page.append(row)
    for letter in "BCDE":
        page.merge_cells(f"{letter}2:{letter}3")
    out = BytesIO()
    book.save(out)
    found = tables(read_workbook(out.getvalue(), "t.xlsx").sheets[0])
    assert found[0].value[0] == {
        "三级指标": ["就业", "增收"],
        "指标值": "未公布",
        "实际完成值": "未公布",
        "分值": 18,
        "得分": 18,
    }
    assert not doubts(found)


def test_what_is_of_which_is_not_added() -> None:
    rows = [
        ["收入决算表"],
        ["单位：万元"],
        ["项目", "决算数"],
        ["一、财政拨款收入", 100],
        ["　　其中：政府性基金", 30],
        ["二、其他收入", 5],
        ["本年收入合计", 105],
    ]
    found = found_in(rows)
    assert found[0].path == ("决算", "收入")
    assert found[0].value == {"财政拨款收入": {"合计": 100, "其中": {"政府性基金": 30}}, "其他收入": 5}
    assert found[0].stated == {("决算", "收入"): 105}
    assert not doubts(found)


def test_parts_that_do_not_make_their_whole_are_said() -> None:
    rows = [
        ["基本支出决算明细表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "金额"],
        [301, "工资福利支出", 10],
        [30101, "基本工资", 4],
    ]
    found = found_in(rows)
    assert "相加是 4" in doubts(found)["C4"]


def test_a_table_of_something_else_is_no_table_of_ours() -> None:
    assert found_in([["姓名", "电话"], ["某某", "123"]]) == []
