"""A library of packs as bytes, for a process or machine that sees none of its folders."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from perfgen.errors import PackFault
from perfgen.frozen import frozen
from perfgen.packs.find import Library, Shelf
from perfgen.packs.read import Pack, pack_files, pack_of


@frozen
class Folder:
    """One pack's folder as bytes, or why it could not be read."""

    shelf: str
    path: str
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    fault: PackFault | None = None
    in_use: bool | None = None
    """None where no list of installed packs names it."""


@frozen
class Parcel:
    """Every pack of a library, best place first; pickles, and asks nothing of the disk where it is opened."""

    folders: tuple[Folder, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything in it."""
        total = hashlib.sha256()
        for folder in self.folders:
            total.update(
                f"{folder.shelf}\0{folder.path}\0{folder.in_use}\0{folder.fault}\0".encode("utf-8", "surrogatepass")
            )
            for name in sorted(folder.files):
                total.update(name.encode() + b"\0" + hashlib.sha256(folder.files[name]).digest())
        return total.hexdigest()


def parcel_of(packs: Library) -> Parcel:
    """Everything that ``packs`` holds, read now."""
    return Parcel(tuple(_folder(shelf, path, packs.standing.get(path)) for shelf, path in packs.entries))


def _folder(shelf: Shelf, path: Path, in_use: bool | None) -> Folder:
    try:
        return Folder(shelf.name, path.as_posix(), pack_files(path), in_use=in_use)
    except PackFault as fault:
        return Folder(shelf.name, path.as_posix(), fault=fault, in_use=in_use)


@frozen
class OpenedLibrary(Library):
    """The library that a parcel holds: the same packs for the same names, from memory."""

    parcel: Parcel

    def _walk(self) -> Iterator[tuple[Shelf, Path]]:
        for folder in self.parcel.folders:
            yield Shelf(folder.shelf, Path(folder.path).parent), Path(folder.path)

    @cached_property
    def standing(self) -> Mapping[Path, bool]:
        """Installed packs that are in use, and those that are out of use."""
        return {Path(folder.path): folder.in_use for folder in self.parcel.folders if folder.in_use is not None}

    @cached_property
    def _folders(self) -> dict[Path, Folder]:
        return {Path(folder.path): folder for folder in self.parcel.folders}

    @cached_property
    def _known(self) -> dict[Path, Pack]:
        return {}

    def _read(self, folder: Path) -> Pack:
        if folder not in self._known:
            held = self._folders[folder]
            if held.fault is not None:
                raise held.fault
            self._known[folder] = pack_of(held.files, folder)
        return self._known[folder]


def open_parcel(parcel: Parcel) -> Library:
    """The library that ``parcel`` holds."""
    return OpenedLibrary((), parcel)


__all__ = ["Folder", "Parcel", "open_parcel", "parcel_of"]
