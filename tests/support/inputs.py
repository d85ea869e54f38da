"""The five data files of ``inputs/`` as trees to spoil or to change, pasted tables unfolded."""

from copy import deepcopy
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

from perfgen.keypath import KeyPath
from perfgen.packs import Pack, library
from tests.support.report import Reported, toml, typed

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(sorted(path.stem for path in (ROOT / "inputs").glob("*.toml")))


@lru_cache
def pack_of(name: str) -> Pack:
    """The pack that the input ``name`` asks for."""
    return library().choose(tomli.loads(text_of(name))["模板"], "")


def text_of(name: str) -> str:
    """The input ``name`` as it is typed."""
    return (ROOT / "inputs" / f"{name}.toml").read_text(encoding="utf-8")


@lru_cache
def base(name: str) -> Reported:
    """The input ``name`` as it stands."""
    return typed(text_of(name), pack_of(name))


def tree_of(name: str) -> dict[str, Any]:
    """A copy of the tree of the input ``name``, pasted tables unfolded, postings on one name added up."""
    found = _plain(deepcopy(dict(base(name).report.tree)))
    assert isinstance(found, dict)
    return found


def made_of(tree: dict[str, Any], name: str) -> Reported:
    """The report of ``tree`` with the pack of the input ``name``."""
    return typed(toml(tree), pack_of(name))


def put(tree: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Put ``value`` at ``path``, making tables on the way."""
    node: Any = tree
    for part in path[:-1]:
        if isinstance(part, int):
            node = node[part]
        else:
            if not isinstance(node.get(part), dict | list):
                node[part] = {}
            node = node[part]
    node[path[-1]] = value


def get(tree: Any, path: KeyPath) -> Any:
    """The value at ``path``, or None."""
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _plain(node: Any) -> Any:
    if isinstance(node, tuple):
        return sum((Decimal(part) for part in node), Decimal(0))
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node
