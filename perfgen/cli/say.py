"""What is said beside findings and tables: errors, hints, steps. Errors go to stderr."""

from time import monotonic_ns

import click

from perfgen.errors import EditedFault, PerfgenError

MOST = 12
"""Edits of one file that are named; more are counted."""

_started: int | None = None
"""When ``--verbose`` was read, in nanoseconds; None where it was not."""


def line(text: str = "") -> None:
    """Print a line on stdout."""
    click.echo(text)


def aside(text: str) -> None:
    """Print a line on stderr."""
    click.echo(text, err=True)


def fault(error: PerfgenError) -> None:
    """Print an error: what is wrong and where, and below it the cure."""
    where = f"{error.place}：" if error.place else ""
    click.echo(f"{click.style('错误', fg='red')}：{where}{error.message}", err=True)
    if isinstance(error, EditedFault):
        for edit in error.edits[:MOST]:
            click.echo(f"  {edit}", err=True)
        if len(error.edits) > MOST:
            click.echo(f"  等，共 {len(error.edits)} 处", err=True)
    if error.hint:
        click.echo(f"  办法：{error.hint}", err=True)


def verbose(wanted: bool = True) -> None:
    """Say every step on stderr from now on, or no longer."""
    global _started
    _started = monotonic_ns() if wanted else None


def step(text: str, *values: object) -> None:
    """Say under ``--verbose`` what is done, with the milliseconds since the start."""
    if _started is not None:
        aside(f"{(monotonic_ns() - _started) // 1_000_000:6d} ms  {text % values}")
