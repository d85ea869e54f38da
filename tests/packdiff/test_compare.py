"""What changes for the towns between two packs: every kind of change has its effect, and a cure where one is needed."""

import random
import time
from dataclasses import replace

import pytest

from perfgen.packdiff import Effect, PackDiff, compare
from perfgen.packs import library
from tests.support.report import minimal_pack
from tests.support.wordfile import docx


def told(changes: str) -> PackDiff:
    """The minimal pack against itself with ``changes``."""
    return compare(minimal_pack(), minimal_pack(changes))


def test_a_pack_does_not_differ_from_itself() -> None:
    for _, pack in library().packs():
        assert not isinstance(pack, Exception)
        found = compare(pack, pack)
        assert (found.none, found.breaking, found.additions) == (True, False, ())


@pytest.mark.parametrize(
    ("changes", "area", "name", "what", "effect"),
    [
        ("版本=2025.1b", "总则", "版本", "2024.1 → 2025.1b", Effect.NONE),
        ("编号=other", "总则", "编号", "test → other", Effect.BREAKING),
        ("适用年度=[2024]", "总则", "适用年度", "不限 → 2024", Effect.STRICTER),
        ("提纲[3].标题=（一）工作情况", "提纲", "（一）工作情况", "标题改了", Effect.RESULT),
        ("提纲[3].键=工作情况", "提纲", "（一）工作开展", "键改了：工作 → 工作情况", Effect.BREAKING),
        ("提纲[3].必填=true", "提纲", "（一）工作开展", "改为必填", Effect.BREAKING),
        ("提纲[1].必填=false", "提纲", "一、基本情况", "改为可不填", Effect.NONE),
        ("提纲[3].内容=模板句", "提纲", "（一）工作开展", "内容：小标题段 → 模板句", Effect.BREAKING),
        ("提纲[2].内容=段落", "提纲", "二、自评结论", "内容：模板句 → 段落", Effect.RESULT),
        ("提纲[2].内容=段落;提纲[2].必填=true", "提纲", "二、自评结论", "段落，必填", Effect.BREAKING),
        ("提纲[3].编号=（1）", "提纲", "（一）工作开展", "编号：1. → （1）", Effect.RESULT),
        ("提纲[3].级=3", "提纲", "（一）工作开展", "标题的级：2 → 3", Effect.RESULT),
        ("-提纲[3]", "提纲", "（一）工作开展", "这一节没有了", Effect.BREAKING),
        (
            "提纲[6].键=其他;提纲[6].标题=五、其他;提纲[6].级=1;提纲[6].内容=段落;提纲[6].必填=true",
            "提纲", "五、其他", "新的一节，必填", Effect.BREAKING,
        ),
        ("提纲[6].键=其他;提纲[6].标题=五、其他;提纲[6].级=1", "提纲", "五、其他", "新的标题", Effect.RESULT),
        ("字段[1].必填=true", "字段", "依据.文号", "改为必填", Effect.BREAKING),
        ("字段[1].类型=日期", "字段", "依据.文号", "类型：文字 → 日期", Effect.BREAKING),
        ('字段[1].可选=["甲"]', "字段", "依据.文号", "只能从几项里选", Effect.BREAKING),
        ("字段[1].含义=文号", "字段", "依据.文号", "含义", Effect.NONE),
        ("-字段", "字段", "依据.文号", "没有了", Effect.BREAKING),
        ("字段[2].路径=单位.电话;字段[2].含义=电话", "字段", "单位.电话", "可不填", Effect.NONE),
        ("字段[2].路径=单位.县区;字段[2].含义=县;字段[2].必填=true", "字段", "单位.县区", "改为必填", Effect.BREAKING),
        ("-计算", "计算", "预算调整率", "没有了", Effect.BREAKING),
        ("计算[1].式=决算.支出", "计算", "预算调整率", "算法：", Effect.RESULT),
        ("计算[2].名称=余额;计算[2].式=决算.收入;计算[2].格式=金额", "计算", "余额", "新的", Effect.NONE),
        ("勾稽[1].编号=T1;勾稽[1].式=决算.支出 > 0;勾稽[1].提示=支出", "勾稽", "T1", "新查", Effect.STRICTER),
        ("规则级别.SUM301=逻辑性", "规则级别", "SUM301", "不另定 → 逻辑性", Effect.STRICTER),
        ("评分.权重.产出指标=50;评分.权重.满意度指标=30", "评分", "权重", "产出指标 60", Effect.RESULT),
        ("-评分.权重.产出指标", "评分", "权重", "产出指标 60", Effect.STRICTER),
        ("评分.反向.方法=递减", "评分", "反向", "反比 → 递减", Effect.RESULT),
        ('评分.定性.档=[["优良", 100, 80]]', "评分", "定性", "达成 100–80%", Effect.BREAKING),
        ("评分.等级.优=95", "评分", "等级", "优 90、良 80", Effect.RESULT),
        ("评分.执行率.分母=决算.收入", "评分", "执行率.分母", "→ 决算.收入", Effect.RESULT),
        ("评分.偏差说明线=130", "评分", "偏差说明线", "无 → 130", Effect.STRICTER),
        ("格式.千分位=true", "格式", "千分位", "否 → 是", Effect.RESULT),
        ("格式.版式.页边距=[30, 30, 28, 26]", "格式", "版式.页边距", "无 → 30、30、28、26", Effect.NONE),
        ("文书[1].文件名=报告", "文书", "报告.文件名", "→ “报告”", Effect.RESULT),
        (
            "文书[2].键=公开版;文书[2].源自=报告;文书[2].文件名=公开;文书[2].按需=true",
            "文书", "公开版", "写 --only 时才生成", Effect.RESULT,
        ),
        ('文书[1].附件=[{ "键" = "表", "标题" = "评分表" }]', "文书", "报告.附件.表", "无 → “评分表”", Effect.RESULT),
    ],
)  # fmt: skip
def test_one_change(changes: str, area: str, name: str, what: str, effect: Effect) -> None:
    found = told(changes)
    at = [change for change in found.changes if change.area == area and change.name == name and what in change.what]
    assert [change.effect for change in at] == [effect], found.changes
    assert found.breaking is (Effect.BREAKING in {change.effect for change in found.changes})
    assert all(change.cure for change in found.of(Effect.BREAKING))


