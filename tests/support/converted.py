"""Reports as text the way conversion leaves them: a built Word file written out with its debris."""

import random
import re
from collections.abc import Iterator

from perfgen import word

WIDTH = 42


def plain(document: word.Document) -> str:
    """The report as clean text: a paragraph a line, tables as rows of tabs, the signature and attachments left out."""
    return "\n".join(_lines(document))


def _lines(document: word.Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, word.Table):
            cells = {(cell.row, cell.column): cell.text for cell in block.cells}
            for row in range(len(block.rows)):
                texts = (re.sub(r"\s*\n\s*", "", cells.get((row, column), "")) for column in range(block.columns))
                yield "\t".join(texts)
        elif block.style == "附件标记":
            return
        elif block.text.strip() and block.style not in ("署名", "成文日期", "附件说明"):
            yield from (line for line in block.text.split("\n") if line.strip())


def converted(text: str, seed: int = 1) -> str:
    """Clean text as a PDF gives it: spaces in numbers, lines broken, page numbers, marks, half-width commas."""
    dice = random.Random(seed)
    out: list[str] = []
    page = 1
    for number, line in enumerate(text.split("\n")):
        if "\t" in line:
            out.append(line)
            continue
        out.append("")
        line = re.sub(
            r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9])(?=[\u4e00-\u9fff])",
            lambda _: " " if dice.random() < 0.5 else "",
            line,
        )
        line = re.sub(r"(?<=[0-9])\.(?=[0-9]{2}\b)", lambda _: ". " if dice.random() < 0.3 else ".", line)
        if re.match(r"[一二三四五]、", line):
            line = f"# {line}"
        if dice.random() < 0.05:
            line = f"[bookmark: _Toc{number}]{line}"
        if len(line) > 2 * WIDTH and dice.random() < 0.5:
            cut = _cut(line, dice)
            out += [line[:cut], "", f"— {page} —", "", line[cut:]]
            page += 1
        else:
            out.append(line)
    return "\n".join(out)


def _cut(line: str, dice: random.Random) -> int:
    """A place in the middle of a word: between two Chinese characters."""
    places = [m.start() for m in re.finditer(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", line) if m.start() > WIDTH]
    return dice.choice(places) if places else len(line)
