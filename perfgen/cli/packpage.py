"""What a clerk wants to know of a pack before filling in a data file, as lines of text."""

from collections.abc import Iterator

from perfgen.cli.helptext import wrapped
from perfgen.contract import Contract, Document
from perfgen.packs import Pack

_WIDTH = 76


def lines(pack: Pack) -> Iterator[str]:
    """Name, source, outline with what is to be written, county fields, scoring, documents."""
    contract = pack.contract
    yield f"{contract.name}（{contract.id} {contract.version}）"
    yield from _fact("适用年度", "、".join(map(str, contract.years)) or "不限")
    yield from _fact("依据", contract.source)
    yield from _fact("位置", pack.origin)
    yield from _outline(contract)
    yield from _fields(contract)
    yield from _scoring(contract)
    yield from _documents(contract)


def _fact(name: str, text: str) -> Iterator[str]:
    if text:
        first, *rest = wrapped(f"{name}：{text}", _WIDTH)
        yield first
        yield from (f"  {line}" for line in rest)


def _outline(contract: Contract) -> Iterator[str]:
    yield ""
    yield "提纲（括号里是正文的键和写法）"
    for item in contract.outline:
        note = ""
        if item.content.written:
            note = f"（{item.key}：{item.content}，{'必填' if item.required else '可不写'}）"
        yield f"{'  ' * item.level}{item.title}{note}"


def _fields(contract: Contract) -> Iterator[str]:
    if contract.fields:
        yield ""
        yield "本模板另要填的项目"
    for field in contract.fields:
        unit = f"，单位：{field.unit}" if field.unit else ""
        yield f"  {field.pattern}（{field.type}{unit}，{'必填' if field.required else '可不填'}）"
        yield from (f"    {line}" for line in wrapped(field.meaning, _WIDTH - 4))


def _scoring(contract: Contract) -> Iterator[str]:
    scoring = contract.scoring
    yield ""
    yield "评分"
    if scoring.weights:
        yield f"  权重：{'，'.join(f'{name} {weight.normalize():f}' for name, weight in scoring.weights.items())}"
    if scoring.execution:
        yield from (f"  {line}" for line in wrapped(f"执行率：{scoring.execution.basis}", _WIDTH - 2))
    if scoring.grades:
        yield f"  等级：{'，'.join(f'{grade}（{limit.normalize():f} 分起）' for grade, limit in scoring.grades)}"


def _about(document: Document) -> Iterator[str]:
    yield f"由“{document.origin}”略去一部分" if document.origin else f"模板文件 {document.template}"
    if document.needs:
        yield f"要有 {'、'.join(document.needs)}"
    if document.on_demand:
        yield f"写 --only {document.key} 才生成"


def _documents(contract: Contract) -> Iterator[str]:
    yield ""
    yield "文书"
    for document in contract.documents:
        yield f"  {document.key}：{document.file_name}.docx（{'，'.join(_about(document))}）"
        yield from (f"    附件：{attachment.title}" for attachment in document.attachments)
