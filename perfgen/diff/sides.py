"""The two things that are compared: a data file, or a Word file with what is recorded of it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from perfgen import word
from perfgen.diff.values import Score
from perfgen.errors import OutputFault, PerfgenError
from perfgen.explain import Inquiry, inquiry
from perfgen.express.values import Absent
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.pipeline import Job, build
from perfgen.render.trace import Traced, passages

_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOTAL = re.compile(r"(?:总分|得分|评分|绩效得|自评得)为?[：:]?\s*([0-9]+(?:\.[0-9]+)?)\s*分")
_GRADE = re.compile(r"(?:等级|评定|评价结果)[^，。；\n]{0,6}?[为是：:“]\s*“?(优|良|中|差)")


@frozen
class Side:
    """One of the two: its pages, its figures where the data is known, its Word file where there is or can be one."""

    name: str
    documents: Mapping[str, Traced]
    """The pages of each document by its key."""
    known: Inquiry | None = field(default=None, repr=False)
    total: str = ""
    grade: str = ""
    unprinted: str = ""
    job: Job | None = field(default=None, repr=False)
    docx: bytes = field(default=b"", repr=False)

    def word_file(self) -> bytes:
        """The report as a Word file; raises PerfgenError where none can be made."""
        if self.docx or self.job is None:
            return self.docx
        outcome = build(self.job)
        if outcome.error is not None:
            raise outcome.error
        if not outcome.made:
            count = sum(finding.logical for finding in outcome.findings)
            hint = "先运行 perfgen check 改好；不写 -o，只看改了什么，也可以"
            raise OutputFault(f"数据有 {count} 处逻辑性问题，生成不了报告，做不出修订稿", hint, self.name)
        return outcome.made[0].data


def data_side(job: Job) -> Side | tuple[Finding, ...]:
    """A data file as a side; findings where it cannot be read."""
    known = inquiry(job)
    if not isinstance(known, Inquiry):
        return known
    pages = dict(zip(known.documents, known.page.traced, strict=False))
    return _side(job.name, known, pages, job)


def report_side(docx: bytes, name: str, record: Mapping[str, Any] | None, job: Job) -> Side:
    """A Word file as a side. Where it is as ``record`` tells, its figures are known; ``job`` lends pack and options.

    Raises EnvironmentFault where it is no Word file.
    """
    shown = passages(word.read(docx))
    record = record or {}
    traced = _known_by(record, shown, name, job)
    if traced is not None:
        key, known = traced
        side = _side(name, known, {key: known.page.traced[known.documents.index(key)]}, None)
        return Side(name, side.documents, known, side.total, side.grade, docx=docx)
    told = record.get("结果", {}).get("摘要", {}) if isinstance(record.get("结果"), dict) else {}
    told = told if isinstance(told, dict) else {}
    total, grade = told.get("total") or _first(_TOTAL, shown), told.get("grade") or _first(_GRADE, shown)
    return Side(name, {str(record.get("文书", "")): shown}, None, total, grade, docx=docx)


def _side(name: str, known: Inquiry, pages: Mapping[str, Traced], job: Job | None) -> Side:
    def printed(*path: str) -> str:
        try:
            value = known.figures.value(path)
        except KeyError:
            return ""
        return "" if isinstance(value, Absent) else str(value)

    return Side(name, pages, known, printed("自评", "总分"), printed("自评", "等级"), known.unprinted, job)


def score(old: Side, new: Side) -> Score:
    """Score and grade of both; what a page without its data does not tell is told of neither."""
    both = old.known is not None and new.known is not None

    def told(one: str, two: str) -> tuple[str, str]:
        return (one, two) if both or (one and two) else ("", "")

    return Score(*told(old.total, new.total), *told(old.grade, new.grade))


def _first(pattern: re.Pattern[str], shown: Traced) -> str:
    found = pattern.search("\n".join(passage.text for passage in shown.passages if not passage.spot.table))
    return found[1] if found else ""


def _known_by(record: Mapping[str, Any], shown: Traced, name: str, job: Job) -> tuple[str, Inquiry] | None:
    """Document key and figures of the data in ``record``, where built again it gives just what the file shows."""
    tree, key = record.get("数据"), record.get("文书")
    if not isinstance(tree, dict) or not isinstance(key, str):
        return None
    try:
        text = "\n".join(_toml(tree, ()))
        known = inquiry(Job(text.encode("utf-8", "surrogatepass"), name, job.choose, only=(key,)))
    except (PerfgenError, ValueError, TypeError):
        return None
    if not isinstance(known, Inquiry) or key not in known.documents or not known.page.traced:
        return None
    traced = known.page.traced[known.documents.index(key)]
    return (key, known) if [p.text for p in traced.passages] == [p.text for p in shown.passages] else None


# -- the data of a record as TOML ---------------------------------------------------------------------


def _toml(tree: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """A recorded tree as a data file; the record has decimals and dates as texts."""
    for key, value in tree.items():
        if not _is_section(value):
            yield f"{_quoted(key)} = {_inline(value)}"
    for key, value in tree.items():
        if _is_section(value):
            inner = (*path, key)
            head = ".".join(map(_quoted, inner))
            for table in value if isinstance(value, list) else [value]:
                yield f"[[{head}]]" if isinstance(value, list) else f"[{head}]"
                yield from _toml(table, inner)


def _is_section(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) for item in value)
    return isinstance(value, dict)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        bare = _DECIMAL.fullmatch(value) or _DATE.fullmatch(value)
        return value if bare else _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_quoted(key)} = {_inline(item)}' for key, item in value.items())} }}"
    return str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
