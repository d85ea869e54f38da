"""The program ``perfgen`` and its commands. Heavy parts are imported by the commands that need them."""

import click

from perfgen import __version__
from perfgen.cli.group import Entry, Program, verbose_option

COMMANDS = {
    "build": Entry("perfgen.cli.build:build", "生成"),
    "check": Entry("perfgen.cli.check:check", "核对"),
    "new": Entry("perfgen.cli.new:new", "新建"),
    "import": Entry("perfgen.cli.importing:import_", "导入"),
    "export": Entry("perfgen.cli.exporting:export", "导出"),
    "explain": Entry("perfgen.cli.explain:explain", "溯源"),
    "diff": Entry("perfgen.cli.diff:diff", "对比"),
    "pull": Entry("perfgen.cli.pull:pull", "回填"),
    "watch": Entry("perfgen.cli.watch:watch", "跟随"),
    "history": Entry("perfgen.cli.history:history", "历史"),
    "template": Entry("perfgen.cli.template:template", "模板"),
    "rules": Entry("perfgen.cli.rules:rules", "规则"),
    "schema": Entry("perfgen.cli.schema:schema", "模式"),
}


@click.group(
    "perfgen",
    cls=Program,
    entries=COMMANDS,
    help="部门整体支出绩效自评报告：一份数据文件，一条命令，一份 Word 报告。",
    epilog="例：perfgen build inputs/天城镇-2021.toml\n每个命令的详细用法：perfgen 命令 --help",
)
@click.version_option(__version__, "--version", prog_name="perfgen", message="%(prog)s %(version)s", help="显示版本。")
@verbose_option
def program() -> None:
    """The program; its commands do the work."""


def run() -> None:
    """Run the program with the arguments of the process."""
    program(prog_name="perfgen")
