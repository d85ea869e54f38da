"""待填 may stand for any value, any table, any list: the draft is made, and says what is still to come."""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomlkit

from perfgen.keypath import KeyPath
from perfgen.packs import library
from perfgen.pipeline import Job, build

LIBRARY = library()
PACKS = ["chongyang", "guangzhou-baiyun", "guangzhou-conghua", "guangzhou-panyu", "xuwen"]
ALWAYS_THERE = ("格式版本", "模板", "金额单位", "正文")


def nodes(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every value, table and list of a data file."""
    if path and not (path[0] == "正文" and len(path) == 1):
        yield path
    if isinstance(node, dict) and "分子" not in node and path[:1] != ("正文",):
        for key, below in node.items():
            if path or key not in ALWAYS_THERE[:3]:
                yield from nodes(below, (*path, key))
    elif isinstance(node, dict) and len(path) == 1:
        for key in node:
            yield (*path, key)
    elif isinstance(node, list) and path[:1] != ("正文",):
        for index, below in enumerate(node[:3]):
            if isinstance(below, dict):
                for key, value in below.items():
                    yield from nodes(value, (*path, index, key))


def with_word(tree: dict[str, Any], path: KeyPath, word: str) -> bytes:
    changed = copy.deepcopy(tree)
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = word
    return tomlkit.dumps(changed).encode()


@pytest.mark.parametrize("name", PACKS)
def test_a_draft_is_made_whatever_is_still_to_come(name: str) -> None:
    """What is pending in the draft is what keeps the final report from being made."""
    tree = tomllib.loads(LIBRARY.choose(name).files["sample.toml"].decode())
    faults = []
    for path in nodes(tree):
        outcome = build(Job(with_word(tree, path, "待填"), "草稿.toml", LIBRARY.choose, draft=True))
        refused = [f"{finding.code} {finding.message}" for finding in outcome.findings if finding.logical]
        if outcome.error or refused or not outcome.pending:
            faults.append((path, str(outcome.error), refused))
    assert faults == []
