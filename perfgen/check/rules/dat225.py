"""Text of an imported report that still has no place."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """未归类, once, with the number of texts that are left."""
    count = sum(bool(str(text).strip()) for text in case.unplaced())
    if count:
        message = f"“未归类”里还有 {count} 段文字，报告里不印"
        hint = "该印的移到“正文”或别的字段，不要的删去；全部处理完，连键一起删去"
        yield Fault(message, hint, case.place(("未归类", "文字")))


RULE = Rule(
    code="DAT225",
    name="还有没归类的文字",
    severity=Severity.REVIEW,
    what="导入报告时没有找到归处、放在“未归类”里的文字，是不是都处理了。",
    why="未归类的文字不印；留着不管，去年报告里的内容就丢了。",
    bad='["未归类"]\n"文字" = [\n  "另有三个村完成了道路硬化。",\n]',
    good='["正文"]\n"工作成效" = [\n  "三个村完成了道路硬化。",\n]',
    cure="逐段移到合适的一节或删去。",
    find=find,
)
