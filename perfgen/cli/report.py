"""What ``build`` says: findings as they come; then errors, the closing table, what is explained or still to come."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from perfgen.cli import brief, listing, say, tables
from perfgen.cli.checked import Checked
from perfgen.cli.progress import Progress
from perfgen.cli.results import REFUSED, UNCHANGED, Options, Output, Result, Results
from perfgen.errors import PerfgenError
from perfgen.findings import in_reading_order

_NONE = "—"
_COLOURS = {REFUSED: "red"}

SHORT = 32
"""Characters of a reason in the table; the whole of it stands above."""

LONGEST = 60
"""Rows of a table that somebody reads; of more files only those that were refused are listed."""


def findings_shown(progress: Progress) -> Callable[[Checked], None]:
    """A function that prints the findings of one file that nobody has explained."""

    def show(checked: Checked) -> None:
        findings = [finding for finding in in_reading_order(checked.outcome.findings) if not finding.explained]
        listing.text(findings, {checked.file.name: checked.file}, progress.line)

    return show


def show(results: Results, options: Options) -> None:
    """Print everything else that a clerk has to know after a build."""
    for error in _errors(results):
        say.fault(error)
    _table(results.files)
    _explained(results.files)
    for result in results.files:
        _kept(result)
        _changed(result)
        if len(results.files) <= LONGEST:
            _pending(result, options)
    if options.draft and len(results.files) > LONGEST:
        waiting = [result.waiting for result in results.files if result.waiting and _made(result)]
        say.line(f"还有待填的 {len(waiting)} 份，共 {sum(waiting)} 处；单独生成一份，会列出每一处。")
    _beside("PDF", results.pdfs)
    _beside("工作底稿", results.workpapers)
    say.line(_closing(results))


def _beside(kind: str, paths: Sequence[Path]) -> None:
    if len(paths) > LONGEST:
        say.line(f"{kind}：{len(paths)} 个，和报告在同一文件夹")
        return
    for path in paths:
        say.line(f"{kind}：{path}")


def reason(result: Result, output: Output | None) -> str:
    """Why nothing was made, or a draft alone, in few words; the findings and errors above say it at length."""
    if output is not None and output.error is not None:
        return output.error.message
    if output is not None:
        return f"{result.logical} 个逻辑性问题，不能报送" if result.logical else ""
    if result.errors:
        return result.errors[0].message
    if result.logical:
        return f"{result.logical} 个逻辑性问题"
    if result.refused:
        return f"{result.open} 个核实性问题没有说明（--strict）"
    return "模板没有可生成的文书"


def rows(results: Iterable[Result]) -> Iterable[tuple[Result, Output | None]]:
    """Every output with its result; a result without outputs once."""
    return ((result, output) for result in results for output in result.outputs or (None,))


def state(output: Output | None) -> str:
    """What happened, in a word."""
    return output.state if output else REFUSED


def _errors(results: Results) -> Iterable[PerfgenError]:
    return dict.fromkeys((*(error for result in results.files for error in result.errors), *results.beside_errors))


def _table(results: Sequence[Result]) -> None:
    told = list(rows(results))
    if len(told) > LONGEST:
        count = Counter(state(output) for _, output in told)
        told = [(result, output) for result, output in told if state(output) == REFUSED]
        say.line("，".join(f"{name} {number} 份" for name, number in sorted(count.items())) + "。")
        if not told:
            return
        if len(told) > LONGEST:
            say.line(f"拒绝的只列出前 {LONGEST} 份，全部的见 --report：")
            told = told[:LONGEST]
    names = ("单位", "总分", "等级", "执行率", "文件", "状态")
    tables.show(names, (_row(result, output) for result, output in told), right=("总分", "执行率"))


def _row(result: Result, output: Output | None) -> list[tables.Cell]:
    summary = result.summary
    facts = [summary.unit or _NONE, summary.total or _NONE, summary.grade or _NONE, summary.rate or _NONE]
    path = str(output.path) if output else result.name
    word = state(output)
    shown = click.style(word, fg=_COLOURS[word]) if word in _COLOURS else word
    why = reason(result, output)
    if why:
        shown += f"：{why if len(why) <= SHORT else why[: SHORT - 1] + '…（见上）'}"
    return [*facts, path, shown]


def _explained(results: Iterable[Result]) -> None:
    found = [finding for result in results for finding in result.explained]
    for number, finding in enumerate(found):
        if number == 0:
            say.line("核实说明：")
        if number == LONGEST:
            say.line(f"  还有 {len(found) - number} 处，见 --report")
            return
        say.line(f"  {listing.where(finding)} {finding.code} {finding.message}\n    理由：{finding.explained}")


def _kept(result: Result) -> None:
    for output in result.outputs:
        if output.kept is not None:
            say.line(f"{output.path} 原来的一份另存为 {output.kept}")


def _changed(result: Result) -> None:
    """Print what changed since the reports that were replaced."""
    for output in result.outputs:
        if output.changes is not None and (lines := brief.lines(output.changes)):
            say.line(f"{output.path} 与上一次相比：")
            for each in lines:
                say.line(f"  {each}")


def _pending(result: Result, options: Options) -> None:
    if not options.draft or not _made(result):
        return
    if not result.waiting:
        if not result.refused:
            say.line(f"{result.name} 没有待填的了，可以正式生成（去掉 --draft）")
        return
    say.line(f"{result.name} 待填 {result.waiting} 处{'：' if result.pending else ''}")
    for finding in result.pending:
        say.line(f"  {listing.where(finding)} {finding.message}")


def _made(result: Result) -> bool:
    return bool(result.outputs) and not result.errors


def _closing(results: Results) -> str:
    files = results.files
    outputs = [output for result in files for output in result.outputs if output.error is None]
    unchanged = sum(output.state == UNCHANGED for output in outputs)
    flawed = sum(result.refused and _made(result) for result in files)
    refused = sum(result.exit_code > 0 for result in files) - flawed
    parts = (
        [f"{len(outputs)} 份报告" + (f"（{unchanged} 份未变）" if unchanged else "")] if outputs else ["没有生成报告"]
    )
    parts += [click.style(f"{refused} 份数据被拒绝", fg="red")] if refused else []
    parts += [click.style(f"{flawed} 份草稿有逻辑性问题，改好才能正式生成", fg="red")] if flawed else []
    explained = sum(len(result.explained) for result in files)
    logical, unexplained = sum(result.logical for result in files), sum(result.open for result in files)
    waiting = sum(result.waiting for result in files)
    parts += [f"待填 {waiting} 处"] if waiting else []
    made = f"{'，'.join(parts)}。"
    if not logical + unexplained + explained and refused + waiting:
        return made
    return f"{made}{listing.counts(logical, unexplained, explained, len(files))}。"


def show_roster(expected: int, missing: Sequence[str], unlisted: Sequence[str]) -> None:
    """Print which units of the list have no data file, and which data files are of no unit of the list."""
    say.line(
        f"名单 {expected} 个单位，"
        + (f"缺 {len(missing)} 个：{'、'.join(missing)}" if missing else "都有数据文件")
        + "。"
    )
    if unlisted:
        say.line(f"不在名单里的数据文件：{'、'.join(unlisted)}。")
