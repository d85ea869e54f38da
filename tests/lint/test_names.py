"""Which names a tag may use: fields, derived figures, words, what loops give; and what may have been meant."""

from functools import cache

import pytest

from perfgen.lint.known import known_names, usual_parts
from perfgen.lint.names import names_of
from perfgen.lint.wordfile import read_wordfile
from tests.support.report import minimal_pack
from tests.support.wordfile import Block, docx


@cache
def told(*blocks: Block) -> tuple[str, ...]:
    """Message and cure of everything that is wrong with the names in a Word file."""
    contract = minimal_pack().contract
    file = read_wordfile("a.docx", docx(*blocks))
    names = names_of(file, known_names(contract, 1), usual_parts(contract, {"决算": {"支出": {"差旅": 1}}}))
    return tuple(f"{mark.finding.message}|{mark.finding.hint}" for mark in names.marks)


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 单位.名称 }}",
        "{{ 决算.支出.随便叫什么.下面也是 | 万元 }}",
        "{{ 决算.支出.合计 }}",
        "{{ 上年.决算.年末结转和结余 }}",
        "{{ 较上年.决算.支出.基本支出 | 增减 }}",
        "{{ 依据.文号 }}",
        "{{ 三公经费.合计.预算数 }}",
        "{{ 三公经费.公务接待费.决算数 }}",
        "{{ 指标('植树面积').得分 }}",
        "{{ 指标[0].得分 }}",
        "{{ 项目.合计.执行率 }}",
        "{{ 自评.分项.产出指标.得分 }}",
        "{{ 预算调整率 }}{{ 执行率 }}{{ 口径 }}{{ 上年度 }}",
        "{{ 附件[0].标题 }}",
        "{{ 百分比(决算.支出, 决算.收入, 1) }}",
        "{{ 金额('办公费') | 万元 }}",
        "{{ 单位.名称 if 有(依据.文号) else 年度 }}",
        "{{ 决算.支出['维修（护）费'] }}",
        "{{ （决算．支出）｜万元 }}",
    ],
)
def test_a_name_that_there_is(tag: str) -> None:
    assert told(tag) == ()


@pytest.mark.parametrize(
    ("tag", "said", "meant"),
    [
        ("{{ 单位.名字 }}", "“单位”里没有“名字”", "名称"),
        ("{{ 单拉.名称 }}", "没有“单拉”", "单位"),
        ("{{ 决算.总支出 }}", "“决算”里没有“总支出”", "支出"),
        ("{{ 预算执行.年度资金总额.全年预算 }}", "没有“全年预算”", "全年预算数"),
        ("{{ 上年.决算.年末结转 }}", "没有“年末结转”", "年末结转和结余"),
        ("{% if 有(单位.自秤) %}{% endif %}", "没有“自秤”", "自称"),
        ("{{ 自评.分项.产出指标.分数 }}", "没有“分数”", "分"),
        ("{{ 自评.总分.小数 }}", "“自评.总分”里没有“小数”", ""),
        ("{{ 正文['概括'] }}", "“正文”里没有“概括”", "概况"),
        ("{{ 附件[1].标题 }}", "只有 1 个，没有“附件[1]”", ""),
        ("{{ 百分率(决算.支出, 决算.收入) }}", "没有“百分率(…)”这个词", "百分比"),
        ("{{ 指标('植树面积').评分 }}", "没有“评分”", "分"),
        ("{{ 决算.支出.差施 }}", "", ""),
        ("{{ 决算.支出.项目支岀 }}", "样例和通用科目里都没有“项目支岀”", "项目支出"),
    ],
)
def test_a_name_that_there_is_not(tag: str, said: str, meant: str) -> None:
    found = told(tag)
    assert len(found) == bool(said)
    assert all(said in each and meant in each.partition("|")[2] for each in found)


def test_a_fact_that_no_field_asks_for() -> None:
    """The town does not know that it is to fill it in."""
    (wrong,) = told("{{ 事实.经济.地区生产总值.同比 | 同比 }}")
    assert "没有字段规定要填“事实.经济.地区生产总值”" in wrong


def test_a_fact_that_a_field_asks_for() -> None:
    contract = minimal_pack("字段[2]={ '路径' = '事实.经济.地区生产总值', '含义' = '产值', '示例' = '1亿元' }").contract
    file = read_wordfile("a.docx", docx("{{ 事实.经济.地区生产总值.同比 | 同比 }}"))
    assert names_of(file, known_names(contract, 1), ()).marks == ()


def test_names_of_loops() -> None:
    assert told("{%p for 项 in 项目 %}", "{{ loop.index }}{{ 项.名称 }}{{ 项.执行率 }}", "{%p endfor %}") == ()
    assert told("{%p for 性质 in 决算.支出 %}", "{{ 性质.名称 }}{{ 性质 | 万元 }}", "{%p endfor %}") == ()
    assert told("{%p for 段 in 正文['概况'] %}", "{{ 段.文 }}{{ 段.级 }}", "{%p endfor %}") == ()
    (wrong,) = told("{%p for 段 in 正文['概况'] %}", "{{ 段.字 }}", "{%p endfor %}")
    assert "“段”里没有“字”" in wrong
    (wrong,) = told("{%p for 标 in 指标 if 标.二级指际 %}", "{%p endfor %}")
    assert "你是不是想写“二级指标”" in wrong
    (wrong,) = told("{{ loop.index }}", "{%p for 项 in 项目 %}", "{%p endfor %}")
    assert "只在循环里面有" in wrong


def test_names_that_set_gives() -> None:
    assert told("{% set 甲 = 决算.支出 %}{{ 甲.基本支出 | 万元 }}") == ()
    (wrong,) = told("{% set 甲 = 单位 %}{{ 甲.名字 }}")
    assert "没有“名字”" in wrong


def test_fields_of_a_merged_cell() -> None:
    rows = [
        ["{%tr for 行 in 指标行 %}", ""],
        ["{% 合并 一级指标, 组 %}{{ 行.一级指标 }}", "{{ 行.得分 }}"],
        ["{%tr endfor %}", ""],
    ]
    assert told(tuple(map(tuple, rows))) == ()
    rows[1][0] = "{% 合并 一级指标, 组号 %}"
    (wrong,) = told(tuple(map(tuple, rows)))
    assert "没有“组号”" in wrong


def test_a_tag_that_cannot_be_read_hides_no_other() -> None:
    (wrong,) = told("{{ 决算.支出 | }}", "{{ 单位.名字 }}", "{%p fro 甲 in 乙 %}")
    assert "名字" in wrong
