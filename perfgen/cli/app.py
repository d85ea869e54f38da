"""The program ``perfgen`` and its commands. Heavy parts are imported by the commands that need them."""

import click

from perfgen import __version__
from perfgen.cli.build import build
from perfgen.cli.check import check
from perfgen.cli.diff import diff
from perfgen.cli.explain import explain
from perfgen.cli.exporting import export
from perfgen.cli.group import Program, verbose_option
from perfgen.cli.history import history
from perfgen.cli.importing import import_
from perfgen.cli.new import new
from perfgen.cli.pull import pull
from perfgen.cli.rules import rules
from perfgen.cli.schema import schema
from perfgen.cli.template import template
from perfgen.cli.watch import watch

ALIASES = {
    "生成": "build",
    "核对": "check",
    "新建": "new",
    "导入": "import",
    "导出": "export",
    "溯源": "explain",
    "对比": "diff",
    "回填": "pull",
    "跟随": "watch",
    "历史": "history",
    "模板": "template",
    "规则": "rules",
    "模式": "schema",
}


@click.group(
    "perfgen",
    cls=Program,
    aliases=ALIASES,
    help="部门整体支出绩效自评报告：一份数据文件，一条命令，一份 Word 报告。",
    epilog="例：perfgen build inputs/天城镇-2021.toml\n每个命令的详细用法：perfgen 命令 --help",
)
@click.version_option(__version__, "--version", prog_name="perfgen", message="%(prog)s %(version)s", help="显示版本。")
@verbose_option
def program() -> None:
    """The program; its commands do the work."""


for command in (build, check, new, import_, export, explain, diff, pull, watch, history, template, rules, schema):
    program.add_command(command)


def run() -> None:
    """Run the program with the arguments of the process."""
    program(prog_name="perfgen")
