"""Every fault of the text of a data file: its message, its cure, its place, and what is read in spite of it."""

from datetime import date
from decimal import Decimal

import pytest

from perfgen.findings import Finding, Severity
from perfgen.load import Loaded, load

PENDING = "待填"


def read(text: str) -> Loaded:
    """The text loaded as file 甲.toml."""
    return load(text.encode(), "甲.toml")


def said(found: Finding) -> tuple[str, int, int, str, str, str]:
    """A finding as one flat row."""
    return found.code, found.place.line, found.place.column, found.place.key, found.message, found.hint


ON_ONE_LINE = [
    # code, text, column, key, message, corrected line, tree
    ("DAT104", '名称 = "甲"', 1, "名称", "键 名称 没有加引号", '"名称" = "甲"', {"名称": "甲"}),
    ("DAT104", "[决算.收入]", 2, "决算.收入", "键 决算、收入 没有加引号", '["决算"."收入"]', {"决算": {"收入": {}}}),
    ("DAT104", "维修（护）费 = 3.58", 1, "维修（护）费", "键 维修（护）费 没有加引号", '"维修（护）费" = 3.58', None),
    ("DAT105", "“名称” = 1", 1, "名称", "用了全角引号 “ ”", '"名称" = 1', {"名称": 1}),
    ("DAT105", '"名称” = 1', 1, "名称", '用了全角引号 " ”', '"名称" = 1', {"名称": 1}),
    ("DAT105", '"名称" = “甲”', 8, "名称", "用了全角引号 “ ”", '"名称" = "甲"', {"名称": "甲"}),
    ("DAT105", '"名称" = ‘甲’ # 注', 8, "名称", "用了全角引号 ‘ ’", '"名称" = "甲" # 注', {"名称": "甲"}),
    ("DAT105", '"a" = “开展“打非”行动”', 7, "a", "用了全角引号 “ ”", '"a" = "开展“打非”行动"', None),
    ("DAT105", '"a" = “他说"好"”', 7, "a", "用了全角引号 “ ”", '"a" = \'他说"好"\'', {"a": '他说"好"'}),
    ("DAT105", '"a" = ["甲", “乙”]', 13, "a", "用了全角引号 “ ”", '"a" = ["甲", "乙"]', {"a": ["甲", "乙"]}),
    ("DAT106", '"a" ＝ 1', 5, "a", "用了全角等号 ＝", '"a" = 1', {"a": 1}),
    ("DAT106", '"a": 1', 4, "a", "键和值之间用了冒号 :", '"a"= 1', {"a": 1}),
    ("DAT106", '［"决算"］', 1, "决算", "用了全角方括号 ［ ］", '["决算"]', {"决算": {}}),
    ("DAT106", '【【"指标"】】', 1, "指标[1]", "用了全角方括号 【 】", '[["指标"]]', {"指标": [{}]}),
    ("DAT106", '"a" = ｛ "b" = 1 ｝', 7, "a", "用了全角花括号 ｛ ｝", '"a" = { "b" = 1 }', {"a": {"b": 1}}),
    ("DAT106", '"a" = [1，2]', 9, "a", "用了全角逗号 ，", '"a" = [1, 2]', {"a": [1, 2]}),
    ("DAT106", '"a" = 1 ＃ 注', 9, "a", "用了全角井号 ＃", '"a" = 1 # 注', {"a": 1}),
    ("DAT106", '"a"　= 1', 4, "a", "用了全角空格", '"a" = 1', {"a": 1}),
    ("DAT106", '"a" = \u200b1', 7, "a", "有看不见的特殊空白字符", '"a" = 1', {"a": 1}),
    ("DAT107", '"a" = ８９．３', 7, "a", "数字 ８９．３ 用了全角字符", '"a" = 89.3', {"a": Decimal("89.3")}),
    ("DAT107", '"a" = 89。3', 7, "a", "数字 89。3 用了全角字符", '"a" = 89.3', {"a": Decimal("89.3")}),
    ("DAT107", '"a" = －5', 7, "a", "数字 －5 用了全角字符", '"a" = -5', {"a": -5}),
    ("DAT108", '"a" = 4,286.67', 7, "a", "数字 4,286.67 带了千分位逗号", '"a" = 4286.67', {"a": Decimal("4286.67")}),
    (
        "DAT108",
        '"a" = { "b" = 4,286, "c" = 1 }',
        15,
        "a.b",
        "数字 4,286 带了千分位逗号",
        '"a" = { "b" = 4286, "c" = 1 }',
        None,
    ),
    ("DAT109", '"a" = 89.3%', 7, "a", "百分数 89.3% 没有加引号", '"a" = "89.3%"', {"a": "89.3%"}),
    ("DAT109", '"a" = ≥90%', 7, "a", "百分数 ≥90% 没有加引号", '"a" = "≥90%"', {"a": "≥90%"}),
    ("DAT113", '"a" = 3000亩', 7, "a", "数字 3000亩 后面带了单位", '"a" = "3000亩"', {"a": "3000亩"}),
    ("DAT113", '"a" = 4212.62万元', 7, "a", "数字 4212.62万元 后面带了单位", '"a" = "4212.62万元"', None),
    ("DAT115", '"a" = 天城镇', 7, "a", "文字 天城镇 没有加引号", '"a" = "天城镇"', {"a": "天城镇"}),
    ("DAT115", '"a" = 2021年1月', 7, "a", "文字 2021年1月 没有加引号", '"a" = "2021年1月"', {"a": "2021年1月"}),
    ("DAT115", '"a" = chongyang', 7, "a", "文字 chongyang 没有加引号", '"a" = "chongyang"', {"a": "chongyang"}),
    (
        "DAT116",
        '"a" = 2025-1-8',
        7,
        "a",
        "日期 2025-1-8 要写成四位年、两位月、两位日",
        '"a" = 2025-01-08',
        {"a": date(2025, 1, 8)},
    ),
    ("DAT112", '"a" = 1，', 8, "a", "行末多了 ，", '"a" = 1', {"a": 1}),
    ("DAT112", '"a" = True', 7, "a", "True 要用小写", '"a" = true', {"a": True}),
    ("DAT112", '[["a"]', 7, "a[1]", "表头的方括号没有合上", '[["a"]]', {"a": [{}]}),
    ("DAT112", '["a"]]', 6, "a", "表头的方括号两边不一样多", '["a"]', {"a": {}}),
]


