"""``perfgen watch``: build again at each save."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """跟着数据文件走：每存一次盘，核对并重新生成一次。中文名：跟随。按 Ctrl-C 结束。

数据有逻辑性问题时，上一份好的报告原样不动。报告正打开着时，新的写成“名.预览.docx”；关闭报告以后自动换上。
"""


@click.command("watch", cls=Command, help=HELP, short_help="每存一次盘，核对并重新生成一次。")
@click.argument("data", nargs=-1, required=True, metavar="数据文件…", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    help="报告放到哪里，默认 outputs。",
)
@click.option(
    "--draft", is_flag=True, help="草稿：还没填的印成〔待填：…〕，有逻辑性问题的也印，末尾列出；文件名加“-草稿”。"
)
@templates_option
@verbose_option
def watch(data: tuple[Path, ...], output: Path, draft: bool, templates: Path | None) -> None:
    """Build again at each save until Ctrl-C."""
    from datetime import datetime

    from perfgen.cli import say
    from perfgen.cli.following import Follower, beats

    follower = Follower(data, output, draft=draft, templates=templates)
    try:
        say.line(f"跟随 {'、'.join(file.name for file in follower.files)}，按 Ctrl-C 结束。")
        for _ in beats(follower.folders, follower.concerns):
            follower.look(datetime.now())
    except KeyboardInterrupt:
        say.line("\n已停止跟随。")
