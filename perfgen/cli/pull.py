"""``perfgen pull``: what was edited in Word, into the data file."""

from pathlib import Path

import click

from perfgen.cli.group import REFUSED, Command, templates_option, verbose_option

HELP = """把在 Word 里改过的报告收回数据文件。中文名：回填。

改了的文字收进正文，没有碰到的 {{ … }} 照样留着；增删、移动的条目，小标题，指标和项目的表格也收。
数据文件里的注释和排版不动，原来的一份另存为 .bak。改了算出来的数，收不进去：列出要改哪些填报的数。
报告里还有修订（红字）的，先在 Word 里接受或拒绝，或者加 --accept-changes。
"""


@click.command("pull", cls=Command, help=HELP, short_help="把在 Word 里改过的报告收回数据文件。")
@click.argument("report", metavar="报告.docx", type=click.Path(path_type=Path))
@click.argument("data", metavar="数据文件", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只说会改什么，不改。")
@click.option("--accept-changes", is_flag=True, help="报告里的修订全部算作接受。")
@templates_option
@verbose_option
@click.pass_context
def pull(
    ctx: click.Context, report: Path, data: Path, dry_run: bool, accept_changes: bool, templates: Path | None
) -> None:
    """Take the edits of a report over into its data file."""
    from perfgen.cli import listing, pulled
    from perfgen.pull import TrackedChanges, Unreadable

    try:
        done = pulled.take_over(report, data, templates, accept_changes=accept_changes, dry_run=dry_run)
    except TrackedChanges as error:
        pulled.tracked(error, report)
        ctx.exit(REFUSED)
    except Unreadable as error:
        listing.text(error.findings, {})
        raise
    pulled.show(done, dry_run=dry_run)
    if done.found.conflicts:
        ctx.exit(REFUSED)
