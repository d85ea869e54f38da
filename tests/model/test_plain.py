"""Data that is found plain without the schema: never any in which the schema would find a fault."""

import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from perfgen.contract import Contract, json_schema
from perfgen.load import load
from perfgen.model import build
from perfgen.model.pasted import Sum, Unfolded
from perfgen.model.plain import is_plain
from perfgen.packs import library
from perfgen.vocabulary import Type

ROOT = Path(__file__).parent.parent.parent
FILES = sorted([*(ROOT / "inputs").glob("*.toml"), *(ROOT / "templates").glob("*/sample.toml")])
VALUES: list[Any] = [
    "",
    " ",
    "　",
    "\x1c",
    "待填",
    "未公布",
    "不适用",
    "甲",
    "12",
    "93%",
    "－5.2 ‰",
    "93",
    "{{ a }}",
    " ｛｛ a }}\n",
    "{{ a",
    "{{}",
    "{{{",
    "2024-01-05",
    "2024年13月",
    "2024年1月32日",
    "2024年1月5日",
    "２０２４年1月",
    0,
    -5,
    1949,
    2101,
    True,
    False,
    Decimal("1.50"),
    Decimal("5"),
    Decimal("-0.00"),
    Decimal("NaN"),
    Decimal("Infinity"),
    date(2024, 1, 5),
    datetime(2024, 1, 5, 8, 0),
    time(8, 0),
    [],
    ["甲"],
    ["甲", ""],
    [3],
    [[]],
    {},
    {"甲": 1},
    {"甲": {"乙": Decimal("1.5")}},
    {"表": "a"},
    {"表": 3},
    {"分子": 1, "分母": 2},
    {"分子": 1},
    {"分子": "无", "分母": "3次"},
    {"标题": "甲", "内容": "乙"},
    [{"标题": "甲", "内容": ["乙"]}],
    [{"标题": "甲"}, "乙"],
    [{"内容": "乙"}],
    {"值": "5宗", "同比": "1%"},
    {"值": 5},
    Sum((1, Decimal("2.5"))),
    Sum((1, "未公布")),
    Sum((1, "甲")),
]


def prepared(path: Path) -> tuple[Contract, dict[str, Any]]:
    """The contract and the tree with its pasted tables unfolded."""
    source = load(path.read_bytes(), path.name).source
    assert source is not None
    folders = library(None)
    contract = folders.choose(source.tree["模板"], "").contract
    return contract, build._unfolded(source.tree, (), contract.shape, Unfolded(source))


def faults(contract: Contract, validator: Any, tree: dict[str, Any]) -> list[Any]:
    """What the schema says, and the dates in wrong places, which it cannot see."""
    found = [
        path
        for path, _ in build._dates(tree, ())
        if (shape := contract.shape.at(path)) is None or shape.field is None or shape.field.type is not Type.DATE
    ]
    return found or list(validator.iter_errors(build._plain(build._without_words(tree, contract.shape))))


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder with a key or index of it."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_sound_files_are_plain(path: Path) -> None:
    contract, tree = prepared(path)
    assert is_plain(contract, tree)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_plain_is_valid(path: Path) -> None:
    contract, tree = prepared(path)
    validator = Draft202012Validator(json_schema(contract))
    choose = random.Random(path.name)
    plain = 0
    for _ in range(150):
        changed = deepcopy(tree)
        for holder, key in choose.sample(list(places(changed)), choose.randint(1, 2)):
            if isinstance(holder, dict) and choose.random() < 0.2:
                holder[choose.choice(["不认识", "*", "[]", "表", "合计", "1"])] = choose.choice(VALUES)
            else:
                holder[key] = choose.choice(VALUES)
        try:
            found = faults(contract, validator, changed)
        except (ValueError, TypeError):  # no JSON: NaN, infinity
            found = [None]
        if is_plain(contract, changed):
            plain += 1
            assert not found
    assert plain > 10
