"""The lines of a new data file, section by section in the order of the vocabulary, prose last."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from perfgen.contract import Content
from perfgen.model.pasted import rows as pasted_rows
from perfgen.new.wants import Names, Wants, is_pasted
from perfgen.new.wording import (
    HEADINGS,
    INTRODUCTION,
    PENDING,
    PROSE,
    comment,
    header,
    literal,
    prose_note,
    quoted,
    scoring_notes,
)
from perfgen.vocabulary import FORMAT_VERSION, PASTED, Field, Type

LAST = ("事实", "核对数", "核实说明", "正文", "未归类")
"""What stands behind the county's own fields."""


def sections(wants: Wants, year: int | None) -> Iterator[str]:
    """Every line of the file but the first."""
    contract = wants.contract
    shown = f"{year}年度" if year is not None else ""
    for line in INTRODUCTION:
        yield f"# {line.format(name=contract.name, year=shown)}".rstrip()
    heads = dict.fromkeys(field.parts()[0] for field in contract.all_fields if len(field.parts()) > 1)
    heads = {head: None for head in heads if head not in LAST}
    yield from _title("")
    yield from _top(wants, year)
    for head in heads:
        yield from _section(wants, head)
    yield from _facts()
    yield from _stated()
    yield from _explained()
    yield from _prose(wants)


def _title(head: str) -> Iterator[str]:
    yield ""
    yield f"# ======== {HEADINGS.get(head, f'{head}：本县模板另外要填的')} ========"


def _top(wants: Wants, year: int | None) -> Iterator[str]:
    contract = wants.contract
    values = {
        "格式版本": str(FORMAT_VERSION),
        "模板": quoted(contract.id),
        "模板版本": quoted(contract.version),
        "年度": PENDING if year is None else str(year),
        "金额单位": quoted(contract.format.money_unit),
    }
    for field in contract.all_fields:
        if len(field.parts()) > 1 or field.pattern in LAST:
            continue
        if field.pattern in values:
            yield f"{quoted(field.pattern)} = {values[field.pattern]}  {comment(field, example=False)}"
        else:
            yield _line(wants, field)


def _line(wants: Wants, field: Field) -> str:
    """One field: 待填 where it is asked for, an example behind # where it is not."""
    key = quoted(field.parts()[-1])
    if wants.asked(field):
        return f"{key} = {PENDING}  {comment(field)}"
    return f"# {key} = {literal(field)}  {comment(field, example=False)}"


def _section(wants: Wants, head: str) -> Iterator[str]:
    """The tables, trees and lists below one top-level key."""
    fields = [field for field in wants.contract.all_fields if field.parts()[0] == head]
    asked = [field for field in fields if wants.asked(field)]
    if head in ("上年", "较上年"):
        fields = asked or fields[:2]
    elif head == "预算执行":
        fields = [field for field in fields if field.parts()[1] == "年度资金总额" or field in asked]
    yield from _title(head)
    parents = dict.fromkeys(field.parts()[:-1] for field in fields)
    for parent in parents:
        own = [field for field in fields if field.parts()[:-1] == parent]
        if "[]" in parent:
            yield from _list(wants, parent[: parent.index("[]")], own)
        elif "*" in parent:
            yield from _named(wants, parent, own)
        else:
            yield from _table(wants, parent, own)


def _table(wants: Wants, path: Names, fields: Sequence[Field]) -> Iterator[str]:
    """One table: its plain fields first, then its trees."""
    trees = {field: wants.tree(field.parts()) for field in fields if field.type is Type.TREE and wants.asked(field)}
    lines = [_line(wants, field) for field in fields if not trees.get(field)]
    active = any(not line.startswith("#") for line in lines)
    if lines:
        yield header(path) if active else f"# {header(path)}"
        yield from lines
    for field, shape in trees.items():
        if shape:
            yield from _tree(field.parts(), shape, f"{comment(field, example=False)}；分项照报表增减，合计由程序算")


def _tree(path: Names, shape: dict[str, Any], note: str = "") -> Iterator[str]:
    """An amount tree in the shape of the sample, every amount 待填."""
    plain = [name for name, below in shape.items() if not isinstance(below, dict)]
    if is_pasted(shape):
        yield from ("", note) if note else ("",)
        yield "# 一行一笔，可从 Excel 整块粘贴；左边的名称格空着，表示同上一行。没有的科目整行删去，缺的照样加"
        yield header(path)
        yield f"{quoted(PASTED)} = '''"
        first = True
        for row in pasted_rows(shape[PASTED]):
            cells = [cell.text for cell in row]
            yield "｜".join(cells if first else [*cells[:-1], "待填"])
            first = False
        yield "'''"
        return
    if plain:
        yield from ("", note) if note else ("",)
        yield header(path)
        yield from (f"{quoted(name)} = {PENDING}" for name in plain)
        note = ""
    for name, below in shape.items():
        if isinstance(below, dict):
            yield from _tree((*path, name), below, note)
            note = ""


