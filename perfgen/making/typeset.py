"""A finished report that is no Word file, drawn as one in the layout of GB/T 9704."""

import re
from collections.abc import Sequence

from perfgen.importing.healing import heal
from perfgen.importing.reading import Grid, Para, read
from perfgen.making.headings import LONGEST, MARK
from perfgen.making.levels import DEEPEST, Nesting, numbered

_ENDS = re.compile("[。；，、：:]$")


def as_word(data: bytes, name: str) -> bytes:
    """The report in ``data`` (a .txt or .md file called ``name``) as a .docx; raises EnvironmentFault."""
    from perfgen import gbt9704

    blocks = heal(read(data, name))
    doc = gbt9704.base_document()
    nesting = Nesting()
    started = attached = False
    for block in blocks:
        if isinstance(block, Grid):
            rows = [[cell.text for cell in row] for row in block.rows]
            _table(doc, rows)
            continue
        text = block.text.text.strip()
        level = 0 if attached else _level(block, text, nesting)
        if not text:
            continue
        if MARK.fullmatch(text) and started:
            attached = True
            gbt9704.start_section(doc)
            gbt9704.add_table_note(doc, text)
        elif level:
            started = True
            gbt9704.add_heading(doc, text, level)
        elif not started and len(text) <= LONGEST and not _ENDS.search(text):
            gbt9704.add_title(doc, text)
        else:
            gbt9704.add_body(doc, text)
    return gbt9704.save(doc)


def _level(block: Para, text: str, nesting: Nesting) -> int:
    mark = numbered(text)
    if mark is None or len(text) > LONGEST or _ENDS.search(text):
        return 0
    level = nesting.level(mark.style)
    return level if level <= DEEPEST else 0


def _table(doc: object, rows: Sequence[Sequence[str]]) -> None:
    from perfgen import gbt9704

    columns = max(len(row) for row in rows)
    filled = [[*row, *[""] * (columns - len(row))] for row in rows]
    gbt9704.add_table(doc, [150 // columns] * columns, filled, small=True)  # type: ignore[arg-type]
