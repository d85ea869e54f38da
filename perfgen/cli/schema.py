"""``perfgen schema``: the JSON Schema of a pack's data files, for editors."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """输出数据文件的 JSON Schema，供编辑器提示和检查。中文名：模式。

模板写编号或名称，见 perfgen template list。
"""


@click.command("schema", cls=Command, help=HELP, short_help="输出数据文件的 JSON Schema，供编辑器提示和检查。")
@click.argument("pack", metavar="模板")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到文件；不写则输出到屏幕。")
@templates_option
@verbose_option
def schema(pack: str, output: Path | None, templates: Path | None) -> None:
    """Print or write the JSON Schema of a pack."""
    import json
    import sys

    from perfgen.cli import say, streams, textfile
    from perfgen.cli.library import find_library
    from perfgen.contract import json_schema

    value = json_schema(find_library(templates).choose(pack).contract, strict=False)
    if output is None:
        say.line(json.dumps(value, ensure_ascii=not streams.is_unicode(sys.stdout), indent=2))
        return
    textfile.put(output, json.dumps(value, ensure_ascii=False, indent=2) + "\n", replace=True)
    say.line(f"已写到 {output}")
