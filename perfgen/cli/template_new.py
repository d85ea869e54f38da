"""``perfgen template new``: a pack from nothing, an outline, another pack, or a finished report."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """新建一个模板。中文名：新建。

编号只用小写英文字母、数字和连字符，例如 qinghe。不写别的，就从公文格式（GB/T 9704）和四个必备部分开始。

提纲一行一个标题，一、（一）1. 1.1 第一章 都认得；行尾可以写“｜段落”“｜收支”“｜可选”，另起一行可以写
“封面：评价年度、填报单位”“附件：部门整体支出绩效自评表”。

照报告做的，标题作提纲，句子里的数作标签，表作循环，其余作正文；样例印出来就是那份报告。

猜的地方列在模板文件夹的“说明.txt”里，按把握大小排。模板做在自己的模板文件夹，马上能用；已有的不覆盖。
"""


@click.command("new", cls=Command, help=HELP, short_help="新建一个模板。")
@click.argument("pack_id", metavar="编号")
@click.option("--outline", metavar="文件", type=click.Path(path_type=Path), help="照提纲（.txt、.md、.docx）新建。")
@click.option("--from", "source", metavar="模板", help="照另一个模板抄一份，写编号或名称。")
@click.option(
    "--from-report",
    "report",
    metavar="报告",
    type=click.Path(path_type=Path),
    help="照一份做好的报告（.docx、.txt、.md）。",
)
@click.option("--name", metavar="名称", default="", help="模板的中文名称。")
@click.option("--version", metavar="版本", default="", help="模板的版本，例如 2025.1。")
@click.option("--year", metavar="年度", type=click.IntRange(2000, 2099), help="适用年度；不写就是去年。")
@click.option(
    "-o", "--output", metavar="文件夹", type=click.Path(path_type=Path), help="放到这个文件夹里，不放自己的模板文件夹。"
)
@templates_option
@verbose_option
@click.pass_context
def new(
    ctx: click.Context,
    pack_id: str,
    outline: Path | None,
    source: str | None,
    report: Path | None,
    name: str,
    version: str,
    year: int | None,
    output: Path | None,
    templates: Path | None,
) -> None:
    """Make a pack and say what was guessed."""
    from perfgen.cli import newpack

    if sum(way is not None for way in (outline, source, report)) > 1:
        raise click.UsageError("--outline、--from、--from-report 只写一个")
    wanted = newpack.Wanted(pack_id, name, version, year, output, templates)
    if outline is not None:
        made = newpack.from_outline(outline, wanted)
    elif source is not None:
        made = newpack.from_pack(source, wanted)
    elif report is not None:
        made = newpack.from_report(report, wanted)
    else:
        made = newpack.from_nothing(wanted)
    ctx.exit(newpack.put(made, wanted))