def _named(wants: Wants, pattern: Names, fields: Sequence[Field]) -> Iterator[str]:
    """Tables whose names the town chooses (三公经费, 自评.分项): one for each usual name."""
    asked = any(wants.asked(field) or wants.uses(field.parts()) for field in fields)
    path = pattern[: pattern.index("*")]
    asked = asked and path[0] not in ("自评", "上年", "较上年")
    for name in wants.items(path) if asked else ("名称",):
        yield header((*path, name)) if asked else f"# {header((*path, name))}"
        for field in fields:
            key = quoted(field.parts()[-1])
            if asked:
                yield f"{key} = {PENDING}  {comment(field)}"
            else:
                yield f"# {key} = {literal(field)}  {comment(field, example=False)}"


def _list(wants: Wants, path: Names, fields: Sequence[Field]) -> Iterator[str]:
    """A list of tables: the first item with comments, the others short."""
    by_name = {field.parts()[-1]: field for field in fields}
    columns = wants.columns(path, by_name)
    asked = path == ("指标",) or any(wants.uses(field.parts()) for field in fields)
    if path == ("指标",):
        yield from (f"# {note}" for note in scoring_notes(wants.contract.scoring))
        known: list[dict[str, str]] = [{"一级指标": a, "二级指标": b} for a, b in wants.levels()]
    else:
        known = [{}, {}]
    for index, given in enumerate(known if asked else known[:1]):
        mark = "" if asked else "# "
        yield from ("",) if index else ()
        yield mark + header(path, item=True)
        for name, field in by_name.items():
            value = quoted(given[name]) if given.get(name) else PENDING
            if name in columns:
                note = f"  {comment(field, example=asked)}" if index == 0 else ""
                yield f"{mark}{quoted(name)} = {value if asked else literal(field)}{note}"
            elif index == 0:
                yield f"# {quoted(name)} = {literal(field)}  {comment(field, example=False)}"
    if path == ("指标",):
        yield "# 也可以从 Excel 整块粘贴：上面各段删去，写成下面这样，左边的名称格空着表示同上一行"
        yield f"# {header(path)}"
        yield f"# {quoted(PASTED)} = '''"
        yield f"# {'｜'.join(columns)}"
        yield "# '''"


def _facts() -> Iterator[str]:
    yield from _title("事实")
    yield '# 有同比的写成 { "值" = …, "同比" = … }，下降的填负数；可以分组'
    yield f"# {header(('事实', '经济'))}"
    yield '# "地区生产总值" = { "值" = "117.8亿元", "同比" = "4.1%" }'
    yield f"# {header(('事实', '信访'))}"
    yield '# "受理" = "320宗"'
    yield '# "调解成功" = "310宗"  # 成功率在正文里写 {{ 百分比(事实.信访.调解成功, 事实.信访.受理) }}'


def _stated() -> Iterator[str]:
    yield from _title("核对数")
    yield f"# {header(('核对数',))}"
    yield '# "决算.支出" = 4212.62'
    yield '# "自评.总分" = 98.7'


def _explained() -> Iterator[str]:
    yield from _title("核实说明")
    yield f"# {header(('核实说明',), item=True)}"
    yield '# "规则" = "SUM301"  # 问题前面的编号'
    yield '# "位置" = "年初预算"  # 问题所在的路径；不写就是全部'
    yield '# "理由" = "年中追加的资金随项目下达，年初没有编入预算"'


def _prose(wants: Wants) -> Iterator[str]:
    yield from _title("正文")
    yield from (f"# {line}" for line in PROSE)
    yield header(("正文",))
    for item in wants.contract.outline:
        if item.level == 1:
            yield ""
        if not item.content.written:
            written = "（由模板按上面的数写，不用填）" if item.content in (Content.SENTENCES, Content.TABLE) else ""
            yield f"# {item.title}{written}"
            continue
        yield f"# {item.title}：{prose_note(item)}"
        yield from _blank(item.key, item.content)


def _blank(key: str, content: Content) -> Iterable[str]:
    match content:
        case Content.NUMBERED:
            return (f"{quoted(key)} = [", f"  {PENDING},", "]")
        case Content.SUBHEADED:
            return (f"{quoted(key)} = [", f'  {{ "标题" = {PENDING}, "内容" = {PENDING} }},', "]")
        case _:
            return (f"{quoted(key)} = '''", "待填", "'''")
