"""Key paths: one spelling, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgen.keypath import format_key, parse_key

_key = st.text(min_size=0, max_size=8) | st.text(alphabet=".[]\"\\' 年a1", max_size=6)
_path = st.lists(
    _key.filter(lambda key: not (key.startswith("[") and key.endswith("]") and len(key) > 1))
    | _key.map(lambda name: f"[{name}]")
    | st.integers(0, 500),
    max_size=6,
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("决算", "支出", "按支出性质", "基本支出"), "决算.支出.按支出性质.基本支出"),
        (("指标", "[征地面积]", "得分"), "指标[征地面积].得分"),
        (("指标", 1, "得分"), "指标[2].得分"),
        (("正文", "自评结论.问题", 1), '正文."自评结论.问题"[2]'),
        (("指标", "[2021]", "得分"), '指标["2021"].得分'),
        (("指标", "[甲]乙]"), '指标["甲]乙"]'),
        (("三公经费", "“三公”经费"), "三公经费.“三公”经费"),
        (("事实", 'a"b'), '事实."a\\"b"'),
        (("事实", ""), '事实.""'),
        ((), ""),
    ],
)
def test_one_spelling(path: tuple[str | int, ...], text: str) -> None:
    assert format_key(path) == text
    assert parse_key(text) == path


@given(_path)
def test_there_and_back(parts: list[str | int]) -> None:
    path = tuple(parts)
    assert parse_key(format_key(path)) == path


@given(st.text(max_size=20) | st.text(alphabet='决a.[]"\\0 2', max_size=12))
def test_any_text_is_a_path_or_a_value_error(text: str) -> None:
    try:
        path = parse_key(text)
    except ValueError:
        return
    assert parse_key(format_key(path)) == path


@pytest.mark.parametrize(
    "text", [".决算", "决算.", "决算..支出", "指标[", "指标[]", "指标[0].得分", "决算 支出", '"决算', "a[1]b"]
)
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[\s\S]*$"):
        parse_key(text)
