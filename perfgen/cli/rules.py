"""``perfgen rules``: the list of rules and the page of one."""

import click

from perfgen.cli.group import Command, verbose_option

HELP = """查看核对规则。中文名：规则。

不写编号，列出所有规则；写编号（例如 SUM101），看它检查什么、为什么、怎样改。
"""


@click.command("rules", cls=Command, help=HELP, short_help="查看核对规则。")
@click.argument("code", metavar="[编号]", required=False)
@verbose_option
def rules(code: str | None) -> None:
    """List the rules, or print the page of one."""
    from perfgen.cli import rulepage, say
    from perfgen.errors import EnvironmentFault

    pages = rulepage.pages()
    if code is None:
        for line in rulepage.index(pages):
            say.line(line)
        return
    rule = next((page for page in pages if page.code == code.upper()), None)
    if rule is None:
        family = [page.code for page in pages if page.code[:3] == code[:3].upper()]
        hint = f"{family[0][:3]} 有：{'、'.join(family)}" if family else "运行 perfgen rules 看有哪些规则"
        raise EnvironmentFault(f"没有规则“{code}”", hint)
    for line in rulepage.page(rule):
        say.line(line)
