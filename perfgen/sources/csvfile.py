"""Text tables (.csv, .txt): encoding and separator found out, every cell a text."""

import csv
from io import StringIO

from perfgen.sources.faults import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, SourceFault
from perfgen.sources.values import Cell, Sheet, Workbook

_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = (",", "\t", ";", "｜", "|", "，")
_SAVE = "在 Excel 里另存为“CSV UTF-8（逗号分隔）”"


def read_csv(data: bytes, name: str) -> Workbook:
    """The one sheet of ``data``; raises SourceFault where it is no text table."""
    text = _decoded(data, name)
    first, _, rest = text.partition("\n")
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], rest
    separator = separator or _separator(text)
    skipped = 1 if text is rest and rest else 0
    csv.field_size_limit(MAX_TEXT)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SourceFault("文字表格读不通，可能引号不成对", _SAVE, name) from error
    width = max((len(line) for line in lines), default=0)
    if width > MAX_COLUMNS or len(lines) > MAX_ROWS or width * len(lines) > 4 * MAX_CELLS:
        raise SourceFault("表太大", "只留要用的行列，另存后再试", name)
    rows = [tuple(Cell(row, column) for column in range(width)) for row in range(skipped)]
    for number, line in enumerate(lines, start=skipped):
        padded = [*line, *[""] * (width - len(line))]
        rows.append(tuple(Cell(number, column, text or None) for column, text in enumerate(padded)))
    return Workbook(name, (Sheet(name, "表", tuple(rows)),))


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SourceFault("文字读不出来", _SAVE, name) from error
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise SourceFault("不是文字表格：编码认不出来", _SAVE, name)


def _separator(text: str) -> str:
    """The sign that splits the most lines into the same number of cells."""
    best, most = ",", 0
    for sign in _SEPARATORS:
        try:
            counts = [
                len(line) for line in csv.reader(StringIO(text[:20000], newline=""), delimiter=sign) if len(line) > 1
            ]
        except csv.Error:
            continue
        usual = max(set(counts), key=counts.count) if counts else 0
        weight = counts.count(usual) * 1000 + usual if counts else 0
        if weight > most:
            best, most = sign, weight
    return best
