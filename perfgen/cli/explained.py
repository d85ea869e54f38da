"""Explanations as text, a tree of figures with the places where they are printed, and as JSON."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from perfgen.cli import say, streams
from perfgen.explain import Explanation, Figure, Found, Literal, Printing, Typed
from perfgen.findings import Place

_AROUND = 24
"""How many characters before and after a figure are quoted at most."""
_ENDS = "。；！？\n"


def text(explanation: Explanation) -> None:
    """Print an explanation for people."""
    if not explanation.query:
        for found in explanation.figures:
            say.line(f"{found.figure.name}：{found.figure.line}")
        say.line(f"算出来的数共 {len(explanation.figures)} 个；看一个数的来历，在后面写它的路径。")
    else:
        whole = len(explanation.figures) == 1
        for found in explanation.figures:
            _print(_tree(found.figure, set(), 99 if whole else 1))
            _places(found)
        if not whole and explanation.figures:
            say.line("以上各数只列到下一层；写路径，列到填报的数。")
        for literal in explanation.literals:
            say.line(_literal(literal))
    if explanation.unprinted:
        say.aside(f"报告还排不出来，印在哪里没有列出：{explanation.unprinted}")


def _print(tree: Tree) -> None:
    width = None if sys.stdout.isatty() else 1000
    Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False).print(tree, soft_wrap=False)


def _tree(figure: Figure, seen: set[str], depth: int) -> Tree:
    """A figure with its inputs; one that was shown above is not unfolded again."""
    tree = Tree(_label(figure), guide_style="dim")
    if figure.inputs and depth and figure.name in seen:
        tree.label = Text.assemble(_label(figure), ("（见上）", "dim"))
        return tree
    seen.add(figure.name)
    if figure.words:
        tree.add(Text(f"公式：{figure.words}", "dim"))
    for typed in figure.typed:
        tree.add(_typed(typed))
    for each in figure.inputs if depth else ():
        tree.children.append(_tree(each, seen, depth - 1))
    if not figure.words and len(figure.typed) == 1 and not figure.inputs:
        tree.children.clear()
        tree.label = Text.assemble(_label(figure), "  ", (where(figure.typed[0].place), "cyan"))
    return tree


def _label(figure: Figure) -> Text:
    return Text.assemble((figure.name, "bold"), "：", figure.line)


def _typed(typed: Typed) -> Text:
    return Text.assemble(f"填报 {typed.text}  ", (where(typed.place), "cyan"))


def where(place: Place) -> str:
    """``file:line:column``, as far as known."""
    shown = ":".join([place.file, *(str(number) for number in (place.line, place.column) if number)])
    return f"{shown}（{place.cell}）" if place.cell else shown


def _places(found: Found) -> None:
    if not found.places:
        say.line("没有单独印在报告里。" if found.figure.printed else "")
        return
    say.line(f"印在 {len(found.places)} 处：")
    for place in found.places:
        name = f"（写作 {place.name}）" if place.name else ""
        say.line(f"  {place.where}{name}：{quoted(place)}")
    say.line()


def _literal(literal: Literal) -> str:
    place = f" {where(literal.place)}" if literal.place is not None else ""
    return f"{literal.origin}{place}：{literal.printing.where}：{quoted(literal.printing)}"


def quoted(printing: Printing) -> str:
    """The sentence around a figure, the figure in 【】."""
    start, end, whole = printing.start, printing.end, printing.text
    first = max((whole.rfind(sign, 0, start) + 1 for sign in _ENDS), default=0)
    last = min((at for sign in _ENDS if (at := whole.find(sign, end)) >= 0), default=len(whole))
    head, tail = whole[max(first, start - _AROUND) : start], whole[end : min(last, end + _AROUND)]
    before = "…" if start - _AROUND > first else ""
    after = "…" if end + _AROUND < last else ""
    return f"{before}{head}【{printing.shown}】{tail}{after}".replace("\n", " ")


# -- JSON -------------------------------------------------------------------------------------------


def as_json(explanation: Explanation) -> None:
    """Print an explanation as one JSON object."""
    value = {
        "version": 1,
        "query": explanation.query,
        "figures": [{**_figure(f.figure), "places": [_printing(p) for p in f.places]} for f in explanation.figures],
        "literals": [
            {**_printing(each.printing), "origin": each.origin, **(_place(each.place) if each.place else {})}
            for each in explanation.literals
        ],
    }
    say.line(json.dumps(value, ensure_ascii=not streams.is_unicode(sys.stdout), indent=2))


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "key": figure.key,
        "printed": figure.printed,
        "exact": figure.exact,
        "words": figure.words,
        "numbers": figure.numbers,
        "result": figure.result,
        "steps": list(figure.steps),
        "line": figure.line,
        "typed": [{"text": each.text, **_place(each.place)} for each in figure.typed],
        "inputs": [_figure(each) for each in figure.inputs],
    }


def _place(place: Place) -> dict[str, Any]:
    told = {"file": place.file, "line": place.line, "column": place.column, "key": place.key}
    return {**told, "cell": place.cell} if place.cell else told


def _printing(printing: Printing) -> dict[str, Any]:
    return {
        "where": printing.where,
        "name": printing.name,
        "text": printing.text,
        "start": printing.start,
        "end": printing.end,
    }
