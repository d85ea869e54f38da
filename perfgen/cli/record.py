"""What is remembered of a report beside its file: what it was made of and what it says."""

import hashlib
import json
from typing import Any

from perfgen import __version__, word
from perfgen.load import load
from perfgen.pipeline import Made, Outcome


def record(data: bytes, outcome: Outcome, made: Made) -> dict[str, Any]:
    """The record of ``made``: digests of parsed data, pack and program, the data, the texts of the paragraphs."""
    source = load(data, outcome.name).source
    tree = json.loads(json.dumps(source.tree if source else {}, ensure_ascii=False, default=str))
    told: dict[str, Any] = {
        "程序": __version__,
        "文书": made.key,
        "数据摘要": _digest(tree),
        "数据": tree,
        "段落": [paragraph.text for paragraph in word.read(made.data).paragraphs],
    }
    if outcome.pack is not None:
        pack = outcome.pack
        told["模板"] = {"编号": pack.id, "版本": pack.version, "摘要": pack.digest}
    return told


def _digest(tree: Any) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
