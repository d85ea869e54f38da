"""Where keys and values stand, for sound files."""

import pickle
from datetime import date
from decimal import Decimal

import pytest

from perfgen.keypath import KeyPath
from perfgen.load import Source, load

TEXT = '''\
"年度" = 2021
'单位'."名称" = "天城镇"
"日期" = 2025-01-08
["决算"."支出"]
"基本支出" = { "工资" = 571.61, "津贴" = [1, [2, 30]] }
["决算"]
"结余" = 8.5
[["指标"]]
"三级指标" = "征地面积"
"得分" = 4
[["指标"]]   # 第二项
"三级指标" = "道路"
"得分" = 5
["指标"."佐证"]
"文号" = "甲"
["正文"]
"自评.问题" = [
  "第一",  # 注
  """
第二
  行\\u4e00\\
     接着""",
]
"长" = \'\'\'
首行
次行\'\'\'
"\\u7532" = 1
'''


@pytest.fixture(scope="module")
def source() -> Source:
    """The text above, loaded."""
    loaded = load(TEXT.encode(), "甲.toml")
    assert loaded.findings == () and loaded.source is not None
    return loaded.source


PLACES: list[tuple[KeyPath, tuple[int, int], tuple[int, int]]] = [
    (("年度",), (1, 1), (1, 8)),
    (("单位",), (2, 1), (2, 1)),
    (("单位", "名称"), (2, 6), (2, 13)),
    (("日期",), (3, 1), (3, 8)),
    (("决算",), (6, 2), (6, 1)),
    (("决算", "支出"), (4, 7), (4, 1)),
    (("决算", "支出", "基本支出"), (5, 1), (5, 10)),
    (("决算", "支出", "基本支出", "工资"), (5, 12), (5, 19)),
    (("决算", "支出", "基本支出", "津贴", 1, 1), (5, 42), (5, 42)),
    (("决算", "结余"), (7, 1), (7, 8)),
    (("指标",), (8, 3), (8, 1)),
    (("指标", 0), (8, 3), (8, 1)),
    (("指标", 1), (11, 3), (11, 1)),
    (("指标", 1, "得分"), (13, 1), (13, 8)),
    (("指标", "道路", "得分"), (13, 1), (13, 8)),
    (("指标", "[征地面积]", "得分"), (10, 1), (10, 8)),
    (("指标", 1, "佐证", "文号"), (15, 1), (15, 8)),
    (("正文", "自评.问题", 0), (18, 3), (18, 3)),
    (("正文", "自评.问题", 1), (19, 3), (19, 3)),
    (("正文", "甲"), (27, 1), (27, 12)),
    # fall back to the nearest parent that is there
    (("决算", "支出", "项目支出"), (4, 7), (4, 1)),
    (("指标", "没有的", "得分"), (8, 3), (8, 1)),
    (("指标", 7, "得分"), (8, 3), (8, 1)),
    (("没有",), (0, 0), (0, 0)),
]


@pytest.mark.parametrize(("path", "key", "value"), PLACES)
def test_keys_and_values_have_their_places(
    source: Source, path: KeyPath, key: tuple[int, int], value: tuple[int, int]
) -> None:
    assert (source.key_place(path).line, source.key_place(path).column) == key
    assert (source.place(path).line, source.place(path).column) == value
    assert source.place(path).file == "甲.toml"


@pytest.mark.parametrize(
    ("path", "offset", "place"),
    [
        (("单位", "名称"), 0, (2, 14)),
        (("单位", "名称"), 2, (2, 16)),
        (("正文", "长"), 0, (25, 1)),
        (("正文", "长"), 4, (26, 2)),
        (("正文", "长"), 99, (26, 3)),
        (("正文", "自评.问题", 1), 0, (20, 1)),
        (("正文", "自评.问题", 1), 5, (21, 3)),
        (("正文", "自评.问题", 1), 6, (21, 4)),
        (("正文", "自评.问题", 1), 7, (22, 6)),
        (("年度",), 3, (1, 8)),
        (("没有",), 3, (0, 0)),
    ],
)
def test_characters_within_strings_have_their_places(
    source: Source, path: KeyPath, offset: int, place: tuple[int, int]
) -> None:
    found = source.place_in(path, offset)
    assert (found.line, found.column) == place


def test_the_tree_holds_decimals_and_dates(source: Source) -> None:
    assert source.tree["决算"]["结余"] == Decimal("8.5")
    assert source.tree["日期"] == date(2025, 1, 8)
    assert source.tree["正文"]["自评.问题"][1] == "第二\n  行一接着"
    assert source.place(("指标", 1, "得分")).key == "指标[2].得分"


def test_windows_line_ends_do_not_matter(source: Source) -> None:
    other = load(TEXT.replace("\n", "\r\n").encode(), "甲.toml").source
    assert other is not None and other.tree == source.tree
    assert other.place_in(("正文", "长"), 4) == source.place_in(("正文", "长"), 4)


def test_a_source_can_be_sent_to_a_worker(source: Source) -> None:
    copy = pickle.loads(pickle.dumps(source))
    assert copy == source and copy.place(("年度",)) == source.place(("年度",))
