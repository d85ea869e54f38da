"""What is said beside findings and tables: errors, hints, steps. Errors go to stderr."""

import logging

import click

from perfgen.errors import EditedFault, PerfgenError

MOST = 12
"""Edits of one file that are named; more are counted."""

log = logging.getLogger("perfgen")


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


def verbose() -> None:
    """Log every step to stderr from now on."""
    import sys

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(relativeCreated)6d ms  %(message)s"))
    log.handlers[:] = [handler]
    log.setLevel(logging.DEBUG)