@pytest.mark.parametrize(("code", "text", "column", "key", "message", "line", "tree"), ON_ONE_LINE)
def test_mechanical_faults_are_mended_and_told(
    code: str, text: str, column: int, key: str, message: str, line: str, tree: dict[str, object] | None
) -> None:
    loaded = read(f"# 注\n{text}\n")
    assert [said(found) for found in loaded.findings] == [(code, 2, column, key, message, f"改为：{line}")]
    assert loaded.mended == f"# 注\n{line}\n"
    assert loaded.source is not None
    assert tree is None or loaded.source.tree == tree
    again = read(loaded.mended)
    assert (again.findings, again.mended) == ((), None)
    assert again.source is not None and again.source.tree == loaded.source.tree


UNMENDED = [
    # code, text, line, column, key, message, hint, what is read all the same
    (
        "DAT110",
        '"a" = nan\n"b" = 1',
        1,
        7,
        "a",
        "nan 不是可用的数字",
        '填实际数字；还没有数就写 "待填"，没有公布就写 "未公布"',
        {"a": PENDING, "b": 1},
    ),
    (
        "DAT110",
        '"a" = [1, -inf]',
        1,
        11,
        "a[2]",
        "-inf 不是可用的数字",
        '填实际数字；还没有数就写 "待填"，没有公布就写 "未公布"',
        {"a": [1, PENDING]},
    ),
    (
        "DAT110",
        '"a" = NaN',
        1,
        7,
        "a",
        "NaN 不是可用的数字",
        '填实际数字；还没有数就写 "待填"，没有公布就写 "未公布"',
        {"a": PENDING},
    ),
    (
        "DAT110",
        '"a" = 1e999999',
        1,
        7,
        "a",
        "1e999999 不是可用的数字",
        '填实际数字；还没有数就写 "待填"，没有公布就写 "未公布"',
        {"a": PENDING},
    ),
    (
        "DAT111",
        '"a" = 1\n\n"a" = 2',
        3,
        1,
        "a",
        "键 a 写了两次：第 1 行和第 3 行",
        "保留正确的一处，删去另一处",
        {"a": 1},
    ),
    (
        "DAT111",
        '["a"]\n"b" = 1\n["a"]\n"c" = 2',
        3,
        2,
        "a",
        "表 a 写了两次：第 1 行和第 3 行",
        "把两处合成一处",
        {"a": {"b": 1, "c": 2}},
    ),
    (
        "DAT111",
        '["a"]\n"b" = 1\n["a"]\n"b" = 2\n"c" = 3',
        3,
        2,
        "a",
        "表 a 写了两次：第 1 行和第 3 行",
        '如果是列表的又一项，每一项的表头都写成双方括号 [["a"]]',
        {"a": {"b": 1}},
    ),
    (
        "DAT111",
        '"a" = 1\n["a"."b"]\n"c" = 2',
        2,
        6,
        "a.b",
        "a 在第 1 行已经写成了一个值，这里又当作表来写",
        "两种写法只留一种",
        {"a": 1},
    ),
    (
        "DAT111",
        '"a" = { "b" = 1, "b" = 2 }',
        1,
        25,
        "a",
        "花括号里同一个键写了两次",
        "保留正确的一处，删去另一处",
        {"a": PENDING},
    ),
    ("DAT112", '一段说明\n"a" = 1', 1, 1, "", "这一行没有等号：一段说明", '写成 "键" = 值；说明文字前面加 #', {"a": 1}),
    ("DAT112", '"a" = \n"b" = 1', 1, 7, "a", "等号后面没有值", '写上值；还没有就写 "待填"', {"a": PENDING, "b": 1}),
    (
        "DAT112",
        '"a" = "甲\n"b" = 1',
        1,
        7,
        "a",
        "引号没有合上",
        "文字的两边都要有半角引号；多行文字用 '''",
        {"a": PENDING, "b": 1},
    ),
    (
        "DAT112",
        '"a" = "他说"好"。"',
        1,
        7,
        "a",
        '文字里有半角引号："他说"好"。"',
        "文字里的引号用全角 “ ”，或整段放进 ''' '''",
        {"a": PENDING},
    ),
    (
        "DAT112",
        '"a" = "甲" 乙\n"b" = 1',
        1,
        11,
        "a",
        "值后面有多余的内容：乙",
        "一行只写一个键和一个值；说明文字前面加 #",
        {"a": "甲", "b": 1},
    ),
    ("DAT112", '"a" = [1, 2\n"b" = 1', 1, 7, "a", "方括号 [ 没有合上", "在最后补上 ]", {"a": PENDING, "b": 1}),
    (
        "DAT112",
        '"a" = { "b" = 1\n["c"]\n"d" = 1',
        1,
        7,
        "a",
        "花括号 { 没有合上",
        "在最后补上 }",
        {"a": PENDING, "c": {"d": 1}},
    ),
    (
        "DAT112",
        "\"a\" = '''\n一段\n\"b\" = '''\n二段'''",
        1,
        7,
        "a",
        "三引号 ''' 没有合上",
        "在这段文字最后另起一行写 '''",
        {"a": PENDING, "b": "二段"},
    ),
    (
        "DAT112",
        '"a" = "C:\\数据"',
        1,
        10,
        "a",
        "文字里有单独的反斜杠 \\",
        "改用单引号 '…'，里面的 \\ 照原样",
        {"a": PENDING},
    ),
    ("DAT112", '"a" = 2025-13-01', 1, 7, "a", "日期 2025-13-01 不存在", "日期写成 2025-01-08 这样", {"a": PENDING}),
    (
        "DAT112",
        '"a" = 007',
        1,
        7,
        "a",
        "数字 007 前面多了 0",
        "去掉前面的 0；编号、电话这样的值两边加引号",
        {"a": PENDING},
    ),
    (
        "DAT112",
        '"a" = —',
        1,
        7,
        "a",
        "— 不能表示没有数",
        '填实际数字；还没有就写 "待填"，没有公布写 "未公布"，没有此项写 "不适用"',
        {"a": PENDING},
    ),
    ("DAT112", '"a" = 1+1', 1, 7, "a", "值 1+1 看不懂", "文字两边加半角引号，数字只用半角数字和小数点", {"a": PENDING}),
    (
        "DAT114",
        f'"a" = {"[" * 60}{"]" * 60}',
        1,
        57,
        "a",
        "嵌套太深（超过 50 层）",
        "检查方括号、花括号和键里的点是不是多了",
        {"a": PENDING},
    ),
]


