"""``perfgen template pack``: a pack as one file that can be passed on."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """把模板打成一个文件，传给别人。中文名：打包。

写成 编号-版本.perfpack。打包以前先照安装时的办法检查一遍。同样的内容每次打出来都一样。
加 --data 打成填报包：模板连同填好一部分的数据文件，镇里装一次就能接着填。
"""


@click.command("pack", cls=Command, help=HELP, short_help="把模板打成一个文件，传给别人。")
@click.argument("pack", metavar="模板")
@click.argument("more", nargs=-1, metavar="[数据文件]…", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path(),
    help="放到哪里，默认当前文件夹。",
)
@click.option(
    "--data",
    multiple=True,
    metavar="数据文件",
    type=click.Path(path_type=Path),
    help="连同这份数据打成填报包，可写几份。",
)
@click.option("--force", is_flag=True, help="同名的文件内容不同，也重新写。")
@templates_option
@verbose_option
@click.pass_context
def pack(
    ctx: click.Context,
    pack: str,
    more: tuple[Path, ...],
    output: Path,
    data: tuple[Path, ...],
    force: bool,
    templates: Path | None,
) -> None:
    """Pack a template."""
    from perfgen.cli import sharing

    if more and not data:
        ctx.fail("数据文件写在 --data 后面。")
    ctx.exit(sharing.pack(pack, (*data, *more), output, templates, force=force))
