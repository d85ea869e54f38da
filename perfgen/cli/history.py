"""``perfgen history``: kept generations of a report."""

from pathlib import Path

import click

from perfgen.cli.group import Command, verbose_option

HELP = """列出一份报告留着的前几稿，可以恢复其中一稿。中文名：历史。

每次重新生成，原来的一稿自动留下，默认留 5 稿。恢复时，现在的一稿先留下。
"""


@click.command("history", cls=Command, help=HELP, short_help="列出报告的前几稿，恢复其中一稿。")
@click.argument("report", metavar="报告.docx", type=click.Path(path_type=Path))
@click.option("--keep", "number", metavar="稿数", type=click.IntRange(min=0), help="这份报告以后留几稿；多的现在删去。")
@click.option("--restore", metavar="序号", type=click.IntRange(min=1), help="恢复第几稿。")
@verbose_option
def history(report: Path, number: int | None, restore: int | None) -> None:
    """List the kept generations of a report, restore one."""
    from datetime import datetime

    from perfgen.cli import generations

    generations.show(report, number, restore, datetime.now())
