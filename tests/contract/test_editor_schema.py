"""The JSON Schema for editors: it takes what is typed in this repository, describes every key of it, and is one."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import tomli
from jsonschema_rs import Draft202012Validator, meta

from perfgen.contract import json_schema
from perfgen.vocabulary import FIELDS
from tests.support.built import PACKS, REPORTS, built, source


def schema(name: str) -> dict[str, Any]:
    return json_schema(built(name).contract, strict=False)


def plain(value: Any) -> Any:
    """TOML as JSON: what an editor's validator sees."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def tree(name: str) -> dict[str, Any]:
    found = plain(tomli.loads(source(name).read_text(encoding="utf-8")))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", PACKS)
def test_is_a_schema_that_json_can_carry(name: str) -> None:
    made = schema(name)
    meta.validate(made)
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("name", REPORTS)
def test_takes_the_files_of_the_repository(name: str) -> None:
    errors = [
        f"{error.instance_path}: {error.message}"
        for error in Draft202012Validator(schema(name)).iter_errors(tree(name))
    ]
    assert not errors


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("年度", "二〇二四"),
        ("金额单位", "千元"),
        ("单位", {"名称": "甲镇"}),
        ("人员", {"编制数": 3}),
        ("决算", {"支出": {}}),
        ("指标", [{"一级指标": "产出指标"}]),
        ("正文", {"没有的键": "文字"}),
        ("没有的键", 1),
    ],
)
def test_refuses_what_is_wrong(key: str, value: Any) -> None:
    assert not Draft202012Validator(schema("chongyang")).is_valid({**tree("chongyang"), key: value})


def below(node: Any, root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema with everything that it refers to or is combined from."""
    if not isinstance(node, dict):
        return
    yield node
    if "$ref" in node:
        yield from below(root["$defs"][node["$ref"].removeprefix("#/$defs/")], root)
    for each in (*node.get("anyOf", ()), *node.get("allOf", ())):
        yield from below(each, root)


def undescribed(value: Any, schemas: list[dict[str, Any]], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """The keys of ``value`` at which an editor would show nothing."""
    if isinstance(value, list):
        items = [each for s in schemas for each in below(s.get("items"), root)]
        for index, each in enumerate(value):
            yield from undescribed(each, items, root, f"{path}[{index}]")
    if not isinstance(value, dict):
        return
    for key, each in value.items():
        found = [s["properties"][key] for s in schemas if key in s.get("properties", ())]
        found = found or [s["additionalProperties"] for s in schemas if isinstance(s.get("additionalProperties"), dict)]
        known = [s for f in found for s in below(f, root)]
        if not any(f.get("description") for f in found):
            yield f"{path}.{key}"
        yield from undescribed(each, known, root, f"{path}.{key}")


@pytest.mark.parametrize("name", REPORTS)
def test_describes_every_key(name: str) -> None:
    root = schema(name)
    assert list(undescribed(tree(name), list(below(root, root)), root)) == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_field_has_meaning_unit_and_example(pack: str) -> None:
    root, contract = schema(pack), built(pack).contract
    for field in contract.all_fields:
        nodes = list(below(root, root))
        for part in field.parts():
            steps: list[Any] = []
            for node in nodes:
                if part == "[]":
                    steps.append(node.get("items"))
                elif part == "*":
                    steps.append(node.get("additionalProperties"))
                else:
                    steps.append(node.get("properties", {}).get(part))
            nodes = [found for step in steps for found in below(step, root)]
        if field.pattern in ("正文", "格式版本"):
            continue
        shown = [node["description"] for node in nodes if "description" in node]
        assert any(text.startswith(field.meaning) for text in shown), field.pattern
        assert not field.unit or any(f"单位：{field.unit}" in text for text in shown), field.pattern
        assert any(node.get("examples") for node in nodes), field.pattern


@pytest.mark.parametrize("pack", PACKS)
def test_examples_are_values_that_may_stand_there(pack: str) -> None:
    root = schema(pack)
    told = 0
    for node in everything(root):
        for example in node.get("examples", ()) if isinstance(node, dict) else ():
            told += 1
            alone = {**{key: value for key, value in node.items() if key != "examples"}, "$defs": root.get("$defs", {})}
            assert Draft202012Validator(alone).is_valid(example), (node.get("description"), example)
    assert told > 50


def everything(node: Any) -> Iterator[Any]:
    yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from everything(below)


def test_every_core_field_has_an_example() -> None:
    assert all(field.example and field.meaning for field in FIELDS)


@pytest.mark.parametrize("pack", PACKS)
def test_prose_keys_come_with_their_titles(pack: str) -> None:
    sections = schema(pack)["properties"]["正文"]["anyOf"][0]["properties"]
    for key, item in built(pack).contract.prose_keys.items():
        assert sections[key]["description"].startswith(f"{item.title}：")
