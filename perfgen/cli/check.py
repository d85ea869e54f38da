"""``perfgen check``: what does not add up in data files, and mending what is mechanical."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """核对数据文件。中文名：核对。

列出每个问题的位置、编号、级别和改法。逻辑性问题必须改；核实性问题改正，或在数据里写核实说明。
"""


@click.command("check", cls=Command, help=HELP, short_help="核对数据，列出问题；--fix 改正书写错误。")
@click.argument("data", nargs=-1, required=True, metavar="数据文件…", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    metavar="text|json",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text 给人看（默认），json 给程序读。",
)
@click.option("--fix", is_flag=True, help="改正书写错误（缺引号、全角符号、千分位……），原文件另存为 .bak。")
@click.option("--strict", is_flag=True, help="没有说明的核实性问题也算不通过。")
@templates_option
@verbose_option
@click.pass_context
def check(
    ctx: click.Context, data: tuple[Path, ...], form: str, fix: bool, strict: bool, templates: Path | None
) -> None:
    """Check data files and, where asked, mend them."""
    from perfgen.cli import inputs, listing, say
    from perfgen.cli.checking import check_all
    from perfgen.cli.library import find_library

    packs = find_library(templates)
    files = inputs.read(data)
    results = list(check_all(files, packs, strict=strict))
    if fix and any(result.outcome.mended is not None for result in results):
        from perfgen.cli import mend

        for index, result in enumerate(results):
            if result.outcome.mended is not None:
                mended = mend.mend(files[index], result.outcome.mended)
                for line in mended.lines:
                    (say.aside if form == "json" else say.line)(line)
                files[index] = mended.file
        results = list(check_all(files, packs, strict=strict))
    findings = [finding for result in results for finding in result.outcome.findings]
    if form == "json":
        listing.as_json(finding for finding in findings if not finding.explained)
    else:
        listing.text(findings, {result.file.name: result.file for result in results})
    for result in results:
        for error in result.errors:
            say.fault(error)
    if form == "text":
        say.line(f"{listing.summary(findings, sum(result.file.error is None for result in results))}。")
    ctx.exit(max((result.exit_code for result in results), default=0))
