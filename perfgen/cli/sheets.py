"""The work behind ``import`` for Excel files: tables of anybody's, and our own 填报表."""

from pathlib import Path

from perfgen.cli import listing, say, textfile
from perfgen.cli.inputs import DataFile
from perfgen.errors import PackFault
from perfgen.packs import Library, Pack

KINDS = (".xlsx", ".xlsm", ".xls", ".csv")


def import_sheet(path: Path, name: str | None, output: Path | None, packs: Library) -> None:
    """Print or write what the tables of ``path`` know, with every cell that is in doubt."""
    from perfgen.contract import Shape
    from perfgen.contract.shape import build_shape
    from perfgen.importing.form import is_form, read_form
    from perfgen.importing.tables import import_tables
    from perfgen.new import exact_file, given_file, schema_file
    from perfgen.sources import read_workbook
    from perfgen.vocabulary import FIELDS, FORMAT_VERSION

    pack = packs.choose(name) if name else None
    file = DataFile(path).read()
    if file.error is not None:
        raise file.error
    book = read_workbook(file.data, path.name)
    form = is_form(book)
    if form:
        shape: Shape = build_shape(FIELDS)
        pack = pack or _named(read_form(book, shape).tree.get("模板"), packs)
        imported = read_form(book, pack.contract.shape if pack is not None else shape)
        text = exact_file(imported.tree, pack, source=path.name)
    else:
        imported = import_tables(book)
        text = exact_file(imported.tree, source=path.name)
        if pack is not None:
            head = {"格式版本": FORMAT_VERSION, "模板": pack.id, "模板版本": pack.version}
            unit = {"金额单位": pack.contract.format.money_unit}
            text = given_file(pack, {**head, **unit, **imported.tree}, source=path.name)
    if output is None:
        say.line(text.removesuffix("\n"))
    else:
        textfile.put(output, text)
        if pack is not None:
            schema, content = schema_file(pack)
            textfile.put(output.parent / schema, content.decode(), replace=True)
    tell = say.aside if output is None else say.line
    for finding in imported.findings:
        for line in listing.described(finding, ()):
            tell(line)
    for line in imported.tables:
        tell(f"  {line}")
    doubts = len(imported.findings)
    seen = "填报表" if form else f"认出 {len(imported.tables)} 张表"
    tell(f"{seen}；{doubts} 处请看一下。" if doubts else f"{seen}，没有疑问。")
    if output is not None:
        tell(f"已写到 {output}" + (f"；再运行 perfgen check {output}" if pack is not None else "；把各段并进数据文件"))


def _named(name: object, packs: Library) -> Pack | None:
    try:
        return packs.choose(name) if isinstance(name, str) else None
    except PackFault:
        return None
