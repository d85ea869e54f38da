"""``perfgen explain``: where a figure comes from and where it is printed."""

from pathlib import Path

import click

from perfgen.cli.group import REFUSED, Command, templates_option, verbose_option

HELP = """说明一个数怎样算出来、由哪些填报的数得来、印在哪里。中文名：溯源。

写路径（执行率、决算.支出.基本支出、指标[征地面积].得分），看这一个数；写报告上印的数（98.3%、4212.62），看所有印成这样的数；不写，列出所有算出来的数。
"""


@click.command("explain", cls=Command, help=HELP, short_help="说明一个数怎样算出来、印在哪里。")
@click.argument("data", metavar="数据文件", type=click.Path(path_type=Path))
@click.argument("what", metavar="[路径或数]", required=False)
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
def explain(ctx: click.Context, data: Path, what: str | None, form: str, templates: Path | None) -> None:
    """Explain a figure, or list the computed ones."""
    from perfgen.cli import explained, inputs, listing
    from perfgen.cli.library import find_library
    from perfgen.errors import EnvironmentFault
    from perfgen.explain import explain as explanation_of
    from perfgen.pipeline import Job

    packs = find_library(templates)
    files = inputs.read([data])
    if len(files) != 1:
        raise EnvironmentFault("一次说明一份数据文件", "写出文件名", str(data))
    file = files[0]
    if file.error is not None:
        raise file.error
    explanation = explanation_of(Job(file.data, file.name, packs.choose, files=dict(file.files)), what)
    if explanation.findings:
        if form == "json":
            listing.as_json(explanation.findings)
        else:
            listing.text(explanation.findings, {file.name: file})
        ctx.exit(REFUSED)
    (explained.as_json if form == "json" else explained.text)(explanation)
