"""``perfgen template``: which packs there are, and what one asks for."""

from pathlib import Path

import click

from perfgen.cli.group import Group, templates_option, verbose_option

ALIASES = {"列表": "list", "查看": "show"}


@click.group(
    "template", cls=Group, aliases=ALIASES, help="查看有哪些模板。中文名：模板。", short_help="查看有哪些模板。"
)
def template() -> None:
    """Look at packs."""


LIST_HELP = """列出能用的模板。中文名：列表。

坏了的模板另外说明哪里不对。
"""
SHOW_HELP = """查看一个模板：提纲、要填的项目、口径。中文名：查看。

模板写编号或名称，见 perfgen template list。
"""


@template.command("list", help=LIST_HELP, short_help="列出能用的模板。")
@templates_option
@verbose_option
@click.pass_context
def list_(ctx: click.Context, templates: Path | None) -> None:
    """List the packs; a broken one is listed with its fault."""
    from perfgen.cli import say, tables
    from perfgen.cli.run import find_library
    from perfgen.errors import PackFault

    rows, faults = [], []
    for shelf, pack in find_library(templates).packs():
        if isinstance(pack, PackFault):
            faults.append(pack)
            continue
        contract = pack.contract
        rows.append((contract.id, contract.name, contract.version, "、".join(map(str, contract.years)), shelf.name))
    tables.show(("编号", "名称", "版本", "适用年度", "来处"), rows)
    for fault in faults:
        say.fault(fault)
    ctx.exit(1 if faults else 0)


@template.command("show", help=SHOW_HELP, short_help="查看一个模板：提纲、要填的项目、口径。")
@click.argument("pack", metavar="模板")
@templates_option
@verbose_option
def show(pack: str, templates: Path | None) -> None:
    """Print what a pack asks for."""
    from perfgen.cli import say
    from perfgen.cli.packpage import lines
    from perfgen.cli.run import find_library

    for line in lines(find_library(templates).choose(pack)):
        say.line(line)
