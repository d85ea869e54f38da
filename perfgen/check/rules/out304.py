"""A field that a version for the public leaves out, and that its prose names all the same."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.published import gravity, texts, versions
from perfgen.check.rule import Fault, Rule
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import has_expression, parse, references, segments
from perfgen.findings import Severity
from perfgen.vocabulary import split_pattern

_BRACES = re.compile(r"[{｛]{2}[^}｝]*")


def find(case: Case) -> Iterator[Fault]:
    """Every expression of the data, in what such a version prints, that takes a figure which it leaves out."""
    for document in versions(case):
        omitted = [pattern for pattern in document.omitted if not pattern.startswith("正文.")]
        omitted = [pattern for pattern in omitted if _may_be_named(case, pattern)]
        for path, text in texts(case, document) if omitted else ():
            for offset, expression in _expressions(text):
                found = next((pattern for pattern in omitted if _takes(expression, pattern)), "")
                if found:
                    message = f"“{document.key}”略去“{found}”，这里的文字还引用着它"
                    hint = "改写这一句，不提这个数；或请县里改模板的“略去”"
                    yield Fault(message, hint, case.place(path, offset), gravity(case, document))


def _may_be_named(case: Case, pattern: str) -> bool:
    """Whether any expression of the data holds the field's name."""
    source = case.report.source
    name = split_pattern(pattern)[-1]
    if source.foreign:
        return True
    return name in source.text and any(name in found for found in _BRACES.findall(source.text))


def _expressions(text: str) -> Iterator[tuple[int, str]]:
    """The expressions of a text, each with its place."""
    if not has_expression(text):
        return
    try:
        yield from ((part.offset, part.text) for part in segments(text) if part.expression)
    except ExpressionFault:
        return


def _takes(expression: str, pattern: str) -> bool:
    """Whether ``expression`` takes the field, or what stands below it; fields of items are taken by the item's name."""
    names = tuple(part for part in split_pattern(pattern) if part != "[]")
    if len(names) < len(split_pattern(pattern)):
        return f"{names[0]}(" in expression and names[-1] in expression
    try:
        return any(name[: len(names)] == names for name in references(parse(expression)))
    except ExpressionFault:
        return False


RULE = Rule(
    code="OUT304",
    name="略去的数还在文字里",
    severity=Severity.LOGICAL,
    what="由另一件文书略去一部分而来的（源自，例如公开版），略去的字段，文字里有没有引用。",
    why="表里略去了，句子里又印出来，等于没有略去；印成“—”又读不通。",
    bad='# 模板："略去" = ["事实.信访受理"]\n["正文"]\n"主要成效" = "全年受理{{ 事实.信访受理 }}。"',
    good='["正文"]\n"主要成效" = "信访事项全部按期办结。"',
    cure="改写这一句。",
    find=find,
)