@pytest.mark.parametrize(("code", "text", "line", "column", "key", "message", "hint", "tree"), UNMENDED)
def test_other_faults_are_told_and_the_rest_is_read(
    code: str, text: str, line: int, column: int, key: str, message: str, hint: str, tree: dict[str, object]
) -> None:
    loaded = read(f"{text}\n")
    assert [said(found) for found in loaded.findings] == [(code, line, column, key, message, hint)]
    assert loaded.source is not None and loaded.source.tree == tree


def test_money_of_the_files_own_unit_loses_the_unit_and_stays_a_number() -> None:
    loaded = read('"金额单位" = "万元"\n["决算"."支出"]\n"基本支出" = 1,212.62万元\n["事实"]\n"产值" = 2.8万元\n')
    assert loaded.source is not None
    assert loaded.source.tree["决算"]["支出"] == {"基本支出": Decimal("1212.62")}
    assert loaded.source.tree["事实"] == {"产值": "2.8万元"}


def test_a_comma_missing_between_lines_of_a_list_is_put_in() -> None:
    loaded = read('"a" = [\n  "甲" # 一\n  "乙"\n]\n')
    assert loaded.mended == '"a" = [\n  "甲", # 一\n  "乙"\n]\n'
    assert [said(found) for found in loaded.findings] == [("DAT112", 2, 6, "a", "两项之间少了逗号", '改为："甲", # 一')]


