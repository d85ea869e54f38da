"""The work behind ``template pack`` and ``template install``, in words."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from perfgen.cli import crash, packchanges, say
from perfgen.cli.group import DONE, REFUSED
from perfgen.cli.library import find_library
from perfgen.errors import EnvironmentFault, OutputFault, PackFault, PerfgenError
from perfgen.install import (
    Contents,
    Verdict,
    Worker,
    back,
    bundle,
    bundle_name,
    clashes,
    install,
    open_folder,
    opened,
    place_data,
)
from perfgen.install.contents import ENDING
from perfgen.install.places import KEPT
from perfgen.mishap import Mishap
from perfgen.packs import Library, Pack
from perfgen.packs.find import user_folder
from perfgen.packs.read import MANIFEST, pack_of
from perfgen.write import disk

FILLED = "-填报"
"""What the name of a 填报包 ends with."""


# -- pack ---------------------------------------------------------------------------------------------


def pack(name: str, data: Sequence[Path], output: Path, templates: Path | None, *, force: bool) -> int:
    """Pack the template that ``name`` means; the exit code."""
    found = packchanges.pack(name, find_library(templates))
    contents = Contents(open_folder(Path(found.origin)).files, dict(_data_files(data)), found.origin)
    with Worker() as worker:
        verdict = worker.ask(contents)
    if _refused(verdict, f"{found.id} {found.version}", "没有打包"):
        return REFUSED
    plain = bundle_name(found.id, found.version)
    path = output / (plain.removesuffix(ENDING) + FILLED + ENDING if data else plain)
    made = bundle(contents)
    with disk.faults_told(path):
        there = disk.read(path)
        if there is not None and there != made and not force:
            hint = "内容改了就把 manifest.toml 的“版本”也改掉；确实要换掉旧文件，加 --force"
            raise OutputFault(f"已有同名的文件，内容不同：{path.name}", hint, str(path))
        disk.make_folder(output)
        if there != made:
            disk.put(path, made)
    with_data = f"，{len(contents.data)} 份数据" if contents.data else ""
    say.line(f"{path}：{len(contents.files)} 个文件{with_data}，{len(made) / 1024:.0f} KB")
    return DONE


def _data_files(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    names: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.glob("*.toml")) if path.is_dir() else (path,):
            if file.name in names:
                raise PackFault(f"两份数据文件同名：{file.name}", "改一个名字再打包", str(file))
            names[file.name] = file
            try:
                yield file.name, file.read_bytes()
            except OSError as error:
                raise EnvironmentFault("数据文件读不了", "检查路径", str(file)) from error


# -- install ------------------------------------------------------------------------------------------


def install_all(sources: Iterable[Path], output: Path, templates: Path | None, *, dry_run: bool, replace: bool) -> int:
    """Install every pack that ``sources`` mean, each as far as it goes; the worst exit code."""
    shelf = (templates or user_folder()).absolute()
    worst = DONE
    with Worker() as worker:
        for source in sources:
            for path in _packs_in(source):
                try:
                    code = _install(path, output, shelf, templates, worker, dry_run=dry_run, replace=replace)
                except PerfgenError as fault:
                    say.fault(fault)
                    code = 2 if isinstance(fault, EnvironmentFault) else REFUSED
                worst = max(worst, code)
    return worst


def _packs_in(source: Path) -> list[Path]:
    """The pack that ``source`` is, or those that lie in it."""
    if not source.is_dir() or (source / MANIFEST).exists():
        return [source]
    found = [
        each
        for each in sorted(source.iterdir())
        if each.name.lower().endswith(ENDING) or (each.is_dir() and (each / MANIFEST).exists())
    ]
    if not found:
        hint = f"写 {ENDING} 文件、模板的文件夹，或放着它们的文件夹"
        raise EnvironmentFault("文件夹里没有模板", hint, str(source))
    return found


def _install(
    path: Path, output: Path, shelf: Path, templates: Path | None, worker: Worker, *, dry_run: bool, replace: bool
) -> int:
    contents = opened(path)
    verdict = worker.ask(contents)
    if _refused(verdict, str(path), "没有安装"):
        return REFUSED
    packs = find_library(templates if templates and templates.is_dir() else None)
    new = pack_of(contents.files, path)
    found = [] if replace else list(clashes(new, packs, shelf))
    for clash in found:
        hint = f"已有的在 {clash.place}；要用新的代替它，加 --replace（原来的不删，可以用 --back 退回）"
        say.fault(PackFault(f"{clash.reason}，没有安装", hint, str(path)))
    if found:
        return REFUSED
    say.line(f"{new.contract.name}（{new.id} {new.version}）：检查通过，样例生成了 {'、'.join(verdict.made)}")
    _tell_changes(packs, new)
    if dry_run:
        say.line("只检查，没有安装。")
        return DONE
    done = install(contents, new, shelf)
    if done.unchanged:
        say.line(f"已经装好，没有变化：{done.folder}")
    else:
        say.line(f"已装到 {done.folder}" + (f"；{done.before} 版留着，--back {new.id} 退回" if done.before else ""))
    return _placed(contents, output)


def _tell_changes(packs: Library, new: Pack) -> None:
    """Say what changes against the pack that is in use under this id."""
    from perfgen.packdiff import compare

    try:
        old = packs.choose(new.id)
    except PackFault:
        say.line("新的模板，以前没有装过。")
        return
    if old.digest == new.digest:
        return
    packchanges.text(compare(old, new))
    for word, names in _files(old, new):
        say.line(f"{word}的文件：{'、'.join(names)}")


def _files(old: Pack, new: Pack) -> Iterator[tuple[str, list[str]]]:
    both = sorted({*old.files} & {*new.files})
    for word, names in (
        ("添上", sorted({*new.files} - {*old.files})),
        ("去掉", sorted({*old.files} - {*new.files})),
        ("改过", [name for name in both if old.files[name] != new.files[name]]),
    ):
        if names:
            yield word, names


def _placed(contents: Contents, output: Path) -> int:
    code = DONE
    for placed in place_data(contents.data, output):
        say.line(f"数据 {placed.path}：{placed.state}")
        if placed.state == KEPT:
            code = REFUSED
    return code


def _refused(verdict: Verdict, what: str, outcome: str) -> bool:
    """Say why a pack is refused, and what else was found; whether it is."""
    for reason in verdict.warnings:
        say.aside(f"提醒：{reason}")
    if verdict.mishap:
        crash.log(Mishap("install", verdict.mishap))
    if verdict.refused:
        lines = "".join(f"\n  {reason}" for reason in verdict.refused)
        say.fault(PackFault(f"检查没有通过，{outcome}：{lines}", "把这些告诉做模板的人", what))
    return bool(verdict.refused)


# -- back ---------------------------------------------------------------------------------------------


def go_back(name: str, templates: Path | None) -> int:
    """Put an older version into use again; the exit code."""
    shelf = (templates or user_folder()).absolute()
    pack_id, _, version = name.partition("@")
    done = back(pack_id, version, find_library(templates), shelf)
    say.line(f"{pack_id}：{done.before or '（没有）'} → {done.now}，在 {done.place}")
    return DONE


__all__ = ["go_back", "install_all", "pack"]
