"""The pack's own sample: whether it is there, builds, and has nothing to report."""

from collections.abc import Iterator

from perfgen.errors import TemplateFault
from perfgen.findings import Place
from perfgen.lint.mark import LOGICAL, Mark, at_line, at_place
from perfgen.lint.wordfile import WordFile
from perfgen.load import load
from perfgen.packs import Pack
from perfgen.packs.read import SAMPLE
from perfgen.pipeline import Job, Outcome, build


def sample(pack: Pack, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    """What is wrong with the sample, and with the template when it meets it."""
    data = pack.files.get(SAMPLE)
    if data is None:
        hint = f"照一个虚构的单位填一份数据，存为 {SAMPLE}，放进模板的文件夹"
        yield at_place("TPL601", LOGICAL, f"模板里没有样例 {SAMPLE}", hint, Place(file=SAMPLE))
        return
    yield from _of_another_pack(pack, data)
    outcome = build(Job(data, SAMPLE, lambda name, version: pack, files=pack.files))
    for finding in outcome.findings:
        if not finding.explained:
            yield Mark(finding)
    yield from _unprintable(outcome, files)


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


def _unprintable(outcome: Outcome, files: tuple[WordFile, ...]) -> Iterator[Mark]:
    if outcome.error is None:
        return
    for fault in getattr(outcome.error, "faults", ()) or (outcome.error,):
        found = [(file, file.line_of(fault.place, fault.message)) for file in files]
        file, line = next(((f, at) for f, at in found if at is not None), (files[0] if files else None, None))
        message = f"样例印不出来：{fault.message}"
        if isinstance(fault, TemplateFault) and file is not None:
            yield at_line("TPL603", LOGICAL, message, fault.hint, file.name, line)
        else:
            yield at_place("TPL603", LOGICAL, message, fault.hint, Place(file=SAMPLE))
