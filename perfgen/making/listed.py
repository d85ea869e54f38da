"""Projects told one a paragraph: “1.某项目：全年预算…万元，实际执行…万元，执行率…”, as a loop over 项目."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from perfgen.making.amounts import Figure, Sort, figures_of
from perfgen.making.ledger import Known
from perfgen.making.levels import numbered
from perfgen.making.paper import Block, Para, put_for

_NAMED = re.compile(r"(?P<name>[^：，。；]{3,60})[：:](?=[^：:]*[0-9])")
_NUMBER = re.compile(r"[0-9]{1,2}")


@dataclass(eq=False)
class Listing:
    """Paragraphs that each tell of one project: what each says, and the sentence that prints any of them."""

    paras: tuple[Para, ...]
    items: list[dict[str, Any]]
    sentence: str

    def totals(self) -> list[Known]:
        """The sums of what the projects were given and spent."""
        return [
            Known(("项目", "合计", key), sum(item[key] for item in self.items), f"{key}合计", "万元")
            for key in ("全年预算数", "全年执行数")
        ]

    def write(self) -> None:
        """Put the loop in the place of the paragraphs."""
        lines = ("{%p for 项 in 项目 %}", self.sentence, "{%p endfor %}")
        put_for([para.element for para in self.paras], [self.paras[0].clone(text) for text in lines])


def listings(blocks: Sequence[Block]) -> list[Listing]:
    """The runs of two or more paragraphs that each tell of a project, all in one wording."""
    found: list[Listing] = []
    run: list[tuple[Para, dict[str, Any], str]] = []
    for block in (*blocks, None):
        read = _read(block, len(run) + 1) if isinstance(block, Para) else None
        if read is not None and (not run or run[-1][2] == read[1]):
            run.append((block, *read))  # type: ignore[arg-type]
            continue
        if len(run) >= 2:
            found.append(Listing(tuple(para for para, _, _ in run), [item for _, item, _ in run], run[0][2]))
        run = []
    return found


def _read(para: Para, number: int) -> tuple[dict[str, Any], str] | None:
    """What a paragraph says of a project, and its wording with tags; None where it is another paragraph."""
    text = para.text.strip()
    mark = numbered(text)
    body = mark.bare if mark else text
    head = text[: len(text) - len(body)]
    match = _NAMED.match(body)
    if match is None:
        return None
    figures = [f for f in figures_of(text) if f.start >= len(head) + match.end()]
    amounts = [f for f in figures if f.sort is Sort.AMOUNT and f.unit == "万元"]
    if len(amounts) != 2 or not re.search("预算|安排|下达", amounts[0].label) or not _spent(amounts[1]):
        return None
    rates = [f for f in figures if f.sort is Sort.RATE]
    if len(rates) > 1 or any(f.start < amounts[1].start for f in rates):
        return None
    item: dict[str, Any] = {
        "名称": match["name"], "全年预算数": amounts[0].value, "全年执行数": amounts[1].value
    }  # fmt: skip
    start = len(head)
    edits = [(start, start + len(match["name"]), "{{ 项.名称 }}")]
    edits += [
        (f.start, f.end, f"{{{{ 项.{key} | 万元 }}}}")
        for f, key in zip(amounts, ("全年预算数", "全年执行数"), strict=True)
    ]
    edits += [(f.start, f.end, "{{ 项.执行率 }}") for f in rates]
    last = max(end for _, end, _ in edits)
    stop = text.find("。", last)
    told = text[stop + 1 :] if stop >= 0 else ""
    if told:
        item["完成情况"] = told
    made = text[: stop + 1] if stop >= 0 else text
    for first, end, new in sorted(edits, reverse=True):
        made = made[:first] + new + made[end:]
    shown = _NUMBER.sub("{{ loop.index }}", head, count=1) if head and _NUMBER.search(head) else head
    if head and f"{number}" not in head:
        return None
    return item, f"{shown}{made[len(head) :]}{{% if 有(项.完成情况) %}}{{{{ 项.完成情况 }}}}{{% endif %}}"


def _spent(figure: Figure) -> bool:
    return bool(re.search("执行|支出|使用|支付", figure.label))
