"""Every rule against its cases: a change to the minimal report, and the findings expected.

``rules/CODE.toml`` holds named cases: ``change`` (and ``pack`` for the manifest) in the language of
``tests/support/report.py``, ``expect`` the rule's findings as ``{ key, message, severity }``, whatever is left out
being of no matter. No ``expect`` is a case that passes. With ``before``, the changes of another file, the two files are
checked against each other.
"""

from pathlib import Path
from typing import Any

import pytest
import tomli

from perfgen.check import Case
from perfgen.check.across import check_across
from tests.support.report import minimal_pack, report

FOLDER = Path(__file__).parent / "rules"
CASES = [
    (path.stem, name, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for name, case in tomli.loads(path.read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize(("code", "name", "case"), CASES, ids=[f"{code}-{name}" for code, name, _ in CASES])
def test_case(code: str, name: str, case: dict[str, Any]) -> None:
    assert set(case) <= {"change", "before", "pack", "expect"}, f"{code}: {name}"
    made = report(case.get("change", ""), minimal_pack(case.get("pack", "")))
    findings = made.findings
    if "before" in case:
        before = report(case["before"], made.pack)
        findings = check_across([Case(each.figures, each.texts) for each in (made, before)])
    found = [finding for finding in findings if finding.code == code]
    expected = case.get("expect", [])
    assert len(found) == len(expected), "\n".join(map(str, findings))
    for finding, wanted in zip(found, expected, strict=True):
        assert wanted.get("message", "") in finding.message + finding.hint
        assert wanted.get("key", finding.place.key) == finding.place.key
        assert wanted.get("severity", finding.severity) == finding.severity
        assert finding.place.line > 0
        assert finding.hint or finding.message
