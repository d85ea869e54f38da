"""All faults of a pack in one run."""

from collections.abc import Iterator

from perfgen.contract import Contract
from perfgen.errors import TemplateFault
from perfgen.findings import Finding, Place
from perfgen.lint.attachments import Declared, attachments
from perfgen.lint.known import Path, known_names, usual_parts
from perfgen.lint.mark import LOGICAL, Mark, at_place, in_order
from perfgen.lint.names import names_of
from perfgen.lint.numbering import numbering
from perfgen.lint.outline import outline
from perfgen.lint.sample import sample
from perfgen.lint.syntax import tags
from perfgen.lint.usage import said_in, unprinted, unused
from perfgen.lint.wordfile import Line, WordFile, read_wordfile
from perfgen.load import Source, load
from perfgen.packs import Pack
from perfgen.packs.read import MANIFEST, SAMPLE


def lint(pack: Pack, *, extremes: bool = True) -> tuple[Finding, ...]:
    """Every fault of ``pack``: of its manifest, its Word files and its sample, each with its place and cure.

    Places name the files of the pack; in a Word file the place is heading, paragraph or cell. Without ``extremes`` the
    sample is built as it stands and not in its extreme forms. Never raises for a fault of the pack.
    """
    return tuple(mark.finding for mark in examine(pack, extremes=extremes))


def examine(pack: Pack, *, extremes: bool = True) -> tuple[Mark, ...]:
    """The same as ``lint``, each finding with the paragraph that it is about."""
    names = tuple(dict.fromkeys(document.template for document in pack.contract.documents))
    return in_order(_marks(pack, names), (MANIFEST, *names, SAMPLE))


def _marks(pack: Pack, names: tuple[str, ...]) -> Iterator[Mark]:
    contract = pack.contract
    manifest, data = (_source(pack, name) for name in (MANIFEST, SAMPLE))
    files: list[WordFile] = []
    for name in names:
        if name not in pack.files:
            hint = "把文件放进模板的文件夹，或改正 manifest.toml 的“模板文件”"
            place = manifest.place(("文书", [d.template for d in contract.documents].index(name), "模板文件"))
            yield at_place("TPL102", LOGICAL, f"没有“模板文件”所写的 {name}", hint, place)
            continue
        try:
            files.append(read_wordfile(name, pack.files[name]))
        except TemplateFault as fault:
            yield at_place("TPL102", LOGICAL, f"{name}：{fault.message}", fault.hint, Place(file=name))
    used: dict[Path, bool] = dict.fromkeys((*said_in(data.tree), *said_in(manifest.tree)), True)
    printed: dict[str, tuple[tuple[str, Line | None], ...]] = {}
    for number, file in enumerate(files):
        declared = _declared(contract, manifest, file.name)
        found = names_of(file, known_names(contract, len(declared)), usual_parts(contract, data.tree))
        yield from tags(file, found.marks)
        used |= {path: whole or used.get(path, False) for path, whole in found.used.items()}
        for key, lines in found.printed.items():
            printed[key] = (*printed.get(key, ()), *((file.name, line) for line in lines))
        if number == 0:
            yield from outline(file, contract)
        yield from attachments(file, declared)
    yield from numbering(contract, manifest)
    yield from unused(contract, manifest, used)
    yield from unprinted(contract, manifest, printed)
    yield from sample(pack, tuple(files))


def _source(pack: Pack, name: str) -> Source:
    """A TOML file of the pack; empty where there is none or it cannot be read, which is said elsewhere."""
    return load(pack.files.get(name, b""), name).source or Source({}, "", name)


def _declared(contract: Contract, manifest: Source, template: str) -> tuple[Declared, ...]:
    """The attachments of the documents that ``template`` makes, the most that one of them has."""
    every = [
        tuple(
            Declared(each, manifest.place(("文书", index, "附件", number, "标题")))
            for number, each in enumerate(document.attachments)
        )
        for index, document in enumerate(contract.documents)
        if document.template == template
    ]
    return max(every, key=len, default=())
