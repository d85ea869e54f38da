"""What must hold for every file: no exception, sound text unchanged, places that point at what they name."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import tomli
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgen.keypath import KeyPath
from perfgen.load import Source, load
from perfgen.load.repair import repair

EXAMPLE = """\
"格式版本" = 1
"模板" = "chongyang"
"年度" = 2021
"金额单位" = "万元"
"成文日期" = "未公布"

["单位"]   # 单位
"名称" = "青溪镇人民政府"
"简称" = "青溪镇"

["年初预算"."支出"]
"基本支出" = 871.44
"项目支出" = 462.3                              # 合计由程序算

["决算"."支出"."按经济分类"]
"表" = \'\'\'
支出性质｜类｜款｜金额
基本支出｜工资福利支出｜基本工资｜571.61
｜｜津贴补贴｜1,120.39
\'\'\'

[["指标"]]
"三级指标" = ["征地面积", "开展“打非治违”行动次数"]
"指标值" = "≥90%"
"实际完成值" = { "分子" = 74, "分母" = 83 }
"分值" = 4.5

[["指标"]]
"三级指标" = "项目超概算比例"
"指标值" = "≤10%"

["事实"]
"地区生产总值" = { "值" = "117.8亿元", "同比" = "4.1%" }

["核对数"]
"决算.支出" = 4212.62

["正文"]
"自评结论.问题" = [
  "年初预算编得粗。全年实际支出{{ 决算.支出 | 万元 }}。",
  "固定资产“处置”的监管仍有缺项，占 4.1%。",
]
"工作" = [ { "标题" = "前期", "内容" = "对照《{{ 依据.名称 }}》进行。" } ]
"""
NOISE = "“”‘’＂＝［］【】｛｝，、：:=[]{}\"'#＃%％.．。０１９ \t\n\u3000\u200b\r-+万元亩年a中\\"

KEYS = st.text(st.sampled_from("abAB-_1 甲乙丙.“”\"'\\"), min_size=1, max_size=6)
TEXTS = st.text(st.sampled_from("ab 甲乙，“”＝４%.\"'\\\n\t#[]{}=,"), max_size=12)
SCALARS = st.one_of(TEXTS, st.integers(-9999, 9999), st.booleans(), st.dates())
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
DOCUMENTS = st.dictionaries(
    KEYS, VALUES | st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=3), max_size=5
)


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every path of a tree with its value."""
    if path:
        yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from leaves(child, (*path, key))


def at_place(source: Source, path: KeyPath) -> str:
    """The text from the place of ``path`` on."""
    place = source.place(path)
    return "\n".join(source.text.split("\n")[place.line - 1 :])[place.column - 1 :]


def starts_with(text: str, value: Any) -> bool:
    """Whether ``text`` starts with a spelling of ``value``, found by reading ever longer pieces of it."""
    for end in range(1, len(text) + 1):
        try:
            if tomli.loads(f"x = {text[:end]}", parse_float=Decimal)["x"] == value:
                return True
        except tomli.TOMLDecodeError:
            continue
    return False


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_every_value_starts_at_its_place(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    source = load(text.encode(), "甲.toml").source
    if source is None or not document:
        return
    assert source.tree == tomli.loads(text, parse_float=Decimal)
    for path, value in leaves(source.tree):
        place = source.place(path)
        assert place.line > 0 and place.column > 0
        if not isinstance(value, (dict, list)):
            assert starts_with(at_place(source, path), value), (path, text)
        if isinstance(value, str):
            for offset, char in enumerate(value):
                found = source.place_in(path, offset)
                line = source.text.split("\n")[found.line - 1]
                there = line[found.column - 1 : found.column]
                assert there in (char, "\\") or (char == "\n" and there == ""), (path, offset, text)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_sound_documents_are_read_the_same_by_the_tolerant_reader(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document).replace("\r\n", "\n")
    repaired = repair(text, "甲.toml")
    assert (repaired.findings, repaired.mended) == ((), None)
    assert repaired.source.tree == tomli.loads(text, parse_float=Decimal)


def test_the_example_is_read_the_same_by_the_tolerant_reader() -> None:
    repaired = repair(EXAMPLE, "甲.toml")
    assert (repaired.findings, repaired.mended) == ((), None)
    assert repaired.source.tree == tomli.loads(EXAMPLE, parse_float=Decimal)


@given(st.binary(max_size=300) | st.text(st.sampled_from(NOISE), max_size=80).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(data: bytes) -> None:
    loaded = load(data, "甲.toml")
    assert loaded.findings or loaded.source is not None
    if loaded.source is not None:
        loaded.source.place(("决算", "支出", 0))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The example with a few characters changed, lost, put in or repeated."""
    text = EXAMPLE
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 20)))
        text = text[:at] + draw(st.text(st.sampled_from(NOISE), max_size=3)) + text[draw(st.sampled_from([at, end])) :]
    return text


@given(damaged())
@settings(max_examples=400, deadline=None)
def test_damaged_files_are_told_and_mending_them_comes_to_an_end(text: str) -> None:
    loaded = load(text.encode(), "甲.toml")
    assert loaded.source is not None
    try:
        tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError:
        assert loaded.findings
    for found in loaded.findings:
        assert found.message and found.hint and found.place.line <= text.count("\n") + 1
    for path, _ in leaves(loaded.source.tree):
        assert loaded.source.place(path).line > 0
    if loaded.mended is not None:
        assert loaded.mended.count("\n") == text.count("\n")
        # what one correction lays bare may need another, but there is an end to it
        again = loaded.mended
        for _ in range(4):
            mended = load(again.encode(), "甲.toml").mended
            if mended is None:
                break
            again = mended
        assert mended is None
