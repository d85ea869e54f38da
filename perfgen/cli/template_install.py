"""``perfgen template install``: packs that others made, examined and put in place."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """装上别人给的模板。中文名：安装。

写 .perfpack 文件、模板的文件夹，或放着几个模板的文件夹。先在受限制的进程里检查：校验值、不许有的内容、毛病、样例能不能
生成；有一处不对就不装，原有的原样不动。装上新版以前说明改了什么；旧版留着，数据里写了“模板版本”的照旧用它。
填报包里的数据文件放到 -o 指定的文件夹，已有的不覆盖。
"""


@click.command("install", cls=Command, help=HELP, short_help="装上别人给的模板。")
@click.argument("sources", nargs=-1, metavar="文件或文件夹…", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path(),
    help="填报包里的数据文件放到哪里，默认当前文件夹。",
)
@click.option("--dry-run", is_flag=True, help="只检查，说明会改什么，不装。")
@click.option("--replace", is_flag=True, help="编号、名称或版本已被别的模板用了，也装；原来的留着，可以退回。")
@click.option("--back", metavar="编号[@版本]", default="", help="退回装过的上一版，或写明的那一版。")
@templates_option
@verbose_option
@click.pass_context
def install(
    ctx: click.Context,
    sources: tuple[Path, ...],
    output: Path,
    dry_run: bool,
    replace: bool,
    back: str,
    templates: Path | None,
) -> None:
    """Install packs, or go back to an earlier version."""
    from perfgen.cli import sharing

    if bool(sources) == bool(back):
        ctx.fail("写要装的文件或文件夹，或者写 --back 编号。")
    if back:
        ctx.exit(sharing.go_back(back, templates))
    ctx.exit(sharing.install_all(sources, output, templates, dry_run=dry_run, replace=replace))
