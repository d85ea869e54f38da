"""``perfgen new``: a data file to fill in."""

from pathlib import Path

import click

from perfgen.cli.group import REFUSED, Command, templates_option, verbose_option

HELP = """新建一份可填写的数据文件。中文名：新建。

模板写编号或名称，见 perfgen template list。已有的文件不会被覆盖。
写 --from 和上年的数据文件，就照它新建：固定的文字、指标、目标保留，上年的数放到“上年”，年末结转作年初结转，其余待填。
写 --report 和去年的报告也行；--table 是本年的决算表、目标申报表，表里有的数填好，没有的列出来。
"""


@click.command("new", cls=Command, help=HELP, short_help="新建一份可填写的数据文件。")
@click.argument("pack", metavar="模板")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到文件；不写则输出到屏幕。")
@click.option(
    "--from",
    "last",
    metavar="上年的数据文件",
    type=click.Path(path_type=Path),
    help="照上年的数据文件新建；模板换了版本、换了县也可以，没有地方放的归到“未归类”。",
)
@click.option(
    "--report",
    metavar="去年的报告",
    type=click.Path(path_type=Path),
    help="照去年的报告（.docx、.txt、.md）新建：先导入，再像 --from 一样；最后列出待填的地方。",
)
@click.option(
    "--table",
    "tables",
    metavar="表",
    multiple=True,
    type=click.Path(path_type=Path),
    help="把表（.xlsx、.xls、.csv、.docx）里的数填好，可写几次；写明是去年的，数放到“上年”。",
)
@templates_option
@verbose_option
@click.pass_context
def new(
    ctx: click.Context,
    pack: str,
    output: Path | None,
    last: Path | None,
    report: Path | None,
    tables: tuple[Path, ...],
    templates: Path | None,
) -> None:
    """Print or write a data file to fill in."""
    from perfgen.cli import fromreport, fromtables, nextyear, say, textfile
    from perfgen.cli.library import find_library
    from perfgen.new import new_file, schema_file

    if last is not None and report is not None:
        raise click.UsageError("--from 和 --report 只写一个")
    library = find_library(templates)
    chosen = library.choose(pack)
    following = nextyear.following(last, library, chosen) if last is not None else None
    if report is not None:
        following = fromreport.following(report, library, chosen)
    if (last is not None or report is not None) and following is None:
        ctx.exit(REFUSED)
    text = following.text if following is not None else new_file(chosen)
    if following is not None:
        nextyear.tell(following)
    text = fromtables.filled_from(text, tables, chosen)
    if report is not None or tables:
        fromreport.tell_pending(text, str(output or "新建.toml"), library, chosen)
    if output is None:
        say.line(text.removesuffix("\n"))
        return
    textfile.put(output, text)
    name, schema = schema_file(chosen)
    textfile.put(output.parent / name, schema.decode(), replace=True)
    say.line(f"已写到 {output}；填好后运行 perfgen build {output}")
