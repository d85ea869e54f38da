"""Patterns with telling words: what the words let pass by holds no match, in a paragraph or in all at once."""

import random
import re

import pytest

from perfgen.check import RULES
from perfgen.check.rules import __path__ as rules_path
from perfgen.check.sought import Sought
from tests.support.inputs import NAMES, text_of


def _all() -> dict[str, Sought]:
    """Every pattern that a rule seeks with words, by module and name."""
    from importlib import import_module
    from pkgutil import iter_modules

    modules = [import_module(f"perfgen.check.rules.{each.name}") for each in iter_modules(rules_path)]
    found = {(module, name): each for module in modules for name, each in vars(module).items()}
    return {f"{m.__name__.rpartition('.')[2]}.{n}": each for (m, n), each in found.items() if isinstance(each, Sought)}


SOUGHT = _all()
TEXTS = [line for name in NAMES for line in text_of(name).split("\n") if line]
TEXTS += [text for rule in RULES for text in (rule.bad, rule.good, rule.what, rule.why, rule.cure)]
FRAGMENTS = sorted(
    {part for text in TEXTS for part in re.findall(r"[^，。；：、\s]{1,6}|[，。；：、（）()\[\]〔〕]", text)}
)


def _mixed(seed: int) -> list[str]:
    """Paragraphs of shuffled pieces of real ones."""
    rng = random.Random(seed)
    return ["".join(rng.choices(FRAGMENTS, k=rng.randrange(1, 30))) for _ in range(200)]


def test_rules_seek_patterns() -> None:
    assert len(SOUGHT) > 15


@pytest.mark.parametrize("name", SOUGHT)
def test_words_stand_in_every_match(name: str) -> None:
    sought = SOUGHT[name]
    for text in [*TEXTS, *_mixed(1), *_mixed(2)]:
        spans = [match.span() for match in sought.pattern.finditer(text)]
        assert [match.span() for match in sought.all(text)] == spans, text
        first = sought.first(text)
        assert (first.span() if first else None) == (spans[0] if spans else None), text


@pytest.mark.parametrize("name", [name for name, each in SOUGHT.items() if not each.pattern.pattern.endswith("$")])
def test_what_matches_in_a_paragraph_is_seen_in_all_of_them(name: str) -> None:
    sought = SOUGHT[name]
    for text in [*TEXTS, *_mixed(3)]:
        if sought.first(text):
            assert sought.first("\0".join(("前一段。", text, "后一段"))), text


def test_a_pattern_is_compiled_for_a_text_that_has_a_word() -> None:
    sought = Sought("甲+", "甲")
    assert sought.first("乙") is None and list(sought.all("乙")) == []
    assert "pattern" not in vars(sought)
    assert [match[0] for match in sought.all("甲甲乙甲")] == ["甲甲", "甲"]
