"""``perfgen template show``: what a pack asks for."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """查看一个模板：提纲、要填的项目、口径。中文名：查看。

模板写编号或名称，见 perfgen template list。
"""


@click.command("show", cls=Command, help=HELP, short_help="查看一个模板：提纲、要填的项目、口径。")
@click.argument("pack", metavar="模板")
@templates_option
@verbose_option
def show(pack: str, templates: Path | None) -> None:
    """Print what a pack asks for."""
    from perfgen.cli import say
    from perfgen.cli.library import find_library
    from perfgen.cli.packpage import lines

    for line in lines(find_library(templates).choose(pack)):
        say.line(line)
