"""A score table announced as an attachment for which there are no indicators."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import pending
from perfgen.errors import PerfgenError
from perfgen.findings import Severity
from perfgen.patterns import pattern

_SCORE_TABLE = pattern(r"自评表|评分表|指标表")


def find(case: Case) -> Iterator[Fault]:
    """Every attachment of the pack's documents that is a score table, where the data has no 指标."""
    if case.indicators or pending(case, "指标"):
        return
    scored = bool(case.figures.names(("自评", "分项")))
    what = "没有指标可列，表里只有分项得分" if scored else "没有指标可列，印出来是空表"
    place = case.place(("自评",) if case.report.has(("自评",)) else ("模板",))
    for document in case.contract.documents:
        for attachment in document.attachments:
            if _SCORE_TABLE.search(attachment.key) or _SCORE_TABLE.search(attachment.title):
                message = f"附件“{_title(case, attachment.title)}”{what}"
                hint = '在 [["指标"]] 里填各项指标；没有公布的，写核实说明'
                yield Fault(message, hint, place)


def _title(case: Case, title: str) -> str:
    try:
        return case.figures.pack_text(title)
    except PerfgenError:
        return title


RULE = Rule(
    code="OUT201",
    name="附件是空表",
    severity=Severity.REVIEW,
    what="县里的报告附有自评表、评分表的，数据里有没有指标。",
    why="正文说了附件，附件却没有内容，公开时等于没有附。",
    bad='# 没有 [["指标"]]，报告末尾附“部门整体支出绩效自评表”',
    good='[["指标"]]\n"一级指标" = "产出指标"\n"三级指标" = "征地面积"\n"指标值" = "3000亩"\n"实际完成值" = "3000亩"',
    cure="填指标；没有公布的写核实说明。",
    find=find,
)
