"""Random edits and random corrections: what was typed is in the data or told, and no expression is lost.

``PERFGEN_ROUNDS=40 pytest tests/pull/test_random.py`` tries more of them.
"""

import os
import random
import re
from collections import Counter

import pytest

from perfgen.pull import Base, Why, pull
from perfgen.pull.sheet import NUMBERING
from tests.pull.typist import INPUTS, KINDS, Edited, Typist, choose, data_of, expressions, side_named, side_of, texts

ROUNDS = int(os.environ.get("PERFGEN_ROUNDS", "1"))
FIRST = int(os.environ.get("PERFGEN_FIRST", "0"))
SEEDS = range(FIRST, FIRST + ROUNDS)


_AMOUNT = re.compile(r'("[^"]*(?:收入|支出|结余|执行数|预算数)" = |.*｜)([0-9]+)(\.[0-9]+)?( *#.*)?')


def corrected(data: bytes, seed: int) -> bytes:
    """The data file with one of its amounts corrected, as finance does."""
    lines = data.decode().split("\n")
    at = random.Random(seed).choice([number for number, line in enumerate(lines) if _AMOUNT.fullmatch(line)])
    lines[at] = _AMOUNT.sub(lambda m: f"{m[1]}{int(m[2]) + 1}{m[3] or ''}{m[4] or ''}", lines[at])
    return "\n".join(lines).encode()


def unstated(data: bytes) -> bytes:
    """The data file without the published totals, which a correction would contradict."""
    kept = re.sub(r'(\["核对数"\]\n)(?:"[^\n]*\n)+', r"\1", data.decode())
    return kept.encode()


def comments(data: bytes) -> Counter[str]:
    """Every comment of a data file."""
    return Counter(re.findall(r"#[^\n]*", data.decode()))


def bare(edit: Edited) -> str:
    """What the edited paragraph says, without numbering."""
    return NUMBERING.sub("", edit.new, count=1) if NUMBERING.match(edit.new) else edit.new


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", INPUTS)
def test_edits_outside_figures_land(name: str, seed: int) -> None:
    typist = Typist(side_named(name), random.Random(f"{name}{seed}"))
    typist.work(9, KINDS)
    data, report = data_of(name), typist.saved()
    pulled = pull(data, name, report, choose())
    assert all(conflict.why is Why.TWICE for conflict in pulled.conflicts)  # one paragraph printed in two places
    assert pulled.data is not None
    printed = Counter(texts(side_of(pulled.data).word_file))
    told = {conflict.new for conflict in pulled.conflicts}
    for edit in typist.made:
        assert not edit.new or printed[bare(edit)] or edit.new in told, edit
    assert not comments(data) - comments(pulled.data)
    if not any(edit.kind in ("removed", "cell") for edit in typist.made):
        assert not Counter(expressions(data)) - Counter(expressions(pulled.data))
    fresh = corrected(data, seed)
    again = pull(fresh, name, report, choose(), Base(data))
    assert (again.data or fresh) == corrected(pulled.data, seed)  # both, in whatever order
    last = pull(again.data or fresh, name, report, choose(), Base(data))
    assert last.data is None and not last.landed
    after = side_of(again.data or fresh).word_file
    assert pull(again.data or fresh, name, after, choose()).edits == ()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", INPUTS)
def test_overtyped_figures_are_base_facts_or_conflicts(name: str, seed: int) -> None:
    typist = Typist(side_named(name), random.Random(f"{name}{seed}"))
    typist.work(4, ("overtype",))
    data = data_of(name)
    pulled = pull(data, name, typist.saved(), choose())
    after = pulled.data or data
    assert not Counter(expressions(data)) - Counter(expressions(after))
    printed = "\n".join(texts(side_of(after).word_file))
    for edit in typist.made:
        facts = [each for each in pulled.edits if each.old in edit.old and each.new in edit.new]
        conflicts = [each for each in pulled.conflicts if each.old in edit.old and each.new in edit.new]
        assert facts or conflicts, edit
        assert all(conflict.why in (Why.COMPUTED, Why.TWICE) for conflict in conflicts)
        assert all(each.new in printed for each in facts)
