"""The work behind ``template lint``: the folder that is meant, its findings under their paths, annotated copies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from perfgen.cli.inputs import DataFile
from perfgen.errors import EnvironmentFault, OutputFault
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.lint import Mark, examine
from perfgen.lint import annotate as with_comments
from perfgen.packs import Library
from perfgen.packs.read import MANIFEST, pack_files

_ENDING = "-批注.docx"


@frozen
class Looked:
    """A pack's folder, what was read of it and what is wrong with it."""

    folder: Path
    files: Mapping[str, bytes] = field(repr=False)
    marks: tuple[Mark, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, with the files as the user finds them."""
        return tuple(
            replace(finding, place=replace(finding.place, file=self._named(finding.place.file)))
            for finding in (mark.finding for mark in self.marks)
        )

    @property
    def sources(self) -> Mapping[str, DataFile]:
        """The text files, for quoting their lines."""
        return {
            self._named(name): DataFile(self.folder / name, data)
            for name, data in self.files.items()
            if name.endswith(".toml")
        }

    def _named(self, name: str) -> str:
        """The path of a file of the pack, from where the user stands."""
        path = self.folder / name
        here = Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)


def folder_of(name: str, library: Library) -> Path:
    """The folder that ``name`` means: a path, or 编号 or 名称 of a pack; raises PackFault where there is none."""
    path = Path(name)
    if path.is_dir():
        if not (path / MANIFEST).is_file():
            raise EnvironmentFault(f"“{name}”里没有 {MANIFEST}", "写模板的文件夹，里面有 manifest.toml 和 Word 文件")
        return path
    if path.is_file() and (path.parent / MANIFEST).is_file():
        return path.parent
    for _, folder in library.entries:
        if folder.name == name:
            return folder
    return Path(library.choose(name).origin)


def look_at(folder: Path) -> Looked:
    """Everything that is wrong with the pack in ``folder``."""
    files = pack_files(folder)
    return Looked(folder, files, examine(files))


def annotated(looked: Looked, output: Path) -> Iterator[tuple[str, OutputFault | None]]:
    """Write a commented copy of each Word file with faults and remove stale ones; a line or an error for each."""
    from perfgen.write import write
    from perfgen.write.discard import discard

    stem = looked.folder.resolve().name
    fresh: set[Path] = set()
    for template in dict.fromkeys(mark.template for mark in looked.marks if mark.template in looked.files):
        path = output / f"{stem}-{Path(template).stem}{_ENDING}"
        fresh.add(path)
        data = with_comments(looked.files[template], template, looked.marks)
        count = sum(mark.template == template for mark in looked.marks)
        try:
            write(path, data, record={"模板": stem, "批注": count}, now=datetime.now())
        except OutputFault as fault:
            yield "", fault
        else:
            yield f"带批注的 Word：{path}（{count} 处）", None
    for stale in sorted(output.glob(f"{_literal(stem)}-*{_ENDING}")):
        if stale in fresh:
            continue
        try:
            gone = discard(stale)
        except OutputFault as fault:
            yield "", fault
        else:
            yield f"{stale} {'没有用了，已删去' if gone else '改过，没有删'}", None


def _literal(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def summary(findings: Sequence[Finding], packs: int) -> str:
    """How many findings there are, by severity."""
    logical = sum(finding.logical for finding in findings)
    if not findings:
        return f"{packs} 个模板，没有问题。"
    parts = [f"逻辑性 {logical} 个（必须改）"] if logical else []
    parts += [f"核实性 {len(findings) - logical} 个"] if len(findings) > logical else []
    return f"{packs} 个模板，{len(findings)} 个问题：{'，'.join(parts)}。"
