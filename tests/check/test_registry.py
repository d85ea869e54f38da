"""The registry tests itself: pages, codes, files, cases."""

import re
from pathlib import Path

import pytest
import tomli

from perfgen import check
from perfgen.check import RULES, Rule, by_code
from perfgen.check.rule import FAMILIES
from perfgen.findings import Severity

CASES = Path(__file__).parent / "rules"
MODULES = Path(check.__file__).parent / "rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestRule:
    def test_code(self, rule: Rule) -> None:
        assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", rule.code)
        assert rule.code[:3] in FAMILIES
        assert by_code(rule.code.lower()) is rule

    def test_page(self, rule: Rule) -> None:
        texts = (rule.name, rule.what, rule.why, rule.bad, rule.good, rule.cure)
        assert all(text.strip() == text and text for text in texts)
        assert len(rule.name) <= 20
        assert all(text.endswith(("。", "）")) for text in (rule.what, rule.why, rule.cure))
        assert isinstance(rule.severity, Severity)
        assert rule.bad != rule.good

    def test_file_is_named_after_the_code(self, rule: Rule) -> None:
        module = MODULES / f"{rule.code.lower()}.py"
        assert module.is_file()
        assert f'code="{rule.code}"' in module.read_text(encoding="utf-8")
        assert rule.find.__doc__

    def test_has_a_failing_and_a_passing_case(self, rule: Rule) -> None:
        path = CASES / f"{rule.code}.toml"
        assert path.is_file(), f"write {path.relative_to(CASES.parents[2])}"
        cases = tomli.loads(path.read_text(encoding="utf-8"))
        assert any(case.get("expect") for case in cases.values())
        assert any(not case.get("expect") for case in cases.values())


def test_codes_are_given_once_and_listed_explicitly() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    files = {path.stem.upper() for path in MODULES.glob("*.py") if re.fullmatch(r"[a-z]{3}[0-9]{3}", path.stem)}
    assert files == set(codes)


def test_cases_are_of_rules() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} <= {rule.code for rule in RULES}
