"""The lines of a data file whose values are known: an imported report, a year rolled over.

What is given stands in the order of the vocabulary; what the pack asks for and is not given stands as 待填 where a
report needs it, as 未公布 where it may be left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from perfgen.contract import Content
from perfgen.new.wants import Names, Wants
from perfgen.new.wording import HEADINGS, PENDING, comment, header, prose_note, quoted
from perfgen.vocabulary import PASTED, Field, Type

Tree = Mapping[str, Any]

UNPUBLISHED = "未公布"
_NATURE, _CLASSES = "按支出性质", "按经济分类"
_LAST = ("事实", "核对数", "核实说明", "正文", "未归类")
_WIDE = 88


def literal_of(value: Any) -> str:
    """A value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case int() | date():
            return str(value)
        case str() if "\n" in value and "'''" not in value:
            return f"'''\n{value}\n'''"
        case str():
            return quoted(value)
        case dict():
            return "{ " + ", ".join(f"{quoted(key)} = {_inline(below)}" for key, below in value.items()) + " }"
        case _:
            return _array(value)


def _inline(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else literal_of(value)


def _array(values: Sequence[Any], indent: str = "") -> str:
    if not values:
        return "[]"
    lines = [f"{indent}  {_entry(each, indent + '  ')}," for each in values]
    return "[\n" + "\n".join(lines) + f"\n{indent}]"


def _entry(value: Any, indent: str) -> str:
    if not isinstance(value, dict):
        return _inline(value)
    parts = (
        f"{quoted(key)} = {_array(below, indent) if isinstance(below, list) else _inline(below)}"
        for key, below in value.items()
    )
    return "{ " + ", ".join(parts) + " }"


def filled(wants: Wants, given: Tree, originals: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every line behind the introduction for the values ``given``; ``originals`` are sentences by outline key."""
    contract = wants.contract
    yield ""
    yield f"# ======== {HEADINGS['']} ========"
    for field in contract.all_fields:
        if len(field.parts()) == 1 and field.pattern not in _LAST and field.pattern not in ("决算",):
            value = given.get(field.pattern)
            if value is None and wants.asked(field):
                value = "待填" if field.required else UNPUBLISHED
            if value is not None:
                yield f"{quoted(field.pattern)} = {literal_of(value)}  {comment(field, example=False)}"
    heads = dict.fromkeys(field.parts()[0] for field in contract.all_fields if len(field.parts()) > 1)
    for head in heads:
        if head not in _LAST:
            yield from _section(wants, head, given.get(head))
    for head in ("事实", "核对数"):
        if given.get(head):
            yield from _title(head)
            yield from _tables((head,), given[head], {})
    if given.get("核实说明"):
        yield from _title("核实说明")
        yield from _items(("核实说明",), given["核实说明"], {})
    yield from _prose(wants, given.get("正文", {}))
    yield from _left(wants, given.get("未归类"), originals)


def _title(head: str) -> Iterator[str]:
    yield ""
    yield f"# ======== {HEADINGS.get(head, f'{head}：本县模板另外要填的')} ========"


# -- fields -----------------------------------------------------------------------------------------


def _section(wants: Wants, head: str, given: Any) -> Iterator[str]:
    fields = {field.parts(): field for field in wants.contract.all_fields if field.parts()[0] == head}
    if isinstance(given, str):
        return
    listed = any(parts[1:2] == ("[]",) for parts in fields)
    if listed and (isinstance(given, list) or not given):
        if given:
            yield from _title(head)
            below = {parts[2:]: field for parts, field in fields.items()}
            used = [f for p, f in below.items() if f.type is Type.AMOUNT and wants.uses((head, "[]", *p))]
            rows = [{**{f.parts()[-1]: UNPUBLISHED for f in used}, **row} for row in given]
            yield from _items((head,), rows, below)
        return
    if head in ("上年", "较上年"):
        fields = {parts: field for parts, field in fields.items() if given}
        merged = dict(given or {})
    else:
        merged = _merged(wants, fields, given or {})
    if not merged:
        return
    yield from _title(head)
    comments = {parts: comment(field, example=False) for parts, field in fields.items()}
    yield from _tables((head,), _posted(merged), comments)


def _merged(wants: Wants, fields: Mapping[Names, Field], given: Tree) -> dict[str, Any]:
    """What is given, with what is asked for and missing, in the order of the vocabulary."""
    merged: dict[str, Any] = {}
    for parts, field in fields.items():
        value: Any = given
        for part in parts[1:]:
            if part in ("[]", "*"):
                break
            value = value.get(part) if isinstance(value, Mapping) else None
        path = tuple(part for part in parts[1:] if part not in ("[]", "*"))
        if "*" in parts or "[]" in parts:
            cut = min(parts.index(sign) for sign in ("*", "[]") if sign in parts)
            path = parts[1:cut]
            if value is None and parts[cut] == "[]" and path and field.required and wants.uses(parts):
                value = "待填"  # a list that the template prints
        elif value is None and wants.asked(field) and not _covered(given, parts[1:]):
            value = "待填" if field.required else UNPUBLISHED
        if value is not None and path:
            _put(merged, path, value)
        elif value is not None:
            merged.update(value)
    return merged


def _covered(given: Any, path: Names) -> bool:
    """Whether a word or a figure stands in the place of a table above ``path``."""
    for part in path[:-1]:
        given = given.get(part) if isinstance(given, Mapping) else None
        if given is None:
            return False
        if not isinstance(given, Mapping):
            return True
    return False


def _put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
        if not isinstance(tree, dict):
            return
    if not isinstance(tree.get(path[-1]), dict) or isinstance(value, dict):
        tree[path[-1]] = value


def _posted(node: Any) -> Any:
    """Expenditure by nature, class and item as one pasted table, as the accounts have it."""
    if not isinstance(node, dict):
        return node
    made = {key: _posted(value) for key, value in node.items()}
    natures = made.get(_NATURE)
    if _CLASSES in made or not isinstance(natures, dict) or not natures:
        return made
    classes = list(natures.values())
    if not all(isinstance(c, dict) and all(isinstance(i, dict) for i in c.values()) for c in classes):
        return made
    lines = ["支出性质｜类｜款｜金额"]
    for nature, below in natures.items():
        for name, items in below.items():
            for item, amount in items.items():
                lines.append(f"{nature}｜{name}｜{item}｜{amount}")
    return {**{k: v for k, v in made.items() if k != _NATURE}, _CLASSES: {PASTED: _ditto(lines)}}


def _ditto(lines: list[str]) -> str:
    """The table with names left out that repeat the line above."""
    out, above = [lines[0]], ["", ""]
    for line in lines[1:]:
        cells = line.split("｜")
        shown = ["" if cells[0] == above[0] else cells[0]]
        shown.append("" if cells[:2] == above else cells[1])
        out.append("｜".join([*shown, *cells[2:]]))
        above = cells[:2]
    return "\n".join(out)


def _tables(path: Names, node: Tree, comments: Mapping[Names, str]) -> Iterator[str]:
    """A table and those below it; plain values first."""
    plain = {key: value for key, value in node.items() if not _is_table(value)}
    if plain:
        yield header(path)
        for key, value in plain.items():
            note = comments.get((*path, key), "")
            shown = literal_of(value)
            yield f"{quoted(key)} = {shown}{f'  {note}' if note and chr(10) not in shown else ''}"
    for key, value in node.items():
        if _is_table(value):
            yield from _tables((*path, key), value, comments)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and "值" not in value


def _items(path: Names, rows: Sequence[Tree], fields: Mapping[Names, Field]) -> Iterator[str]:
    order = [parts[0] for parts in fields]
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield header(path, item=True)
        for key in (*(key for key in order if key in row), *(key for key in row if key not in order)):
            field = fields.get((key,))
            note = f"  {comment(field, example=False)}" if field is not None and number == 0 else ""
            shown = literal_of(row[key])
            if isinstance(row[key], list):
                shown = "[" + ", ".join(_inline(each) for each in row[key]) + "]"
            yield f"{quoted(key)} = {shown}{note if chr(10) not in shown else ''}"


# -- prose ------------------------------------------------------------------------------------------


def _prose(wants: Wants, given: Tree) -> Iterator[str]:
    yield from _title("正文")
    yield header(("正文",))
    for item in wants.contract.outline:
        if item.level == 1:
            yield ""
        if not item.content.written:
            written = "（由模板按上面的数写，不用填）" if item.content in (Content.SENTENCES, Content.TABLE) else ""
            yield f"# {item.title}{written}"
            continue
        yield f"# {item.title}：{prose_note(item)}"
        if item.key in given:
            yield f"{quoted(item.key)} = {_text(given[item.key])}"
        elif item.required:
            yield f"{quoted(item.key)} = {PENDING}"


def _text(value: Any) -> str:
    if isinstance(value, str) and value and "'''" not in value and len(value) > _WIDE // 2:
        return f"'''\n{value}\n'''"
    return literal_of(value)


def _left(wants: Wants, unplaced: Any, originals: Mapping[str, Sequence[str]]) -> Iterator[str]:
    titles = {item.key: item.title for item in wants.contract.outline}
    if originals:
        yield ""
        yield "# ======== 原文：已经读成上面的数、由模板另写的句子；只供对照，不印，核对以后可以删去 ========"
        for key, sentences in originals.items():
            yield f"# {titles.get(key, key)}："
            for sentence in sentences:
                for line in sentence.split("\n"):
                    yield f"#   {line}"
    if unplaced:
        yield from _title("未归类")
        yield from _tables(("未归类",), unplaced, {})