def test_what_a_town_must_add_is_lines_to_copy() -> None:
    found = told("字段[1].必填=true;提纲[3].必填=true")
    assert [(each.key, each.line.split("    #")[0]) for each in found.additions] == [
        ("依据.文号", '"依据"."文号" = "试财〔2025〕1号"'),
        ("正文.工作", '"工作" = [{ "标题" = "小标题", "内容" = "文字" }]'),
    ]


def test_the_gravest_come_first() -> None:
    found = told("版本=2025.1b;格式.千分位=true;提纲[3].必填=true;评分.偏差说明线=130")
    effects = [change.effect for change in found.changes]
    assert list(dict.fromkeys(effects)) == list(Effect)
    assert effects == sorted(effects, key=list(Effect).index)


def test_headings_in_another_order() -> None:
    pack = minimal_pack()
    outline = pack.contract.outline
    moved = replace(pack, contract=replace(pack.contract, outline=(*outline[:3], outline[4], outline[3])))
    (change,) = compare(pack, moved).changes
    assert (change.name, change.what, change.effect) == ("四、改进措施", "标题的先后次序变了", Effect.RESULT)


def test_words_of_the_word_file_below_their_headings() -> None:
    pack = minimal_pack()

    def with_word(*blocks: str) -> PackDiff:
        old = docx("标题1 一、基本情况", "{{ 单位.名称 }}报告如下。", "标题1 二、自评结论", "得分为{{ 自评.总分 }}分。")
        return compare(replace(pack, files={"report.docx": old}), replace(pack, files={"report.docx": docx(*blocks)}))

    found = with_word(
        "标题1 一、基本情况", "{{ 单位.简称 }}报告如下。", "标题1 二、自评结论", "等级为{{ 自评.等级 }}。"
    )
    assert [(change.name, change.what, change.effect) for change in found.changes] == [
        (
            "report.docx “一、基本情况”",
            "改：“{{ 单位.名称 }}报告如下。” → “{{ 单位.简称 }}报告如下。”",
            Effect.RESULT,
        ),
        (
            "report.docx “二、自评结论”",
            "改：“得分为{{ 自评.总分 }}分。” → “等级为{{ 自评.等级 }}。”",
            Effect.RESULT,
        ),
    ]
    assert not found.breaking


def test_a_word_file_that_cannot_be_read_is_said() -> None:
    pack = minimal_pack()
    found = compare(pack, replace(pack, files={**pack.files, "report.docx": b"no zip"}))
    assert [change.what.startswith("比较不了") for change in found.changes] == [True]


@pytest.mark.parametrize("lines", [90, 500, 900])
def test_no_word_file_takes_long(lines: int) -> None:
    chance, pack = random.Random(lines), minimal_pack()
    old, new = (
        docx(*("".join(chr(0x4E00 + chance.randrange(20000)) for _ in range(300)) for _ in range(lines)))
        for _ in range(2)
    )
    start = time.monotonic()
    found = compare(replace(pack, files={"report.docx": old}), replace(pack, files={"report.docx": new}))
    assert time.monotonic() - start < 5
    assert found.changes[-1].what == f"另有 {2 * lines - 40} 处改动，请打开两个文件看"
