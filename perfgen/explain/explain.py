"""The question “where does this figure come from?” and its answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from perfgen.compute import Figures, compute
from perfgen.context import traced_context
from perfgen.contract import Document
from perfgen.documents import chosen, shown, word_file
from perfgen.errors import PackFault, PerfgenError
from perfgen.explain.figures import Explainer
from perfgen.explain.places import Occurrence, Page, loop_names
from perfgen.explain.values import Explanation, Figure, Found, Literal
from perfgen.express import words
from perfgen.express.faults import did_you_mean
from perfgen.express.values import Absent, Amount, Group, Listing, Number
from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath, parse_key
from perfgen.load import load
from perfgen.model import Report, build_report
from perfgen.origins import Origins
from perfgen.packs import Pack
from perfgen.pipeline import Job
from perfgen.prose import Texts, write_prose
from perfgen.render.trace import Traced, TracingTemplate, compile_tracing
from perfgen.taken import take

_NUMBER = re.compile(r"[-−+]?[0-9０-９]")
_FOLDED = str.maketrans("０１２３４５６７８９．，％－−", "0123456789.,%--")
_VIEWS = (Group, Listing, tuple, list, dict)


def explain(job: Job, what: str | None = None) -> Explanation:
    """Explain a key path, a number as it is printed, or (``what`` is None) every computed figure.

    Raises PerfgenError where ``what`` names or finds nothing. Data that cannot be read at all is explained by its
    findings.
    """
    asked = inquiry(job)
    return asked.ask(what) if isinstance(asked, Inquiry) else Explanation(what or "", findings=asked)


def inquiry(job: Job) -> "Inquiry | tuple[Finding, ...]":
    """The figures of a data file, to be asked about as often as one likes; findings where it cannot be read."""
    loaded = load(job.data, job.name)
    if loaded.source is None:
        return loaded.findings
    try:
        pack = _pack(job, loaded.source.tree)
    except PackFault as fault:
        place = loaded.source.place(("模板",))
        return (*loaded.findings, Finding("DAT401", Severity.LOGICAL, fault.message, fault.hint, place))
    source, _ = take(loaded.source, pack.contract, job.files)
    report, _ = build_report(source, pack.contract)
    return Inquiry(compute(report).settled(), pack, job.only)


def _pack(job: Job, tree: dict[str, Any]) -> Pack:
    name, version = tree.get("模板"), tree.get("模板版本")
    if not isinstance(name, str) or not name.strip():
        raise PackFault("没有写明用哪个模板", '在文件开头写 "模板" = "…"；用 perfgen template list 看有哪些')
    return job.choose(name.strip(), version.strip() if isinstance(version, str) else "")


@lru_cache(maxsize=8)
def _tracing(template: bytes) -> TracingTemplate:
    """The template compiled for tracing; two sides of a comparison use one."""
    return compile_tracing(template, filters=words.FUNCTIONS, restricted=True)


def _within(page: Traced, document: str) -> Traced:
    """The page with every paragraph marked as one of ``document``."""
    return Traced(tuple(replace(passage, document=document) for passage in page.passages))


class Inquiry:
    """A report's figures with the page that they are printed on."""

    def __init__(self, figures: Figures, pack: Pack, only: Sequence[str] = ()) -> None:
        """Take the figures, all of them computed, the pack that prints them, and the documents asked for by name.

        Without names these are the documents of a build, but for versions that say again what their origin says.
        """
        self.figures = self._figures = figures
        self._report: Report = figures.report
        self.unprinted = ""
        documents = self._chosen(only)
        self.documents = tuple(document.key for document in documents)
        """The keys of the documents on the page, in order."""
        self._explainer = Explainer(figures)
        self.page = Page(figures, self._traced(pack, documents))

    def _chosen(self, only: Sequence[str]) -> tuple[Document, ...]:
        try:
            documents = chosen(self._report, only)
        except PackFault as fault:
            self.unprinted = fault.message
            return ()
        return tuple(each for each in documents if only or not each.origin)

    def _traced(self, pack: Pack, documents: Sequence[Document]) -> tuple[Traced, ...]:
        texts = write_prose(self._figures)
        try:
            pages = [self._page(pack, document, texts) for document in documents]
        except PerfgenError as error:
            self.unprinted = error.message
            return ()
        return tuple(page if number == 0 else _within(page, key) for number, (key, page) in enumerate(pages))

    def _page(self, pack: Pack, document: Document, texts: Texts) -> tuple[str, Traced]:
        figures, texts = shown(self._figures, texts, document)
        origins = Origins(figures)
        context = traced_context(figures, texts, document, origins)
        return document.key, _tracing(word_file(pack, document)).trace(context, origins)

    def ask(self, what: str | None = None) -> Explanation:
        """Explain as ``explain`` does; raises PerfgenError where ``what`` names or finds nothing."""
        if what is None:
            return self.overview()
        text = what.strip()
        return self.number(text) if _NUMBER.match(text) else self.key(text)

    # -- everything -------------------------------------------------------------------------------

    def overview(self) -> Explanation:
        """Every computed figure, in the order of the data."""
        found = []
        for path in self.paths():
            figure = self._explainer.figure(path)
            if figure.computed and isinstance(self._figures.value(path), Number):
                found.append(Found(figure))
        seen = set[tuple[str, tuple[KeyPath, ...]]]()
        for each in self.page.occurrences:
            if not each.paths and each.keys and (each.expression, each.keys) not in seen:
                seen.add((each.expression, each.keys))
                computed = self._on_the_spot(each)
                if computed is not None and computed.numbers:
                    found.append(Found(computed))
        return Explanation(figures=tuple(found), unprinted=self.unprinted)

    def paths(self) -> Iterator[KeyPath]:
        """The paths of all figures, from the top down."""
        for name in self._figures.top_names():
            if name not in ("正文", "核对数", "核实说明", "未归类", "指标行"):
                yield from self._below((name,))

    def _below(self, path: KeyPath) -> Iterator[KeyPath]:
        try:
            value = self._figures.value(path)
        except KeyError:
            return
        raw = self._report.raw(path) if self._report.has(path) else None
        if isinstance(value, Number | Absent | str):
            yield path
        if isinstance(raw, list) and isinstance(value, Listing):
            for index in range(len(raw)):
                yield from self._below((*path, index))
        if isinstance(value, Group | Amount | Listing) or isinstance(raw, dict):
            for name in self._figures.names(path):
                yield from self._below((*path, name))

    # -- one figure -------------------------------------------------------------------------------

    def figure(self, path: KeyPath) -> Figure:
        """The figure at ``path`` with everything below it; raises KeyError where there is none."""
        return self._explainer.figure(path)

    def key(self, text: str) -> Explanation:
        """The figure that a key path names; raises PerfgenError."""
        path = self._named(text)
        return Explanation(text, (self._found(path),), unprinted=self.unprinted)

    def _found(self, path: KeyPath) -> Found:
        places = tuple(
            each.printing("" if under == path else self._report.spelled(under)) for each, under in self.page.of(path)
        )
        return Found(self._explainer.figure(path), tuple(dict.fromkeys(places)))

    def _named(self, text: str) -> KeyPath:
        try:
            parts = parse_key(text)
            path = self._resolved(parts)
        except (ValueError, KeyError):
            keys = [self._report.spelled(each) for each in self.paths()]
            hint = did_you_mean(text, keys) or "不写路径，看全部算出来的数"
            raise PerfgenError(f"没有“{text}”这个数", hint) from None
        value = self._figures.value(path)
        if not isinstance(value, Number | Absent | str) and isinstance(value, _VIEWS):
            below = [self._report.spelled(each) for each in self._below(path)][:6]
            hint = f"写其中一个，例如 {'、'.join(below)}" if below else "写其中一个数的路径"
            raise PerfgenError(f"“{text}”是一张表，不是一个数", hint)
        return path

    def _resolved(self, parts: KeyPath) -> KeyPath:
        """``parts`` as a path; names are also found in the cuts, as expressions find them. Raises KeyError."""
        path: KeyPath = ()
        value: Any = None
        for part in parts:
            try:
                path = self._report.indexed((*path, part))
                value = self._figures.value(path)
            except KeyError:
                value = value[str(part)] if isinstance(value, Amount) else self._figures.child(path[:-1], str(part))
                path = getattr(value, "path", path)
        if not path:
            raise KeyError(parts)
        return path

    # -- a number as printed ----------------------------------------------------------------------

    def number(self, text: str) -> Explanation:
        """Everything that prints as ``text``; raises PerfgenError where nothing does."""
        wanted = text.translate(_FOLDED)
        figures: dict[KeyPath, None] = {}
        spots: dict[tuple[str, tuple[KeyPath, ...]], list[Occurrence]] = {}
        literals: list[Literal] = []
        for passage, start, end in self.page.search(wanted):
            origin = self.page.at(passage, start, end)
            if origin is not None and origin.paths and self._is_figure(origin.paths[-1]):
                figures[origin.paths[-1]] = None
            elif origin is not None and not origin.typed and origin.keys:
                spots.setdefault((origin.expression, origin.keys), []).append(origin)
            else:
                literals.append(self._literal(Occurrence(passage, start, end), origin))
        if not (figures or spots or literals):  # on no page, but a figure all the same
            figures.update((path, None) for path in self.paths() if self._prints(path, wanted))
        found = [self._found(path) for path in figures]
        found += [self._on_the_spot_found(each) for each in spots.values()]
        if not found and not literals:
            raise PerfgenError(f"没有哪个数印作“{text}”", "照报告上印的写，例如 98.3%；不写，看全部算出来的数")
        return Explanation(text, tuple(found), tuple(literals), unprinted=self.unprinted)

    def _is_figure(self, path: KeyPath) -> bool:
        try:
            return isinstance(self._figures.value(path), Number)
        except KeyError:
            return False

    def _prints(self, path: KeyPath, text: str) -> bool:
        value = self._figures.value(path)
        return isinstance(value, Number) and text in (str(value), f"{value.spelled()}{_unit(value)}")

    def _on_the_spot_found(self, occurrences: list[Occurrence]) -> Found:
        first = occurrences[0]
        figure = self._on_the_spot(first)
        if figure is None:
            shown = first.passage.text[first.start : first.end]
            figure = Figure(first.expression, printed=shown, words="模板里的表达式")
        alike = [
            each
            for each in self.page.occurrences
            if (each.expression, each.keys) == (first.expression, first.keys) and not each.paths
        ]
        same = alike if first.keys else occurrences
        return Found(figure, tuple(dict.fromkeys(each.printing() for each in same)))

    def _on_the_spot(self, occurrence: Occurrence) -> Figure | None:
        shown = occurrence.passage.text[occurrence.start : occurrence.end]
        names = loop_names(self._figures, occurrence.expression, occurrence.keys)
        return self._explainer.expression(occurrence.expression, shown, names)

    def _literal(self, hit: Occurrence, origin: Occurrence | None) -> Literal:
        if origin is None or origin.typed is None:
            filled = any(mark.start <= hit.start < mark.end for mark in hit.passage.marks)
            return Literal(hit.printing(), "程序编的序号" if filled else "模板里的文字")
        path, offset = origin.typed
        place = self._report.place(path, offset + hit.start - origin.start)
        return Literal(hit.printing(), "数据里打的字", place)


def _unit(value: Number) -> str:
    return value.style.money_unit if value.kind.value == "金额" else ""
