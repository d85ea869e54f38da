"""``perfgen template lint``: what is wrong with packs."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """检查模板：Word 文件、manifest.toml、样例，一次说全。中文名：检查。

模板写编号、名称，或模板的文件夹。每个问题都指明在 Word 的哪个标题、哪一段、哪一格，或文件的哪一行，并说怎样改。
--annotate 另存一份 Word，在每个问题的地方加批注，放在 -o 指定的文件夹里。
"""


@click.command("lint", cls=Command, help=HELP, short_help="检查模板，指出标题、段落、单元格里的问题。")
@click.argument("packs", nargs=-1, required=True, metavar="模板…")
@click.option(
    "--format",
    "form",
    metavar="text|json",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text 给人看（默认），json 给程序读。",
)
@click.option("--strict", is_flag=True, help="核实性的问题也算不通过。")
@click.option("--annotate", is_flag=True, help="另存一份带批注的 Word；没有问题了，就删去以前的那一份。")
@click.option(
    "-o",
    "output",
    metavar="文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("outputs"),
    help="带批注的 Word 放到哪里，默认 outputs。",
)
@templates_option
@verbose_option
@click.pass_context
def lint(
    ctx: click.Context,
    packs: tuple[str, ...],
    form: str,
    strict: bool,
    annotate: bool,
    output: Path,
    templates: Path | None,
) -> None:
    """Look at packs and, where asked, write annotated copies."""
    from perfgen.cli import linting, listing, say
    from perfgen.cli.library import find_library

    library = find_library(templates)
    looked = [linting.look_at(linting.folder_of(name, library)) for name in packs]
    findings = [finding for each in looked for finding in each.findings]
    if form == "json":
        listing.as_json(findings)
    else:
        listing.text(findings, {name: file for each in looked for name, file in each.sources.items()})
    failed = False
    for each in looked if annotate else ():
        for line, error in linting.annotated(each, output):
            if error is not None:
                say.fault(error)
                failed = True
            else:
                (say.aside if form == "json" else say.line)(line)
    if form == "text":
        say.line(linting.summary(findings, len(looked)))
    wrong = any(finding.logical or strict for finding in findings)
    ctx.exit(1 if wrong or failed else 0)
