"""未公布 or 不适用 in the middle of a sentence."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every expression of the prose that gives one of the words 未公布, 不适用."""
    for block in case.texts.blocks():
        for span in block.spans:
            if span.word and block.text[span.start : span.end] == "—":
                message = f"句子里的“{{{{ {span.expression} }}}}”没有公布，会印成“—”"
                hint = "改写这一句，不提这个数；或先填上它"
                yield Fault(message, hint, case.place(block.path, span.source))


RULE = Rule(
    code="TXT101",
    name="句子里有未公布的数",
    severity=Severity.LOGICAL,
    what="正文的表达式得到“未公布”或“不适用”。",
    why="表里印“—”没有问题，句子里印“—”读不通。",
    bad="执行率为{{ 执行率 }}。   # 执行率未公布",
    good="预算执行平稳。",
    cure="改写句子，或填上数。",
    find=find,
)
