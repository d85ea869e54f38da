"""The documents beside the reports: each as text, valid, in the styles of the standard; versions for the public."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import tomli

from perfgen import word
from perfgen.packs import library, read_pack
from perfgen.pipeline import Job, Made, build
from tests.support.built import PACKS, REPORTS, ROOT, built, source
from tests.support.golden import as_text
from tests.support.ooxml import audit_findings, sdk_findings
from tests.templates.test_outline import STYLES

PACKS_OF = {name: tomli.loads(source(name).read_text(encoding="utf-8"))["模板"] for name in REPORTS}
BESIDE = [
    (name, document.key)
    for name in REPORTS
    for document in read_pack(ROOT / "templates" / PACKS_OF[name]).contract.documents[1:]
    if name in PACKS or not document.on_demand or document.origin
]


@cache
def made(name: str) -> dict[str, Made]:
    """Every document that the data of a report can serve."""
    outcome = build(Job(source(name).read_bytes(), name, library(ROOT / "templates").choose, only=("全部",)))
    assert outcome.error is None, outcome.error
    return {each.key: each for each in outcome.made}


@pytest.mark.parametrize(("name", "key"), BESIDE)
def test_text(name: str, key: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{name}-{key}", as_text(word.read(made(name)[key].data)))


@pytest.mark.parametrize(("name", "key"), BESIDE)
def test_styles_of_the_standard_and_no_tag_left(name: str, key: str) -> None:
    shown = word.read(made(name)[key].data)
    assert "{" not in shown.text
    assert {p.style for p in shown.paragraphs} <= STYLES | {f"heading {level}" for level in range(1, 5)}


def test_the_report_is_the_same_with_the_others_and_without() -> None:
    for name in dict.fromkeys(name for name, _ in BESIDE):
        assert made(name)["报告"].data == built(name).data


def test_a_version_for_the_public_is_its_origin_less_what_it_leaves_out() -> None:
    name = "guangzhou-baiyun"
    whole = [p.text for p in word.read(made(name)["报告"].data).paragraphs]
    public = [p.text for p in word.read(made(name)["公开版"].data).paragraphs]
    assert "五、附件" in whole
    assert "五、附件" not in public
    numbered = [text for text in whole if "号）：全年预算" in text]
    assert numbered
    assert not any("号）：全年预算" in text for text in public)
    said = {text.split("：全年预算")[-1] for text in numbered}
    assert said <= {text.split("：全年预算")[-1] for text in public}
    attached = len(word.read(made(name)["公开版"].data).tables), len(word.read(made(name)["报告"].data).tables)
    assert attached[0] == 0 < attached[1]


def test_valid(tmp_path: Path) -> None:
    files = []
    for name, key in BESIDE:
        files.append(tmp_path / made(name)[key].name.replace(".docx", f"-{name}.docx"))
        files[-1].write_bytes(made(name)[key].data)
    assert audit_findings(files) == []


@pytest.mark.node
def test_open_xml_sdk_finds_nothing(tmp_path: Path) -> None:
    test_valid(tmp_path)
    assert sdk_findings(sorted(tmp_path.glob("*.docx"))) == []
