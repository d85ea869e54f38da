"""Expressions of the manifest: that each can be read, names what there is, and gives what it is for."""

from collections.abc import Iterator, Mapping

from perfgen.compute import Figures
from perfgen.contract import Contract
from perfgen.express.evaluate import evaluate
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import parse, segments
from perfgen.express.values import Absent, decimal_of
from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.lint.known import Known
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_place
from perfgen.lint.resolve import Resolver
from perfgen.load import Source


@frozen
class Stated:
    """An expression of the manifest: where it stands, what it is for, and what it must give."""

    path: KeyPath
    text: str
    what: str
    offset: int = 0
    """Characters before it in the text that it is part of."""
    wants: str = ""
    """数, 对错, or nothing for any value."""


def stated(contract: Contract) -> Iterator[Stated]:
    """Every expression of 计算, 勾稽 and 评分; those in texts (文件名, 附件) are told by ``in_texts``."""
    for index, computed in enumerate(contract.computed):
        wants = "" if computed.kind == "文字" else "数"
        yield Stated(("计算", index, "式"), computed.expression, f"计算“{computed.name}”", wants=wants)
    for index, rule in enumerate(contract.rules):
        yield Stated(("勾稽", index, "式"), rule.expression, f"勾稽 {rule.code}", wants="对错")
    rate = contract.scoring.execution
    if rate is not None:
        yield Stated(("评分", "执行率", "分子"), rate.numerator, "执行率的分子", wants="数")
        yield Stated(("评分", "执行率", "分母"), rate.denominator, "执行率的分母", wants="数")


def expressions(
    contract: Contract, manifest: Source, figures: Figures | None, known: Known, usual: tuple[str, ...]
) -> tuple[tuple[Mark, ...], Mapping[tuple[str, ...], bool]]:
    """Expressions that cannot be read, name what there is not or cannot be evaluated, and the paths that all use."""
    resolver = Resolver(known, usual)
    marks = [mark for each in stated(contract) for mark in _judged(each, manifest, figures, resolver)]
    for path, text, what in _texts(contract):
        try:
            parts = [part for part in segments(text) if part.expression]
        except ExpressionFault as fault:
            place = manifest.place_in(path, max(text.find(fault.word), 0) if fault.word else 0)
            marks.append(at_place("TPL104", LOGICAL, f"{what}：{fault.message}", fault.hint, place))
            continue
        for part in parts:
            marks += _judged(Stated(path, part.text, what, part.offset), manifest, figures, resolver)
    return tuple(marks), resolver.used


def _texts(contract: Contract) -> Iterator[tuple[KeyPath, str, str]]:
    for index, document in enumerate(contract.documents):
        yield ("文书", index, "文件名"), document.file_name, f"文书“{document.key}”的文件名"
        for number, each in enumerate(document.attachments):
            yield ("文书", index, "附件", number, "标题"), each.title, f"附件“{each.key}”的标题"


def _judged(each: Stated, manifest: Source, figures: Figures | None, resolver: Resolver) -> Iterator[Mark]:
    def place(word: str) -> Place:
        return manifest.place_in(each.path, each.offset + max(each.text.find(word), 0) if word else each.offset)

    try:
        expression = parse(each.text)
    except ExpressionFault as fault:
        yield at_place("TPL104", LOGICAL, f"{each.what}：{fault.message}", fault.hint, place(fault.word))
        return
    resolver.follow(expression.node, {})
    missing = list(dict.fromkeys(resolver.missing))
    resolver.missing.clear()
    for lack in missing:
        severity = REVIEW if lack.doubtful else LOGICAL
        yield at_place("TPL104", severity, f"{each.what}：{lack.message}", lack.hint, place(lack.name))
    if missing or figures is None:
        return
    try:
        value = evaluate(expression, figures.scope)
    except ExpressionFault as fault:
        if "没有填" not in fault.message and not fault.message.startswith("没有“"):
            yield at_place("TPL104", LOGICAL, f"{each.what}：{fault.message}", fault.hint, place(fault.word))
        return
    if isinstance(value, Absent):
        return
    if each.wants == "数" and decimal_of(value) is None and not _is_ratio(value):
        message = f"{each.what}得到的“{value}”不是数"
        yield at_place("TPL104", LOGICAL, message, "改式子，或把“格式”写成 文字", place(""))
    elif each.wants == "对错" and not isinstance(value, bool):
        message = f"{each.what}得到的是“{value}”，不是对或错"
        yield at_place("TPL104", LOGICAL, message, "写成一个比较，例如 甲 <= 乙", place(""))


def _is_ratio(value: object) -> bool:
    return isinstance(value, str) and value.strip().endswith("%")
