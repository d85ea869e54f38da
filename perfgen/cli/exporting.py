"""``perfgen export``: the data file as an Excel workbook to fill in."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """把数据文件导出成 Excel 填报表。中文名：导出。

一张表一个工作表，带单位、说明和下拉选项；程序算的格锁住，还是“待填”的格标成黄色。
填好以后运行 perfgen import 填报表.xlsx -o 数据.toml 读回来，一个数也不丢。
工作表“系统填报”按财政系统的栏目列出指标，供抄录。
"""


@click.command("export", cls=Command, help=HELP, short_help="把数据文件导出成 Excel 填报表。")
@click.argument("data", metavar="数据文件", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到文件；不写则是“数据文件名-填报.xlsx”。"
)
@click.option("--force", is_flag=True, help="文件已经有了也重写。")
@templates_option
@verbose_option
def export(data: Path, output: Path | None, force: bool, templates: Path | None) -> None:
    """Write the workbook of a data file."""
    from perfgen.cli import inputs, listing, say, textfile
    from perfgen.cli.library import find_library
    from perfgen.errors import EnvironmentFault
    from perfgen.exporting import export as exported
    from perfgen.exporting import pack_name

    files = inputs.read([data])
    if len(files) != 1:
        raise EnvironmentFault("一次导出一份数据文件", "写出文件名", str(data))
    file = files[0]
    if file.error is not None:
        raise file.error
    pack = find_library(templates).choose(*pack_name(file.data, file.name))
    made, findings = exported(file.data, file.name, pack, dict(file.files))
    target = output if output is not None else Path(f"{data.stem}-填报.xlsx")
    textfile.put_bytes(target, made, replace=force)
    if findings:
        listing.text(findings, {file.name: file})
    say.line(f"已写到 {target}；填好后运行 perfgen import {target} -o 数据.toml")
