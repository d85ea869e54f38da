"""Manifests: what a pack may declare, every fault at its place, nothing raises."""

import random

import pytest

from perfgen.contract import Content, read_manifest
from perfgen.findings import Finding
from perfgen.load import load
from tests.support.report import MANIFEST, changed, minimal_pack, toml


def faults(changes: str) -> tuple[Finding, ...]:
    loaded = load(toml(changed(MANIFEST, changes)).encode(), "manifest.toml")
    assert loaded.source is not None
    contract, found = read_manifest(loaded.source)
    assert (contract is None) == bool(found)
    return found


def test_the_minimal_manifest() -> None:
    contract = minimal_pack().contract
    assert [item.key for item in contract.outline] == ["概况", "结论", "工作", "问题", "措施"]
    assert contract.prose_keys["问题"].numbering == "1."
    assert contract.outline[1].content is Content.SENTENCES
    assert [name for name, _ in contract.scoring.grades] == ["优", "良", "中", "差"]
    assert contract.scoring.execution is not None
    assert contract.scoring.execution.capped
    assert contract.fields[0].pattern == "依据.文号"


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        ("-编号", "", "缺少“编号”"),
        ("编号=崇阳", "编号", "编号“崇阳”写法不对"),
        ("编号=../../etc", "编号", "写法不对"),
        ("版本=一", "版本", "版本“一”写法不对"),
        ("格式版本=2", "格式版本", "比本程序认识的 1 新"),
        ("适用年度=2021", "适用年度", "应是一列年份"),
        ('适用年度=["2021"]', "适用年度", "应是一列年份"),
        ("提纲[1].内容=文章", "提纲[1].内容", "不能是“文章”"),
        ("提纲[1].级=5", "提纲[1].级", "4 之间"),
        ("提纲[1].级=true", "提纲[1].级", "应是整数"),
        ("提纲[1].必填=是", "提纲[1].必填", "应是true 或 false"),
        ("提纲[1].部分=概述", "提纲[1].部分", "不能是“概述”"),
        ("-提纲[1].部分", "提纲", "没有标明“基本情况”"),
        ("提纲[2].键=概况", "提纲[2].键", "“概况”出现了两次"),
        ("-提纲[1].键", "提纲[1]", "缺少“提纲[1].键”"),
        ("字段[1].类型=金钱", "字段[1].类型", "不能是“金钱”"),
        ("字段[1].路径=依据..文号", "字段[1].路径", "写法不对"),
        ("字段[1].可选=甲", "字段[1].可选", "应是一列文字"),
        ("字段[1].可选=[1]", "字段[1].可选", "应是一列文字"),
        ("计算[1].格式=钱", "计算[1].格式", "不能是“钱”"),
        ("勾稽[1].编号=CY01;勾稽[1].式=决算.支出;勾稽[1].提示=甲;勾稽[1].级别=严重", "勾稽[1].级别", "不能是“严重”"),
        ("评分.满分=一百", "评分.满分", "应是数"),
        ("评分.权重.预算执行=二十", "评分.权重.预算执行", "应是数"),
        ("评分.反向.方法=正比", "评分.反向.方法", "不能是“正比”"),
        ("评分.定性.档=三", "评分.定性.档", "写成 [名称, 上限, 下限]"),
        ('评分.定性.档=[["达成", 100]]', "评分.定性.档", "写成 [名称, 上限, 下限]"),
        ("评分.等级.优=九十", "评分.等级.优", "应是数"),
        ("格式.金额单位=美元", "格式.金额单位", "不能是“美元”"),
        ("格式.金额位数=2.5", "格式.金额位数", "应是整数"),
        ("-文书", "文书", "没有“文书”"),
        ("文书=[]", "文书", "没有“文书”"),
        ("评分=3", "评分", "应是一张表"),
        ("提纲=3", "提纲", "应是一列表"),
        ("评份.满分=3", "评份", "你是不是想写“评分”"),
    ],
)  # fmt: skip
def test_faults(change: str, key: str, message: str) -> None:
    found = faults(change)
    assert any(message in finding.message + finding.hint for finding in found), found
    finding = next(finding for finding in found if message in finding.message + finding.hint)
    assert (finding.code, finding.place.file) == ("TPL101", "manifest.toml")
    assert finding.place.key == key


def test_no_mutation_raises() -> None:
    chance = random.Random(2)
    lines = MANIFEST.split("\n")
    values = (
        "3",
        '"甲"',
        "[]",
        "{}",
        "true",
        "[[1]]",
        "2020-01-01",
        "10:00:00",
        '""',
        "1.5",
        "-1",
        '["甲"]',
        '[{ "键" = 3 }]',
    )
    for _ in range(1500):
        changed_lines = list(lines)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(changed_lines))
            key, equals, _ = changed_lines[at].partition("=")
            changed_lines[at] = f"{key}= {chance.choice(values)}" if equals else chance.choice(lines)
        loaded = load("\n".join(changed_lines).encode(), "manifest.toml")
        if loaded.source is not None:
            read_manifest(loaded.source)
