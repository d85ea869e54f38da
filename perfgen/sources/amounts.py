"""Tables of income and expenditure and the forms of the final accounts as amount trees."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.sources.cells import amount_of, text_of
from perfgen.sources.found import Found
from perfgen.sources.layout import Column, Layout
from perfgen.sources.lists import body
from perfgen.sources.numbers import shown
from perfgen.sources.values import Cell, Sheet
from perfgen.sources.wording import NOTE, NUMBERING, TOTAL, folded, heading
from perfgen.vocabulary import OF_WHICH, OFFICIAL_CLASSES, PASTED
from perfgen.vocabulary import TOTAL as WHOLE

FILING = ("支出性质", "资金来源")
_LABELS = (*FILING, "类", "款")
_NAMES = (*_LABELS, "编码", "科目")
_BALANCES = {
    "年初结转和结余": ("年初结转和结余", True),
    "上年结转和结余": ("年初结转和结余", True),
    "使用非财政拨款结余": ("使用非财政拨款结余", True),
    "结余分配": ("结余分配", True),
    "年末结转和结余": ("年末结转和结余", False),
    "总计": ("", False),
    "收入总计": ("收入总计", False),
    "支出总计": ("支出总计", False),
}
"""Rows of the form 收入支出决算总表 that are no income or expenditure: field, and whether it is a base fact."""


@frozen
class Block:
    """Columns that belong together: names at the left, amounts at the right."""

    names: tuple[Column, ...]
    amounts: tuple[Column, ...]

    def name(self, role: str) -> Column | None:
        """The column of names that means ``role``."""
        return next((column for column in self.names if column.role == role), None)


@dataclass
class _Node:
    """A row as a place in a tree."""

    name: str
    amount: Any
    cell: Cell
    level: int
    of_which: bool = False
    children: list["_Node"] = field(default_factory=list)


def read_amounts(sheet: Sheet, layout: Layout, end: int, wanted: str) -> list[Found]:
    """The table of ``layout`` as amount trees in the unit ``wanted``."""
    found = []
    for block in _blocks(layout):
        one = Found((), {}, unit=next((c.unit for c in block.amounts if c.unit), "") or layout.unit)
        reader = _Reader(sheet, layout, block, end, wanted, one)
        one.path = reader.destination()
        reader.read()
        found.append(one)
    if found:
        for column in layout.unknown:
            if any(not sheet.at(row, column.index).empty for row in range(layout.bottom + 1, end)):
                cell = sheet.rows[layout.bottom][column.index]
                found[0].left(sheet.place(cell), f"不认识“{''.join(column.texts)}”这一列，没有读入")
    return found


def _blocks(layout: Layout) -> list[Block]:
    blocks: list[tuple[list[Column], list[Column]]] = [([], [])]
    for column in layout.columns:
        if column.role in _NAMES:
            if blocks[-1][1]:
                blocks.append(([], []))
            blocks[-1][0].append(column)
        elif column.role == "金额" or column.role.startswith("列:"):
            blocks[-1][1].append(column)
    return [Block(tuple(names), tuple(amounts)) for names, amounts in blocks if names and amounts]


class _Reader:
    """One block of an amount table on its way to a tree."""

    def __init__(self, sheet: Sheet, layout: Layout, block: Block, end: int, wanted: str, found: Found) -> None:
        self.sheet, self.layout, self.block, self.found, self.wanted = sheet, layout, block, found, wanted
        self.rows = list(body(sheet, layout, end, found))
        self.wide = [column for column in block.amounts if column.role.startswith("列:")]
        plain = [column for column in block.amounts if column.role == "金额"]
        self.main = self._main(plain)
        for column in plain:
            if column is not self.main and any(not sheet.at(row, column.index).empty for row in self.rows):
                cell = sheet.rows[layout.bottom][column.index]
                found.left(sheet.place(cell), f"“{''.join(column.texts)}”这一列没有读入")

    def _main(self, plain: Sequence[Column]) -> Column | None:
        for pattern in ("决算", "年初预算", "金额", "合计", ""):
            for column in plain:
                if pattern in folded("".join(column.texts)):
                    return column
        return None

    # -- where it belongs -----------------------------------------------------------------------------

    def destination(self) -> KeyPath:
        """Where the block belongs in a data file; empty where the sheet does not say."""
        heads = folded("".join(text for column in (*self.block.names, *self.block.amounts) for text in column.texts))
        title = folded("".join((self.sheet.name, *self.layout.above)))
        main = folded("".join(self.main.texts)) if self.main else ""
        head = self._head(main, heads, title)
        labels = [label for row in self.rows if (label := self._label(row))]
        side = self._side(heads, title, labels)
        if not side:
            return ()
        return (head, side, *self._cut(side))

    def _head(self, main: str, heads: str, title: str) -> str:
        for text in (main, heads, title):
            if "决算" in text:
                return "决算"
            if "预算" in text and "预算财政拨款" not in text and "预算收入" not in text:
                return "年初预算"
        return "年初预算" if "预算" in re.sub(r"(?:公共|基金|经营)预算", "", title) else "决算"

    def _side(self, heads: str, title: str, labels: Sequence[str]) -> str:
        wide = "".join(column.role for column in self.wide)
        for text in (wide, re.sub(r"收入支出|收支", "", heads), re.sub(r"收入支出|收支", "", title)):
            income, spent = text.count("收入"), text.count("支出")
            if bool(income) != bool(spent):
                return "收入" if income else "支出"
        if self.block.name("支出性质") or self.block.name("类") or _economic(labels):
            return "支出"
        income, spent = (sum(label.endswith(side) for label in labels) for side in ("收入", "支出"))
        return "" if income == spent else "收入" if income > spent else "支出"

    def _cut(self, side: str) -> KeyPath:
        if side != "支出" or self.wide:
            return ()
        labels = [label for row in self.rows if (label := self._label(row))]
        if self.block.name("类") or _economic(labels):
            return ("按经济分类",)
        codes = [code for row in self.rows if (code := self._code(row))]
        if codes and all(code.startswith("2") for code in codes):
            return ("按功能分类",)
        if "功能" in folded("".join(self.layout.above) + "".join(t for c in self.block.names for t in c.texts)):
            return ("按功能分类",)
        if "一般公共服务支出" in labels:
            return ("按功能分类",)
        return ()

    # -- rows -----------------------------------------------------------------------------------------

    def _cell(self, row: int, role: str) -> Cell | None:
        column = self.block.name(role)
        return None if column is None else self.sheet.at(row, column.index)

    def _raw(self, row: int) -> str:
        cell = self._cell(row, "科目")
        return "" if cell is None or cell.empty else shown(cell)

    def _label(self, row: int) -> str:
        for role in ("类", "科目"):
            cell = self._cell(row, role)
            if cell is not None and not cell.empty:
                return _bare(shown(cell))
        return ""

    def _code(self, row: int) -> str:
        cell = self._cell(row, "编码")
        text = "" if cell is None or cell.empty else folded(shown(cell))
        return text if re.fullmatch(r"\d{3,10}", text) else ""

    def _amount(self, row: int, column: Column) -> tuple[Any, Cell]:
        cell = self.sheet.at(row, column.index)
        block = self.sheet.merge(row, column.index)
        if block is not None and block.bottom > block.top:
            if block.top == row:
                self.found.doubt(self.sheet.place(cell), "几行合用一格金额，只记在第一行上")
            else:
                return None, cell
        unit = column.unit or self.layout.unit
        return amount_of(self.sheet, cell, unit, self.wanted, self.found), cell

    def read(self) -> None:
        """Fill ``found``."""
        if self.wide:
            self._read_wide()
        elif self.block.name("类") or self.block.name("款") or any(self.block.name(role) for role in FILING):
            self._read_filed()
        elif self.main is not None:
            nodes = list(self._nodes(self.main))
            tree = self._tree(nodes, self.main)
            self.found.value = tree

    # -- a column a name ------------------------------------------------------------------------------

    def _read_wide(self) -> None:
        labelled = {row: self._label(row) for row in self.rows}
        totals = [row for row, label in labelled.items() if TOTAL.fullmatch(folded(label)) or self._coded_total(row)]
        own = [row for row in self.rows if row not in totals]
        children: dict[str, Any] = {}
        for column in self.wide:
            name = column.role.removeprefix("列:")
            if totals:
                amount, cell = self._amount(totals[0], column)
                self._check_column(name, column, amount, cell, own)
            else:
                values = [self._amount(row, column) for row in self._top(own)]
                numbers = [value for value, _ in values if isinstance(value, (int, Decimal))]
                amount = sum(numbers, Decimal(0)) if numbers else None
                cell = values[0][1] if values else self.sheet.rows[self.layout.bottom][column.index]
                if numbers:
                    self.found.doubt(self.sheet.place(cell), f"没有合计行，“{name}”是各行相加的 {amount}")
            if amount is not None:
                children[name] = amount
                self.found.places[(*self._wide_path(), name)] = self.sheet.place(cell)
        value: dict[str, Any] = {}
        if self._wide_path():
            value["按支出性质"] = children
        else:
            value = children
        if self.main is not None:
            nodes = [node for node in self._nodes(self.main) if node.name]
            tree = self._tree(nodes, self.main, () if not self._wide_path() else ("按功能分类",))
            if self._wide_path() and tree:
                value["按功能分类"] = tree
        self.found.value = value

    def _wide_path(self) -> KeyPath:
        known = ("基本支出", "项目支出")
        return ("按支出性质",) if any(column.role.removeprefix("列:") in known for column in self.wide) else ()

    def _coded_total(self, row: int) -> bool:
        cell = self._cell(row, "编码")
        return cell is not None and isinstance(cell.value, str) and bool(TOTAL.fullmatch(folded(cell.value)))

    def _top(self, rows: Sequence[int]) -> list[int]:
        """The rows that are parts of no other."""
        codes = {row: self._code(row) for row in rows}
        known = set(codes.values())
        return [
            row
            for row in rows
            if not codes[row] or not any(codes[row][:length] in known for length in range(3, len(codes[row])))
        ]

    def _check_column(self, name: str, column: Column, total: Any, cell: Cell, rows: Sequence[int]) -> None:
        quiet = Found((), None)
        values = []
        for row in self._top(rows):
            at = self.sheet.at(row, column.index)
            value = amount_of(self.sheet, at, column.unit or self.layout.unit, self.wanted, quiet)
            if isinstance(value, (int, Decimal)):
                values.append(Decimal(value))
        if quiet.remarks:
            self.found.doubt(quiet.remarks[0].place, f"“{name}”一列：{quiet.remarks[0].message}")
        if isinstance(total, (int, Decimal)) and values and not self._agree(total, values):
            self.found.doubt(self.sheet.place(cell), f"“{name}”的合计是 {total}，各行相加是 {sum(values, Decimal(0))}")

    # -- names in columns of their own ------------------------------------------------------------------

    def _read_filed(self) -> None:
        assert self.main is not None or self.block.amounts
        main = self.main or self.block.amounts[0]
        roles = [column.role for column in self.block.names if column.role in (*_LABELS, "科目")]
        above: dict[str, str] = {}
        postings: list[tuple[dict[str, str], Any, Cell]] = []
        totals: list[tuple[dict[str, str], Any, Cell]] = []
        for row in self.rows:
            fresh = False
            labels: dict[str, str] = {}
            total = self._coded_total(row)
            for role in roles:
                cell = self._cell(row, role)
                text = "" if cell is None or cell.empty else _bare(text_of(self.sheet, cell, self.found, name=True))
                if text and TOTAL.fullmatch(folded(text)):
                    total = True
                    break
                if text:
                    fresh = fresh or above.get(role) != text
                elif not fresh:
                    text = above.get(role, "") if role != roles[-1] else ""
                above[role] = text
                if text:
                    labels[role] = text
            amount, cell = self._amount(row, main)
            if amount is None:
                if labels and not total:
                    first = self.sheet.at(row, self.block.names[0].index)
                    self.found.left(self.sheet.place(first), f"第{row + 1}行没有金额，没有读入")
                continue
            (totals if total else postings).append((labels, amount, cell))
            if total:
                for role in roles[len(labels) :]:
                    above[role] = ""
        self._post(roles, postings, totals)

    def _post(
        self,
        roles: Sequence[str],
        postings: list[tuple[dict[str, str], Any, Cell]],
        totals: list[tuple[dict[str, str], Any, Cell]],
    ) -> None:
        """Tell subtotals from postings, compare them, and write the postings down."""
        own = [role for role in roles if role not in FILING]
        leaves: list[tuple[dict[str, str], Any, Cell]] = []
        for labels, amount, cell in postings:
            names = [role for role in own if role in labels]
            deeper = any(other is not labels and set(labels.items()) < set(other.items()) for other, _, _ in postings)
            if not names and not deeper:
                self.found.doubt(self.sheet.place(cell), "这一行没有名称，没有读入")
            else:
                (totals if deeper else leaves).append((labels, amount, cell))
        for labels, amount, cell in totals:
            below = [value for other, value, _ in leaves if set(labels.items()) <= set(other.items())]
            self._compare(labels, amount, cell, below)
        if any(role in FILING for role in roles):
            self._pasted(roles, leaves)
            return
        tree: dict[str, Any] = {}
        for labels, amount, cell in leaves:
            self._hang(tree, [labels[role] for role in own if role in labels], amount, cell)
        self.found.value = tree

    def _compare(self, labels: dict[str, str], amount: Any, cell: Cell, below: Sequence[Any]) -> None:
        numbers = [Decimal(value) for value in below if isinstance(value, (int, Decimal))]
        if not isinstance(amount, (int, Decimal)) or len(numbers) != len(below):
            return
        name = "、".join(labels.values()) or "合计"
        if not self._agree(amount, numbers):
            self.found.doubt(self.sheet.place(cell), f"{name}的合计是 {amount}，各项相加是 {sum(numbers, Decimal(0))}")
            return
        base = self.found.path[:-1] if self.found.path[-1:] == ("按经济分类",) else self.found.path
        filing = [(role, labels[role]) for role in FILING if role in labels]
        names = [labels[role] for role in ("类", "款", "科目") if role in labels]
        if filing:
            path: KeyPath = (*base, f"按{filing[0][0]}", filing[0][1], *names)
        else:
            path = (*self.found.path, *names) if names else base
        self._state(path, amount, cell)

    def _pasted(self, roles: Sequence[str], leaves: Sequence[tuple[dict[str, str], Any, Cell]]) -> None:
        """Postings that are filed by 支出性质 or 资金来源 as well: a pasted table says both in one line."""
        lines = ["｜".join([*roles, "金额"])]
        offset = len(lines[0]) + 1
        for labels, amount, cell in leaves:
            names = []
            for role in roles:
                name = labels.get(role, "")
                if re.search(r"[\t｜|\n]", name):
                    self.found.doubt(self.sheet.place(cell), f"名称“{name}”里有分隔号，换成了顿号")
                    name = re.sub(r"[\t｜|\n]+", "、", name)
                names.append(name)
            line = "｜".join([*names, f"{amount}"])
            self.found.places[PASTED, offset] = self.sheet.place(cell)
            lines.append(line)
            offset += len(line) + 1
        self.found.value = {PASTED: "\n".join(lines)} if leaves else {}

    def _hang(self, tree: dict[str, Any], names: Sequence[str], amount: Any, cell: Cell, at: KeyPath = ()) -> None:
        for name in names[:-1]:
            below = tree.setdefault(name, {})
            if not isinstance(below, dict):
                self.found.doubt(self.sheet.place(cell), f"“{name}”既有自己的金额，又有下级，这一行没有读入")
                return
            tree, at = below, (*at, name)
        name = names[-1]
        if name in tree:
            before = tree[name]
            if not isinstance(before, (int, Decimal)) or not isinstance(amount, (int, Decimal)):
                self.found.doubt(self.sheet.place(cell), f"“{name}”有两行，这一行没有读入")
                return
            self.found.doubt(self.sheet.place(cell), f"“{name}”有两行，金额相加了")
            amount = before + amount
        tree[name] = amount
        self.found.places[(*at, name)] = self.sheet.place(cell)

    # -- one column of names ----------------------------------------------------------------------------

    def _nodes(self, column: Column) -> Iterator[_Node]:
        """The rows as nodes with levels: by code, by number, by indent."""
        known: list[str] = []
        indents: list[int] = []
        numbered = any(_number_level(self._raw(row)) for row in self.rows)
        last = 0
        of_which: tuple[int, int] | None = None
        for row in self.rows:
            raw = self._raw(row)
            coded_total = self._coded_total(row)
            if not raw.strip() and not coded_total:
                amount, cell = self._amount(row, column)
                if amount is not None:
                    self.found.doubt(self.sheet.place(cell), f"第{row + 1}行没有名称，没有读入")
                continue
            if NOTE.match(folded(raw)) and self.sheet.at(row, column.index).empty:
                continue
            amount, cell = self._amount(row, column)
            name = "合计" if coded_total else _bare(raw)
            if not name:
                continue
            if amount is None:
                if self._wide_used(row):
                    pass
                elif not TOTAL.fullmatch(folded(name)) and re.search(r"其中[:：]?$", raw.strip()):
                    of_which = (last + 1, len(raw) - len(raw.lstrip(" 　")))
                continue
            code = self._code(row)
            special = bool(TOTAL.fullmatch(folded(name)) or _balance(name))
            marked = bool(re.match(r"\s*(?:[(（]?其中[)）]?|#)\s*[:：]?", raw.replace("　", " ")))
            if code:
                level = sum(code.startswith(other) for other in set(known) if other != code) + 1
                known.append(code)
                yield _Node(name, amount, cell, 0 if special else level)
                continue
            if special:
                of_which = None
                yield _Node(name, amount, cell, 0)
                continue
            own = _number_level(raw)
            indent = len(raw) - len(raw.lstrip(" 　"))
            if own:
                level, of_which, last = own, None, own
            elif marked:
                level = last + 1
                of_which = (level, indent)
            elif of_which is not None and (numbered or indent >= of_which[1] > 0):
                level = of_which[0]
                marked = True
            elif numbered:
                level = last + 1
            else:
                of_which = None
                while indents and indents[-1] > indent:
                    indents.pop()
                if not indents or indents[-1] < indent:
                    indents.append(indent)
                level = last = len(indents)
            yield _Node(name, amount, cell, level, marked)

    def _wide_used(self, row: int) -> bool:
        return any(not self.sheet.at(row, column.index).empty for column in self.wide)

    def _tree(self, nodes: Sequence[_Node], column: Column, at: KeyPath = ()) -> dict[str, Any]:
        roots: list[_Node] = []
        stack: list[_Node] = []
        for node in nodes:
            if node.level == 0:
                self._special(node, roots)
                stack = []
                continue
            while stack and stack[-1].level >= node.level:
                stack.pop()
            (stack[-1].children if stack else roots).append(node)
            stack.append(node)
        return self._grown(roots, at)

    def _grown(self, nodes: Sequence[_Node], at: KeyPath) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for node in nodes:
            if node.name in tree:
                self.found.doubt(self.sheet.place(node.cell), f"“{node.name}”有两行，这一行没有读入")
                continue
            path = (*at, node.name)
            self.found.places[path] = self.sheet.place(node.cell)
            tree[node.name] = self._value(node, path)
        return tree

    def _value(self, node: _Node, path: KeyPath) -> Any:
        parts = [child for child in node.children if not child.of_which]
        noted = [child for child in node.children if child.of_which]
        if not node.children:
            return node.amount
        value: dict[str, Any] = {}
        numbers = [Decimal(child.amount) for child in parts if isinstance(child.amount, (int, Decimal))]
        whole = isinstance(node.amount, (int, Decimal))
        if parts and (not whole or len(numbers) < len(parts) or self._agree(node.amount, numbers)):
            value = self._grown(parts, path)
            if whole:
                self._state((*self.found.path, *path), node.amount, node.cell)
        else:
            if parts:
                added = sum(numbers, Decimal(0))
                place = self.sheet.place(node.cell)
                self.found.doubt(place, f"“{node.name}”是 {node.amount}，下面各项相加是 {added}，各项记作其中")
            value[WHOLE] = node.amount
            self.found.places[(*path, WHOLE)] = self.sheet.place(node.cell)
            noted = [*parts, *noted]
        if noted:
            value[OF_WHICH] = self._grown(noted, (*path, OF_WHICH))
        return value

    def _special(self, node: _Node, roots: Sequence[_Node]) -> None:
        """A total or a balance: compared, or put in its field."""
        balance = _balance(node.name)
        place = self.sheet.place(node.cell)
        if balance is not None:
            name, base = balance
            if self.found.path[:1] != ("决算",):
                self.found.left(place, f"“{node.name}”没有读入")
            elif base:
                self.found.fields["决算", name] = node.amount
            else:
                side = "收入总计" if "收入" in self.found.path else "支出总计"
                self._state(("决算", name or side), node.amount, node.cell)
            return
        numbers = [Decimal(root.amount) for root in roots if isinstance(root.amount, (int, Decimal))]
        if not isinstance(node.amount, (int, Decimal)) or len(numbers) < len(roots) or not roots:
            return
        base_path = self.found.path[:2] if len(self.found.path) > 1 else self.found.path
        if self._agree(node.amount, numbers):
            if folded(node.name) not in ("人员经费合计", "公用经费合计"):
                self._state(base_path, node.amount, node.cell)
        elif folded(node.name) in ("小计", "人员经费合计", "公用经费合计"):
            self.found.left(place, f"“{node.name}”没有核对")
        else:
            self.found.doubt(place, f"{node.name}是 {node.amount}，各项相加是 {sum(numbers, Decimal(0))}")

    def _state(self, path: KeyPath, amount: Any, cell: Cell) -> None:
        if path and isinstance(amount, (int, Decimal)):
            self.found.stated[path] = amount
            self.found.stated_places[path] = self.sheet.place(cell)

    def _agree(self, total: Any, parts: Sequence[Decimal]) -> bool:
        """Whether ``total`` is the sum of ``parts``, but for the last digit of amounts that were rounded to 万元."""
        gap = abs(Decimal(total) - sum(parts, Decimal(0)))
        unit = next((c.unit for c in self.block.amounts if c.unit), "") or self.layout.unit or self.wanted
        return gap <= (Decimal("0.005") * (len(parts) + 1) if unit == "万元" and self.wanted == "万元" else 0)


def _bare(text: str) -> str:
    """A label without its number, 其中 and spaces."""
    bare = re.sub(r"[\s\u3000]+", "", text)
    for pattern in NUMBERING:
        bare = pattern.sub("", bare, count=1) if pattern.match(bare) else bare
    bare = re.sub(r"^(?:[(（]?其中[)）]?[:：]?|[:：#*△])+", "", bare)
    for pattern in NUMBERING[2:]:
        bare = pattern.sub("", bare, count=1) if pattern.match(bare) else bare
    return bare.rstrip(":：")


def _number_level(text: str) -> int:
    bare = re.sub(r"[\s\u3000]+", "", text)
    return next((level for level, pattern in enumerate(NUMBERING, 1) if pattern.match(bare)), 0)


def _balance(name: str) -> tuple[str, bool] | None:
    return _BALANCES.get(heading(name))


def _economic(labels: Sequence[str]) -> bool:
    """Whether labels are names of the official economic classification."""
    known = {folded(name) for name in OFFICIAL_CLASSES} - {"其他支出"}
    return sum(folded(label) in known for label in labels) > 0
