"""The work behind ``history``: list what is kept of a report, keep fewer or more, restore one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from perfgen.batch.brief import brief, said
from perfgen.cli import say, tables
from perfgen.cli.brief import NONE, lines
from perfgen.errors import EnvironmentFault
from perfgen.write import Generation, generations, keep_number, kept_number, load_record, restore

_TIME = "%Y-%m-%d %H:%M:%S"


def show(report: Path, number: int | None, chosen: int | None, now: datetime) -> None:
    """List the generations of ``report``; before that restore one and set how many are kept, where asked."""
    kept = generations(report)
    if not kept and not report.exists():
        raise EnvironmentFault(
            "没有这份报告，也没有它的前几稿", "写 outputs 里的报告，例如 outputs/天城镇-2021.docx", str(report)
        )
    if chosen is not None:
        if chosen > len(kept):
            there = f"只有 {len(kept)} 稿" if kept else "一稿也没有"
            raise EnvironmentFault(
                f"没有第 {chosen} 稿，{there}", f"运行 perfgen history {report} 看有哪些", str(report)
            )
        generation = kept[chosen - 1]
        restore(report, generation, now)
        say.line(f"已恢复 {generation.at:{_TIME}} 换下的一稿；原来的一稿留着，在下面第 1 稿")
    if number is not None:
        keep_number(report, number)
    kept = generations(report)
    if not kept:
        say.line(f"{report} 没有留着的前几稿（以后留 {kept_number(report)} 稿）。")
        return
    tables.show(
        ("序号", "换下的时间", "总分", "等级", "手改", "到后一稿改了什么"), _rows(report, kept), right=("序号", "总分")
    )
    say.line(f"留着 {len(kept)} 稿，最多 {kept_number(report)} 稿。恢复：perfgen history {report} --restore 序号")


def _rows(report: Path, kept: Sequence[Generation]) -> Iterator[list[tables.Cell]]:
    known = load_record(report)
    later: Mapping[str, Any] = known.now.record if known is not None else {}
    total, grade = said(later)
    yield ["", "现在", total or NONE, grade or NONE, "", ""]
    for place, generation in enumerate(kept, start=1):
        total, grade = said(generation.record)
        changes = "；".join(lines(brief(generation.record, later))) if later and generation.record else ""
        edited = "是" if generation.edited else ""
        yield [str(place), f"{generation.at:{_TIME}}", total or NONE, grade or NONE, edited, changes]
        later = generation.record
