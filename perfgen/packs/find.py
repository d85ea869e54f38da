"""Finding packs: a named folder first, then the user's, then a shared one, then the built-in packs.

A shelf may hold several versions of a pack, each in a folder of its own. A file ``ID.installed`` beside them names
these folders, a line each; the first is the version in use where a data file names none. A list that begins with
``-`` is out of use: only a data file that names one of its versions gets it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby
from pathlib import Path

from perfgen.errors import PackFault
from perfgen.frozen import frozen
from perfgen.packs.read import MANIFEST, Pack, read_pack
from perfgen.patterns import pattern

HOME = "PERFGEN_HOME"
INSTALLED = ".installed"
WITHDRAWN = "-"
SHARED = "PERFGEN_TEMPLATES"
LONGEST = 65536
_NAME = pattern(r"[a-z0-9-]+@[0-9A-Za-z.\-]+(\+[0-9a-f]+)?")


@frozen
class Shelf:
    """A folder of packs, with a name for messages."""

    name: str
    folder: Path


def builtin_folder() -> Path:
    """Where the built-in packs are: package data in a wheel, beside pyproject.toml in checkout or editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def user_folder() -> Path:
    """The user's own folder of packs; PERFGEN_HOME overrides its place."""
    home = os.environ.get(HOME)
    if home:
        return Path(home) / "templates"
    from platformdirs import user_data_path

    return user_data_path("perfgen", appauthor=False) / "templates"


def shelves(named: Path | None = None) -> tuple[Shelf, ...]:
    """The folders in which packs are looked for, in order."""
    found = [Shelf("--templates 指定的文件夹", named)] if named else []
    found.append(Shelf("自己的模板文件夹", user_folder()))
    shared = os.environ.get(SHARED)
    if shared:
        found.append(Shelf(f"共享文件夹（{SHARED}）", Path(shared)))
    found.append(Shelf("自带模板", builtin_folder()))
    return tuple(found)


def library(named: Path | None = None) -> "Library":
    """The packs that can be used; raises PackFault where the named folder does not exist."""
    if named is not None and not named.is_dir():
        raise PackFault(f"没有模板文件夹“{named}”", "检查 --templates 后面的路径")
    return Library(shelves(named))


@frozen
class Library:
    """Every pack on the shelves, best place first; packs are read when they are asked for."""

    shelves: Sequence[Shelf]

    @cached_property
    def entries(self) -> tuple[tuple[Shelf, Path], ...]:
        """The folders that hold a manifest, in the order of the shelves; of one pack the version in use first."""
        return tuple(self._walk())

    @cached_property
    def standing(self) -> Mapping[Path, bool]:
        """Installed packs that are in use, each before its other versions, and those that are out of use."""
        found: dict[Path, bool] = {}
        for shelf, lists in zip(self.shelves, self._lists, strict=True):
            for names in lists:
                in_use = names[0] != WITHDRAWN
                found |= {shelf.folder / name: in_use for name in (names[:1] if in_use else names[1:])}
        return found

    @cached_property
    def _lists(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        return tuple(tuple(installed(shelf.folder).values()) for shelf in self.shelves)

    def _walk(self) -> Iterator[tuple[Shelf, Path]]:
        seen: set[Path] = set()
        for shelf, lists in zip(self.shelves, self._lists, strict=True):
            if not shelf.folder.is_dir():
                continue
            ranks = {name: rank for names in lists for rank, name in enumerate(names)}
            for folder in sorted(shelf.folder.iterdir(), key=lambda each: _place(each.name, ranks)):
                real = folder.resolve()
                if (
                    not folder.name.startswith(".")
                    and folder.is_dir()
                    and (folder / MANIFEST).is_file()
                    and real not in seen
                ):
                    seen.add(real)
                    yield shelf, folder

    def packs(self) -> Iterator[tuple[Shelf, Pack | PackFault]]:
        """Every pack, and for a broken one its fault."""
        for shelf, folder in self.entries:
            try:
                yield shelf, self._read(folder)
            except PackFault as fault:
                yield shelf, fault

    def _read(self, folder: Path) -> Pack:
        if folder not in _READ:
            _READ[folder] = read_pack(folder)
        return _READ[folder]

    def choose(self, name: str, version: str = "") -> Pack:
        """The pack with this 编号 or 名称 (and 版本); on the first shelf that has it the one in use, else the newest.

        Raises PackFault where there is none, or where the one that is meant is broken.
        """
        known: list[str] = []
        found: list[Pack] = []
        broken: list[PackFault] = []
        likely = [entry for entry in self.entries if entry[1].name.partition("@")[0] == name]
        for entries in (likely, [entry for entry in self.entries if entry not in likely]):
            for _, shelf in groupby(entries, key=lambda entry: entry[0]):
                here: list[tuple[Path, Pack]] = []
                for _, folder in shelf:
                    if not version and self.standing.get(folder) is False:
                        continue
                    try:
                        pack = self._read(folder)
                    except PackFault as fault:
                        broken += [fault] if folder.name == name else []
                        continue
                    known += [pack.id, pack.contract.name]
                    if name in (pack.id, pack.contract.name):
                        here.append((folder, pack))
                        if not version and (self.standing.get(folder) or folder.name == name):
                            return pack
                found += [pack for _, pack in here]
                fitting = [pack for _, pack in here if not version or pack.version == version]
                if fitting:
                    return max(fitting, key=lambda pack: (order(pack.version), -fitting.index(pack)))
        if found:
            have = "、".join(sorted({pack.version for pack in found}))
            raise PackFault(
                f"模板“{name}”没有 {version} 版", f"装好的版本：{have}；请用该版本，或向县里要 {version} 版"
            )
        if broken:
            raise broken[0]
        from difflib import get_close_matches

        close = get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"你是不是想写“{close[0]}”" if close else "用 perfgen template list 看有哪些模板"
        raise PackFault(f"没有模板“{name}”", hint)


def installed(shelf: Path) -> dict[str, tuple[str, ...]]:
    """The folders of every installed pack on ``shelf`` by its id, the one in use first."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(shelf.glob(f"*{INSTALLED}")):
        with suppress(OSError, UnicodeDecodeError):
            names = dict.fromkeys(path.read_text(encoding="utf-8")[:LONGEST].split("\n"))
            there = tuple(name for name in names if name == WITHDRAWN or _is_there(shelf / name))
            if there[-1:] not in ((), (WITHDRAWN,)):
                found[path.name.removesuffix(INSTALLED)] = there
    return found


def _is_there(folder: Path) -> bool:
    return _NAME.fullmatch(folder.name) is not None and (folder / MANIFEST).is_file()


def _place(name: str, ranks: dict[str, int]) -> tuple[str, int, str]:
    """Where a folder stands among those of its shelf: by its pack, then as installed, then by its name."""
    return name.partition("@")[0], ranks.get(name, len(ranks)), name


_READ: dict[Path, Pack] = {}
"""Packs that this process has read; a run of many files reads each once."""


def order(version: str) -> tuple[tuple[int, str], ...]:
    """What versions are sorted by: 2024.10 is newer than 2024.9."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.replace("-", ".").split("."))


__all__ = ["INSTALLED", "Library", "Shelf", "builtin_folder", "installed", "library", "order", "shelves", "user_folder"]
