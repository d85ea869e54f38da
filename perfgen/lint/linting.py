"""All faults of a pack in one run."""

from collections.abc import Iterator

from perfgen.errors import TemplateFault
from perfgen.findings import Finding, Place
from perfgen.lint.mark import LOGICAL, Mark, at_place, in_order
from perfgen.lint.sample import sample
from perfgen.lint.syntax import syntax
from perfgen.lint.wordfile import WordFile, read_wordfile
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
    files: list[WordFile] = []
    for name in names:
        if name not in pack.files:
            hint = "把文件放进模板的文件夹，或改正 manifest.toml 的“模板文件”"
            yield at_place("TPL102", LOGICAL, f"没有“模板文件”所写的 {name}", hint, Place(file=MANIFEST))
            continue
        try:
            files.append(read_wordfile(name, pack.files[name]))
        except TemplateFault as fault:
            yield at_place("TPL102", LOGICAL, f"{name}：{fault.message}", fault.hint, Place(file=name))
    for file in files:
        yield from syntax(file)
    yield from sample(pack, tuple(files))
