"""Findings as text, in the form of compilers, and as JSON."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

import click

from perfgen.cli import say, streams
from perfgen.cli.columns import cell_len
from perfgen.cli.inputs import DataFile
from perfgen.findings import Finding

COLUMNS = 76
"""How much of a source line is shown."""
_COLOURS = {True: "red", False: "yellow"}


def text(findings: Iterable[Finding], files: Mapping[str, DataFile], line: Callable[[str], None] = say.line) -> None:
    """Print findings grouped by file: place, code, severity, message; cure; the line with a mark below."""
    for _, group in groupby(findings, key=lambda finding: finding.place.file):
        for finding in group:
            source = files.get(finding.place.file)
            for each in described(finding, source.lines if source else ()):
                line(each)
        line("")


def described(finding: Finding, lines: Sequence[str]) -> list[str]:
    """One finding as lines of text; ``lines`` is the text of its file."""
    severity = click.style(str(finding.severity), fg=_COLOURS[finding.logical])
    shown = [f"{where(finding)} {finding.code} {severity} {finding.message}"]
    if finding.explained:
        return [*shown, f"  核实说明：{finding.explained}"]
    if finding.hint:
        shown.append(f"  办法：{finding.hint}")
    line, column = finding.place.line, finding.place.column
    if 0 < line <= len(lines) and lines[line - 1].strip():
        quoted, mark = window(lines[line - 1], column)
        shown.append(f"  {line:>4} | {quoted}".rstrip())
        if column:
            shown.append(f"       | {' ' * mark}^")
    return shown


def where(finding: Finding) -> str:
    """``file:line:column``, as far as known, and the cell of another file that the value was taken from."""
    place = finding.place
    shown = ":".join([place.file, *(str(number) for number in (place.line, place.column) if number)])
    return f"{shown}（{place.cell}）" if place.cell else shown


def window(line: str, column: int) -> tuple[str, int]:
    """The part of ``line`` around ``column`` (from 1) that fits, and how many columns stand before the mark."""
    chars = [" " if char == "\t" else char for char in line.rstrip() if char.isprintable() or char == "\t"]
    hidden = sum(not (char.isprintable() or char == "\t") for char in line[: max(column - 1, 0)])
    at = min(max(column - 1 - hidden, 0), len(chars))
    start = 0
    while start < at and cell_len("".join(chars[start:at])) > COLUMNS * 2 // 3:
        start += 1
    end = len(chars)
    while end > at + 1 and cell_len("".join(chars[start:end])) > COLUMNS:
        end -= 1
    head, tail = "..." if start else "", "..." if end < len(chars) else ""
    return head + "".join(chars[start:end]) + tail, cell_len(head + "".join(chars[start:at]))


def as_json(findings: Iterable[Finding]) -> None:
    """Print findings as one JSON object."""
    import json

    value = {"version": 1, "findings": [finding.as_json() for finding in findings]}
    say.line(json.dumps(value, ensure_ascii=not streams.is_unicode(sys.stdout), indent=2))


def summary(findings: Sequence[Finding], files: int) -> str:
    """How many findings there are, by severity."""
    logical = sum(finding.logical for finding in findings)
    explained = sum(bool(finding.explained) for finding in findings)
    return counts(logical, len(findings) - logical - explained, explained, files)


def counts(logical: int, review: int, explained: int, files: int) -> str:
    """The same from counts: 逻辑性, 核实性 without and with an explanation."""
    tail = f"；另有 {explained} 个核实性问题已说明" if explained else ""
    if not logical + review:
        return f"{files} 个文件，没有问题{tail}"
    parts = [f"逻辑性 {logical} 个（必须改）"] if logical else []
    parts += [f"核实性 {review} 个（改正或写核实说明）"] if review else []
    return f"{files} 个文件，{logical + review} 个问题：{'，'.join(parts)}{tail}"
