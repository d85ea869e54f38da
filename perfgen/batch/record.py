"""What is remembered of a report beside its file: what it was made of, what it says, and what was said of it."""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from perfgen import __version__
from perfgen.batch.unit import Unit
from perfgen.findings import Finding, Place, Severity
from perfgen.pipeline import Made, Outcome, Summary

ORIGIN = "来源"
SAID = "结果"
SOURCE = "数据文件"
"""The data file itself, packed: with it the report can be printed again as it was, and told from what was edited."""


def origin(unit: Unit, pack: str) -> dict[str, Any]:
    """Everything that decides what ``unit`` becomes, as digests: equal origins need no second build."""
    return {
        "数据": _sha(unit.data),
        "上年数据": sorted(_sha(b"".join((data, *(each for _, each in files)))) for _, data, files in unit.before),
        "取自": {name: _sha(data) for name, data in unit.files},
        "模板": pack,
        "程序": unit.program,
        "选项": {"草稿": unit.draft, "严格": unit.strict, **({"文书": sorted(unit.only)} if unit.only else {})},
    }


def recording(unit: Unit, outcome: Outcome, made: Made) -> Callable[[Sequence[str]], dict[str, Any]]:
    """What makes the record of ``made`` of the texts of its paragraphs."""
    return lambda texts: record(unit, outcome, made, texts)


def record(unit: Unit, outcome: Outcome, made: Made, texts: Sequence[str]) -> dict[str, Any]:
    """The record of ``made``: its origin, digest of the parsed data, the data, the texts, findings and summary."""
    tree = json.loads(json.dumps(outcome.tree, ensure_ascii=False, default=str))
    pack = outcome.pack
    told: dict[str, Any] = {
        "程序": __version__,
        "文书": made.key,
        "数据摘要": _digest(tree),
        "数据": tree,
        SOURCE: b64encode(zlib.compress(unit.data, 1)).decode("ascii"),
        "段落": list(texts),
        ORIGIN: origin(unit, pack.digest if pack else ""),
        SAID: {
            "摘要": outcome.summary._asdict(),
            "问题": [_told(finding) for finding in outcome.findings],
            "待填": [_told(finding) for finding in outcome.pending],
        },
    }
    if pack is not None:
        told["模板"] = {"编号": pack.id, "版本": pack.version, "摘要": pack.digest}
    return told


def data_file(told: Mapping[str, Any]) -> bytes | None:
    """The data file that a report was made of, as its record tells it; None where it does not."""
    try:
        return zlib.decompress(b64decode(told[SOURCE]))
    except (KeyError, TypeError, ValueError, zlib.error):
        return None


def remembered(name: str, records: Sequence[Mapping[str, Any]], expected: Mapping[str, Any]) -> Outcome | None:
    """The outcome of the data file ``name`` that ``records`` tell of, where all of them have the expected origin."""
    if not records or any(each.get(ORIGIN) != expected for each in records):
        return None
    try:
        said = records[0][SAID]
        return Outcome(
            name,
            findings=tuple(_finding(each, name) for each in said["问题"]),
            pending=tuple(_finding(each, name) for each in said["待填"]),
            summary=Summary(**said["摘要"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _told(finding: Finding) -> dict[str, Any]:
    return {**finding.as_json(), "explained": finding.explained}


def _finding(told: Mapping[str, Any], name: str) -> Finding:
    place = Place(told["file"], told["line"], told["column"], told["key"], told.get("cell", ""))
    severity = Severity(told["severity"])
    place = replace(place, file=name)  # the command may stand in another folder than it did then
    return Finding(told["code"], severity, told["message"], told["hint"], place, told["explained"])


def _digest(tree: Any) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return _sha(text.encode("utf-8", "surrogatepass"))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