def test_text_within_quotes_is_never_touched() -> None:
    prose = "“全角”＝４，８９８．８６ 4,898.86 89.3% ［【｛ # 号\n名称 ＝ 甲\n"
    text = f"a = '''\n{prose}'''\n\"b\" = \"“甲”＝１，２\"\n'c' = '３０％'\n# 注：“甲” ＝ ３\n名称 ＝ 1\n"
    loaded = read(text)
    assert loaded.mended == text.replace("\n名称 ＝ 1\n", '\n"名称" = 1\n')
    assert loaded.source is not None
    assert loaded.source.tree == {"a": prose, "b": "“甲”＝１，２", "c": "３０％", "名称": 1}


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    text = """\
“模板” = "chongyang"
年度 ＝ ２０２１
"金额单位" = "万元"
[决算.收入]
"其他收入" = 1,000.07
"非税收入" = nan
这一行是说明
["决算"."支出"]
"基本支出" = "
"基本支出" = 5
[["指标"]]
"指标值" = ≥90%
"实际完成值" = 3000亩
"""
    loaded = read(text)
    assert [(found.code, found.place.line) for found in loaded.findings] == [
        ("DAT105", 1),
        ("DAT104", 2),
        ("DAT106", 2),
        ("DAT107", 2),
        ("DAT104", 4),
        ("DAT108", 5),
        ("DAT110", 6),
        ("DAT112", 7),
        ("DAT112", 9),
        ("DAT111", 10),
        ("DAT109", 12),
        ("DAT113", 13),
    ]
    assert {found.severity for found in loaded.findings} == {Severity.LOGICAL}
    assert loaded.source is not None
    assert loaded.source.tree["指标"] == [{"指标值": "≥90%", "实际完成值": "3000亩"}]


def test_places_after_mending_are_those_of_the_file_on_disk() -> None:
    loaded = read('[决算]\n名称、甲 = 1,000.5 # 注\n"乙" = “丙” # 注\n"丁" = { "戊" = ３％, "己" = "庚" }\n')
    source = loaded.source
    assert source is not None
    assert (source.place(("决算", "名称、甲")).line, source.place(("决算", "名称、甲")).column) == (2, 8)
    assert (source.place(("决算", "丁", "己")).line, source.place(("决算", "丁", "己")).column) == (4, 25)
    assert source.text == loaded.mended


def test_too_many_faults_end_the_reading() -> None:
    loaded = read("甲 = 1\n乙\n" * 400)
    assert loaded.findings[0].message == "错误超过 300 处，后面的没有再看"
    assert len(loaded.findings) < 700
