"""Shapes and types: every fault at once, in Chinese, at its place."""

import json

import jsonschema_rs
import pytest

from perfgen.contract import json_schema
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING
from perfgen.packs import library
from tests.support.report import DATA, minimal_pack, report, typed

PACKS = [pack for _, pack in library().packs()]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("pack", [minimal_pack(), *PACKS], ids=lambda pack: pack.id)
def test_the_schema_is_one(pack: object, strict: bool) -> None:
    schema = json_schema(pack.contract, strict=strict)  # type: ignore[attr-defined]
    assert schema["$schema"].endswith("2020-12/schema")
    jsonschema_rs.meta.validate(schema)
    assert json.loads(json.dumps(schema, ensure_ascii=False)) == schema


@pytest.mark.parametrize(
    ("change", "key", "code", "message"),
    [
        ("决算.年初结转和结余=很多", "决算.年初结转和结余", "DAT202", "例如 4212.62），这里是文字“很多”"),
        ("决算.收入.其他收入=很多", "决算.收入.其他收入", "DAT202", "或由分项金额组成的表，这里是文字“很多”"),
        ("决算.支出={}", "决算.支出", "DAT202", "这里是一张空的表"),
        ("决算.支出=true", "决算.支出", "DAT202", "这里是true 或 false"),
        ("决算.支出=[1]", "决算.支出", "DAT202", "这里是一列"),
        ("决算.支出=2024-01-01", "决算.支出", "DAT202", "这里是日期 2024-01-01"),
        ("决算.支出=10:20:30", "决算.支出", "DAT202", "这里是时刻 10:20:30"),
        ("人员.编制人数=十人", "人员.编制人数", "DAT202", "应是数（不带引号和单位，例如 96）"),
        ("年度=24", "年度", "DAT204", "应是四位数的年份（1949 到 2100，例如 2024），这里是数 24"),
        ("年度=二〇二四", "年度", "DAT204", "这里是文字“二〇二四”"),
        ("年度=2024.5", "年度", "DAT204", "这里是数 2024.5"),
        ("格式版本=2", "格式版本", "DAT209", "格式版本 2 比本程序认识的 1 新"),
        ("格式版本=一", "格式版本", "DAT209", "格式版本应是 1"),
        ("金额单位=亿元", "金额单位", "DAT202", "应是“万元”、“元”"),
        ("成文日期=去年", "成文日期", "DAT202", "应是日期"),
        ("成文日期=2025年13月", "成文日期", "DAT202", "应是日期"),
        ("单位.名称=3", "单位.名称", "DAT202", "应是文字（加引号），这里是数 3"),
        ('单位.名称=""', "单位.名称", "DAT202", "这里是空的"),
        ("单位.名称=2024-01-01", "单位.名称", "DAT202", "这里是日期 2024-01-01"),
        ("单位.用印=是", "单位.用印", "DAT202", "应是true 或 false"),
        ("单位=青溪镇", "单位", "DAT202", "应是一张表，不是文字“青溪镇”"),
        ("指标[1].分值=五", "指标[植树面积].分值", "DAT202", "应是分数"),
        ("指标[1].指标值=90", "指标[植树面积].指标值", "DAT202", "应是文字，例如"),
        ("指标[1].实际完成值=0.9", "指标[植树面积].实际完成值", "DAT202", "这里是数 0.9"),
        ('指标[1].实际完成值={"分子"=1}', "指标[植树面积].实际完成值", "DAT202", "分母"),
        ("指标[1].三级指标=[]", "指标[1].三级指标", "DAT202", "应是名称"),
        ("事实.甲=320", "事实.甲", "DAT202", "应是带单位的文字"),
        ("事实.甲.乙=320", "事实.甲.乙", "DAT202", "应是带单位的文字"),
        ("事实.甲=2024-01-01", "事实.甲", "DAT202", "这里是日期"),
        ("正文.概况=3", "正文.概况", "DAT211", "“一、基本情况”的正文应是文字"),
        ("正文.问题=[3]", "正文.问题[1]", "DAT211", "这里是数 3"),
        ('正文.工作=[{"内容"="甲"}]', "正文.工作[1]", "DAT211", "标题"),
        ("正文=甲", "正文", "DAT211", "“正文”应是"),
    ],
)  # fmt: skip
def test_types(change: str, key: str, code: str, message: str) -> None:
    found = [finding for finding in report(change).faults if finding.code == code]
    assert [finding.place.key for finding in found] == [key], report(change).faults
    assert message in found[0].message
    assert found[0].severity is Severity.LOGICAL
    assert found[0].hint
    assert found[0].place.line > 0
    assert found[0].place.column > 0


