"""The work behind ``template new``: where the pack goes, what must not be overwritten, what is said."""

import re
from datetime import date
from pathlib import Path

from perfgen.cli import say, textfile
from perfgen.cli.library import find_library
from perfgen.errors import EnvironmentFault, OutputFault, PackFault
from perfgen.frozen import frozen
from perfgen.making import Made, copied_pack, new_pack, outline_pack, report_pack
from perfgen.packs.find import user_folder

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_SHOWN = 12
"""How many doubtful guesses are shown; all of them stand in the notes."""


@frozen
class Wanted:
    """What was asked for: the pack's id, name, version and year, and where it goes."""

    id: str
    name: str
    version: str
    year: int | None
    output: Path | None
    templates: Path | None

    @property
    def folder(self) -> Path:
        """The folder of the new pack."""
        return (self.output or user_folder()) / self.id

    @property
    def year_or_last(self) -> int:
        """The year that the pack is for: reports are about the year that is over."""
        return self.year if self.year is not None else date.today().year - 1


def from_nothing(wanted: Wanted) -> Made:
    """A pack from the base of GB/T 9704."""
    _free(wanted)
    return new_pack(wanted.id, wanted.name, wanted.version, wanted.year_or_last)


def from_outline(path: Path, wanted: Wanted) -> Made:
    """A pack for the outline in the file ``path``."""
    _free(wanted)
    return outline_pack(_bytes(path), path.name, wanted.id, wanted.name, wanted.version, wanted.year_or_last)


def from_pack(source: str, wanted: Wanted) -> Made:
    """A copy of the pack ``source``."""
    _free(wanted)
    return copied_pack(find_library(wanted.templates).choose(source), wanted.id, wanted.name, wanted.version)


def from_report(path: Path, wanted: Wanted) -> Made:
    """A pack whose sample is the report in the file ``path``."""
    _free(wanted)
    return report_pack(_bytes(path), path.name, wanted.id, wanted.name, wanted.version)


def put(made: Made, wanted: Wanted) -> int:
    """Write the pack and say what it is; the exit code."""
    from perfgen.making.review import NOTES, described, notes, summary

    files = dict(made.files)
    if made.guesses:
        files[NOTES] = notes(wanted.name or wanted.id, made.guesses)
    for name, data in files.items():
        textfile.put_bytes(wanted.folder / name, data)
    say.line(f"已做好模板“{wanted.id}”：{wanted.folder}")
    for kind, count, doubtful in summary(made.guesses):
        say.line(f"  {kind} {count} 处" + (f"，其中 {doubtful} 处把握不大" if doubtful else ""))
    doubts = sorted((each for each in made.guesses if each.doubtful), key=lambda each: each.sureness)
    for each in doubts[:_SHOWN]:
        say.line(f"  {described(each).strip('★　')}")
    if len(doubts) > _SHOWN:
        say.line(f"  ……还有 {len(doubts) - _SHOWN} 处，见 {NOTES}")
    where = f" --templates {wanted.output}" if wanted.output is not None else ""
    say.line(
        f"试一试：perfgen build {wanted.folder / 'sample.toml'}{where}；检查：perfgen template lint {wanted.id}{where}"
    )
    return 0


def _free(wanted: Wanted) -> None:
    """Refuse an id that is none, or that another pack has, or a folder that is there."""
    if not _ID.fullmatch(wanted.id) or _RESERVED.fullmatch(wanted.id):
        raise PackFault(f"编号“{wanted.id}”写法不对", "只用小写英文字母、数字和连字符，例如 qinghe")
    if wanted.version and not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,31}", wanted.version):
        raise PackFault(f"版本“{wanted.version}”写法不对", "用数字和点，例如 2025.1")
    if wanted.folder.exists():
        raise OutputFault("这个模板文件夹已经有了，没有动它", "换一个编号，或用 -o 放到别的文件夹", str(wanted.folder))
    taken = [pack for _, pack in find_library(wanted.templates).packs() if not isinstance(pack, PackFault)]
    for pack in taken:
        if pack.id == wanted.id:
            raise PackFault(f"编号“{wanted.id}”已经有模板用了", "换一个编号", pack.origin)
        if wanted.name and pack.contract.name == wanted.name:
            raise PackFault(f"名称“{wanted.name}”已经有模板用了", "换一个名称", pack.origin)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault("读不了这个文件", error.strerror or type(error).__name__, str(path)) from error
