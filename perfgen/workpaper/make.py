"""A job and what came of it to the bytes of its workpaper."""

from perfgen.check import Case
from perfgen.compute import compute
from perfgen.load import load
from perfgen.model import build_report
from perfgen.pipeline import Job, Outcome
from perfgen.prose import write_prose
from perfgen.workpaper.rows import Rows
from perfgen.workpaper.sheets import tables
from perfgen.workpaper.workbook import workbook

ENDING = "-工作底稿.xlsx"


def file_name(report: str) -> str:
    """The name of the workpaper beside the report of this name: 天城镇-2021.docx → 天城镇-2021-工作底稿.xlsx."""
    return f"{report.removesuffix('.docx')}{ENDING}"


def workpaper(job: Job, outcome: Outcome) -> bytes:
    """The workpaper of a report that has been made; ``outcome`` gives its pack and findings."""
    source = load(job.data, job.name).source
    assert source is not None  # else there would be no report
    assert outcome.pack is not None
    report, _ = build_report(source, outcome.pack.contract)
    case = Case(compute(report).settled(), write_prose(compute(report)))
    title = (
        outcome.made[0].name.removesuffix(".docx") if outcome.made else f"{outcome.summary.unit}-{outcome.summary.year}"
    )
    rows = Rows(case.figures, outcome.pack)
    return workbook(f"{title}工作底稿", tables(rows, case, (*outcome.findings, *outcome.pending)))
