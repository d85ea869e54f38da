"""A prompt of the form that was left in the text."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity

PROMPT = Sought(
    r"(?:简介|简述|说明|概述|阐述|描述)(?:本[^，。；]{0,6})?如何|请(?:在此|逐项|如实|按|根据)?[^，。；]{0,4}(?:填写|填列|填报|简述|简要说明|概述)"
    r"|此处(?:填写|填列|插入|说明)|[（(](?:请|填写|注明|说明|如)[^）)]{0,30}(?:填写|填列|说明|填报|等情况|字以内)[）)]"
    r"|[×✕]{2,}|(?<![A-Za-z])[XxＸ]{2,}(?![A-Za-z])|[_＿]{3,}|〔\s*〕|（\s*）|【待[^】]{0,8}】|包括完成情况和偏离原因等|自评效果如何等"
)
_SIGNS = Sought(
    r"如何|请|此处|（(?:填写|注明|说明|如|\s*）)|\((?:填写|注明|说明|如)|×|✕|X|x|Ｘ|_|＿|〔\s*〕|【待|包括完成情况和"
)
"""What stands in everything that ``PROMPT`` matches; every branch begins with a sign, which makes it quick."""


def find(case: Case) -> Iterator[Fault]:
    """Every place that reads like an instruction of the form or an unfilled blank."""
    for block in {id(block): block for block, _ in case.matches(_SIGNS)}.values():
        for match in PROMPT.all(block.text):
            message = f"正文里留有填报说明或空白“{match[0][:20]}”"
            yield Fault(message, "删去说明文字，填上内容", case.place_in_block(block, match.start()))


RULE = Rule(
    code="TXT208",
    name="填报说明没有删",
    severity=Severity.LOGICAL,
    what="正文里有没有模板的提示语（简介如何……、请填写……）、××、空括号。",
    why="提示语印出来，报告就像没有写完。",
    bad="简介如何组织本级及下属二级预算单位开展自评。",
    good="自评工作分三步进行：……",
    cure="删去提示语，写上内容。",
    find=find,
)
