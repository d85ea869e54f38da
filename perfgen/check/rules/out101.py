"""One of the four required parts, or a chapter, with nothing in it."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.contract import Content, OutlineItem
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every part (部分) of the outline under which no section has text and the template writes none."""
    outline = case.contract.outline
    for index, item in enumerate(outline):
        if not item.part:
            continue
        below = [item]
        for each in outline[index + 1 :]:
            if each.level <= item.level:
                break
            below.append(each)
        if not any(_filled(case, each) for each in below):
            message = f"“{item.title}”下面没有内容"
            yield Fault(message, f'在 ["正文"] 下填 {_keys(below)}', case.place(("正文",)))


def _filled(case: Case, item: OutlineItem) -> bool:
    if item.content in (Content.SENTENCES, Content.TABLE):
        return True
    if not item.content.written:
        return False
    missing = ("正文", item.key) in case.report.missing  # reported as DAT203
    return missing or bool(case.texts.sections.get(item.key))


def _keys(items: list[OutlineItem]) -> str:
    return "、".join(f'"{item.key}"' for item in items if item.content.written) or "相应的一节"


RULE = Rule(
    code="OUT101",
    name="必备部分没有内容",
    severity=Severity.LOGICAL,
    what="基本情况、自评结论、存在问题、改进措施四个部分都有内容。",
    why="四个部分是各县都要的，空章会被退回。",
    bad='["正文"]\n# 没有写“存在问题”一节',
    good='["正文"]\n"自评结论.问题" = ["年初预算编得粗。"]',
    cure="写上内容。",
    find=find,
)