@pytest.mark.parametrize(
    ("change", "key", "hint"),
    [
        ("单位.全名=甲", "单位.全名", "你是不是想写“名称”"),
        ("单位.xyz=甲", "单位.xyz", "这里可以写：名称、简称"),
        ("单位.县=甲", "单位.县", "县区"),
        ("决算.年未结转和结余=3", "决算.年未结转和结余", "你是不是想写“年末结转和结余”"),
        ("指标[1].分数=3", "指标[植树面积].分数", "你是不是想写“得分”"),
        ("人员.名称=甲", "人员.名称", "单位.名称|编制人数"),
        ("正文.概述=甲", "正文.概述", "你是不是想写“概况”"),
        ('指标[1].实际完成值={"分子"=1, "分母"=2, "分毋"=3}', "指标[植树面积].实际完成值.分毋", "你是不是想写“分母”"),
        ('正文.工作=[{"标题"="甲", "内客"="乙"}]', "正文.工作[1].内客", "你是不是想写“内容”"),
        ("决箅.支出=3", "决箅", "你是不是想写“决算”"),
    ],
)
def test_unknown_keys(change: str, key: str, hint: str) -> None:
    made = report(change)
    [finding] = [finding for finding in made.faults if finding.code == "DAT201"]
    assert finding.place.key == key
    assert any(each in finding.hint for each in hint.split("|")), finding.hint
    line = made.text.split("\n")[finding.place.line - 1]
    assert key.split(".")[-1] in line


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        ("-单位.简称", "单位.简称", "缺少必填的“单位.简称”（单位简称）"),
        ("-年度", "年度", "缺少必填的“年度”"),
        ("-单位", "单位.名称", "缺少必填的“单位.名称”"),
        ("-指标[1].指标值", "指标[植树面积].指标值", "缺少必填的“指标[植树面积].指标值”"),
        ("-正文.概况", "正文.概况", "缺少必填的一节“一、基本情况”"),
        ('正文.概况=""', "正文.概况", "缺少必填的一节"),
        ("正文.概况=[]", "正文.概况", "缺少必填的一节"),
        ("-正文", "正文.概况", "缺少必填的一节"),
    ],
)
def test_missing(change: str, key: str, message: str) -> None:
    found = [finding for finding in report(change).faults if finding.code == "DAT203"]
    assert message in found[0].message
    assert "待填" in found[0].hint


def test_all_faults_in_one_run() -> None:
    made = report("-单位.简称\n决算.支出.基本支出=甲\n指标[1].分值=乙\n单位.全名=丙\n年度=24\n正文.概况=3")
    assert sorted(finding.code for finding in made.faults) == [
        "DAT201",
        "DAT202",
        "DAT202",
        "DAT203",
        "DAT204",
        "DAT211",
    ]


def test_a_table_where_a_list_belongs() -> None:
    text = DATA[: DATA.index('[["指标"]]')] + '["指标"]\n"三级指标" = "甲"\n' + DATA[DATA.index('["事实"]') :]
    made = typed(text)
    [finding] = made.faults
    assert "“指标”应是一列表" in finding.message
    assert '[["指标"]]' in finding.hint
    assert made.findings
    assert made.outcome().refused


def test_a_list_where_a_table_belongs() -> None:
    made = typed(DATA.replace('["单位"]', '[["单位"]]'))
    assert any("“单位”应是一张表" in finding.message for finding in made.faults)


@pytest.mark.parametrize("word", ["待填", "未公布", "不适用"])
@pytest.mark.parametrize(
    "path",
    [
        "决算.支出",
        "决算.支出.基本支出",
        "人员.编制人数",
        "成文日期",
        "指标[1].得分",
        "事实.植树",
        "单位.县区",
        "自评.总分",
    ],
)
def test_three_words_may_stand_for_any_value(path: str, word: str) -> None:
    assert report(f"{path}={word}").faults == ()


def test_fields_of_the_pack() -> None:
    pack = minimal_pack("字段[1].必填=true")
    assert [finding.place.key for finding in report("", pack).faults if finding.code == "DAT203"]
    assert report("依据.文号=甲", pack).faults == ()
    assert report("依据.文号=甲", pack).printed("依据.文号") == "甲"


def test_expressions_may_stand_for_amounts() -> None:
    assert report("决算.支出.基本支出={{ 年初预算.支出 }}").printed("决算.支出.基本支出") == "100"
    assert report("决算.支出.基本支出=｛｛ 年初预算．支出 ｝｝").printed("决算.支出.基本支出") == "100"


@pytest.mark.parametrize(
    ("path", "found", "raw"),
    [
        (("指标", "[植树面积]", "指标值"), ("指标", 0, "指标值"), "≥100亩"),
        (("指标", 0, "[植树面积]"), ("指标", 0, "[植树面积]"), NOTHING),
        (("指标", "[没有的]", "指标值"), None, NOTHING),
        (("指标", 99), ("指标", 99), NOTHING),
        (("单位", "名称", "甲"), ("单位", "名称", "甲"), NOTHING),
        (("没有", "没有"), ("没有", "没有"), NOTHING),
    ],
)
def test_what_stands_at_a_path(path: KeyPath, found: KeyPath | None, raw: object) -> None:
    node = report().report.node(path)
    assert (node.path, node.raw) == (found, raw)


def test_a_word_stands_for_all_that_is_below_it() -> None:
    spoken = report({"决算": "未公布", "指标": "待填"}).report
    assert spoken.node(("决算",)).word == spoken.node(("决算", "支出", "基本支出")).word == "未公布"
    assert spoken.node(("指标", 0, "得分")).word == "待填"
    assert spoken.node(("单位", "名称")).word == ""
