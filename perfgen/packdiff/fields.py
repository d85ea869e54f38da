"""Field by field: what a data file may hold and must hold under two packs."""

from collections.abc import Iterator

from perfgen.contract import Contract
from perfgen.packdiff.values import Change, Effect
from perfgen.vocabulary import Field

_AREA = "字段"


def fields(old: Contract, new: Contract) -> Iterator[Change]:
    """Fields that came, went or changed; one that a pack declares over a core field is compared with the core's."""
    before = {field.pattern: field for field in old.all_fields}
    after = {field.pattern: field for field in new.all_fields}
    for pattern, field in before.items():
        if pattern in after:
            yield from _same(field, after[pattern])
        else:
            yield Change(_AREA, pattern, "这个字段没有了", Effect.BREAKING, f"数据里的“{pattern}”删去")
    for pattern, field in after.items():
        if pattern not in before:
            yield _came(field)


def _came(field: Field) -> Change:
    if field.required:
        return Change(_AREA, field.pattern, f"新的字段，必填：{field.meaning}", Effect.BREAKING, _filled(field))
    return Change(_AREA, field.pattern, f"新的字段，可不填：{field.meaning}", Effect.NONE)


def _filled(field: Field) -> str:
    return f"在数据里填“{field.pattern}”，例如 {field.example}" if field.example else f"在数据里填“{field.pattern}”"


def _same(old: Field, new: Field) -> Iterator[Change]:
    if old.type != new.type:
        cure = f"照新的类型填，例如 {new.example}" if new.example else "照新的类型填"
        yield Change(_AREA, new.pattern, f"类型：{old.type} → {new.type}", Effect.BREAKING, cure)
    if old.unit != new.unit:
        cure = f"数按“{new.unit or '原来的单位'}”改过来"
        what = f"计量单位：{old.unit or '无'} → {new.unit or '无'}"
        yield Change(_AREA, new.pattern, what, Effect.BREAKING if old.unit and new.unit else Effect.RESULT, cure)
    if gone := [option for option in old.options if option not in new.options and new.options]:
        cure = f"改成 {'、'.join(new.options)} 之一"
        yield Change(_AREA, new.pattern, f"不能再填“{'”“'.join(gone)}”", Effect.BREAKING, cure)
    elif new.options and not old.options:
        cure = f"填 {'、'.join(new.options)} 之一"
        yield Change(_AREA, new.pattern, "改为只能从几项里选", Effect.BREAKING, cure)
    elif old.options != new.options:
        yield Change(_AREA, new.pattern, f"可选：{'、'.join(new.options) or '不限'}", Effect.NONE)
    if new.required and not old.required:
        yield Change(_AREA, new.pattern, "改为必填", Effect.BREAKING, f"没有填的，{_filled(new)}")
    elif old.required and not new.required:
        yield Change(_AREA, new.pattern, "改为可不填", Effect.NONE)
    if old.meaning != new.meaning:
        yield Change(_AREA, new.pattern, f"含义：“{old.meaning}” → “{new.meaning}”", Effect.NONE)
