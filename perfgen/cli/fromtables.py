"""The work behind ``new --table``: a data file filled in from Excel tables and tables of Word files."""

from collections.abc import Sequence
from pathlib import Path

from perfgen.cli import listing, say
from perfgen.packs import Pack


def filled_from(text: str, tables: Sequence[Path], pack: Pack) -> str:
    """The data file ``text`` with what the files know; every doubt is said with its cell."""
    from perfgen.cli.importing import bytes_of
    from perfgen.errors import EnvironmentFault
    from perfgen.importing.form import is_form
    from perfgen.importing.tables import import_tables
    from perfgen.load import load
    from perfgen.new.filling import filled
    from perfgen.sources import read_workbook

    for path in tables:
        book = read_workbook(bytes_of(path), path.name)
        if is_form(book):
            raise EnvironmentFault("这是导出的填报表", f"用 perfgen import {path} 读回来", str(path))
        source = load(text.encode(), "").source
        known = source.tree if source is not None else {}
        year = known.get("年度")
        imported = import_tables(book, unit=str(known["金额单位"]), year=year if isinstance(year, int) else 0)
        made = filled(text, imported.tree, pack.contract)
        text = made.text
        for finding in imported.findings:
            for line in listing.described(finding, ()):
                say.aside(line)
        for line in imported.tables:
            say.aside(f"{path.name}：{line}")
        for key, before, after in made.changed:
            say.aside(f"{path.name}：“{key}”原来是 {before}，表里是 {after}，用了表里的")
        if made.gone:
            say.aside(f"{path.name}：去年有、表里没有的：{'、'.join(made.gone)}，没有带过来")
    return text
