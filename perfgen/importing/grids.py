"""Tables of a report: indicators, projects, and cells beside their labels as the template's tables have them."""

import re
from collections.abc import Iterable

from perfgen.importing.account import Fate
from perfgen.importing.gathered import Doubt, Gathered
from perfgen.importing.indicators import Listed, indicator_table, project_table
from perfgen.importing.naming import label_of, shortened
from perfgen.importing.patterns import Gap, Pattern
from perfgen.importing.reading import Grid
from perfgen.importing.reversing import pattern_of
from perfgen.importing.sections import Section
from perfgen.importing.taking import Taker
from perfgen.importing.tracked import Text
from perfgen.importing.wording import FormTable, Sentence, forms


class Grids:
    """Reads tables."""

    def __init__(self, taker: Taker) -> None:
        self.taker, self.out, self.account = taker, taker.out, taker.account
        self.contract, self.wording = taker.contract, taker.wording

    def grid(self, grid: Grid, section: Section) -> None:
        """Read a table; cells that say nothing known are unplaced."""
        key = section.key
        table = indicator_table(grid) or project_table(grid)
        if table is not None:
            self._table(table, grid, key)
            taken = {id(cell) for cell in table.taken}
        else:
            taken = set()
        self._form(grid, section, taken)
        rows = [[cell for cell in row if cell and id(cell) not in taken] for row in grid.rows]
        for row in rows:
            if row:
                text = Text(
                    "｜".join(cell.text for cell in row), tuple(o for cell in row for o in (*cell.origins, -1))[:-1]
                )
                self._leave_cells(text, row, section, grid.line)

    def _leave_cells(self, text: Text, row: list[Text], section: Section, line: int) -> None:
        self.out.unplaced.append(text)
        for cell in row:
            self.account.put(cell, Fate.UNPLACED, section.key)
        self.out.doubts.append(
            Doubt(f"表里的“{shortened(text.text)}”没有归处", line, section.key, "它在文件末尾的“未归类”里")
        )

    def _table(self, table: Listed, grid: Grid, key: str) -> None:
        for cell in table.taken:
            self.account.put(cell, Fate.FIGURE, key)
        dashed = {
            name
            for form in self.wording.tables
            for row in form.rows
            for tag in row
            for name in re.findall(r"\{\{\s*行\.(\w+)\s+(?:or|if\s[^{}]*?else)\s+'—'", tag)
        }
        for item in table.items:
            kept_item = {k: v for k, v in item.items() if v != "未公布" or k not in dashed}
            self.taker.add(table.name, kept_item, grid.line)
        if table.total and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", table.total):
            self.taker.fact(("自评", "总分"), table.total, Gap.NUMBER, grid.line, key)
        self.out.doubts += [Doubt(message, grid.line, key) for message in table.doubts]

    def _form(self, grid: Grid, section: Section, taken: set[int]) -> None:
        """Cells beside their labels, as the template's tables have them; cells that only repeat the report."""
        pairs = {label_of(label): tag for table in self.wording.tables for label, tag in forms(table)}
        fixed = {
            label_of(cell) for table in self.wording.tables for row in table.rows for cell in row if "{" not in cell
        }
        prose = {re.sub(r"\s", "", p.text.text) for paras in self.out.prose.values() for p in paras}
        for row_number, row in enumerate(grid.rows):
            if row and not any(id(cell) in taken for cell in row if cell) and self._row(list(row), section, grid.line):
                for cell in row:
                    taken.add(id(cell))
                    self.account.put(cell, Fate.FIGURE, section.key)
                continue
            cells = [cell for cell in row if cell and id(cell) not in taken]
            for position, cell in enumerate(cells):
                if id(cell) in taken:
                    continue
                label = label_of(cell.text)
                following = cells[position + 1] if position + 1 < len(cells) else None
                if label in pairs and following is not None and label_of(following.text) not in pairs:
                    self._cell(pairs[label], following, section, grid.line)
                    taken |= {id(cell), id(following)}
                    self.account.put(cell, Fate.FIGURE, section.key)
                    self.account.put(following, Fate.FIGURE, section.key)
                elif label in fixed or _repeats(cell.text, prose, self.out):
                    taken.add(id(cell))
                    self.account.put(cell, Fate.FIGURE, section.key)
            self._by_header(grid, row_number, taken, section)

    def _cell(self, tag: str, cell: Text, section: Section, line: int) -> None:
        if "正文[" in tag or not cell.text.strip():
            return
        if "{%p" in tag:
            self._lines(tag, cell, section, line)
            return
        pattern = pattern_of(Sentence(re.sub(r"\s*\n\s*", "", tag), section.key), self.contract)
        found = pattern.read(re.sub(r"\s*\n\s*", "", cell.text))
        if found is not None and len(pattern.slots) <= 12:
            self.taker.take(pattern, found, section.key, line)

    def _lines(self, tag: str, cell: Text, section: Section, line: int) -> None:
        """A cell that prints a line for each indicator or project."""
        loops: list[tuple[str, str]] = []
        patterns: list[Pattern] = []
        for row in tag.split("\n"):
            control = re.match(r"\s*\{%p\s+for\s+(\w+)\s+in\s+(\S+)", row)
            if control:
                loops.append((control[1], control[2]))
            elif "{{" in row and loops:
                patterns.append(pattern_of(Sentence(row.strip(), section.key, tuple(loops)), self.contract))
        for row in cell.text.split("\n"):
            for pattern in patterns:
                found = pattern.read(row)
                if found is not None:
                    self.taker.take(pattern, found, section.key, line)
                    break

    def _row(self, row: list[Text], section: Section, line: int) -> bool:
        """Whether a row is one of the template's with its own label, read cell by cell."""
        for table in self.wording.tables:
            for model in table.rows:
                tags = [tag for tag in model if "{{" in tag]
                label = any(label_of(tag) not in ("", "—") for tag in model if "{" not in tag)
                if len(tags) < 2 or len(model) != len(row) or not label or re.search(r"\{%tr|\b行\.", "".join(model)):
                    continue
                if all(
                    "{" in tag or label_of(tag) == label_of(cell.text) for tag, cell in zip(model, row, strict=True)
                ):
                    for tag, cell in zip(model, row, strict=True):
                        if "{{" in tag:
                            self._cell(tag, cell, section, line)
                    return True
        return False

    def _by_header(self, grid: Grid, row_number: int, taken: set[int], section: Section) -> None:
        """A row of figures below a row of headings (预算数、执行数、执行率、得分)."""
        if row_number == 0:
            return
        tags = _under_headers(self.wording.tables)
        above, row = grid.rows[row_number - 1], grid.rows[row_number]
        for head, cell in zip(above, row, strict=False):
            tag = tags.get(label_of(head.text)) if head else None
            if tag and cell and id(cell) not in taken and re.fullmatch(r"[-0-9,.]+[%％]?|—", cell.text.strip()):
                self._cell(tag, cell, section, grid.line)
                taken.add(id(cell))
                self.account.put(cell, Fate.FIGURE, section.key)


def _under_headers(tables: Iterable[FormTable]) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in tables:
        for above, row in zip(table.rows, table.rows[1:], strict=False):
            heads, tags = list(above), list(row)
            if any("{%tr" in tag for tag in tags):
                continue
            for head, tag in zip(reversed(heads), reversed(tags), strict=False):
                if "{" not in head and head.strip() and "{{" in tag:
                    found[label_of(head)] = tag
    return found


def _repeats(text: str, prose: set[str], out: Gathered) -> bool:
    """Whether a cell says what the report has said already."""
    bare = re.sub(r"\s", "", text)
    if re.match(r"见正文", bare) or bare in ("—", "100"):
        return True
    lines = [re.sub(r"\s", "", line) for line in text.split("\n") if line.strip()]
    if lines and all(any(line in p for p in prose) for line in lines) and len(bare) > 8:
        return True
    if re.match(r"预算执行率[0-9.]+%，偏离原因见正文", bare):
        return True
    return bare in {fact.value for fact in out.facts if fact.gap in (Gap.TEXT,)}
