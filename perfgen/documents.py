"""Which documents a job makes, and what a version for the public shows of the document that it comes of."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from perfgen.compute import Figures
from perfgen.contract import Contract, Document
from perfgen.errors import PackFault
from perfgen.model import Report
from perfgen.packs import Pack
from perfgen.prose import Texts
from perfgen.vocabulary import WORDS, split_pattern

_PROSE = "正文."

EVERY = "全部"
"""Stands for all documents where documents are named."""


def chosen(report: Report, only: Sequence[str] = ()) -> tuple[Document, ...]:
    """The documents to be made: those named, or those that are not on demand and that the data can serve.

    Raises PackFault where one is named that the pack does not make or the data cannot serve.
    """
    contract = report.contract
    if not only:
        return tuple(each for each in contract.documents if not each.on_demand and serves(report, each))
    if EVERY in only:
        return tuple(each for each in contract.documents if serves(report, each))
    known = {each.key: each for each in contract.documents}
    for key in only:
        if key not in known:
            raise PackFault(f"模板“{contract.name}”没有文书“{key}”", f"有：{'、'.join(known)}；写“{EVERY}”是每一件")
    for key in only:
        lacking = _lacking(report, known[key])
        if lacking:
            raise PackFault(f"数据里没有“{'”“'.join(lacking)}”，做不了“{key}”", "填上再生成")
    return tuple(each for each in contract.documents if each.key in only)


def serves(report: Report, document: Document) -> bool:
    """Whether the data has something at every field that ``document`` needs."""
    return not _lacking(report, document)


def _lacking(report: Report, document: Document) -> tuple[str, ...]:
    return tuple(pattern for pattern in document.needs if not any(_filled(report.tree, split_pattern(pattern))))


def _filled(node: Any, parts: tuple[str, ...]) -> Iterator[bool]:
    """Whether something stands at each place that fits the pattern."""
    if not parts:
        yield not (node in WORDS[1:] if isinstance(node, str) else node in ({}, []))
        return
    head, *rest = parts
    below: Iterable[Any] = ()
    if isinstance(node, dict):
        below = node.values() if head == "*" else [node[head]] if head in node else ()
    elif isinstance(node, list) and head == "[]":
        below = node
    for each in below:
        yield from _filled(each, tuple(rest))


def shown(figures: Figures, texts: Texts, document: Document) -> tuple[Figures, Texts]:
    """What ``document`` prints of a report: everything, or everything but what it leaves out."""
    if not document.omitted:
        return figures, texts
    from perfgen.compute.withheld import Withheld
    from perfgen.prose import write_prose

    sections = {pattern.removeprefix(_PROSE) for pattern in document.omitted if pattern.startswith(_PROSE)}
    own = Withheld(figures.report, [pattern for pattern in document.omitted if not pattern.startswith(_PROSE)])
    written = write_prose(own).sections
    return own, Texts({key: () if key in sections else blocks for key, blocks in written.items()})


def word_file(pack: Pack, document: Document) -> bytes:
    """The Word template of ``document``, without the attachments that it leaves out.

    Raises PackFault where the pack does not hold it, TemplateFault where it has no such attachments.
    """
    template = pack.template(document)
    if not document.dropped:
        return template
    return _without(template, _attached(pack.contract, document), document.dropped)


def _attached(contract: Contract, document: Document) -> int:
    return next(len(each.attachments) for each in contract.documents if each.key == document.origin)


@lru_cache(maxsize=16)
def _without(template: bytes, count: int, dropped: tuple[int, ...]) -> bytes:
    from perfgen.render.sections import without_attachments

    return without_attachments(template, count, dropped)
