"""Heading by heading: 提纲 of two packs."""

from collections.abc import Iterator, Mapping

from perfgen.contract import Contract, OutlineItem
from perfgen.packdiff.values import Change, Effect

_AREA = "提纲"


def outline(old: Contract, new: Contract) -> Iterator[Change]:
    """Headings that came, went, were renamed, moved or ask for something else."""
    before, after = _by_key(old), _by_key(new)
    renamed = dict(_renamed(before, after))
    for key, item in before.items():
        if key in renamed:
            yield from _moved(item, after[renamed[key]])
        elif key not in after:
            yield _gone(item)
        else:
            yield from _same(item, after[key])
    came = [item for key, item in after.items() if key not in before and key not in renamed.values()]
    yield from (_came(item) for item in came)
    kept = [key for key in before if key in after]
    order = [key for key in after if key in before]
    if kept != order:
        first = next(b for a, b in zip(kept, order, strict=True) if a != b)
        yield Change(_AREA, after[first].title, "标题的先后次序变了", Effect.RESULT)


def _by_key(contract: Contract) -> dict[str, OutlineItem]:
    return {item.key: item for item in contract.outline}


def _renamed(before: Mapping[str, OutlineItem], after: Mapping[str, OutlineItem]) -> Iterator[tuple[str, str]]:
    """Keys whose heading is the same under another key."""
    came = {_bare(item.title): key for key, item in after.items() if key not in before}
    for key, item in before.items():
        if key not in after and _bare(item.title) in came:
            yield key, came.pop(_bare(item.title))


def _bare(title: str) -> str:
    """A heading without its number."""
    return title.lstrip("（(一二三四五六七八九十0123456789.、）) ")


def _moved(old: OutlineItem, new: OutlineItem) -> Iterator[Change]:
    if old.content.written:
        cure = f'["正文"] 里的 "{old.key}" 改写成 "{new.key}"'
        yield Change(_AREA, new.title, f"键改了：{old.key} → {new.key}", Effect.BREAKING, cure)
    else:
        yield Change(_AREA, new.title, f"键改了：{old.key} → {new.key}", Effect.NONE)
    yield from _same(old, new)


def _gone(item: OutlineItem) -> Change:
    if not item.content.written:
        return Change(_AREA, item.title, "这个标题没有了", Effect.RESULT)
    cure = f'["正文"] 里的 "{item.key}" 删去，或并到别的一节'
    return Change(_AREA, item.title, "这一节没有了", Effect.BREAKING, cure)


def _came(item: OutlineItem) -> Change:
    if not item.content.written:
        return Change(_AREA, item.title, "新的标题", Effect.RESULT)
    if item.required:
        cure = f'在 ["正文"] 里写 "{item.key}"（{item.content}）'
        return Change(_AREA, item.title, "新的一节，必填", Effect.BREAKING, cure)
    return Change(_AREA, item.title, f"新的一节，可不填（{item.key}）", Effect.RESULT)


def _same(old: OutlineItem, new: OutlineItem) -> Iterator[Change]:
    if old.title != new.title:
        yield Change(_AREA, new.title, f"标题改了：“{old.title}” → “{new.title}”", Effect.RESULT)
    if old.level != new.level:
        yield Change(_AREA, new.title, f"标题的级：{old.level} → {new.level}", Effect.RESULT)
    if old.part != new.part:
        yield Change(_AREA, new.title, f"部分：{old.part or '无'} → {new.part or '无'}", Effect.NONE)
    if old.content != new.content:
        yield from _content(old, new)
    elif old.numbering != new.numbering:
        yield Change(_AREA, new.title, f"编号：{old.numbering or '无'} → {new.numbering or '无'}", Effect.RESULT)
    if old.required != new.required and new.content.written and old.content.written:
        if new.required:
            cure = f'没有写的，在 ["正文"] 里写 "{new.key}"'
            yield Change(_AREA, new.title, "改为必填", Effect.BREAKING, cure)
        else:
            yield Change(_AREA, new.title, "改为可不填", Effect.NONE)


def _content(old: OutlineItem, new: OutlineItem) -> Iterator[Change]:
    what = f"内容：{old.content or '只有标题'} → {new.content or '只有标题'}"
    if old.content.written and not new.content.written:
        cure = f'改由模板成句，["正文"] 里的 "{old.key}" 删去'
        yield Change(_AREA, new.title, what, Effect.BREAKING, cure)
    elif new.content.written and not old.content.written and new.required:
        cure = f'在 ["正文"] 里写 "{new.key}"'
        yield Change(_AREA, new.title, f"{what}，必填", Effect.BREAKING, cure)
    else:
        yield Change(_AREA, new.title, what, Effect.RESULT)
