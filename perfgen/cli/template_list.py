"""``perfgen template list``: which packs there are."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """列出能用的模板。中文名：列表。

坏了的模板另外说明哪里不对；一个编号有几份不同的，说明各在哪里、用的是哪一份。
"""


@click.command("list", cls=Command, help=HELP, short_help="列出能用的模板。")
@templates_option
@verbose_option
@click.pass_context
def list_(ctx: click.Context, templates: Path | None) -> None:
    """List the packs; a broken one is listed with its fault."""
    from perfgen.cli import say, tables
    from perfgen.cli.library import find_library
    from perfgen.errors import PackFault

    rows, faults = [], []
    places: dict[str, dict[str, str]] = {}
    packs = find_library(templates)
    for shelf, pack in packs.packs():
        if isinstance(pack, PackFault):
            faults.append(pack)
            continue
        contract = pack.contract
        places.setdefault(pack.id, {}).setdefault(pack.digest, f"{pack.version}（{pack.origin}）")
        rows.append((contract.id, contract.name, contract.version, "、".join(map(str, contract.years)), shelf.name))
    tables.show(("编号", "名称", "版本", "适用年度", "来处"), rows)
    for pack_id, found in places.items():
        if len(found) > 1:
            used = found[packs.choose(pack_id).digest]
            say.aside(f"编号 {pack_id} 有 {len(found)} 份：{'、'.join(found.values())}；不写“模板版本”时用 {used}")
    for fault in faults:
        say.fault(fault)
    ctx.exit(1 if faults else 0)
