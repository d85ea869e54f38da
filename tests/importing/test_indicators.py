"""Indicators and projects from tables and sentences."""

from perfgen.importing.indicators import (
    indicator_table,
    project_sentence,
    project_table,
    scored_sentences,
    told_sentences,
)
from perfgen.importing.reading import Grid
from perfgen.importing.tracked import Text


def grid(*rows: str) -> Grid:
    return Grid(tuple(tuple(Text.at(cell, 0) for cell in row.split("|")) for row in rows), 1)


def test_headers_are_matched_and_names_filled_down() -> None:
    table = indicator_table(
        grid(
            "一级指标|二级指标|三级指标|年度目标值|年度实现值|指标完成率|分值|得分",
            "产出指标|数量指标|修路|≥3条|3条|100%|10|10",
            "||修桥|2座|1座|50%|10|5",
            "|质量指标|验收合格率|合格率=100%|合格率=100%|100%|10|10",
            "效益指标|社会效益|出行便利|符合要求|符合要求|达标|10|9",
            "总分||||||40|34",
        )
    )
    assert table is not None
    assert [item["三级指标"] for item in table.items] == ["修路", "修桥", "验收合格率", "出行便利"]
    assert [item.get("二级指标") for item in table.items] == ["数量指标", "数量指标", "质量指标", "社会效益"]
    assert table.items[1] | {"一级指标": "产出指标"} == table.items[1]
    assert (table.items[2]["指标值"], table.items[2]["实际完成值"]) == ("=100%", "100%")
    assert table.total == "34"


def test_a_broken_header_is_read_by_its_other_columns() -> None:
    table = indicator_table(
        grid("根据《部门|申报表》填|列|年度目标值|年度实现值|指标完成率", "产出|数量|修路|3条|3条|100%")
    )
    assert table is not None
    assert table.items[0]["三级指标"] == "修路"
    assert table.doubts


def test_indicators_scored_together() -> None:
    table = indicator_table(
        grid("一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分", "效益指标|社会效益|甲|优|优|8|8", "||乙||||")
    )
    assert table is not None
    assert table.items[0]["三级指标"] == ["甲", "乙"]


def test_another_table_is_none() -> None:
    assert indicator_table(grid("姓名|职务|电话", "甲|组长|1")) is None


def test_scored_sentences() -> None:
    text = (
        "数量指标，修路长度年初目标值3公里，2021年实际完成值3公里，应得4分，实际得4分；"
        "修桥座数年初目标值2座，2020年实际完成值1座，应得5分，实际得2.5分。甲，乙，应得6分，实际得6分。"
    )
    items = [item for _, _, item in scored_sentences(text, "产出指标", "2021")]
    assert items[0] == {
        "一级指标": "产出指标",
        "二级指标": "数量指标",
        "三级指标": "修路长度",
        "指标值": "3公里",
        "实际完成值": "3公里",
        "分值": "4",
        "得分": "4",
    }
    assert items[1]["完成情况"] == "2020年实际完成值1座"
    assert items[2]["三级指标"] == ["甲", "乙"]


def test_told_sentences() -> None:
    text = (
        "其中，数量指标为修路完成率，年度目标值为100%，指标完成率为100%；满意度指标为群众满意度，年度目标值为80%或以上，"
        "调查20人，满意18人，群众满意度为90%，指标完成率为100%。"
    )
    first, second = (item for _, _, item in told_sentences(text, "产出指标"))
    assert (first["指标值"], first["实际完成值"], first.get("完成情况")) == ("100%", "100%", None)
    assert (second["指标值"], second["实际完成值"]) == ("80%或以上", "90%")
    assert second["完成情况"] == "调查20人，满意18人，群众满意度为90%，指标完成率为100%。"


def test_projects() -> None:
    sentence = "3.云财建〔2020〕19号村道养护经费年度预算数144.3万元，年度预算执行数140万元，预算执行率97.02%。"
    assert project_sentence(sentence) == {
        "名称": "村道养护经费",
        "文号": "云财建〔2020〕19号",
        "全年预算数": "144.3",
        "全年执行数": "140",
        "执行率": "97.02%",
    }
    assert project_sentence("村道养护经费按时拨付。") is None
    table = project_table(grid("项目名称|预算数（万元）|执行数|执行率", "甲项目|12|11.5|95.83%", "合计|12|11.5|95.83%"))
    assert table is not None
    assert table.items == [{"名称": "甲项目", "全年预算数": "12", "全年执行数": "11.5"}]
