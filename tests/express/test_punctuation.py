"""Full-width signs inside tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.express.punctuation import FULL_WIDTH, fold, fold_key


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("百分比（甲，乙）", "百分比(甲,乙)"),
        ("决算．支出｜万元", "决算.支出|万元"),
        ("决算。支出", "决算.支出"),
        ("甲［‘维修（护）费’］", "甲['维修（护）费']"),
        ("指标（“征地，面积”）．得分", '指标("征地，面积").得分'),
        ("１００－２", "100-2"),
        ("'单引号里的“双引号”'", "'单引号里的“双引号”'"),
    ],
)
def test_outside_literals_only(typed: str, read: str) -> None:
    assert fold(typed) == read


@given(st.text(alphabet=[*"“”‘’＂＇\"'（），．｜％甲乙a1 ", *(chr(code) for code in FULL_WIDTH)]))
def test_length_never_changes(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text) or any(quote in text for quote in "\"'“”‘’＂＇")


@given(st.text(max_size=30))
def test_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold_key(text)) == len(text)


def test_keys_are_compared_folded() -> None:
    assert fold_key("“三公”经费") == fold_key('"三公"经费')
    assert fold_key("维修（护）费") == fold_key("维修(护)费")
