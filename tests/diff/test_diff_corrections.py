"""Ten known corrections in each of the five reports: just the figures that changed, and just the places they reach.

What changed is found here anew: each figure of both files printed and compared, each paragraph and cell of both reports
laid side by side by its number, as traced and as the Word files are read.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from perfgen.diff import Changes, Side, compare, data_side
from perfgen.diff.tokens import FIGURE
from perfgen.explain import Inquiry
from perfgen.express.values import Number
from perfgen.packs import library
from perfgen.pipeline import Job
from perfgen.pull.side import open_side
from tests.support.inputs import NAMES, text_of

LIBRARY = library()
TEN = 10
NOT_CORRECTED = ("年度", "成文日期", "上年度", "格式版本", "核对数", "核实说明")
NAMES_OF_ITEMS = ("名称", "三级指标")


def side(text: str) -> Side:
    found = data_side(Job(text.encode(), "数据.toml", LIBRARY.choose))
    assert isinstance(found, Side), found
    return found


def known(one: Side) -> Inquiry:
    assert one.known is not None
    return one.known


@cache
def before(name: str) -> Side:
    return side(text_of(name))


@dataclass(frozen=True)
class Correction:
    """A base fact, the characters that spelled it, and the corrected file."""

    key: str
    old: str
    new: str
    text: str


def corrections(name: str) -> Iterator[Correction]:
    """Every correction of one figure that can be made where the figure stands in the file."""
    text, inquiry = text_of(name), known(before(name))
    lines = text.split("\n")
    report = inquiry.figures.report
    for path in inquiry.paths():
        if (
            path[0] in NOT_CORRECTED
            or path[-1] in NAMES_OF_ITEMS
            or inquiry.figure(path).computed
            or not report.has(path)
        ):
            continue
        value = inquiry.figures.value(path)
        places = report.places(path)
        if len(places) != 1 or not (isinstance(value, Number) or (isinstance(value, str) and FIGURE.search(value))):
            continue
        place = places[0]
        start = place.column - 1
        found = re.compile(r"\"?[^\d\"｜\n]*?(\d+(?:\.\d+)?)").match(lines[place.line - 1], start)
        if found is None or not place.line:
            continue
        new = f"{Decimal(found[1]) + (1 if '.' not in found[1] else Decimal('0.1') ** len(found[1].split('.')[1]))}"
        line = lines[place.line - 1]
        changed = [*lines]
        changed[place.line - 1] = line[: found.start(1)] + new + line[found.end(1) :]
        yield Correction(report.spelled(path), found[1], new, "\n".join(changed))


@cache
def ten(name: str) -> tuple[Correction, ...]:
    """Ten of them, from all over the file, each place once."""
    each = {correction.text: correction for correction in corrections(name)}
    found = list(each.values())
    assert len(found) >= TEN, len(found)
    return tuple(found[len(found) * n // TEN] for n in range(TEN))


def shown(value: Any) -> Any:
    if isinstance(value, Number):
        return value.value, str(value)
    return value if isinstance(value, str) else getattr(value, "word", None)


def figures(one: Side) -> dict[str, Any]:
    inquiry = known(one)
    values = {inquiry.figures.report.spelled(path): inquiry.figures.value(path) for path in inquiry.paths()}
    return {key: shown(value) for key, value in values.items()}


def lines_of(one: Side) -> list[str]:
    return [passage.text for traced in one.documents.values() for passage in traced.passages]


@cache
def printed(text: str) -> list[str]:
    """Every paragraph of the Word file that is made of a data file, those of cells included."""
    document = docx.Document(io.BytesIO(open_side(text.encode(), "数据.toml", LIBRARY.choose).word_file))
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def reached(changes: Changes) -> set[tuple[str, str]]:
    found = set()
    for change in changes.figures:
        for place in change.places:
            old = place.old.text if place.old else ""
            new = place.new.text if place.new else ""
            assert (place.old.shown if place.old else "") != (place.new.shown if place.new else "")
            found.add((old, new))
    for each in changes.prose:
        texts = ["".join(part.text for part in each.segments if part.kind in kinds) for kinds in ("=-", "=+")]
        found.add((texts[0], texts[1]))
    return found


@pytest.mark.parametrize("number", range(TEN))
@pytest.mark.parametrize("name", NAMES)
def test_just_what_changed_and_just_where_it_reaches(name: str, number: int) -> None:
    old, correction = before(name), ten(name)[number]
    new = side(correction.text)
    changes = compare(old, new)

    was, now = figures(old), figures(new)
    expected = {key for key in {*was, *now} if was.get(key) != now.get(key)}
    told = {change.key for change in changes.figures if change.key} | {change.key for change in changes.texts}
    words = {key for key in expected if isinstance(was.get(key), str) and isinstance(now.get(key), str)} - told
    assert told <= expected
    assert expected - told == words  # words that stand on the page are told as words

    base = next(change for change in changes.figures if change.key == correction.key)
    assert base.typed
    assert correction.old in base.old or FIGURE.search(base.old)
    assert correction.new != correction.old
    typed = {change.key for change in changes.figures if change.typed}
    for change in changes.figures:
        assert change.typed or set(change.causes) & typed, change

    if len(lines_of(old)) == len(lines_of(new)):
        differing = {pair for pair in zip(lines_of(old), lines_of(new), strict=True) if pair[0] != pair[1]}
        assert reached(changes) == differing
        pages = printed(text_of(name)), printed(correction.text)
        assert len(pages[0]) == len(pages[1])
        shown = {pair for pair in zip(*pages, strict=True) if pair[0] != pair[1]}
        said = {(one.replace("\t", ""), other.replace("\t", "")) for one, other in reached(changes)}
        assert shown <= said
        assert said <= shown or len(old.documents) > 1  # other documents print them too
    else:
        assert {pair for pair in reached(changes) if "" in pair}

    for total, score in ((was, changes.score.old), (now, changes.score.new)):
        assert score == (total["自评.总分"][1] if isinstance(total.get("自评.总分"), tuple) else "")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_changed_is_nothing_told(name: str) -> None:
    again = side(text_of(name))
    assert compare(before(name), again).none


def test_the_corrections_are_spread_over_the_file() -> None:
    heads = {correction.key.split(".")[0].split("[")[0] for name in NAMES for correction in ten(name)}
    assert {"决算", "指标", "事实", "年初预算"} <= heads
