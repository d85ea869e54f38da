"""``perfgen import``: a data file from a finished report or from tables."""

from pathlib import Path

import click

from perfgen.cli.group import Command, templates_option, verbose_option

HELP = """由做好的报告或 Excel 表生成数据文件。中文名：导入。

Excel 表（.xlsx、.xls、.csv）认指标表、项目表、收支表、决算报表、“三公”经费表和人员表；不写模板时，只输出表里有的几段。
perfgen export 导出的填报表，填好以后也用它读回来。

报告可以是 .docx、.txt、.md，不必是 perfgen 生成的。标题按说法和模板的提纲对上，正文归到各节，
县里固定的句子读成数，表读成指标和项目；没有归处的放在“未归类”，一个字也不丢。

没有把握的地方逐条列出，打开数据文件对一遍；再运行 perfgen check，看报告里有哪些数对不上。
"""


@click.command("import", cls=Command, help=HELP, short_help="由做好的报告（.docx、.txt、.md）或 Excel 表生成数据文件。")
@click.argument("report", metavar="报告", type=click.Path(path_type=Path))
@click.option("--template", "pack", metavar="模板", help="按哪个模板读，写编号或名称；读报告时必须写。")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到文件；不写则输出到屏幕。")
@click.option("--account", is_flag=True, help="列出报告的每一部分归到了哪里、各多少字。")
@templates_option
@verbose_option
def import_(report: Path, pack: str | None, output: Path | None, account: bool, templates: Path | None) -> None:
    """Print or write the data of a report, with what is doubtful."""
    from perfgen.cli import listing, say, sheets, textfile
    from perfgen.cli.library import find_library
    from perfgen.importing import import_report
    from perfgen.new import given_file, schema_file

    if report.suffix.lower() in sheets.KINDS:
        sheets.import_sheet(report, pack, output, find_library(templates))
        return
    if not pack:
        raise click.UsageError("读报告要写明模板：--template 模板")
    chosen = find_library(templates).choose(pack)
    imported = import_report(bytes_of(report), report.name, chosen)
    text = given_file(chosen, imported.tree, source=report.name, originals=imported.originals)
    if output is None:
        say.line(text.removesuffix("\n"))
    else:
        textfile.put(output, text)
        name, schema = schema_file(chosen)
        textfile.put(output.parent / name, schema.decode(), replace=True)
    tell = say.aside if output is None else say.line
    for finding in imported.findings:
        for line in listing.described(finding, ()):
            tell(line)
    if account:
        for line in imported.account.lines():
            tell(f"  {line}")
    tell(_summary(imported.account.summary(), len(imported.findings)))
    if output is not None:
        tell(f"已写到 {output}；先运行 perfgen check {output}，看报告里有哪些数对不上")


def bytes_of(path: Path) -> bytes:
    """The bytes of the report at ``path``; raises EnvironmentFault where it cannot be read."""
    from perfgen.cli.inputs import DataFile

    file = DataFile(path).read()
    if file.error is not None:
        raise file.error
    return file.data


def _summary(counts: dict[str, int], doubts: int) -> str:
    """How many characters went where, in one line."""
    parts = "，".join(f"{fate} {count} 字" for fate, count in counts.items() if count)
    return (
        f"共 {sum(counts.values())} 字：{parts}；{doubts} 处有疑问。"
        if doubts
        else f"共 {sum(counts.values())} 字：{parts}。"
    )
