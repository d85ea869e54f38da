"""A new data file: complete, sound, and the sample once it is filled with the sample's values."""

import datetime
import io
import json
import tomllib
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import jsonschema_rs
import pytest
import tomlkit

from perfgen import word
from perfgen.contract import Shape
from perfgen.new import new_file, schema_file
from perfgen.packs import Pack, library
from perfgen.pipeline import Job, Outcome, build

LIBRARY = library()
PACKS = ["chongyang", "guangzhou-baiyun", "guangzhou-conghua", "guangzhou-panyu", "xuwen"]


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest) -> Pack:
    return LIBRARY.choose(request.param)


def made(text: str | bytes, *, draft: bool = False, render: bool = True) -> Outcome:
    data = text.encode() if isinstance(text, str) else text
    return build(Job(data, "新建.toml", LIBRARY.choose, draft=draft, render=render))


def test_nothing_is_wrong_but_that_it_is_to_be_filled_in(pack: Pack) -> None:
    outcome = made(new_file(pack), render=False)
    assert {finding.code for finding in outcome.findings} == {"DAT207"}
    assert outcome.mended is None


def test_a_final_report_of_it_is_refused(pack: Pack) -> None:
    assert made(new_file(pack)).refused


def test_a_draft_prints_the_whole_outline_and_what_is_to_come(pack: Pack) -> None:
    outcome = made(new_file(pack), draft=True)
    assert outcome.error is None
    assert not outcome.findings
    document = word.read(outcome.made[0].data)
    headings = [heading.text for heading in document.headings]
    titles = [item.title for item in pack.contract.outline]
    assert [heading for heading in headings if heading in titles] == titles
    assert len(outcome.pending) > 40
    text = "\n".join(block.text for block in document.blocks)
    for item in pack.contract.prose_keys.values():
        assert f"〔待填：{item.title}〕" in text
    for name in ("单位名称", "成文日期", "自评总分"):
        assert f"〔待填：{name}〕" in text
    with ZipFile(io.BytesIO(outcome.made[0].data)) as archive:
        assert archive.read("word/document.xml").count(b"<w:highlight ") >= text.count("〔待填：")


def test_filled_with_the_values_of_the_sample_it_is_the_sample(pack: Pack) -> None:
    sample = pack.files["sample.toml"]
    filled = made(fill(new_file(pack, year=None), sample.decode(), pack.contract.shape))
    assert filled.error is None
    assert [finding for finding in filled.findings if finding.logical] == []
    expected = made(sample)
    assert word.read(filled.made[0].data) == word.read(expected.made[0].data)
    assert filled.made[0].name == expected.made[0].name


def test_every_field_of_the_sample_is_spoken_of(pack: Pack) -> None:
    text = new_file(pack)
    for key in _keys(tomllib.loads(pack.files["sample.toml"].decode()), pack.contract.shape):
        assert f'"{key}"' in text, key


def test_editors_find_nothing_wrong_with_it_nor_with_the_sample(pack: Pack) -> None:
    name, schema = schema_file(pack)
    text = new_file(pack)
    assert text.splitlines()[0] == f"#:schema ./{name}"
    validator = jsonschema_rs.validator_for(json.loads(schema))
    for data in (text, pack.files["sample.toml"].decode()):
        found = [(error.instance_path, error.message) for error in validator.iter_errors(_plain(tomllib.loads(data)))]
        assert found == []


def test_the_year_is_the_latest_of_the_pack_or_the_one_asked_for(pack: Pack) -> None:
    assert f'"年度" = {max(pack.contract.years)} ' in new_file(pack)
    assert '"年度" = 2031 ' in new_file(pack, year=2031)


def test_the_same_pack_gives_the_same_file(pack: Pack) -> None:
    assert new_file(pack) == new_file(pack)
    assert schema_file(pack) == schema_file(pack)


def test_what_stands_behind_a_sign_can_be_uncommented(pack: Pack) -> None:
    """Every commented-out key is good TOML: a clerk has only to take the sign away."""
    for line in new_file(pack).splitlines():
        if line.startswith('# "') and " = " in line and not line.endswith("'''"):
            assert tomllib.loads(line.removeprefix("# ")), line


def test_a_pack_without_a_sample_has_its_usual_trees_and_indicators(pack: Pack) -> None:
    bare = Pack(pack.contract, {name: data for name, data in pack.files.items() if name != "sample.toml"}, pack.origin)
    text = new_file(bare)
    assert {finding.code for finding in made(text, render=False).findings} == {"DAT207"}
    assert text.count('[["指标"]]') >= 2


# -- filling in ---------------------------------------------------------------------------------------


def fill(text: str, values: str, shape: Shape) -> str:
    """The new file ``text`` with every value of the data file ``values`` typed in, and 不适用 for the rest."""
    document = tomlkit.parse(text)
    _put(document, tomllib.loads(values), shape)
    return tomlkit.dumps(document)


def _put(table: Any, values: dict[str, Any], shape: Shape) -> None:
    for key in list(table):
        below = shape.child(key)
        if key not in values:
            _dismiss(table, key, below)
    for key, value in values.items():
        below = shape.child(key)
        if isinstance(value, dict) and below and below.children and "*" not in below.children and key in table:
            _put(table[key], value, below)
        else:
            table[key] = value


def _dismiss(table: Any, key: str, shape: Shape | None) -> None:
    """What the sample does not have: this town has no such thing."""
    if isinstance(table[key], dict) and shape and shape.children:
        for name in list(table[key]):
            _dismiss(table[key], name, shape.child(name))
    elif key not in ("模板版本",):
        table[key] = "不适用"


def _keys(node: dict[str, Any], shape: Shape) -> Iterator[str]:
    """The names of the fields of ``node``; those of trees, lists and facts are the town's."""
    for key, value in node.items():
        yield key
        below = shape.child(key)
        if isinstance(value, dict) and below and below.children and "*" not in below.children:
            yield from _keys(value, below)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node.isoformat() if isinstance(node, datetime.date) else node
