"""Write the generated parts of the documentation: the manuals' tables of words, fields and manifest keys, the rules.

Run ``python docs/generate.py`` after changing perfgen/express/words.py, perfgen/vocabulary.py,
perfgen/contract/reference.py or a rule.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from perfgen.check.rule import FAMILIES  # noqa: E402
from perfgen.cli.rulepage import AnyPage, pages  # noqa: E402
from perfgen.contract.reference import KEYS, Key  # noqa: E402
from perfgen.express.words import TABLE  # noqa: E402
from perfgen.vocabulary import FIELDS  # noqa: E402

MANUAL = HERE / "手册.md"
MAKING = HERE / "模板制作.md"
RULES = HERE / "规则.md"
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


def word_tags() -> str:
    """The words as they are written in Word."""
    rows = ((word.name, word.meaning, f"`{{{{ {word.example} }}}}`", word.result) for word in TABLE)
    return table(("词", "意思", "Word 里写", "印出来"), rows)


def keys() -> str:
    """The keys of a manifest, a table for each of its own tables."""
    heads = dict.fromkeys(key.path.split(".")[0].removesuffix("[]") for key in KEYS if "." in key.path)
    parts = [("开头", [key for key in KEYS if "." not in key.path])]
    parts += [(head, [key for key in KEYS if key.path.startswith((f"{head}.", f"{head}[]."))]) for head in heads]
    return "\n".join(f"### {head}\n\n{_keys(own)}" for head, own in parts).rstrip("\n") + "\n"


def _keys(own: Iterable[Key]) -> str:
    rows = ((f"`{key.path}`", key.kind, key.default, key.meaning, f"`{key.example}`") for key in own)
    return table(("键", "类型", "不写时", "意思", "例如"), rows)


PARTS: dict[Path, dict[str, Callable[[], str]]] = {
    MANUAL: {"词表": words, "字段表": fields},
    MAKING: {"词表": word_tags, "约定": keys},
}


def generated(page: Path) -> str:
    """The text of ``page`` with every generated part made anew."""
    text = page.read_text(encoding="utf-8")
    for name, make in PARTS[page].items():
        pattern = rf"(<!-- 由 docs/generate\.py 生成：{name}。[^\n]*-->\n).*?(<!-- 生成到此为止：{name} -->)"
        text, count = re.subn(pattern, lambda m, make=make: f"{m[1]}\n{make()}\n{m[2]}", text, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise SystemExit(f"{page.name}: {count} places for {name}")
    return text


def rules() -> str:
    """The pages of all codes, by family."""
    lines = [
        f"<!-- 由 {COMMAND} 生成，不要手改 -->",
        "# 核对规则",
        "",
        "每一条都可以用 `perfgen rules 编号` 查看。**逻辑性**问题必须改，有它就不生成报告；**核实性**问题改正，",
        "或在数据文件的“核实说明”里写明理由。县模板可以改变级别（manifest 的“规则级别”），也可以加自己的勾稽。",
        "",
    ]
    every = pages()
    for family, title in FAMILIES.items():
        own = [page for page in every if page.code.startswith(family)]
        if own:
            lines += [f"## {family} {title}", "", *(f"- [{p.code} {p.name}](#{p.code.lower()})" for p in own), ""]
            for page in own:
                lines += _rule(page)
    return "\n".join(lines).rstrip("\n") + "\n"


def _rule(page: AnyPage) -> list[str]:
    anchor = f'<a id="{page.code.lower()}"></a>'
    lines = [f"### {anchor}{page.code} {page.name}", "", f"级别：{page.severity}", ""]
    lines += [f"**检查什么**　{page.what}", "", f"**为什么**　{page.why}", ""]
    lines += ["**反例**", "", "```toml", page.bad, "```", "", "**正例**", "", "```toml", page.good, "```", ""]
    return [*lines, f"**怎样改**　{page.cure}", ""]


def files() -> dict[Path, str]:
    """Every file with generated parts, as it should be."""
    return {**{page: generated(page) for page in PARTS}, RULES: rules()}


def main() -> None:
    """Bring the files up to date."""
    for path, fresh in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != fresh:
            path.write_text(fresh, encoding="utf-8", newline="\n")
            print(f"{path.name}: brought up to date")


if __name__ == "__main__":
    main()
