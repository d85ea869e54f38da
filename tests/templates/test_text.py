"""The sentences of the packs read well, also where a town leaves out what is optional."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import tomli
import tomlkit

from perfgen import word
from tests.support.built import PACKS, REPORTS, built, outcome, source

FLAWS = re.compile(
    r"""([，。；：、])[，。；：、]      # two marks in a row
    |（）|〔〕|《》|“”|\(\)|\[\]      # empty brackets
    |【|】|\{|\}|\ \ |\s[，。；：]
    |^[，。；：、]|[，；、]$          # a sentence that begins or ends with what joins sentences
    |(元|分|年|%)\1                   # a unit twice
    |(率|数|分|得|分值)为[，。；]|(?<![～—])—(?![—])(?!\d)(?!龙狮)
    |None|True|False|未公布(?!部门|）|。)|不适用|待填""",
    re.VERBOSE,
)
"""What no sentence of a report may hold; — stands in cells only (and in one cited name, 薪火相传—龙狮文化进校园)."""

CELL_FLAWS = re.compile(r"([，。；：、])[，。；：、]|（）|\{|\}|None|True|False|未公布(?!。)|待填")


def flaws(shown: word.Document) -> Iterator[str]:
    """The paragraphs and cells that do not read well."""
    for paragraph in shown.paragraphs:
        text = paragraph.text.strip()
        if paragraph.style != "表注" and (found := FLAWS.search(re.sub(r"\d[—-]\d", "", text))):
            yield f"{found[0]!r} in {text!r}"
    for table in shown.tables:
        yield from (f"cell {cell.text!r}" for cell in table.cells if CELL_FLAWS.search(cell.text))


@pytest.mark.parametrize("name", REPORTS)
def test_report_reads_well(name: str) -> None:
    assert list(flaws(built(name).shown)) == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_paragraph_of_the_body_says_something(name: str) -> None:
    report = built(name)
    assert [p for p in report.shown.paragraphs if not p.text.strip() and p.style != "表间距"] == []


def paths(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a data file down to the third level, a key of listed tables once for all items."""
    if isinstance(tree, list):
        tree = {key: None for item in tree if isinstance(item, dict) for key in item}
    if isinstance(tree, dict) and len(above) < 3 and above[:1] != ("正文",):
        for key, value in tree.items():
            yield (*above, key)
            yield from paths(value, (*above, key))


def without(tree: Any, path: tuple[str, ...]) -> Any:
    """The tree without the key ``path``."""
    if isinstance(tree, list):
        return [without(item, path) for item in tree]
    if not isinstance(tree, dict):
        return tree
    head, *rest = path
    return {k: without(v, tuple(rest)) if k == head else v for k, v in tree.items() if rest or k != head}


def without_each_key(pack: str) -> Iterator[tuple[str, bytes]]:
    """The pack's sample without one of its keys, for each key in turn."""
    tree = tomli.loads(source(pack).read_text(encoding="utf-8"))
    for path in paths(tree):
        yield ".".join(path), tomlkit.dumps(without(tree, path)).encode()


@pytest.mark.parametrize("pack", PACKS)
def test_report_reads_well_without_what_is_optional(pack: str) -> None:
    """Whatever key is left out: the report is refused with findings, or it is printed and reads well."""
    printed, faults = 0, []
    for key, data in without_each_key(pack):
        result = outcome(data, pack)
        if result.error is not None:
            faults.append(f"without {key}: {result.error}")
        for made in result.made:
            printed += 1
            faults += [f"without {key}: {flaw}" for flaw in flaws(word.read(made.data))]
    assert faults == []
    assert printed >= 3
