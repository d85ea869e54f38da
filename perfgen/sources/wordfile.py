"""Word files as paragraphs and as tables, each with its address."""

from perfgen import word
from perfgen.errors import EnvironmentFault
from perfgen.sources.faults import SourceFault
from perfgen.sources.values import Cell, Passage, Range, Sheet, Workbook, Writing


def read_writing(data: bytes, name: str) -> Writing:
    """The paragraphs of a Word file; raises SourceFault where it is none."""
    document = _document(data, name)
    texts = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
    return Writing(
        name,
        tuple(Passage(number, paragraph.text.strip(), paragraph.level) for number, paragraph in enumerate(texts, 1)),
    )


def read_word_tables(data: bytes, name: str) -> Workbook:
    """The tables of a Word file as sheets called 表1, 表2 …; a line of the text just above a table is its first row."""
    sheets: list[Sheet] = []
    caption = ""
    for block in _document(data, name).blocks:
        if isinstance(block, word.Table):
            sheets.append(_sheet(block, caption, f"表{len(sheets) + 1}", name))
            caption = ""
        elif block.text.strip():
            caption = block.text.strip()
    if not sheets:
        raise SourceFault("这个 Word 文件里没有表格", "检查是不是选错了文件", name)
    return Workbook(name, tuple(sheets))


def _document(data: bytes, name: str) -> word.Document:
    try:
        return word.read(data)
    except (EnvironmentFault, RecursionError, ValueError) as fault:
        raise SourceFault("不是完好的 Word 文件（.docx）", "在 Word 里打开，另存为 .docx 后再试", name) from fault


def _sheet(table: word.Table, caption: str, title: str, name: str) -> Sheet:
    top = 1 if caption else 0
    texts = {(cell.row + top, cell.column): cell.text.strip() for cell in table.cells}
    if caption:
        texts[0, 0] = caption
    height = len(table.rows) + top
    rows = tuple(
        tuple(Cell(row, column, texts.get((row, column)) or None) for column in range(table.columns))
        for row in range(height)
    )
    merges = tuple(
        Range(cell.row + top, cell.column, cell.row + top + cell.rows - 1, cell.column + cell.columns - 1)
        for cell in table.cells
        if cell.rows > 1 or cell.columns > 1
    )
    return Sheet(name, title, rows, merges)
