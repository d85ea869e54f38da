"""What versions for the public print of the data, for the rules that look for what must not be published."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from perfgen.check.case import Case
from perfgen.check.rule import Fault
from perfgen.contract import Document
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.patterns import pattern
from perfgen.vocabulary import split_pattern

_NOT_PRINTED = ("格式版本", "模板", "模板版本", "金额单位", "核对数", "核实说明", "未归类")
_FOLDED = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789XX- ")
_GAPS = pattern(r"[ -]")

Test = Callable[[str], bool]


def versions(case: Case) -> tuple[Document, ...]:
    """The documents that come of another: those that are published."""
    return tuple(document for document in case.contract.documents if document.origin)


def gravity(case: Case, document: Document) -> Severity:
    """Whether the document is about to be made, or only could be."""
    return Severity.LOGICAL if document.key in case.making else Severity.REVIEW


def texts(case: Case, document: Document) -> Iterator[tuple[KeyPath, str]]:
    """Every text of the data, as typed, that ``document`` may print."""
    for name, node in case.report.tree.items():
        if name not in _NOT_PRINTED:
            yield from _below((name,), node, document)


def _below(path: KeyPath, node: Any, document: Document) -> Iterator[tuple[KeyPath, str]]:
    if any(covers(pattern, path) for pattern in document.omitted):
        return
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _below((*path, key), value, document)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _below((*path, index), value, document)


def covers(pattern: str, path: KeyPath) -> bool:
    """Whether ``pattern`` of 略去 means the place at ``path`` or one above it."""
    if pattern.startswith("正文."):
        return path[:2] == ("正文", pattern.removeprefix("正文."))
    parts = split_pattern(pattern)
    return len(path) >= len(parts) and all(
        name == part or name == "*" or (name == "[]" and isinstance(part, int))
        for name, part in zip(parts, path, strict=False)
    )


def numbers(case: Case, pattern: re.Pattern[str], test: Test, what: str, hint: str, *, grave: bool) -> Iterator[Fault]:
    """Every number that fits ``pattern`` and passes ``test``, blanks and hyphens left out, in a text for the public."""
    met: set[tuple[KeyPath, int]] = set()
    public = versions(case)
    for document in public if public and case.long_numbers else ():
        severity = gravity(case, document) if grave else Severity.REVIEW
        for path, text in texts(case, document):
            for match in pattern.finditer(text.translate(_FOLDED)):
                if (path, match.start()) not in met and test(_GAPS.sub("", match[0])):
                    met.add((path, match.start()))
                    message = f"“{_masked(match[0])}”像是{what}，会印在“{document.key}”里"
                    yield Fault(message, hint, case.place(path, match.start()), severity)


def _masked(number: str) -> str:
    """A number that may be private, as it is shown in messages: they too are passed on."""
    return f"{number[:3]}…{number[-2:]}"
