"""The county's own sentences: the paragraphs and tables of a pack's Word template, each under its heading."""

import itertools
import re
from collections.abc import Iterator

from perfgen import word
from perfgen.contract import Contract
from perfgen.frozen import frozen
from perfgen.importing.numbering import without_number

COVER, SIGNATURE, ATTACHMENTS = "封面", "落款", "附件表"
"""What stands before the first heading, below the last one, and behind the mark of the attachments."""

_CONTROL = re.compile(r"\{%-?p\s+(if|elif|else|endif|for|endfor)\b(.*?)-?%\}\s*$", re.DOTALL)
_FOR = re.compile(r"\s*(\w+)\s+in\s+(.+?)\s*$", re.DOTALL)
SIGNED = ("署名", "成文日期", "附件说明")


@frozen
class Sentence:
    """A paragraph of the template: its text with tags, its heading, the loops around it, its outline level."""

    text: str
    section: str
    loops: tuple[tuple[str, str], ...] = ()
    level: int = 0
    style: str = ""
    conditions: tuple[str, ...] = ()


@frozen
class FormTable:
    """A table of the template: its rows as texts of their cells, and the heading that it stands under."""

    rows: tuple[tuple[str, ...], ...]
    section: str


@frozen
class Wording:
    """The sentences and tables of a template."""

    sentences: tuple[Sentence, ...]
    tables: tuple[FormTable, ...]

    def of(self, section: str) -> tuple[Sentence, ...]:
        """The sentences under one heading."""
        return tuple(each for each in self.sentences if each.section == section)


def plain(title: str) -> str:
    """A heading without number, marks and blanks, for comparing."""
    return re.sub(r"[^\w]", "", without_number(title.strip()))


def wording_of(template: bytes, contract: Contract) -> Wording:
    """What ``template`` says under each heading of the contract's outline."""
    sentences: list[Sentence] = []
    tables: list[FormTable] = []
    titles = [(plain(item.title), item.key) for item in contract.outline]
    section, next_title = COVER, 0
    loops: list[tuple[str, str] | None] = []
    conditions: list[str] = []
    for block in word.read(template).blocks:
        if isinstance(block, word.Table):
            rows = tuple(tuple(cell.text for cell in row.cells) for row in block.rows)
            tables.append(FormTable(rows, section))
            continue
        control = _CONTROL.match(block.text.strip())
        if control:
            _step(control, loops, conditions)
            continue
        if any(loop and loop[1].startswith("正文") for loop in loops) or not block.text.strip():
            continue
        bare = plain(block.text)
        found = next((n for n in range(next_title, len(titles)) if titles[n][0] == bare), None)
        if found is not None and block.level:
            section, next_title = titles[found][1], found + 1
            continue
        if block.style == "附件标记":
            section = ATTACHMENTS
        home = SIGNATURE if block.style in SIGNED and section != ATTACHMENTS else section
        around = tuple(loop for loop in loops if loop)
        given = tuple(c for c in conditions if c)
        lines = [line.strip() for line in block.text.split("\n") if line.strip()]
        sentences += [Sentence(line, home, around, block.level, block.style, given) for line in lines]
    return Wording(tuple(sentences), tuple(tables))


def _step(control: re.Match[str], loops: list[tuple[str, str] | None], conditions: list[str]) -> None:
    word_, rest = control[1], control[2].strip()
    if word_ == "for":
        parts = _FOR.match(rest)
        loops.append((parts[1], parts[2]) if parts else None)
    elif word_ == "endfor" and loops:
        loops.pop()
    elif word_ == "if":
        conditions.append(rest)
    elif word_ in ("elif", "else") and conditions:
        conditions[-1] = rest
    elif word_ == "endif" and conditions:
        conditions.pop()


def forms(table: FormTable) -> Iterator[tuple[str, str]]:
    """Label and tag of each pair of neighbouring cells of which only the second holds a tag."""
    for row in table.rows:
        for label, tag in itertools.pairwise(row):
            if "{" not in label and "{{" in tag and label.strip():
                yield label, tag
