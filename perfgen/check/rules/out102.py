"""A section that is typed but empty."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every key of 正文 with nothing under it."""
    for key, item in case.contract.prose_keys.items():
        path = ("正文", key)
        if path in case.report.missing or not case.report.has(path):
            continue
        raw = case.report.raw(path)
        if raw == [] or (isinstance(raw, str) and not raw.strip()):
            hint = "写上内容；这一节没有可说的，删去这一键，由模板处理" if not item.required else "写上内容"
            yield Fault(f"“{item.title}”一节是空的", hint, case.place(path))


RULE = Rule(
    code="OUT102",
    name="空章",
    severity=Severity.LOGICAL,
    what="正文里写了键却没有内容的一节。",
    why="只有标题没有内容的一章会被退回。",
    bad='"其他自评" = ""',
    good='"其他自评" = "无其他需要说明的事项。"',
    cure="写上内容，或删去这一键。",
    find=find,
)
