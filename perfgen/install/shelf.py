"""Installed packs on the disk: every version in a folder of its own, and a list that says which is in use.

A version is written beside its place and renamed, then the list is replaced; both are single steps, so that at every
moment the old version or the new one is there and in use. No version is ever changed or removed.
"""

import os
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from perfgen.errors import PackFault
from perfgen.express.punctuation import fold_key
from perfgen.frozen import frozen
from perfgen.install.contents import Contents
from perfgen.packs import Library, Pack
from perfgen.packs.find import INSTALLED, WITHDRAWN, installed
from perfgen.packs.read import MANIFEST
from perfgen.write import disk
from perfgen.write.lock import locked

_BESIDE = ".perfgen-"
_LOCK = ".perfgen-install.lock"


@frozen
class Clash:
    """A pack that is there already and whose place the new one would take."""

    reason: str
    place: str
    pack: Pack


@frozen
class Installed:
    """What came of installing a pack: its folder, what was in use before, and whether anything changed."""

    folder: Path
    before: str = ""
    """The version that was in use."""
    unchanged: bool = False


@frozen
class Withdrawn:
    """What came of going back: the version that was in use and the one that is now, with its place."""

    before: str
    now: str
    place: str


def clashes(new: Pack, packs: Library, shelf: Path) -> Iterator[Clash]:
    """The packs whose place ``new``, put on ``shelf``, would take, other than as their next version."""
    versions = {name for names in installed(shelf).values() for name in names}
    known = [(place, pack) for place, pack in packs.packs() if isinstance(pack, Pack)]
    mine = {
        pack.origin for _, pack in known if Path(pack.origin).parent == shelf and Path(pack.origin).name in versions
    }
    next_version = any(
        pack.origin in mine and pack.id == new.id and pack.contract.name == new.contract.name for _, pack in known
    )
    for place, pack in known:
        ours = pack.origin in mine
        if pack.digest == new.digest or (pack.id == new.id and not ours and next_version):
            continue
        where = f"{place.name}（{pack.origin}）"
        if pack.id != new.id:
            if _same({pack.id, pack.contract.name}, {new.id, new.contract.name}):
                yield Clash(f"名称“{new.contract.name}”已是模板 {pack.id} 的", where, pack)
        elif not ours:
            yield Clash(f"编号 {new.id} 已是“{pack.contract.name}”{pack.version} 的", where, pack)
        elif not _same({pack.contract.name}, {new.contract.name}):
            yield Clash(f"编号 {new.id} 装的是另一个模板“{pack.contract.name}”", where, pack)
        elif pack.version == new.version:
            yield Clash(f"{new.id} 的 {new.version} 版已经装了，内容不同", where, pack)


def _same(ours: set[str], theirs: set[str]) -> bool:
    """Whether one of ``ours`` reads like one of ``theirs``."""
    return bool({_folded(name) for name in ours} & {_folded(name) for name in theirs})


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", fold_key(name)).casefold()
    return "".join(char for char in plain if char.isalnum())


def install(contents: Contents, pack: Pack, shelf: Path) -> Installed:
    """Put a pack on ``shelf`` and into use; raises OutputFault where that cannot be done.

    ``contents`` and ``pack`` are the same thing, examined before.
    """
    path = shelf / f"{pack.id}{INSTALLED}"
    with disk.faults_told(shelf / pack.id):
        disk.make_folder(shelf)
        with locked(shelf / _LOCK, path):
            _sweep(shelf)
            names = installed(shelf).get(pack.id, ())
            before = _version(names[0]) if names and names[0] != WITHDRAWN else ""
            name = _name(pack, shelf)
            there = (shelf / name).is_dir()
            if there and names[:1] == (name,):
                return Installed(shelf / name, before, unchanged=True)
            if not there:
                _write(contents.files, shelf / name)
            _list(path, (name, *(each for each in names if each not in (name, WITHDRAWN))))
    return Installed(shelf / name, before)


def back(pack_id: str, version: str, packs: Library, shelf: Path) -> Withdrawn:
    """Put an older version into use again, or the pack that was hidden by the only one; raises PackFault."""
    path = shelf / f"{pack_id}{INSTALLED}"
    names = installed(shelf).get(pack_id, ())
    if not names:
        raise PackFault(f"没有装过模板 {pack_id}", "能退回的只有用 perfgen template install 装的", str(shelf))
    older = [name for name in names if name != WITHDRAWN]
    before = "" if names[0] == WITHDRAWN else _version(names[0])
    if version:
        chosen = next((name for name in older if _version(name) == version), "")
        other = _elsewhere(pack_id, packs, shelf)
        if not chosen and other is not None and other.version == version:
            chosen = WITHDRAWN
        if not chosen:
            have = "、".join(dict.fromkeys(map(_version, older)))
            raise PackFault(f"没有装过 {pack_id} 的 {version} 版", f"装过的版本：{have}", str(shelf))
    else:
        if len(older) < 2 and not _elsewhere(pack_id, packs, shelf):
            raise PackFault(f"{pack_id} 只有一个版本，没有可退回的", "用 perfgen template list 看装了哪些", str(shelf))
        chosen = older[1] if len(older) > 1 and before else WITHDRAWN if before else older[0]
    rest = [name for name in older if name != chosen]
    if not version and before:
        rest = [*rest[1:], rest[0]] if chosen != WITHDRAWN else rest
    with disk.faults_told(path), locked(shelf / _LOCK, path):
        _list(path, (chosen, *rest))
    other = _elsewhere(pack_id, packs, shelf) if chosen == WITHDRAWN else None
    if other is not None:
        return Withdrawn(before, other.version, other.origin)
    return Withdrawn(before, _version(chosen), str(shelf / chosen))


def _elsewhere(pack_id: str, packs: Library, shelf: Path) -> Pack | None:
    """The pack of this id that is used when none on ``shelf`` is."""
    found = (pack for _, pack in packs.packs() if isinstance(pack, Pack) and pack.id == pack_id)
    return next((pack for pack in found if Path(pack.origin).parent != shelf), None)


def _version(name: str) -> str:
    return name.partition("@")[2].partition("+")[0]


def _name(pack: Pack, shelf: Path) -> str:
    """The folder for ``pack``: one of the same content, or one that is free."""
    plain = f"{pack.id}@{pack.version}"
    marked = f"{plain}+{pack.digest[:12]}"
    if not (shelf / plain).exists() or _content(shelf / plain) == pack.files:
        return plain
    return marked


def _content(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a folder in one step: beside its place, the manifest last, then renamed."""
    beside = folder.with_name(f"{_BESIDE}{os.getpid()}-{os.urandom(4).hex()}")
    beside.mkdir()
    try:
        for name in sorted(files, key=lambda each: (each == MANIFEST, each)):
            disk.put(beside / name, files[name])
        _rename(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _rename(beside: Path, folder: Path) -> None:
    """Rename a folder; on Windows another program (a virus scanner) may hold a file in it for a moment."""
    for left in reversed(range(disk.RETRIES)):
        try:
            beside.rename(folder)
        except PermissionError:
            if not left:
                raise
            time.sleep(disk.PAUSE)
        else:
            return


def _list(path: Path, names: Sequence[str]) -> None:
    disk.put(path, "".join(f"{name}\n" for name in dict.fromkeys(names)).encode())


def _sweep(shelf: Path) -> None:
    """Remove what killed runs left; the lock is held, so nobody is writing there."""
    for path in shelf.glob(f"{_BESIDE}*"):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                shutil.rmtree(path)


__all__ = ["Clash", "Installed", "Withdrawn", "back", "clashes", "install"]
