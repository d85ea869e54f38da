"""A value that is still to come."""

from collections.abc import Iterator
from typing import Any

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.express.values import Absent
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.model import Sum

PENDING = "待填"


def pending_paths(case: Case) -> Iterator[KeyPath]:
    """The paths at which the data says 待填, in pasted tables too; what is missing or faulty is reported elsewhere."""
    if PENDING not in case.typed_texts:
        return
    known = {*case.report.missing, *case.report.faulty, *case.report.source.unread}
    yield from (path for path in _walk(case.report.tree, ()) if path not in known)


def _walk(node: Any, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(node, Sum):
        if PENDING in node:
            yield path
    elif isinstance(node, str):
        if node.strip() == PENDING:
            yield path
    elif isinstance(node, dict):
        for key, below in node.items():
            yield from _walk(below, (*path, key))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _walk(below, (*path, index))


def find(case: Case) -> Iterator[Fault]:
    """Every 待填 of the data."""
    for path in pending_paths(case):
        name = case.figures.label(path)
        message = f"“{case.show(path)}”还是待填（{name}）"
        yield Fault(message, "填上以后再生成；先看样子可以用 --draft", case.place(path))
    for item in case.indicators:
        if _lacks_score(case, item):
            message = f"“{case.show(item)}”有分值，没有得分，按本县的办法也算不出来"
            yield Fault(message, "填上“得分”；没有公布的写“未公布”", case.place(item))


def _lacks_score(case: Case, item: KeyPath) -> bool:
    """Whether an indicator's score is still to come though nothing that it follows from is."""
    score = case.value(*item, "得分")
    if not isinstance(score, Absent) or not score.pending or case.report.has((*item, "得分")):
        return False
    sources = (case.value(*item, key) for key in ("分值", "指标值", "实际完成值"))
    return not any(isinstance(value, Absent) and value.pending for value in sources)


RULE = Rule(
    code="DAT207",
    name="还有待填的数",
    severity=Severity.LOGICAL,
    what="数据里写着“待填”的地方；有分值而没有得分、也算不出得分的指标。",
    why="待填的数没有填，报告就不完整；草稿（--draft）里印成〔待填：…〕。",
    bad='"编制人数" = "待填"',
    good='"编制人数" = 96',
    cure="填上数；没有公布的写“未公布”，没有这一项的写“不适用”。",
    find=find,
)
