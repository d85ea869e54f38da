"""Two packs side by side, the parts of the manifest in their order, then the Word files."""

from collections.abc import Iterator

from perfgen.contract import Contract
from perfgen.packdiff.documents import documents, word_files
from perfgen.packdiff.fields import fields
from perfgen.packdiff.outline import outline
from perfgen.packdiff.scoring import computed, form, rules, scoring
from perfgen.packdiff.values import Addition, Change, Effect, PackDiff
from perfgen.packs import Pack
from perfgen.vocabulary import Type

_PROSE = {"编号段落": '["第一段", "第二段"]', "小标题段": '[{ "标题" = "小标题", "内容" = "文字" }]'}
_EXAMPLES = {Type.TEXT: '"{}"', Type.DATE: "{}", Type.RATIO: '"{}"', Type.TARGET: '"{}"', Type.CHOICE: '"{}"'}
_KINDS = list(Effect)


def compare(old: Pack, new: Pack) -> PackDiff:
    """What changes for a town whose data was written for ``old`` when ``new`` takes its place."""
    changes = sorted(_changes(old, new), key=lambda change: _KINDS.index(change.effect))
    return PackDiff(
        f"{old.id} {old.version}",
        f"{new.id} {new.version}",
        tuple(changes),
        tuple(_additions(old.contract, new.contract)),
    )


def _changes(old: Pack, new: Pack) -> Iterator[Change]:
    yield from _head(old.contract, new.contract)
    yield from outline(old.contract, new.contract)
    yield from fields(old.contract, new.contract)
    yield from computed(old.contract, new.contract)
    yield from rules(old.contract, new.contract)
    yield from scoring(old.contract, new.contract)
    yield from form(old.contract, new.contract)
    yield from documents(old.contract, new.contract)
    yield from word_files(old, new)


def _head(old: Contract, new: Contract) -> Iterator[Change]:
    if old.id != new.id:
        cure = f'数据文件开头改成 "模板" = "{new.id}"'
        yield Change("总则", "编号", f"{old.id} → {new.id}", Effect.BREAKING, cure)
    if old.version != new.version:
        cure = "数据里写了“模板版本”的，仍用旧版，直到改掉它"
        yield Change("总则", "版本", f"{old.version} → {new.version}", Effect.NONE, cure)
    if old.name != new.name:
        cure = f'数据里用名称写“模板”的，改成 "模板" = "{new.id}"'
        yield Change("总则", "名称", f"“{old.name}” → “{new.name}”", Effect.NONE, cure)
    if old.source != new.source:
        yield Change("总则", "依据", f"“{old.source}” → “{new.source}”", Effect.NONE)
    if old.years != new.years:
        narrower = bool(new.years) and not (old.years and set(old.years) <= set(new.years))
        shown = [("、".join(map(str, years)) or "不限") for years in (old.years, new.years)]
        yield Change("总则", "适用年度", " → ".join(shown), Effect.STRICTER if narrower else Effect.NONE)


def _additions(old: Contract, new: Contract) -> Iterator[Addition]:
    """What the new pack asks for and the old one did not, as lines of a data file."""
    had = {field.pattern for field in old.all_fields if field.required}
    for field in new.all_fields:
        if field.required and field.pattern not in had:
            example = _EXAMPLES.get(field.type, "{}").format(field.example)
            yield Addition(field.pattern, field.meaning, f"{_dotted(field.pattern)} = {example}")
    wanted = {key for key, item in old.prose_keys.items() if item.required}
    for key, item in new.prose_keys.items():
        if item.required and key not in wanted:
            value = _PROSE.get(str(item.content), '"文字"')
            yield Addition(f"正文.{key}", item.title, f'"{key}" = {value}    # 写在 ["正文"] 之下')


def _dotted(pattern: str) -> str:
    """``依据.文号`` as a key of TOML; an item of a list stands in its table."""
    head, mark, last = pattern.rpartition("[].")
    keys = ".".join(f'"{part}"' for part in (last if mark else pattern).split("."))
    return f"{keys}" if not mark else f'[["{head}"]] {keys}'
