"""What ``build`` says at its end: findings, the closing table, what is still to come."""

from collections.abc import Iterable

import click
from rich.text import Text

from perfgen.cli import listing, say, tables
from perfgen.cli.run import REFUSED, Options, Output, Result, Results
from perfgen.errors import PerfgenError
from perfgen.findings import Finding, in_reading_order

_NONE = "—"
_COLOURS = {REFUSED: "red"}


def show(results: Results, options: Options) -> None:
    """Print everything that a clerk has to know after a build."""
    findings = [finding for result in results.files for finding in in_reading_order(result.outcome.findings)]
    files = {result.file.name: result.file for result in results.files}
    listing.text([finding for finding in findings if not finding.explained], files)
    for error in _errors(results):
        say.fault(error)
    _table(results.files)
    _explained([finding for finding in findings if finding.explained])
    for result in results.files:
        _kept(result)
        _pending(result, options)
    for pdf in results.pdfs:
        say.line(f"PDF：{pdf}")
    say.line(_closing(results, findings))


def _errors(results: Results) -> Iterable[PerfgenError]:
    met = [error for result in results.files for error in result.errors]
    if results.pdf_error is not None:
        met.append(results.pdf_error)
    return dict.fromkeys(met)


def _table(results: Iterable[Result]) -> None:
    rows = [_row(result, output) for result in results for output in result.outputs or (None,)]
    tables.show(("单位", "总分", "等级", "执行率", "文件", "状态"), rows, right=("总分", "执行率"))


def _row(result: Result, output: Output | None) -> list[tables.Cell]:
    summary = result.outcome.summary
    facts = [summary.unit or _NONE, summary.total or _NONE, summary.grade or _NONE, summary.rate or _NONE]
    path = str(output.path) if output else result.file.name
    state = output.state if output else REFUSED
    reason = _reason(result, output)
    shown = Text(state, style=_COLOURS.get(state, ""))
    if reason:
        shown.append(f"：{reason}", style="default")
    return [*facts, path, shown]


def _reason(result: Result, output: Output | None) -> str:
    """Why nothing was made, in few words; the findings and errors above say it at length."""
    if output is not None:
        return output.error.message if output.error else ""
    if result.file.error:
        return result.file.error.message
    if result.outcome.error:
        return result.outcome.error.message
    logical = sum(finding.logical for finding in result.outcome.findings)
    if logical:
        return f"{logical} 个逻辑性问题"
    if result.strict and result.outcome.open:
        return f"{len(result.outcome.open)} 个核实性问题没有说明（--strict）"
    return "模板没有可生成的文书"


def _explained(findings: Iterable[Finding]) -> None:
    shown = [f"  {listing.where(f)} {f.code} {f.message}\n    理由：{f.explained}" for f in findings]
    if shown:
        say.line("核实说明：")
        for line in shown:
            say.line(line)


def _kept(result: Result) -> None:
    for output in result.outputs:
        if output.kept is not None:
            say.line(f"{output.path} 原来的一份另存为 {output.kept}")


def _pending(result: Result, options: Options) -> None:
    pending = result.outcome.pending
    if not options.draft or result.refused:
        return
    if not pending:
        say.line(f"{result.file.name} 没有待填的了，可以正式生成（去掉 --draft）")
        return
    say.line(f"{result.file.name} 待填 {len(pending)} 处：")
    for finding in pending:
        say.line(f"  {listing.where(finding)} {finding.message}")


def _closing(results: Results, findings: list[Finding]) -> str:
    outputs = [output for result in results.files for output in result.outputs if output.error is None]
    refused = sum(result.exit_code > 0 for result in results.files)
    parts = [f"{len(outputs)} 份报告"] if outputs else ["没有生成报告"]
    parts += [click.style(f"{refused} 份数据被拒绝", fg="red")] if refused else []
    closing = "，".join(parts)
    return f"{closing}。{listing.summary(findings, len(results.files))}。"
