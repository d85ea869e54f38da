"""``perfgen build``: data files to Word files."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """由数据文件生成 Word 报告。中文名：生成。

数据文件可以写几个；写文件夹，就是其中所有的 .toml。有逻辑性问题的不生成，原有的报告原样不动。
数据、模板和程序都没有变，报告也没有改过的，不再生成，状态写“未变”。
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
@click.option("--workpaper", is_flag=True, help="同时写工作底稿（.xlsx）：每个数的公式、依据和印在何处。")
@click.option(
    "--only", metavar="文书", multiple=True, help="只生成这一件（可以写几次），按需的文书要写明；“全部”是每一件。"
)
@click.option(
    "--draft", is_flag=True, help="草稿：还没填的印成〔待填：…〕，有逻辑性问题的也印，末尾列出；文件名加“-草稿”。"
)
@click.option("--strict", is_flag=True, help="核实性问题没有说明的，也不生成。")
@click.option("--rebuild", is_flag=True, help="没有变的也重新生成。")
@click.option("--force", is_flag=True, help="报告在 Word 里改过的，也重新生成；改过的一份另存，注明日期。")
@click.option("--keep-edits", is_flag=True, help="报告在 Word 里改过的，把改动照搬到新报告里；数据里也改了的列出来。")
@click.option("-j", "--jobs", metavar="个数", type=click.IntRange(min=1), help="同时用几个进程；不写时文件多才用几个。")
@click.option(
    "--report",
    "summary",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="另写一份汇总表（.csv 或 .xlsx）：每个单位的总分、等级、执行率、问题、核实说明。",
)
@click.option(
    "--units",
    metavar="名单",
    type=click.Path(path_type=Path),
    help="单位名单（.txt 一行一个，或 .csv 第一列）：没有数据文件的单位会列出来。",
)
@click.option("--scheduler", metavar="地址", default="", help="在 dask 集群上生成（需要 perfgen[dask]）。")
@templates_option
@verbose_option
@click.pass_context
def build(
    ctx: click.Context,
    data: tuple[Path, ...],
    output: Path,
    pdf: bool,
    workpaper: bool,
    only: tuple[str, ...],
    draft: bool,
    strict: bool,
    rebuild: bool,
    force: bool,
    keep_edits: bool,
    jobs: int | None,
    summary: Path | None,
    units: Path | None,
    scheduler: str,
    templates: Path | None,
) -> None:
    """Build Word files from data files."""
    from datetime import datetime

    from perfgen.cli import report, roster, run, say
    from perfgen.cli import summary as summaries
    from perfgen.cli.progress import Progress
    from perfgen.cli.results import Options

    expected = roster.read(units) if units else ()
    if summary:
        summaries.kind_of(summary)
    options = Options(
        output, pdf=pdf, draft=draft, strict=strict, force=force, rebuild=rebuild, templates=templates, jobs=jobs,
        scheduler=scheduler, workpaper=workpaper, keep_edits=keep_edits, only=only,
    )  # fmt: skip
    now = datetime.now()
    with Progress() as progress:
        results = run.build_all(data, options, now, report.findings_shown(progress), progress)
    report.show(results, options)
    missing = roster.missing(expected, results)
    if units:
        report.show_roster(len(expected), missing, roster.unlisted(expected, results))
    if summary:
        summaries.put(summary, results, missing, now, force=force)
        say.line(f"汇总表：{summary}")
    ctx.exit(results.exit_code)
