"""New packs: from nothing, from an outline, from another pack, or from a finished report.

Each way gives the files of the pack and a list of what was guessed; nothing here writes them anywhere.
"""

from perfgen.errors import PackFault
from perfgen.making.plan import Guess, Made
from perfgen.packs import Pack


def new_pack(pack_id: str, name: str, version: str, year: int) -> Made:
    """A pack from nothing: the four required parts in the layout of GB/T 9704, with a sample that builds."""
    from perfgen.making.begin import begun

    return begun(pack_id, name or f"{pack_id} 部门整体支出绩效自评报告", version or f"{year}.1", year)


def outline_pack(data: bytes, source: str, pack_id: str, name: str, version: str, year: int) -> Made:
    """A pack for the headings of an outline, a .txt, .md or .docx file called ``source``; raises EnvironmentFault."""
    from perfgen.making.begin import begun
    from perfgen.making.outline import read_outline

    sketch = read_outline(data, source)
    year = sketch.year or year
    called = name or sketch.name or f"{pack_id} 部门整体支出绩效自评报告"
    return begun(pack_id, called, version or f"{year}.1", year, sketch)


def copied_pack(pack: Pack, pack_id: str, name: str, version: str) -> Made:
    """The files of ``pack`` under another 编号, 名称 and 版本; raises PackFault where it is the same id."""
    from perfgen.making.copied import copied

    if pack.id == pack_id:
        raise PackFault(f"新编号和原来的一样：{pack_id}", "换一个编号；新的版本改 manifest.toml 的“版本”就行")
    return copied(pack, pack_id, name or f"{pack.contract.name}（{pack_id}）", version or pack.version)


def report_pack(data: bytes, source: str, pack_id: str, name: str, version: str) -> Made:
    """A pack whose sample is a finished report, a .docx, .txt or .md file ``source``; raises EnvironmentFault."""
    from perfgen.making.settling import pack_from_report
    from perfgen.making.typeset import as_word

    docx = data if source.lower().endswith(".docx") else as_word(data, source)
    return pack_from_report(docx, pack_id, name, version).made


__all__ = ["Guess", "Made", "copied_pack", "new_pack", "outline_pack", "report_pack"]
