"""An attachment that the prose announces and the pack does not print."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity

_ANNOUNCED = Sought(
    r"(?:详?见|参见)附件(?:[0-9一二三四五六])?|附件[：:]|[（(]附后[）)]|(?:见|如)附表", "附件", "附后", "附表"
)


def find(case: Case) -> Iterator[Fault]:
    """Every announcement of an attachment where no document has one."""
    if any(document.attachments for document in case.contract.documents):
        return
    for block, match in case.matches(_ANNOUNCED):
        message = f"正文说“{match[0]}”，这个模板没有附件"
        yield Fault(message, "删去这句话，或用带附件的模板", case.place_in_block(block, match.start()))


RULE = Rule(
    code="OUT202",
    name="说有附件而没有",
    severity=Severity.REVIEW,
    what="正文说“见附件”“附后”，报告里有没有附件。",
    why="附件漏附，报告要退回重报。",
    bad="各指标得分见附件。   # 模板没有附件",
    good="各指标得分见上表。",
    cure="改正文，或附上附件。",
    find=find,
)
