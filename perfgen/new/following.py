"""Next year's data file from last year's: what stands stays, what was then becomes 上年, what is to come is 待填.

The file is changed in place, so that its layout, comments and expressions survive. Where the town moves to another pack
or to a newer version of its own, sections are found again by key or by heading; what has no place is kept under 未归类,
and what the pack asks for beyond the old one is 待填.
"""

import re
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import tomlkit
from tomlkit.items import Item, Table

from perfgen.compute import Figures, compute
from perfgen.errors import EnvironmentFault, PackFault
from perfgen.findings import Finding, Severity
from perfgen.frozen import frozen
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new.lastyear import amount, last_year
from perfgen.new.missing import add_missing
from perfgen.new.moving import Moving, freed
from perfgen.new.results import CHECK, TO_COME, Results
from perfgen.new.wants import wants_of
from perfgen.packs import Library, Pack
from perfgen.taken import take

CARRIED = "上年年末数"

_DROPPED = ("上年", "较上年", "核对数", "核实说明")
"""Tables of last year alone; 上年 is made anew."""
_HEADER = re.compile(r"""\s*\[\[?\s*["']?([^"'\].]+)["']?\s*[\].]""")
_NOTE = "---------------- {}年度的数，用来算增减 ----------------"
_OWN_NOTE = re.compile(rf"# {_NOTE.format('.*')}")
_LONG = re.compile(r"\'\'\'|\"\"\"")


@frozen
class Following:
    """Next year's data file and what there is to say about it."""

    text: str
    year: int
    moved: tuple[str, ...] = ()
    """What has no place in the pack and stands under 未归类 now, by key path."""
    dropped: tuple[str, ...] = ()
    """Tables that spoke of last year alone."""
    marked: tuple[str, ...] = ()
    """Texts that speak of a date."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Sections of the prose that have another key in the pack."""
    added: tuple[str, ...] = ()
    """What the pack asks for beyond that of last year."""


def following_file(
    data: bytes, name: str, packs: Library, pack: Pack, files: Mapping[str, bytes] | None = None
) -> Following | tuple[Finding, ...]:
    """Next year's data file for ``pack`` from the data file ``data``; findings where that cannot be read.

    ``files`` are those that the data takes values from.
    """
    loaded = load(data, name)
    if loaded.source is None:
        return loaded.findings
    tree = loaded.source.tree
    try:
        before = _pack_of(tree, packs)
    except PackFault as fault:
        place = loaded.source.place(("模板",))
        return (*loaded.findings, Finding("DAT401", Severity.LOGICAL, fault.message, fault.hint, place))
    source = take(loaded.source, before.contract, files or {})[0]
    figures = compute(build_report(source, before.contract)[0]).settled()
    try:
        document = tomlkit.parse(_without(loaded.source.text))
    except tomlkit.exceptions.ParseError as error:
        if loaded.findings:
            return loaded.findings
        raise EnvironmentFault("数据文件的写法不规范，不能照它新建", "先运行 perfgen check --fix 改好", name) from error
    return _made(document, loaded.source.tree, figures, packs, before, pack)


def _pack_of(tree: Mapping[str, Any], packs: Library) -> Pack:
    """The pack of last year's file: the version that it names, or that is made for its year, or the newest."""
    name, version = str(tree.get("模板", "")), str(tree.get("模板版本") or "")
    if version:
        with suppress(PackFault):
            return packs.choose(name, version)
    found = packs.choose(name)
    if tree.get("年度") in found.contract.years:
        return found
    others = (pack for _, pack in packs.packs() if isinstance(pack, Pack) and pack.id == found.id)
    return next((pack for pack in others if tree.get("年度") in pack.contract.years), found)


def _made(
    document: tomlkit.TOMLDocument, tree: Mapping[str, Any], figures: Figures, packs: Library, before: Pack, pack: Pack
) -> Following:
    """The file, from the top down."""
    year = document.get("年度")
    following = int(year) + 1 if isinstance(year, int) else 0
    dropped = [name for name in _DROPPED if name in tree]
    for name in _DROPPED:
        if name in document:
            document.remove(name)
    _head(document, following, pack)
    results = Results(before.contract, pack.contract)
    results.table(document)
    _opening(document, figures)
    moving = Moving(before.contract, pack.contract, results, dropped=dropped)
    moving.prose(document)
    moving.fields(document)
    other = before.digest != pack.digest
    added = add_missing(document, pack, before) if other else []
    for key, value in last_year(figures, wants_of(pack)).items():
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(_NOTE.format(year)))
        document.add(key, value)
    text = _headed(tomlkit.dumps(document), pack, year, following)
    text, unknown = freed(text, packs) if other else (text, ())
    moved = (*(key for key, _ in moving.moved), *unknown)
    marked, renamed = tuple(results.marked), tuple(moving.renamed)
    return Following(text, following, moved, tuple(dropped), marked, renamed, tuple(added))


def _head(document: tomlkit.TOMLDocument, year: int, pack: Pack) -> None:
    document["年度"] = year or TO_COME
    if str(document.get("模板")) not in (pack.contract.id, pack.contract.name):
        document["模板"] = pack.contract.id
    if "模板版本" in document:
        document["模板版本"] = pack.version


def _opening(document: tomlkit.TOMLDocument, figures: Figures) -> None:
    """Last year's closing balance is this year's opening one."""
    accounts = document.get("决算")
    if not isinstance(accounts, MutableMapping):
        return
    closing = amount(figures, ("决算", "年末结转和结余"))
    if closing is not None and ("年初结转和结余" in accounts or isinstance(accounts, Table)):
        balance = tomlkit.value(closing)
        balance.comment(CARRIED)
        if "年初结转和结余" in accounts:
            old = accounts["年初结转和结余"]
            if isinstance(old, Item):
                old.trivia.comment = ""
        accounts["年初结转和结余"] = balance
    if "年末结转和结余" in accounts:
        del accounts["年末结转和结余"]


def _without(text: str) -> str:
    """The text of a file without the tables of last year alone, their own comments included."""
    kept: list[str] = []
    notes: list[str] = []
    within, quoted = False, ""
    for line in text.split("\n"):
        if not quoted and _OWN_NOTE.fullmatch(line):
            continue
        header = _HEADER.match(line) if not quoted else None
        if header:
            within = header[1] in _DROPPED
            left = "\n".join(notes[: _last_gap(notes)]).rstrip() if within else ""
            kept += left.split("\n") if left else [] if within else notes
            notes = []
        comment = not quoted and (not line.strip() or line.lstrip().startswith("#"))
        for sign in _LONG.findall(line) if not comment else ():
            quoted = "" if quoted == sign else quoted or sign
        if comment:
            notes.append(line)
        elif not within:
            kept += [*notes, line]
            notes = []
        elif header is None:
            notes = []
    return "\n".join([*kept, *notes])


def _last_gap(lines: list[str]) -> int:
    """Where the comments begin that stand right above what follows."""
    return next((place + 1 for place in range(len(lines) - 1, -1, -1) if not lines[place].strip()), 0)


def _headed(text: str, pack: Pack, year: Any, following: int) -> str:
    """The file with last year's number in the comments at its head made this year's, and the schema of the pack."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("#:schema"):
            lines[number] = f"#:schema ./.perfgen/{pack.id}-{pack.version}.schema.json"
        elif line.startswith("#") and isinstance(year, int) and following:
            lines[number] = line.replace(str(year), str(following))
        elif line.strip() and not line.startswith("#"):
            break
    return "\n".join(lines)


__all__ = ["CHECK", "Following", "following_file"]
