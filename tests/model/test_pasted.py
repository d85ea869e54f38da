"""Pasted tables: empty cells, frames, tabs, cuts, postings, places."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.model.pasted import cell_number, rows
from tests.support.report import DATA, Reported, report, typed

CUT = "决算.支出.按经济分类.表"


def pasted(table: str, **more: object) -> Reported:
    return report({"决算.支出": {"按经济分类": {"表": table}}, **more})


def indicators(table: str) -> Reported:
    return typed(
        DATA[: DATA.index('[["指标"]]')] + f"[\"指标\"]\n\"表\" = '''\n{table}'''\n" + DATA[DATA.index('["事实"]') :]
    )


def test_rows_and_offsets() -> None:
    text = "类｜ 款 ｜金额\n\n甲\t乙\t3\r\n｜丙｜4\n"
    table = list(rows(text))
    assert [[cell.text for cell in row] for row in table] == [["类", "款", "金额"], ["甲", "乙", "3"], ["", "丙", "4"]]
    for row in table:
        for cell in row:
            assert text[cell.offset :].startswith(cell.text)


@pytest.mark.parametrize(
    "text",
    [
        "｜类｜款｜金额｜\n｜甲｜乙｜3｜\n｜｜丙｜4｜\n",
        "| 类 | 款 | 金额 |\n| 甲 | 乙 | 3 |\n| | 丙 | 4 |",
        "  ｜类｜款｜金额｜\n  ｜甲｜乙｜3｜\n  ｜｜丙｜4｜",
    ],
)
def test_a_frame_is_no_cell(text: str) -> None:
    assert [[cell.text for cell in row] for row in rows(text)] == [
        ["类", "款", "金额"],
        ["甲", "乙", "3"],
        ["", "丙", "4"],
    ]


@given(st.text(alphabet="甲乙｜|\t \n\r3　", max_size=40))
def test_any_text_has_rows_whose_cells_are_in_it(text: str) -> None:
    for row in rows(text):
        assert row
        for cell in row:
            assert text[cell.offset :].startswith(cell.text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,286.67", "4286.67"),
        ("４，２８６．６７", "4286.67"),
        ("-3", "-3"),
        ("－3", "-3"),
        (".5", "0.5"),
        ("1 234", "1234"),
        ("甲", None),
        ("", None),
        ("3%", None),
        ("1e5", None),
        ("nan", None),
        ("{{ 甲 }}", None),
    ],
)
def test_cells_of_excel_as_numbers(text: str, number: str | None) -> None:
    assert cell_number(text) == (None if number is None else Decimal(number))


def test_empty_names_repeat_only_while_all_to_their_left_are_empty() -> None:
    made = indicators(
        "一级指标｜二级指标｜三级指标｜指标值｜实际完成值｜分值\n"
        "产出指标｜数量指标｜植树｜1次｜1次｜10\n"
        "｜｜种草｜1次｜1次｜20\n"
        "｜质量指标｜成活｜1次｜1次｜30\n"
        "满意度指标｜｜满意｜1次｜1次｜20\n"
        "｜｜再满意｜1次｜1次｜\n"
    )
    found = [(i["一级指标"], i.get("二级指标"), i["三级指标"], i.get("分值")) for i in made.report.tree["指标"]]
    assert found == [
        ("产出指标", "数量指标", "植树", 10),
        ("产出指标", "数量指标", "种草", 20),
        ("产出指标", "质量指标", "成活", 30),
        ("满意度指标", None, "满意", 20),
        ("满意度指标", None, "再满意", None),
    ]


def test_each_row_is_a_posting_and_columns_file_it_in_cuts() -> None:
    made = pasted(
        "支出性质｜类｜款｜金额\n"
        "基本支出｜商品和服务支出｜办公费｜47.6\n"
        "｜｜印刷费｜8.49\n"
        "项目支出｜商品和服务支出｜办公费｜10.53\n"
        "｜对个人和家庭的补助｜生活补助｜1,000\n"
    )
    assert made.printed("决算.支出.按经济分类.商品和服务支出.办公费") == "58.13"
    assert made.printed("决算.支出.按支出性质.基本支出.商品和服务支出.办公费") == "47.6"
    assert made.printed("决算.支出.按支出性质.项目支出") == "1010.53"
    assert made.evaluated("决算.支出.基本支出") == "56.09"
    assert made.printed("决算.支出") == "1066.62"
    places = made.report.places(("决算", "支出", "按经济分类", "商品和服务支出", "办公费"))
    lines = made.text.split("\n")
    assert [lines[place.line - 1][place.column - 1 :] for place in places] == ["47.6", "10.53"]


def test_rows_that_add_up_others_are_compared_not_added() -> None:
    table = (
        "支出性质｜类｜款｜金额\n"
        "基本支出｜工资福利支出｜基本工资｜30\n"
        "｜｜津贴补贴｜20\n"
        "｜｜小计｜50\n"
        "｜商品和服务支出｜办公费｜20\n"
        "｜合　计｜｜70\n"
        "项目支出｜商品和服务支出｜印刷费｜30\n"
        "合计｜｜｜100\n"
    )
    made = pasted(table)
    assert made.printed("决算.支出") == "100"
    assert made.evaluated("决算.支出.基本支出") == "70"
    assert made.codes == []
    wrong = pasted(table.replace("小计｜50", "小计｜51"))
    [finding] = [finding for finding in wrong.findings if finding.code == "SUM104"]
    assert finding.place.key == "决算.支出.按支出性质.基本支出.工资福利支出.合计"
    wrong = pasted(table.replace("｜100", "｜101"))
    [finding] = [finding for finding in wrong.findings if finding.code == "SUM104"]
    assert finding.place.key == "决算.支出.按经济分类.合计"


def test_a_row_that_adds_up_a_list_is_no_item() -> None:
    made = report({"项目": {"表": "名称｜全年预算数｜全年执行数\n道路｜3｜3\n合计｜3｜3\n"}})
    [finding] = made.faults
    assert "合计行" in finding.message
    assert len(made.report.tree["项目"]) == 1


def test_a_table_that_nobody_closed_is_reported_once() -> None:
    made = pasted('类｜金额\n工资福利支出｜100\n\n# 指标\n[["指标"]]\n"一级指标" = "产出指标"\n')
    [finding] = [finding for finding in made.faults if "没有结束" in finding.message]
    assert made.text.split("\n")[finding.place.line - 1] == '[["指标"]]'


def test_a_cell_in_two_cuts_is_reported_once() -> None:
    made = pasted("支出性质｜类｜款｜金额\n基本支出｜工资福利支出｜基本工资｜-\n")
    [finding] = [finding for finding in made.faults if finding.code == "DAT202"]
    assert "只写数" in finding.hint
    made = pasted("支出性质｜类｜款｜金额\n基本支出｜工资福利支出｜年末结转｜3\n")
    assert made.codes.count("DAT212") == 1


def test_a_source_column_makes_a_cut_too() -> None:
    made = pasted("资金来源｜类｜金额\n财政拨款｜工资福利支出｜3\n其他资金｜工资福利支出｜4\n")
    assert made.printed("决算.支出.按资金来源.其他资金.工资福利支出") == "4"
    assert made.printed("决算.支出") == "7"


def test_tables_of_each_cut_are_merged() -> None:
    made = report(
        {
            "决算.支出": {
                "按支出性质": {"表": "名称｜金额\n基本支出｜70\n项目支出｜30\n"},
                "按经济分类": {"表": "类｜款｜金额\n工资福利支出｜基本工资｜100\n"},
            }
        }
    )
    assert made.evaluated("决算.支出.基本支出") == "70"
    assert made.evaluated("决算.支出.工资福利支出") == "100"
    assert made.codes == []


@pytest.mark.parametrize(
    ("table", "message", "pointed"),
    [
        ("类｜金额\n甲｜\n", "没有金额", "甲"),
        ("类｜金额\n｜3\n", "没有名称", "｜3"),
        ("类｜金额\n甲｜乙｜3\n", "有 3 格，列名有 2 格", "甲｜乙｜3"),
        ("类｜款｜金额\n甲｜｜3\n甲｜乙｜4\n", "既有自己的金额，又有下级", "4"),
        ("类｜款｜金额\n甲｜乙｜4\n甲｜｜3\n", "既有自己的金额，又有下级", "3"),
        ("\n\n", "是空的", ""),
    ],
)
def test_faults_point_at_the_cell(table: str, message: str, pointed: str) -> None:
    made = pasted(table)
    [finding] = [finding for finding in made.faults if finding.code == "DAT206"]
    assert message in finding.message
    assert made.text.split("\n")[finding.place.line - 1][finding.place.column - 1 :].startswith(pointed)


def test_types_in_cells_are_checked_at_their_place() -> None:
    made = indicators("一级指标｜三级指标｜指标值｜实际完成值｜分值\n产出指标｜植树｜1次｜1次｜十分\n")
    [finding] = [finding for finding in made.faults if finding.code == "DAT202"]
    assert made.text.split("\n")[finding.place.line - 1][finding.place.column - 1 :].startswith("十分")
    assert finding.place.key == "指标[植树].分值"
    amounts = pasted("类｜金额\n甲｜三万\n")
    [finding] = [finding for finding in amounts.faults if finding.code == "DAT202"]
    assert amounts.text.split("\n")[finding.place.line - 1][finding.place.column - 1 :].startswith("三万")


def test_unknown_columns_are_pointed_at() -> None:
    made = indicators("一级指标｜三级指标｜指标值｜实际完成值｜分数\n产出指标｜植树｜1次｜1次｜3\n")
    found = [finding for finding in made.faults if finding.code == "DAT201"]
    assert found
    assert "你是不是想写" in found[0].hint


def test_expressions_and_words_in_cells() -> None:
    made = pasted("类｜金额\n工资福利支出｜{{ 年初预算.支出 }}\n工资福利支出｜5\n")
    assert made.printed("决算.支出") == "105"
    assert pasted("类｜金额\n工资福利支出｜未公布\n工资福利支出｜5\n").printed("决算.支出") == "—"
    made = indicators(
        "一级指标｜三级指标｜指标值｜实际完成值｜分值｜得分\n产出指标｜植树｜未公布｜{{ 事实.植树 }}｜3｜3\n"
    )
    assert made.printed("指标[植树].实际完成值") == "100亩"


def test_brackets_behind_column_names_are_no_part_of_them() -> None:
    assert pasted("类｜金额（万元）\n工资福利支出｜3\n").printed("决算.支出") == "3"


def test_a_table_where_none_belongs() -> None:
    assert [finding.code for finding in report({"人员": {"表": "甲｜乙"}}).faults] == ["DAT201"]
    assert report({"决算.支出": {"表": 3}}).faults
    assert report({"正文.概况": {"表": "甲｜乙"}}).faults
