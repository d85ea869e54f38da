"""The 填报表: back and forth without loss, harmless, protected, coloured; targets split for the finance system."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from perfgen.compute.targets import parse_target
from perfgen.exporting import export
from perfgen.exporting.system import Split, split_target
from perfgen.forms import FormFault, Kind, Page, normal, pages, tree_of
from perfgen.importing.form import is_form, read_form
from perfgen.importing.tables import TablesImported
from perfgen.load import Source, load
from perfgen.model import build_report
from perfgen.new import exact_file
from perfgen.packs import Pack, library
from perfgen.sources import read_workbook
from tests.support.built import INPUTS, REPORTS, ROOT, source
from tests.support.paper import recalculated


def pack_of(tree: dict[str, Any]) -> Pack:
    return library(ROOT / "templates").choose(tree["模板"], "")


def tree_in(data: bytes) -> dict[str, Any]:
    read = load(data, "a.toml").source
    assert read is not None
    return read.tree


def read_back(data: bytes, pack: Pack) -> TablesImported:
    book = read_workbook(data, "填报.xlsx")
    assert is_form(book)
    return read_form(book, pack.contract.shape)


def unfolded(tree: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """The tree with pasted tables unfolded and prose in one form."""
    made = dict(build_report(Source(tree, "", "a"), pack.contract)[0].tree)
    return {**made, "正文": normal(made["正文"])}


@pytest.mark.parametrize("name", REPORTS)
def test_export_and_import_give_equal_data(name: str) -> None:
    data = source(name).read_bytes()
    tree = tree_in(data)
    pack = pack_of(tree)
    made, findings = export(data, name, pack)
    assert not findings
    back = read_back(made, pack)
    assert not back.findings
    assert unfolded(back.tree, pack) == unfolded(tree, pack)
    written = exact_file(back.tree, pack, source="填报.xlsx")
    assert unfolded(tree_in(written.encode()), pack) == unfolded(tree, pack)


def test_the_same_data_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = source("天城镇-2021").read_bytes()
    pack = pack_of(tree_in(data))
    first = export(data, "a", pack)[0]
    later = datetime(2030, 1, 2, 3, 4, 5)
    monkeypatch.setattr("openpyxl.packaging.core._fixed_now", lambda: later, raising=False)
    monkeypatch.setattr("time.localtime", lambda *_: later.timetuple())
    assert export(data, "b", pack)[0] == first
    assert b"dcterms:created" not in zipfile.ZipFile(BytesIO(first)).read("docProps/core.xml")


@pytest.mark.libreoffice
def test_a_form_that_libreoffice_saved_gives_equal_data(tmp_path: Path) -> None:
    """All formats, drop-downs and cells written anew by another program: nothing is lost."""
    for name in INPUTS:
        data = source(name).read_bytes()
        (tmp_path / f"{name}.xlsx").write_bytes(export(data, name, pack_of(tree_in(data)))[0])
    recalculated(sorted(tmp_path.glob("*.xlsx")), tmp_path / "out", tmp_path / "profile")
    for name in INPUTS:
        tree = tree_in(source(name).read_bytes())
        pack = pack_of(tree)
        back = read_back((tmp_path / "out" / f"{name}.xlsx").read_bytes(), pack)
        assert not back.findings
        assert unfolded(back.tree, pack) == unfolded(tree, pack)


# -- any data ---------------------------------------------------------------------------------------------

names = st.text("甲乙丙（）维修.一二“”[]·=-|", min_size=1, max_size=5)
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(lambda d: d.normalize() + 0),
)
texts = st.text("甲乙=+-@'\"{}<&>0123%. ｜", min_size=1, max_size=12).filter(lambda t: t.strip() == t and t != "")
values = st.one_of(numbers, texts, st.booleans(), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
trees = st.recursive(values, lambda below: st.dictionaries(names, below, min_size=1, max_size=3), max_leaves=8)
tables = st.dictionaries(names, trees, min_size=1, max_size=3)
lines = texts.filter(lambda t: not t.startswith("∑"))
prose = st.recursive(
    st.one_of(lines, st.lists(lines, min_size=2, max_size=3).map("\n".join)),
    lambda below: st.one_of(
        st.lists(lines, min_size=1, max_size=3),
        st.lists(st.fixed_dictionaries({"标题": lines, "内容": below}), min_size=1, max_size=3),
    ),
    max_leaves=6,
)
data_files = st.fixed_dictionaries(
    {"模板": st.just("chongyang"), "年度": st.just(2021)},
    optional={
        "单位": tables,
        "年初预算": tables,
        "决算": tables,
        "事实": tables,
        "人员": tables,
        "指标": st.lists(
            st.dictionaries(st.sampled_from(["一级指标", "指标值", "分值", "别的"]), values, min_size=1),
            min_size=1,
            max_size=3,
        ),
        "核对数": st.dictionaries(texts, numbers, min_size=1, max_size=3),
        "正文": st.dictionaries(names, prose, min_size=1, max_size=3),
    },
)


@settings(max_examples=60, deadline=None)
@given(data_files)
def test_pages_hold_any_data(tree: dict[str, Any]) -> None:
    back = tree_of(pages(tree))
    assert normal(back.pop("正文", {})) == normal(tree.pop("正文", {}))
    assert back == tree


@settings(max_examples=8, deadline=None)
@given(data_files.filter(lambda tree: "datetime.date" not in repr(tree)))
def test_a_workbook_holds_any_data(tree: dict[str, Any]) -> None:
    pack = pack_of(tree)
    text = exact_file(tree, pack)
    typed = tree_in(text.encode())
    made, _ = export(text.encode(), "a.toml", pack)
    back = read_back(made, pack)
    assert normal(back.tree.pop("正文", {})) == normal(typed.pop("正文", {}))
    for key in ("单位", "决算", "年初预算", "人员", "事实", "核对数"):
        assert loosely(back.tree.get(key)) == loosely(typed.get(key)), key


def loosely(value: Any) -> Any:
    """Values as they read: a number typed as a text in a field of numbers is that number."""
    if isinstance(value, dict):
        return {key: loosely(below) for key, below in value.items()}
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}"
    try:
        return f"{Decimal(str(value).replace(',', '')).normalize():f}"
    except ArithmeticError:
        return value


# -- what the workbook is like ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    name = "天城镇-2021"
    data = source(name).read_text(encoding="utf-8").replace('"指标值" = "10次"', '"指标值" = "=10次"')
    data = data.replace('"自称" = "我单位"', '"自称" = "待填"')
    made, _ = export(data.encode(), name, pack_of(tree_in(data.encode())))
    return openpyxl.load_workbook(BytesIO(made))


def page(book: openpyxl.Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def test_a_sheet_a_table(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "填表说明",
        "单位与依据",
        "年初预算",
        "预算执行",
        "决算收入",
        "支出明细",
        "决算结转",
        "项目",
        "指标",
        "正文",
        "核对数",
        "核实说明",
        "系统填报",
    ]


def test_texts_that_begin_like_formulas_are_texts(book: openpyxl.Workbook) -> None:
    sheet = page(book, "指标")
    cell = sheet.cell(4, column(sheet, "指标值"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=10次", "s", True)


def test_only_formulas_of_ours_are_formulas(book: openpyxl.Workbook) -> None:
    formulas = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas
    assert all(text.startswith(("=B", "=IFERROR(")) for text in formulas)


def test_what_is_computed_is_locked_and_the_rest_is_not(book: openpyxl.Workbook) -> None:
    sheet = page(book, "指标")
    assert sheet.protection.sheet
    assert sheet.cell(2, column(sheet, "得分（程序算）")).protection.locked
    assert sheet.cell(2, column(sheet, "得分（程序算）")).value == "4"
    assert not sheet.cell(2, column(sheet, "指标值")).protection.locked
    assert not sheet.cell(30, column(sheet, "指标值")).protection.locked


def test_sums_are_live_and_are_passed_over_when_read(book: openpyxl.Workbook) -> None:
    sheet = page(book, "年初预算")
    assert [cell.value for cell in sheet[4]][:2] == ["∑ 支出", "=B2+B3"]


def test_lists_and_numbers_are_checked(book: openpyxl.Workbook) -> None:
    rules = {rule.type: rule for rule in page(book, "指标").data_validations.dataValidation}
    assert "产出指标" in rules["list"].formula1 or "达成" in rules["list"].formula1
    assert "ISNUMBER" in rules["custom"].formula1
    assert "待填" in rules["custom"].formula1


def test_what_is_to_come_is_coloured(book: openpyxl.Workbook) -> None:
    (area,) = page(book, "单位与依据").conditional_formatting
    assert 'SEARCH("待填"' in area.rules[0].formula[0]


def test_the_sheet_of_the_finance_system(book: openpyxl.Workbook) -> None:
    sheet = page(book, "系统填报")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [
        "指标名称",
        "计算符号",
        "指标值",
        "计量单位",
        "分值",
        "实际完成值",
        "得分",
        "偏差原因分析及改进措施",
    ]
    assert rows[1][:7] == ["征地面积", "≥", "3000", "亩", "4", "3000亩", "4"]
    assert rows[3][:4] == ["开展“打非治违”行动次数", "=", "10", "次"]
    assert ["垃圾清理工作完成率", "≥", "90", "%"] in [row[:4] for row in rows]


@pytest.mark.parametrize(
    ("target", "split"),
    [
        ("≥90%", ("≥", "90", "%")),
        ("≧90％", ("≥", "90", "%")),
        ("不少于8场", ("≥", "8", "场")),
        ("3000亩", ("≥", "3000", "亩")),
        ("≤10%", ("≤", "10", "%")),
        ("不超过2.5万元", ("≤", "2.5", "万元")),
        ("=100%", ("=", "100", "%")),
        ("＝５次", ("=", "5", "次")),
        (">5个", (">", "5", "个")),
        ("＜3起", ("<", "3", "起")),
        (">=5个", ("≥", "5", "个")),
        ("90%或以上", ("≥", "90", "%")),
        ("2天以内", ("≤", "2", "天")),
        ("1,200户", ("≥", "1200", "户")),
        ("符合上级有关规定", ("定性", "符合上级有关规定", "")),
        ("9月前", ("定性", "9月前", "")),
        ("100%", ("≥", "100", "%")),
        ("2.80亿元", ("≥", "2.80", "亿元")),
    ],
)
def test_targets_are_split_exactly(target: str, split: tuple[str, str, str]) -> None:
    assert split_target(target) == Split(*split)


@given(st.sampled_from("≥≤="), st.decimals(0, 10**6, places=2), st.sampled_from(["%", "亩", "个", "万元", "人次"]))
def test_a_split_target_put_together_says_the_same(sign: str, number: Decimal, unit: str) -> None:
    found = split_target(f"{sign}{number}{unit}")
    whole, again = parse_target(f"{sign}{number}{unit}"), parse_target(f"{found.sign}{found.number}{found.unit}")
    assert (found.sign, found.number, found.unit) == (sign, f"{number}", unit)
    assert (whole.direction, whole.quantity and whole.quantity.value) == (
        again.direction,
        again.quantity and again.quantity.value,
    )


# -- what a clerk may have done ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["支出.基本支出", 1], ["支出.基本支出", 2]], "填了两次"),
        ([["支出", 1], ["支出.基本支出", 2]], "上级"),
        ([["支出..基本支出", 1]], "路径"),
    ],
)
def test_rows_that_contradict_are_faults_with_their_place(rows: list[list[Any]], message: str) -> None:
    with pytest.raises(FormFault, match=message) as met:
        tree_of([Page("年初预算", Kind.KEYED, ("年初预算",), ("项目", "填写"), rows)])
    assert met.value.place == f"年初预算 {len(rows)}"


def test_numbers_and_rates_as_excel_makes_them_of_what_is_typed() -> None:
    data = source("天城镇-2021").read_bytes()
    pack = pack_of(tree_in(data))
    made = openpyxl.load_workbook(BytesIO(export(data, "a", pack)[0]))
    sheet = page(made, "指标")
    rate = sheet.cell(2, column(sheet, "实际完成值"))
    rate.value, rate.number_format = 0.93, "0%"  # typed as 93%
    sheet.cell(2, column(sheet, "分值")).value = "４"
    out = BytesIO()
    made.save(out)
    item = read_back(out.getvalue(), pack).tree["指标"][0]
    assert (item["实际完成值"], item["分值"]) == ("93%", 4)
