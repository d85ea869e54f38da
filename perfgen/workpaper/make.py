"""A job and what came of it to the bytes of its workpaper."""

from perfgen.check import Case
from perfgen.errors import PackFault
from perfgen.explain import Inquiry, inquiry
from perfgen.pipeline import Job, Outcome
from perfgen.prose import Texts
from perfgen.workpaper.rows import Rows
from perfgen.workpaper.sheets import tables
from perfgen.workpaper.workbook import workbook

ENDING = "-工作底稿.xlsx"


def file_name(report: str) -> str:
    """The name of the workpaper beside the report of this name: 天城镇-2021.docx → 天城镇-2021-工作底稿.xlsx."""
    return f"{report.removesuffix('.docx')}{ENDING}"


def workpaper(job: Job, outcome: Outcome) -> bytes:
    """The workpaper of a report that ``job`` makes; ``outcome``, what came of it, gives the findings.

    Raises PackFault where the data cannot be read or its pack is not there; nothing is made of such data.
    """
    asked = inquiry(job)
    if not isinstance(asked, Inquiry):
        raise PackFault("数据读不出来，没有工作底稿", "先改好数据文件", job.name)
    case = Case(asked.figures, Texts({}))
    title = "-".join(part for part in (outcome.summary.unit, outcome.summary.year) if part)
    return workbook(f"{title}工作底稿", tables(Rows(asked), case, (*outcome.findings, *outcome.pending)))
