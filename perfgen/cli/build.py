"""``perfgen build``: data files to Word files."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """由数据文件生成 Word 报告。中文名：生成。

数据文件可以写几个；写文件夹，就是其中所有的 .toml。有逻辑性问题的不生成，原有的报告原样不动。
"""


@click.command("build", cls=Command, help=HELP, short_help="由数据文件生成 Word 报告。")
@click.argument("data", nargs=-1, required=True, metavar="数据文件…", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    help="报告放到哪里，默认 outputs。",
)
@click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）。")
@click.option("--draft", is_flag=True, help="草稿：还没填的地方印成〔待填：…〕，文件名加“-草稿”。")
@click.option("--strict", is_flag=True, help="核实性问题没有说明的，也不生成。")
@click.option("--force", is_flag=True, help="报告在 Word 里改过的，也重新生成；改过的一份另存，注明日期。")
@templates_option
@verbose_option
@click.pass_context
def build(
    ctx: click.Context,
    data: tuple[Path, ...],
    output: Path,
    pdf: bool,
    draft: bool,
    strict: bool,
    force: bool,
    templates: Path | None,
) -> None:
    """Build Word files from data files."""
    from datetime import datetime

    from perfgen.cli import report, run

    options = run.Options(output, pdf=pdf, draft=draft, strict=strict, force=force, templates=templates)
    results = run.build_all(data, options, datetime.now())
    report.show(results, options)
    ctx.exit(results.exit_code)
