"""``perfgen template``: the commands for packs."""

import click

from perfgen.cli.group import Entry, Group

COMMANDS = {
    "list": Entry("perfgen.cli.template_list:list_", "列表"),
    "show": Entry("perfgen.cli.template_show:show", "查看"),
    "new": Entry("perfgen.cli.template_new:new", "新建"),
    "lint": Entry("perfgen.cli.template_lint:lint", "检查"),
    "diff": Entry("perfgen.cli.template_diff:diff", "对比"),
    "pack": Entry("perfgen.cli.template_pack:pack", "打包"),
    "install": Entry("perfgen.cli.template_install:install", "安装"),
}


@click.group(
    "template", cls=Group, entries=COMMANDS, help="查看有哪些模板。中文名：模板。", short_help="查看有哪些模板。"
)
def template() -> None:
    """Work on packs."""
