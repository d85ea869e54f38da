"""Sheets and Word files as plain values, cells and paragraphs with their addresses; nothing is run or fetched."""

from perfgen.sources.csvfile import read_csv
from perfgen.sources.faults import SourceFault
from perfgen.sources.package import kind_of
from perfgen.sources.values import Cell, Passage, Range, Sheet, Value, Workbook, Writing
from perfgen.sources.wordfile import read_word_tables, read_writing
from perfgen.sources.xls import read_xls
from perfgen.sources.xlsx import read_xlsx

_READERS = {"xlsx": read_xlsx, "xls": read_xls, "csv": read_csv, "docx": read_word_tables}


def read_workbook(data: bytes, name: str) -> Workbook:
    """The tables of the file ``name`` (.xlsx, .xls, .csv, .docx), by its content; raises SourceFault."""
    return _READERS[kind_of(data, name)](data, name)


def read_passages(data: bytes, name: str) -> Writing:
    """The paragraphs of the Word file ``name``; raises SourceFault."""
    if kind_of(data, name) != "docx":
        raise SourceFault("正文只能取自 Word 文件（.docx）", "在 Word 里另存为 .docx", name)
    return read_writing(data, name)


__all__ = [
    "Cell",
    "Passage",
    "Range",
    "Sheet",
    "SourceFault",
    "Value",
    "Workbook",
    "Writing",
    "read_passages",
    "read_workbook",
]
