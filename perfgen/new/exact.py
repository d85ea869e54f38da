"""The lines of a data file that holds exactly what is given: nothing added, nothing left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from perfgen.contract import Contract
from perfgen.new.given import Tree, _items, _tables, _text, literal_of
from perfgen.new.wording import HEADINGS, comment, header, quoted
from perfgen.vocabulary import FIELDS, Field

_BARE = ("格式版本", "模板", "模板版本", "年度", "金额单位", "成文日期")


def exact(tree: Tree, contract: Contract | None = None) -> Iterator[str]:
    """``tree`` in the order of the vocabulary, with the meaning of each field; ``contract`` adds the county's own."""
    fields = contract.all_fields if contract is not None else FIELDS
    known = {field.parts(): field for field in fields}
    order = dict.fromkeys((*_BARE, *(parts[0] for parts in known)))
    last = ("事实", "核对数", "核实说明", "正文", "未归类")
    heads = [*(head for head in order if head not in last), *(key for key in tree if key not in order), *last]
    plain = [head for head in heads if head in tree and not _below(tree[head])]
    for head in plain:
        field = known.get((head,))
        value = literal_of(tree[head])
        note = f"  {comment(field, example=False)}" if field is not None and "\n" not in value else ""
        yield f"{quoted(head)} = {value}{note}"
    for head in dict.fromkeys(heads):
        if head in tree and head not in plain:
            yield ""
            yield f"# ======== {HEADINGS.get(head, head)} ========"
            yield from _section(head, tree[head], known, contract)


def _below(value: Any) -> bool:
    """Whether a value is written as a table or a list of tables."""
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _section(head: str, value: Any, known: Mapping[tuple[str, ...], Field], contract: Contract | None) -> Iterator[str]:
    if isinstance(value, list):
        yield from _items((head,), value, {p[2:]: f for p, f in known.items() if p[:2] == (head, "[]")})
    elif head == "正文":
        titles = {item.key: item.title for item in contract.outline} if contract is not None else {}
        yield header((head,))
        for key, text in value.items():
            if key in titles:
                yield f"# {titles[key]}"
            yield f"{quoted(key)} = {_text(text)}"
    elif not value:
        yield header((head,))
    else:
        yield from _tables((head,), value, {p: comment(f, example=False) for p, f in known.items()})
