"""The pack's own sample, as it stands and in its extreme forms: whether it builds, and into a sound Word file."""

import re
from collections.abc import Iterable, Iterator

from perfgen.compute import Figures, compute
from perfgen.documents import EVERY
from perfgen.errors import OutputFault, PerfgenError, TemplateFault
from perfgen.findings import Place
from perfgen.lint.mark import LOGICAL, Mark, at_line, at_place
from perfgen.lint.structure import flaws
from perfgen.lint.typed import typed
from perfgen.lint.variants import MARKUP, Variant, variants
from perfgen.lint.wordfile import WordFile
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import Pack
from perfgen.packs.read import SAMPLE
from perfgen.pipeline import Job, Outcome, build
from perfgen.render.package import parse_xml, read_package
from perfgen.render.places import W
from perfgen.taken import take


def figures_of(pack: Pack) -> Figures | None:
    """The figures of the sample; None where there is none or it cannot be read."""
    source = load(pack.files.get(SAMPLE, b""), SAMPLE).source
    if source is None or not source.tree:
        return None
    taken, _ = take(source, pack.contract, pack.files)
    return compute(build_report(taken, pack.contract)[0])


def sample(pack: Pack, files: tuple[WordFile, ...], *, render: bool = True) -> Iterator[Mark]:
    """What is wrong with the sample and, if it is to be rendered, with the template when it meets it."""
    data = pack.files.get(SAMPLE)
    if data is None:
        hint = f"照一个虚构的单位填一份数据，存为 {SAMPLE}，放进模板的文件夹"
        yield at_place("TPL601", LOGICAL, f"模板里没有样例 {SAMPLE}", hint, Place(file=SAMPLE))
        return
    yield from _of_another_pack(pack, data)
    outcome = _built(pack, data, render=render)
    for finding in outcome.findings:
        if not finding.explained:
            yield Mark(finding)
    if outcome.error is not None:
        yield from _unprintable(_faults(outcome.error), "样例", files)
    for made in outcome.made:
        yield from _unsound(made.data, "样例", files)


def extremes(pack: Pack, figures: Figures, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    """What the template cannot print, or prints into an unsound file, when it meets the extreme forms of the sample."""
    said: set[tuple[str, str]] = set()
    for variant in variants(figures.report):
        outcome = _built(pack, typed({**variant.tree, "模板": pack.id}), draft=True)
        if outcome.error is not None and not isinstance(outcome.error, OutputFault):
            fresh = [fault for fault in _faults(outcome.error) if _tag(fault) not in said]
            said |= {_tag(fault) for fault in fresh}
            yield from _unprintable(fresh, variant.name, files)
        for made in outcome.made:
            yield from _unsound(made.data, variant.name, files)
            yield from _lost(made.data, variant, files)


def _built(pack: Pack, data: bytes, *, draft: bool = False, render: bool = True) -> Outcome:
    def choose(name: str, version: str) -> Pack:
        return pack

    return build(Job(data, SAMPLE, choose, draft=draft, render=render, files=pack.files, only=(EVERY,)))


def _of_another_pack(pack: Pack, data: bytes) -> Iterator[Mark]:
    source = load(data, SAMPLE).source
    if source is None:
        return
    name, version = source.tree.get("模板"), source.tree.get("模板版本")
    if name not in (None, pack.id, pack.contract.name):
        hint = f'写成 "模板" = "{pack.id}"'
        yield at_place("TPL602", LOGICAL, f"样例写的是另一个模板“{name}”", hint, source.place(("模板",)))
    if version not in (None, pack.version):
        hint = f'写成 "模板版本" = "{pack.version}"，或者不写'
        yield at_place("TPL602", LOGICAL, f"样例写的是模板的另一版“{version}”", hint, source.place(("模板版本",)))


def _tag(fault: PerfgenError) -> tuple[str, str]:
    """What a fault is about: of several forms of the sample that fail at one tag the first is told."""
    tag = re.search(r"“(\{.*?\})”", fault.message)
    return fault.place, tag[1] if tag else fault.message


def _faults(error: PerfgenError) -> tuple[PerfgenError, ...]:
    return getattr(error, "faults", ()) or (error,)


def _unprintable(faults: Iterable[PerfgenError], form: str, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    code = "TPL603" if form == "样例" else "TPL604"
    for fault in faults:
        found = [(file, file.line_of(fault.place, fault.message)) for file in files]
        file, line = next(((f, at) for f, at in found if at is not None), (files[0] if files else None, None))
        message = f"{form}印不出来：{fault.message}" if form == "样例" else f"{form}的时候印不出来：{fault.message}"
        if isinstance(fault, TemplateFault) and file is not None:
            missing = "找不到" in fault.message and code == "TPL604"
            hint = _GUARD if missing or not fault.hint else fault.hint
            yield at_line(code, LOGICAL, message, hint, file.name, line)
        else:
            yield at_place(code, LOGICAL, message, fault.hint, Place(file=SAMPLE))


_GUARD = "可以没有的，放在 {%p if 有(…) %} 和 {%p endif %} 之间；一定要有的，在 manifest.toml 的“字段”里写 必填"


def _unsound(data: bytes, form: str, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    for flaw in dict.fromkeys(flaws(data)):
        where = f"（{flaw.place}）" if flaw.place else ""
        message = f"{form}{'' if form == '样例' else '的时候'}生成的 Word 文件不合规：{flaw.message}{where}"
        hint = "检查那里的表和循环：开头、结尾各占一行，每个单元格里留一段"
        yield at_line("TPL605", LOGICAL, message, hint, files[0].name if files else SAMPLE, None)


def _lost(data: bytes, variant: Variant, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    if not variant.expected:
        return
    package = read_package(data)
    text = "".join(each.text or "" for each in parse_xml(package.parts[package.main]).iter(W + "t"))
    if MARKUP not in text:
        message = f"{variant.name}的时候，这些字没有印出来"
        yield at_line("TPL605", LOGICAL, message, "标签里不要用 safe", files[0].name if files else SAMPLE, None)
