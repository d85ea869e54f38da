"""Patterns compiled at first use."""

import ast
import importlib
import pickle
import re
from pathlib import Path

import pytest

from perfgen import patterns
from perfgen.patterns import pattern

ROOT = Path(patterns.__file__).parent
DECLARED = [
    (path, node.lineno)
    for path in sorted(ROOT.rglob("*.py"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.Assign)
    and isinstance(node.value, ast.Call)
    and isinstance(node.value.func, ast.Name)
    and node.value.func.id == "pattern"
]


def test_as_a_compiled_one() -> None:
    ours, theirs = pattern("(?P<n>[0-9]+)年", re.IGNORECASE), re.compile("(?P<n>[0-9]+)年", re.IGNORECASE)
    for text in ("2021年，2022年", "无"):
        assert ours.findall(text) == theirs.findall(text)
        assert [m.span("n") for m in ours.finditer(text)] == [m.span("n") for m in theirs.finditer(text)]
        assert bool(ours.search(text)) is bool(theirs.search(text)) is bool(ours.match(text))
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)


def test_is_compiled_at_first_use_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = re.compile
    monkeypatch.setattr(patterns.re, "compile", lambda text, flags=0: seen.append(text) or real(text, flags))
    made = pattern("x")
    assert seen == []
    made.search("x")
    made.search("y")
    assert seen == ["x"]


def test_what_is_private_is_not_asked_of_it() -> None:
    with pytest.raises(AttributeError):
        assert pattern("(")._nothing  # type: ignore[attr-defined]
    assert pickle.loads(pickle.dumps(pattern("a"))).search("a")


@pytest.mark.parametrize("module", sorted({path for path, _ in DECLARED}))
def test_every_pattern_of_the_program_can_be_compiled(module: Path) -> None:
    name = ".".join(("perfgen", *module.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    held = vars(importlib.import_module(name)).values()
    for each in held:
        if type(each) is patterns._Pattern:
            assert each.groups >= 0  # type: ignore[attr-defined]
