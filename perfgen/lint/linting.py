"""All faults of a pack in one run."""

from collections.abc import Iterator, Mapping

from perfgen.contract import Contract, read_draft
from perfgen.errors import TemplateFault
from perfgen.findings import Finding, Place
from perfgen.lint.agreement import agreement
from perfgen.lint.attachments import Declared, attachments
from perfgen.lint.expressions import expressions
from perfgen.lint.known import Path, known_names, usual_parts
from perfgen.lint.layout import layout
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_line, at_place, in_order
from perfgen.lint.names import names_of
from perfgen.lint.numbering import numbering
from perfgen.lint.outline import outline
from perfgen.lint.sample import extremes, figures_of, sample
from perfgen.lint.syntax import syntax, tags
from perfgen.lint.usage import said_in, unprinted, unused
from perfgen.lint.wordfile import Line, WordFile, read_wordfile
from perfgen.load import Source, load
from perfgen.packs import Pack
from perfgen.packs.read import MANIFEST, SAMPLE
from perfgen.render.vetting import vet


def lint(pack: Pack, *, built: bool = True, extremes: bool = True) -> tuple[Finding, ...]:
    """Every fault of ``pack``: of its manifest, its Word files and its sample, each with its place and cure.

    Places name the files of the pack; in a Word file the place is heading, paragraph or cell. Without ``extremes`` the
    sample is built as it stands and not in its extreme forms, without ``built`` not at all, so that nothing of the
    template is run. Never raises for a fault of the pack.
    """
    return tuple(mark.finding for mark in examine(pack.files, built=built, extremes=extremes))


def examine(files: Mapping[str, bytes], *, built: bool = True, extremes: bool = True) -> tuple[Mark, ...]:
    """The same for the files of a pack, be its manifest faulty too; each finding with the paragraph it is about."""
    loaded = load(files.get(MANIFEST, b""), MANIFEST)
    if MANIFEST not in files:
        return (at_place("TPL101", LOGICAL, f"缺少 {MANIFEST}", "模板的文件夹里要有它", Place(file=MANIFEST)),)
    marks = [Mark(finding) for finding in loaded.findings]
    if loaded.source is None or loaded.source.unread:
        return in_order(marks, (MANIFEST,))  # of half a manifest nothing else can be said
    contract, faults = read_draft(loaded.source)
    marks += [Mark(finding) for finding in faults]
    if contract is None:
        return in_order(marks, (MANIFEST,))
    linting = _Linting(files, contract, loaded.source)
    marks += linting.marks(built)
    if built and extremes and not any(mark.finding.logical for mark in marks):
        marks += linting.extremes()
    return in_order(marks, (MANIFEST, *linting.names, SAMPLE))


class _Linting:
    """One run over the files of a pack."""

    def __init__(self, files: Mapping[str, bytes], contract: Contract, manifest: Source) -> None:
        self.contract = contract
        self.manifest = manifest
        self.pack = Pack(contract, files)
        self.names = tuple(dict.fromkeys(document.template for document in contract.documents))
        self.data = load(files.get(SAMPLE, b""), SAMPLE).source or Source({}, "", SAMPLE)
        self.figures = figures_of(self.pack)
        self.files: list[WordFile] = []

    def marks(self, built: bool) -> Iterator[Mark]:
        """Everything but the extreme forms of the sample."""
        yield from self._opened()
        known = known_names(self.contract, 0)
        usual = usual_parts(self.contract, self.data.tree)
        found, used = expressions(self.contract, self.manifest, self.figures, known, usual)
        yield from found
        yield from agreement(self.contract, self.manifest, self.data.tree)
        yield from numbering(self.contract, self.manifest)
        used = {**used, **dict.fromkeys(said_in(self.data.tree), True)}
        words = list(self._word_files(dict(used), usual))
        yield from words
        if built and self.names and len(self.files) == len(self.names):
            readable = not any(mark.finding.code.startswith("TPL20") and mark.finding.logical for mark in words)
            named = {(mark.template, mark.paragraph) for mark in words if mark.finding.code == "TPL301"}
            printed = sample(self.pack, tuple(self.files), render=readable)
            yield from (mark for mark in printed if (mark.template, mark.paragraph) not in named)

    def extremes(self) -> Iterator[Mark]:
        """What the extreme forms of the sample bring to light."""
        if self.figures is not None:
            yield from extremes(self.pack, self.figures, tuple(self.files))

    def _opened(self) -> Iterator[Mark]:
        """Read the Word files; those that are missing, broken or dangerous."""
        for name in self.names:
            document = next(n for n, each in enumerate(self.contract.documents) if each.template == name)
            if name not in self.pack.files:
                hint = "把文件放进模板的文件夹，或改正“模板文件”"
                place = self.manifest.place(("文书", document, "模板文件"))
                yield at_place("TPL102", LOGICAL, f"没有“模板文件”所写的 {name}", hint, place)
                continue
            try:
                vet(self.pack.files[name])
                self.files.append(read_wordfile(name, self.pack.files[name]))
            except TemplateFault as fault:
                for each in getattr(fault, "faults", ()) or (fault,):
                    yield at_place("TPL208", LOGICAL, each.message, each.hint, Place(file=name))
        for name in self.pack.files:
            if name not in self.names and name.lower().endswith((".docx", ".doc", ".docm", ".dotx")):
                message, hint = f"没有一件文书用 {name}", "从文件夹里删去它，或在 manifest.toml 的“文书”里写上"
                yield at_place("TPL102", REVIEW, message, hint, Place(file=name))

    def _word_files(self, used: dict[Path, bool], usual: tuple[str, ...]) -> Iterator[Mark]:
        printed: dict[str, tuple[tuple[str, Line | None], ...]] = {}
        for file in self.files:
            declared = self._declared(file.name)
            own = syntax(file)
            broken = any(mark.finding.code in ("TPL201", "TPL202", "TPL203") for mark in own)
            names = names_of(file, known_names(self.contract, len(declared)), usual, broken=broken)
            yield from tags(file, own, names.marks)
            yield from _unfinished(file)
            used |= {path: whole or used.get(path, False) for path, whole in names.used.items()}
            for key, lines in names.printed.items():
                printed[key] = (*printed.get(key, ()), *((file.name, line) for line in lines))
            if file.name == self.names[0]:
                yield from outline(file, self.contract)
            yield from attachments(file, declared)
            yield from layout(file, self.contract.format.layout)
        if len(self.files) == len(self.names):
            yield from unused(self.contract, self.manifest, used)
            yield from unprinted(self.contract, self.manifest, printed)

    def _declared(self, template: str) -> tuple[Declared, ...]:
        """The attachments of the documents that ``template`` makes, the most that one of them has."""
        every = [
            tuple(
                Declared(each, self.manifest.place(("文书", index, "附件", number, "标题")))
                for number, each in enumerate(document.attachments)
            )
            for index, document in enumerate(self.contract.documents)
            if document.template == template
        ]
        return max(every, key=len, default=())


def _unfinished(file: WordFile) -> Iterator[Mark]:
    """Tracked changes and comments, which would come into every report."""
    kinds = (
        ("ins", "del", "moveFrom", "moveTo", "没有接受的修订", "在“审阅”里接受或拒绝全部修订"),
        ("commentReference", "", "", "", "批注", "删去批注"),
    )
    for *names, what, hint in kinds:
        wanted = [f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}" for name in names if name]
        line = next((line for line in file.body if next(line.element.iter(*wanted), None) is not None), None)
        if line is not None:
            message = f"Word 文件里有{what}，每份报告里都会有"
            yield at_line("TPL209", REVIEW, message, f"{hint}，再存", file.name, line)
