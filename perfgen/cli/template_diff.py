"""``perfgen template diff``: what changes for the towns between two packs."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """比较两个模板，或一个模板的两版：填报的人要改什么。中文名：对比。

写编号、编号@版本、模板的文件夹或 .perfpack 文件。先说旧数据要不要改，再逐个标题、逐个字段列出来，
最后是要添的内容。
"""


@click.command("diff", cls=Command, help=HELP, short_help="比较两个模板：填报的人要改什么。")
@click.argument("old", metavar="旧的")
@click.argument("new", metavar="新的")
@click.option(
    "--format",
    "form",
    metavar="text|json",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text 给人看（默认），json 给程序读。",
)
@templates_option
@verbose_option
def diff(old: str, new: str, form: str, templates: Path | None) -> None:
    """Compare two packs."""
    from perfgen.cli import packchanges
    from perfgen.cli.library import find_library
    from perfgen.packdiff import compare

    packs = find_library(templates)
    changes = compare(packchanges.pack(old, packs), packchanges.pack(new, packs))
    (packchanges.as_json if form == "json" else packchanges.text)(changes)
