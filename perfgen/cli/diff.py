"""``perfgen diff``: what changed between two data files, two reports, or one of each."""

from pathlib import Path

import click

from perfgen.cli.group import REFUSED, Command, templates_option, verbose_option

HELP = """比较两份数据、两份报告，或一份数据和一份报告。中文名：对比。

列出改了的数（从多少到多少，影响到报告的哪些地方）、改了的文字（逐字）、总分和等级的前后。
写 -o，另做一份修订稿：以新的一份为底，改动都是 Word 的修订，可以接受，可以拒绝。
"""


@click.command("diff", cls=Command, help=HELP, short_help="比较两份数据或报告，列出改了什么。")
@click.argument("old", metavar="旧的", type=click.Path(path_type=Path))
@click.argument("new", metavar="新的", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="修订稿.docx", type=click.Path(path_type=Path), help="做一份带修订标记的 Word 文件。"
)
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
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, output: Path | None, form: str, templates: Path | None) -> None:
    """Compare two states of a report."""
    from datetime import datetime

    from perfgen.cli import differing, listing, say
    from perfgen.cli.library import find_library
    from perfgen.diff import Side, compare, redline
    from perfgen.errors import EnvironmentFault
    from perfgen.write import write

    if output is not None and output.suffix.lower() != ".docx":
        raise EnvironmentFault("修订稿只能是 .docx", "写成 -o 修订稿.docx", str(output))
    if output is not None:
        differing.free(output)
    packs = find_library(templates)
    sides: list[Side] = []
    only = differing.beside_the_report((old, new))
    for path in (old, new):
        side = differing.side(path, packs, only)
        if not isinstance(side, Side):
            file, findings = side
            if form == "json":
                listing.as_json(findings)
            else:
                listing.text(findings, {file.name: file})
            ctx.exit(REFUSED)
        sides.append(side)
    changes = compare(*sides)
    (differing.as_json if form == "json" else differing.text)(changes)
    if output is not None:
        now = datetime.now()
        data = redline(sides[0].word_file(), sides[1].word_file(), when=now)
        write(output, data, record={differing.REDLINE: [each.name for each in sides]}, now=now)
        if form == "text":
            say.line(f"修订稿：{output}（在 Word 的“审阅”里接受或拒绝）")
