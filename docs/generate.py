"""Write the generated parts of the documentation: the manual's table of words and table of fields.

Run ``python docs/generate.py`` after changing perfgen/express/words.py or perfgen/vocabulary.py.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from perfgen.express.words import TABLE  # noqa: E402
from perfgen.vocabulary import FIELDS  # noqa: E402

MANUAL = HERE / "手册.md"
COMMAND = "python docs/generate.py"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def words() -> str:
    """The words of the expression language."""
    rows = ((word.name, f"`{word.usage}`", word.meaning, f"`{word.example}`", word.result) for word in TABLE)
    return table(("词", "写法", "意思", "例子", "印出来"), rows)


def fields() -> str:
    """The core fields; those that mirror this year's under 上年 and 较上年 are left to the text above the table."""

    def rows() -> Iterator[Iterable[str]]:
        for field in FIELDS:
            if field.parts()[0] in ("上年", "较上年"):
                continue
            needed = "是" if field.required else ""
            kind = field.type + (f"（{field.unit}）" if field.unit else "")
            yield f"`{field.pattern}`", kind, needed, field.meaning, f"`{field.example}`"

    return table(("路径", "类型", "必填", "含义", "例如"), rows())


PARTS: dict[str, Callable[[], str]] = {"词表": words, "字段表": fields}


def generated(text: str) -> str:
    """``text`` with every generated part made anew."""
    for name, make in PARTS.items():
        pattern = rf"(<!-- 由 docs/generate\.py 生成：{name}。[^\n]*-->\n).*?(<!-- 生成到此为止：{name} -->)"
        text, count = re.subn(pattern, lambda m, make=make: f"{m[1]}\n{make()}\n{m[2]}", text, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise SystemExit(f"{MANUAL.name}: {count} places for {name}")
    return text


def main() -> None:
    """Bring the manual up to date."""
    text = MANUAL.read_text(encoding="utf-8")
    fresh = generated(text)
    if fresh != text:
        MANUAL.write_text(fresh, encoding="utf-8", newline="\n")
        print(f"{MANUAL.name}: brought up to date")


if __name__ == "__main__":
    main()
