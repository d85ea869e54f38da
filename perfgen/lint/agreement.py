"""Statements of the manifest that must agree with each other."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from perfgen.check.registry import by_code
from perfgen.contract import Contract
from perfgen.express import words
from perfgen.express.faults import did_you_mean
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_place
from perfgen.load import Source


def agreement(contract: Contract, manifest: Source, sample: Mapping[str, object]) -> Iterator[Mark]:
    """What of the manifest contradicts itself."""
    yield from _scoring(contract, manifest)
    yield from _codes(contract, manifest)
    yield from _twice(contract, manifest)
    year = sample.get("年度")
    if isinstance(year, int) and contract.years and year not in contract.years:
        message = f"样例的年度 {year} 不在“适用年度”里"
        yield at_place("TPL103", REVIEW, message, "补上年度，或改样例", manifest.place(("适用年度",)))
    for index, document in enumerate(contract.documents):
        if "单位" not in document.file_name:
            message = f"文书“{document.key}”的文件名里没有单位，各单位的文件会同名"
            at = manifest.place(("文书", index, "文件名"))
            yield at_place("TPL103", REVIEW, message, "文件名里写上 {{ 单位.简称 }}", at)


def _scoring(contract: Contract, manifest: Source) -> Iterator[Mark]:
    scoring = contract.scoring
    total = sum(scoring.weights.values(), Decimal(0))
    if scoring.weights and total != scoring.full:
        message = f"“权重”合计 {total}，“满分”是 {scoring.full}"
        yield at_place("TPL103", REVIEW, message, "改权重或满分", manifest.place(("评分", "权重")))
    rate = scoring.execution
    declared = manifest.tree.get("评分", {}).get("执行率", {})
    if rate is not None and "分项" in declared and scoring.weights and rate.part not in scoring.weights:
        message = f"执行率的“分项”写的“{rate.part}”不在“权重”里"
        hint = did_you_mean(rate.part, scoring.weights) or "写权重里的一项"
        yield at_place("TPL103", LOGICAL, message, hint, manifest.place(("评分", "执行率", "分项")))
    if scoring.grades and scoring.grades[-1][1] > 0:
        message = f"“等级”最低的“{scoring.grades[-1][0]}”从 {scoring.grades[-1][1]} 分起，再低的分没有等级"
        yield at_place("TPL103", REVIEW, message, "最低一级从 0 分起", manifest.place(("评分", "等级")))
    for index, band in enumerate(scoring.bands):
        if band.lower > band.upper:
            message = f"定性的“{band.name}”下限 {band.lower} 高于上限 {band.upper}"
            at = manifest.place(("评分", "定性", "档", index))
            yield at_place("TPL103", LOGICAL, message, "写成 [名称, 上限, 下限]", at)


def _codes(contract: Contract, manifest: Source) -> Iterator[Mark]:
    for index, rule in enumerate(contract.rules):
        if by_code(rule.code) is not None:
            message = f"勾稽的编号 {rule.code} 是程序自带的规则的编号"
            hint = "用本县自己的字母开头，例如 CY01"
            yield at_place("TPL103", LOGICAL, message, hint, manifest.place(("勾稽", index, "编号")))
    for code in contract.severities:
        if by_code(code) is None:
            message = f"“规则级别”里的 {code} 不是规则的编号"
            yield at_place("TPL103", LOGICAL, message, "编号见 perfgen rules", manifest.place(("规则级别", code)))


def _twice(contract: Contract, manifest: Source) -> Iterator[Mark]:
    named = (
        ("字段", "路径", [each.pattern for each in contract.fields]),
        ("计算", "名称", [each.name for each in contract.computed]),
        ("勾稽", "编号", [each.code for each in contract.rules]),
    )
    for table, key, values in named:
        seen: Counter[str] = Counter()
        for index, value in enumerate(values):
            seen[value] += 1
            if seen[value] == 2:
                at = manifest.place((table, index, key))
                yield at_place("TPL103", LOGICAL, f"{table}“{value}”写了两次", "留一个，另一个改名或删去", at)
    taken = {*contract.shape.names, *words.FUNCTIONS, "正文", "附件", "指标行", "有", "金额"}
    for index, computed in enumerate(contract.computed):
        if computed.name in taken:
            message = f"计算的名称“{computed.name}”和已有的名称相同，式子不会用到"
            yield at_place("TPL103", LOGICAL, message, "换一个名称", manifest.place(("计算", index, "名称")))
