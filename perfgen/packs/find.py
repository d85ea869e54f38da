"""Finding packs: a named folder first, then the user's, then a shared one, then the built-in packs."""

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from perfgen.errors import PackFault
from perfgen.frozen import frozen
from perfgen.packs.read import MANIFEST, Pack, read_pack

HOME = "PERFGEN_HOME"
SHARED = "PERFGEN_TEMPLATES"


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
        """The folders that hold a manifest, in the order of the shelves."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[tuple[Shelf, Path]]:
        seen: set[Path] = set()
        for shelf in self.shelves:
            if not shelf.folder.is_dir():
                continue
            for folder in sorted(shelf.folder.iterdir()):
                real = folder.resolve()
                if folder.is_dir() and (folder / MANIFEST).is_file() and real not in seen:
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
        """The pack with this 编号 or 名称 (and 版本); the newest on the first shelf that has it.

        Raises PackFault where there is none, or where the one that is meant is broken.
        """
        folders = [folder for _, folder in self.entries if folder.name in (name, f"{name}@{version}")]
        folders += [folder for _, folder in self.entries if folder not in folders]
        known: list[str] = []
        found: list[Pack] = []
        broken: list[PackFault] = []
        for folder in folders:
            try:
                pack = self._read(folder)
            except PackFault as fault:
                broken += [fault] if folder.name == name else []
                continue
            known += [pack.id, pack.contract.name]
            if name in (pack.id, pack.contract.name):
                found.append(pack)
                if not version and folder.name == name:
                    break
        fitting = [pack for pack in found if not version or pack.version == version]
        if fitting:
            return max(fitting, key=lambda pack: (_order(pack.version), -found.index(pack)))
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


_READ: dict[Path, Pack] = {}
"""Packs that this process has read; a run of many files reads each once."""


def _order(version: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.replace("-", ".").split("."))


__all__ = ["Library", "Shelf", "builtin_folder", "library", "shelves", "user_folder"]
