"""What becomes of a foreign pack when it is used: read, vetted, linted, its sample built; runs in the child process."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from pathlib import Path

from perfgen.contract import Contract
from perfgen.errors import PackFault, PerfgenError
from perfgen.express.syntax import parse, segments
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.install.contents import Contents
from perfgen.load import load
from perfgen.packs import Pack
from perfgen.packs.read import MANIFEST, SAMPLE, pack_of
from perfgen.pipeline import STILL_TO_COME, Job, Outcome, build
from perfgen.taken import names_taken
from perfgen.vocabulary import TAKEN
from perfgen.zipped import refusal

_MOST = 20
_NOT_HERE = "DAT501"
"""The code of a file that a data file takes values from and that is not there; the town has it, the 填报包 has not."""


@frozen
class Verdict:
    """What is wrong with a pack, or what it is and makes."""

    refused: tuple[str, ...] = ()
    """Why it is not installed; empty where it may be."""
    warnings: tuple[str, ...] = ()
    id: str = ""
    name: str = ""
    version: str = ""
    made: tuple[str, ...] = ()
    """The names of the Word files that the sample made."""
    documents: tuple[bytes, ...] = field(default=(), repr=False)
    """These files, where they were asked for."""
    mishap: tuple[str, ...] = field(default=(), repr=False)
    """Where an error that nobody foresaw came from; such a pack is refused."""


def try_out(contents: Contents, *, linting: bool = True, documents: bool = False) -> Verdict:
    """The verdict on ``contents``; never raises for what is wrong with them."""
    try:
        pack = pack_of(contents.files, Path())
    except PackFault as fault:
        return Verdict(refused=(f"{MANIFEST}：{fault.message}",))
    contract = pack.contract
    verdict = Verdict(id=contract.id, name=contract.name, version=contract.version)
    foreign = (*_word_files(pack), *_expressions(contract))
    if foreign:
        return replace(verdict, refused=_cut(foreign))
    outcome = _sample(pack)
    found = _linted(pack) if linting else ()
    faults = (*_not_made(outcome, contract), *(_told(each) for each in found if each.logical))
    refused = _cut(faults or _data_files(contents, pack))
    warnings = _cut(_told(each) for each in found if not each.logical)
    return Verdict(
        refused,
        warnings,
        verdict.id,
        verdict.name,
        verdict.version,
        tuple(made.name for made in outcome.made),
        tuple(made.data for made in outcome.made) if documents else (),
    )


def _cut(reasons: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(reasons))
    return found if len(found) <= _MOST else (*found[:_MOST], f"等，共 {len(found)} 处")


def _word_files(pack: Pack) -> Iterator[str]:
    """What no Word file of the pack may hold, used by a document or not."""
    from perfgen.render.vetting import vet

    for name, data in pack.files.items():
        if name.endswith(".docx"):
            yield from _fault_of(name, lambda data=data: vet(data))  # type: ignore[misc]
    for document in pack.contract.documents:
        if document.template and document.template not in pack.files:
            yield f"{MANIFEST}：没有“模板文件”所写的“{document.template}”"


def _expressions(contract: Contract) -> Iterator[str]:
    """What no expression of the manifest may hold; none is evaluated yet."""
    texts = [(f"文书.{document.key}.文件名", document.file_name) for document in contract.documents]
    texts += [(f"附件.{each.key}.标题", each.title) for document in contract.documents for each in document.attachments]
    whole = [(f"计算.{each.name}", each.expression) for each in contract.computed]
    whole += [(f"勾稽.{each.code}", each.expression) for each in contract.rules]
    if contract.scoring.execution is not None:
        rate = contract.scoring.execution
        whole += [("评分.执行率.分子", rate.numerator), ("评分.执行率.分母", rate.denominator)]
    for name, text in texts:
        yield from _fault_of(
            f"{MANIFEST} 的“{name}”",
            lambda text=text: [parse(part.text) for part in segments(text) if part.expression],  # type: ignore[misc]
        )
    for name, text in whole:
        yield from _fault_of(f"{MANIFEST} 的“{name}”", lambda text=text: parse(text))  # type: ignore[misc]


def _fault_of(name: str, act: Callable[[], object]) -> Iterator[str]:
    try:
        act()
    except PerfgenError as fault:
        yield f"{name}：{fault}"


def _sample(pack: Pack) -> Outcome:
    """The sample built with this pack, all documents."""
    return build(Job(pack.files[SAMPLE], SAMPLE, _only(pack), only=("全部",)))


def _only(pack: Pack) -> Callable[[str, str], Pack]:
    """A library of one pack."""

    def choose(name: str, version: str) -> Pack:
        if name not in (pack.id, pack.contract.name):
            raise PackFault(f"这里的“模板”写着“{name}”，不是这个模板", f'写成 "模板" = "{pack.id}"')
        if version and version != pack.version:
            raise PackFault(f"“模板版本”写着 {version}，这个模板是 {pack.version}", "删去“模板版本”，或改成一样的")
        return pack

    return choose


def _not_made(outcome: Outcome, contract: Contract) -> Iterator[str]:
    """Why the sample came to nothing, or what is wrong with the files that it makes."""
    if outcome.error is not None:
        yield f"用样例生成不了：{outcome.error}"
    yield from (f"样例有错：{_told(finding)}" for finding in outcome.findings if finding.logical)
    if not outcome.refused and not outcome.made and contract.documents:
        yield "样例生成不出一件文书"
    from perfgen.render.vetting import vet

    for made in outcome.made:
        if "/" in made.name or refusal(made.name):
            yield f"“文书”里的“文件名”不能用：{made.name!r}（{refusal(made.name) or '文件名里有文件夹'}）"
        yield from _fault_of(f"生成的 {made.name}", lambda made=made: vet(made.data))  # type: ignore[misc]


def _data_files(contents: Contents, pack: Pack) -> Iterator[str]:
    """What is wrong with the data files of a 填报包; what is still to be filled in is not."""
    for name, data in contents.data.items():
        yield from (f"data/{name}：{reason}" for reason in _data_file(name, data, pack))


def _data_file(name: str, data: bytes, pack: Pack) -> Iterator[str]:
    source = load(data, name).source
    if source is not None:
        for wanted in _taken_from(source.tree):
            if wanted not in names_taken(source.tree):
                yield f"不能取自“{wanted}”：只能取自数据文件旁边的文件"
    outcome = build(Job(data, name, _only(pack), draft=True, render=False))
    if outcome.error is not None:
        yield str(outcome.error)
    yield from (
        _told(finding)
        for finding in outcome.findings
        if finding.logical and finding.code not in STILL_TO_COME and finding.code != _NOT_HERE
    )


def _taken_from(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get(TAKEN), str):
            yield node[TAKEN]
        for value in node.values():
            yield from _taken_from(value)
    elif isinstance(node, list):
        for value in node:
            yield from _taken_from(value)


def _linted(pack: Pack) -> tuple[Finding, ...]:
    from perfgen.lint import lint

    return lint(pack)


def _told(finding: Finding) -> str:
    place = finding.place
    where = f"{place.file} 第 {place.line} 行：" if place.line else f"{place.file} {place.cell}：" if place.cell else ""
    cure = f"（{finding.hint}）" if finding.hint else ""
    return f"{where}{finding.message}{cure}"[:1000]


__all__ = ["Verdict", "try_out"]
