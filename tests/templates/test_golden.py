"""The whole text of every report, for the eyes of reviewers: what a change changes stands in its diff."""

from collections.abc import Callable

import pytest

from tests.support.built import REPORTS, built
from tests.support.golden import as_text


@pytest.mark.parametrize("name", REPORTS)
def test_text_of_the_report(name: str, golden: Callable[[str, str], None]) -> None:
    golden(name, as_text(built(name).shown))
