"""``perfgen new``: a data file to fill in."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """新建一份可填写的数据文件。中文名：新建。

模板写编号或名称，见 perfgen template list。已有的文件不会被覆盖。
"""


@click.command("new", cls=Command, help=HELP, short_help="新建一份可填写的数据文件。")
@click.argument("pack", metavar="模板")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到文件；不写则输出到屏幕。")
@templates_option
@verbose_option
def new(pack: str, output: Path | None, templates: Path | None) -> None:
    """Print or write a data file to fill in."""
    from perfgen.cli import say, textfile
    from perfgen.cli.run import find_library
    from perfgen.new import new_file, schema_file

    chosen = find_library(templates).choose(pack)
    text = new_file(chosen)
    if output is None:
        say.line(text.removesuffix("\n"))
        return
    textfile.put(output, text)
    name, schema = schema_file(chosen)
    textfile.put(output.parent / name, schema.decode(), replace=True)
    say.line(f"已写到 {output}；填好后运行 perfgen build {output}")
