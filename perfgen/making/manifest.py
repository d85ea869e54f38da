"""The manifest of a new pack as TOML, with comments for the person who goes on with it."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.contract import Content, OutlineItem, Scoring
from perfgen.making.plan import DOCUMENT, Blueprint
from perfgen.new.wording import quoted
from perfgen.vocabulary import FORMAT_VERSION, Field

_NO_NUMBER = (Content.NONE, Content.PARAGRAPHS, Content.SENTENCES, Content.TABLE)


def manifest_of(plan: Blueprint) -> bytes:
    """The text of ``manifest.toml`` for ``plan``."""
    return ("\n".join(_lines(plan)) + "\n").encode()


def _lines(plan: Blueprint) -> Iterator[str]:
    yield f"# {plan.name}：模板包的约定"
    yield f'"格式版本" = {FORMAT_VERSION}'
    yield f'"编号" = {quoted(plan.id)}'
    yield f'"名称" = {quoted(plan.name)}'
    yield f'"版本" = {quoted(plan.version)}'
    yield f'"适用年度" = [{plan.year}]'
    if plan.source:
        yield f'"依据" = {quoted(plan.source)}'
    yield ""
    yield "# ======== 提纲：报告印出的每一个标题，按印出的次序 ========"
    yield "# 标题自带编号；“内容”决定正文里同名的键怎样填：模板句由模板写，不用填。改标题，Word 文件里也要改。"
    for item in plan.outline:
        yield ""
        yield from _item(item)
    if plan.fields:
        yield ""
        yield "# ======== 字段：通用字段以外、本县另要填的 ========"
        for each in plan.fields:
            yield ""
            yield from _field(each)
    if plan.scoring != Scoring():
        yield ""
        yield from _scoring(plan.scoring)
    yield ""
    yield "# ======== 怎样印 ========"
    yield ""
    yield '["格式"]'
    yield f'"金额单位" = {quoted(plan.format.money_unit)}'
    yield f'"金额位数" = {plan.format.money_places}'
    yield f'"去尾零" = {_flag(plan.format.strip_zeros)}'
    yield f'"千分位" = {_flag(plan.format.thousands)}'
    yield f'"比率位数" = {plan.format.ratio_places}'
    yield f'"得分位数" = {plan.format.score_places}'
    if plan.format.layout.unchecked:
        yield ""
        yield '["格式"."版式"]'
        yield f'"不查" = [{", ".join(quoted(each) for each in plan.format.layout.unchecked)}]'
    yield ""
    yield '[["文书"]]'
    yield f'"键" = {quoted(DOCUMENT.key)}'
    yield f'"模板文件" = {quoted(DOCUMENT.template)}'
    yield f'"文件名" = {quoted(DOCUMENT.file_name)}'
    if plan.attachments:
        parts = (f'{{ "键" = {quoted(each.key)}, "标题" = {quoted(each.title)} }}' for each in plan.attachments)
        yield f'"附件" = [{", ".join(parts)}]'


def _item(item: OutlineItem) -> Iterator[str]:
    yield '[["提纲"]]'
    yield f'"键" = {quoted(item.key)}'
    yield f'"标题" = {quoted(item.title)}'
    yield f'"级" = {item.level}'
    if item.part:
        yield f'"部分" = {quoted(item.part)}'
    if item.content is not Content.NONE:
        yield f'"内容" = {quoted(str(item.content))}'
    if item.numbering and item.content not in _NO_NUMBER:
        yield f'"编号" = {quoted(item.numbering)}'
    if item.content.written:
        yield f'"必填" = {_flag(item.required)}'


def _field(each: Field) -> Iterator[str]:
    yield '[["字段"]]'
    yield f'"路径" = {quoted(each.pattern)}'
    yield f'"类型" = {quoted(str(each.type))}'
    if each.unit:
        yield f'"计量单位" = {quoted(each.unit)}'
    yield f'"必填" = {_flag(each.required)}'
    yield f'"含义" = {quoted(each.meaning)}'
    if each.example:
        yield f'"示例" = {quoted(each.example)}'


def _scoring(scoring: Scoring) -> Iterator[str]:
    yield "# ======== 评分：按本县的评分细则改 ========"
    yield ""
    yield '["评分"]'
    yield f'"满分" = {_number(scoring.full)}'
    yield f'"得分位数" = {scoring.places}'
    if scoring.deviation_limit is not None:
        yield f'"偏差说明线" = {_number(scoring.deviation_limit)}'
    if scoring.weights:
        yield ""
        yield '["评分"."权重"]'
        yield from (f"{quoted(name)} = {_number(weight)}" for name, weight in scoring.weights.items())
    if scoring.execution is not None:
        yield ""
        yield '["评分"."执行率"]'
        yield f'"分子" = {quoted(scoring.execution.numerator)}'
        yield f'"分母" = {quoted(scoring.execution.denominator)}'
        yield f'"分项" = {quoted(scoring.execution.part)}'
        yield f'"口径" = {quoted(scoring.execution.basis)}'
        yield f'"封顶" = {_flag(scoring.execution.capped)}'
    for name, method in (("正向", scoring.positive), ("反向", scoring.negative), ("等于", scoring.equal)):
        if method:
            yield ""
            yield f'["评分".{quoted(name)}]'
            yield f'"方法" = {quoted(method)}'
            if name == "反向" and scoring.negative_at_zero:
                yield f'"完成值为零" = {quoted(scoring.negative_at_zero)}'
    if scoring.bands:
        yield ""
        yield '["评分"."定性"]'
        bands = (f"[{quoted(b.name)}, {_number(b.upper)}, {_number(b.lower)}]" for b in scoring.bands)
        yield f'"档" = [{", ".join(bands)}]'
    if scoring.grades:
        yield ""
        yield '["评分"."等级"]'
        yield from (f"{quoted(name)} = {_number(limit)}" for name, limit in scoring.grades)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _number(value: Decimal) -> str:
    return format(value, "f")
