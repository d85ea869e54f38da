"""Every figure of every shipped report: its formula gives the figure, and goes on doing so when base facts change."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from perfgen.express.values import Absent, Number
from perfgen.pipeline import build
from perfgen.workpaper import workpaper
from perfgen.workpaper.figures import SHEET, Book
from tests.support import taken
from tests.support.built import REPORTS, source
from tests.support.paper import Paper, Solved, figures_of, job_of, paper, shipped, typed_over
from tests.support.report import minimal_pack, report

FACTORS = (Decimal("1.003"), Decimal("0.37"), Decimal("2.9"))


def same(found: Any, wanted: Any) -> bool:
    if isinstance(found, str) or isinstance(wanted, str):
        return bool(found == wanted)
    return abs(found - wanted) <= Decimal("1e-9") * max(1, abs(wanted))


@pytest.mark.parametrize("name", REPORTS)
def test_formulas_give_the_figures(name: str) -> None:
    """Unrounded, rounded as printed, and the column that compares them."""
    made = Paper(shipped(name))
    sheet = made.cells.sheet(SHEET)
    without = []
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, 3).value
        value = made.cells.value(SHEET, f"E{row}")
        assert same(made.cells.value(SHEET, f"F{row}"), value), key
        assert made.cells.value(SHEET, f"H{row}") == "一致", key
        if sheet.cell(row, 6).data_type != "f":
            without.append(key)
            assert sheet.cell(row, 13).value, key
    assert set(without) <= {"机构.内设机构 | 个数"}


def worth(value: Any) -> Decimal | str | None:
    return value.value if isinstance(value, Number) else value.word if isinstance(value, Absent) else None


@pytest.mark.parametrize("name", REPORTS)
def test_formulas_follow_a_changed_base_fact(name: str) -> None:
    """Each base fact is multiplied in turn: every figure is what perfgen computes of the changed file."""
    data = source(name).read_bytes()
    book = Book(figures_of(name, data))
    numbers = [
        path
        for path, value in book.figures.values()
        if worth(value) is not None and path[0] not in ("指标行", "格式版本")
    ]
    cells = {path: book.add(path) for path in numbers if _known(book, path)}
    solved = Solved(book)
    changed = 0
    facts = [each for each in book.ledger.facts if isinstance(each[1].value, Decimal)]
    for index, (key, fact) in enumerate(facts[:: 1 + len(facts) // 30]):
        typed = typed_over(data.decode(), fact, FACTORS[index % 3])
        if typed is None or fact.key == "年度":
            continue
        text, value = typed
        solved.type_over(key, value)
        after = Book(figures_of(name, text.encode()))
        for path, cell in cells.items():
            assert cell.formula is not None
            found, wanted = solved.value(cell.formula), worth(after.value(path))
            assert wanted is not None
            assert same(found, wanted), (fact.key, book.figures.report.spelled(path), found, wanted)
        changed += 1
    assert changed >= 8


def _known(book: Book, path: Any) -> bool:
    try:
        return book.add(path).formula is not None
    except KeyError:
        return False


# -- small cases ----------------------------------------------------------------------------------


def test_trees_are_sums_of_their_parts() -> None:
    made = paper(report())
    assert made.formula("决算.支出").startswith("=SUM(F")
    assert made["决算.支出"] == 100
    made.put("决算.支出.基本支出", Decimal("71.5"))
    assert made["决算.支出"] == Decimal("101.5")
    assert made["决算.年末结转和结余"] == Decimal("13.5")
    assert made.column("决算.支出", "H") == "不一致"


def test_each_posting_is_a_fact_of_its_own() -> None:
    table = "类｜款｜金额\n商品和服务支出｜办公费｜30\n｜水费｜10\n｜办公费｜60"
    made = paper(report({"决算.支出": {"按经济分类": {"表": table}}}))
    key = "决算.支出.按经济分类.商品和服务支出.办公费"
    assert made[key] == 90
    sheet = made.cells.sheet("基本数据")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2) if row[1].value == key]
    assert [(row[2], row[6]) for row in rows] == [(30, rows[0][6]), (60, rows[0][6] + 2)]


def test_amounts_typed_in_yuan_come_out_in_ten_thousands() -> None:
    made = paper(report("金额单位=元; 决算.支出.基本支出=700000; 决算.支出.项目支出=300000.5"))
    assert made["决算.支出"] == Decimal("100.00005")
    assert made.cells.sheet("基本数据").cell(made.facts["决算.支出.基本支出"], 4).value == "元"
    made.put("决算.支出.基本支出", 710000)
    assert made["决算.支出"] == Decimal("101.00005")


def test_the_published_amount_counts_while_it_agrees() -> None:
    made = paper(report({"核对数": {"决算.支出": Decimal("100.01")}}))
    assert made["决算.支出"] == Decimal("100.01")
    made.put("决算.支出.基本支出", Decimal("70.02"))
    assert made["决算.支出"] == Decimal("100.01")
    made.put("决算.支出.基本支出", Decimal("70.03"))
    assert made["决算.支出"] == Decimal("100.03")
    made.put('核对数."决算.支出"', Decimal("100.02"))
    assert made["决算.支出"] == Decimal("100.02")


def test_words_are_handed_on_as_we_do() -> None:
    made = paper(report("决算.年初结转和结余=未公布; 事实.甲=不适用"))
    assert made["决算.年初结转和结余"] == "未公布"
    assert made["决算.年末结转和结余"] == "未公布"
    assert made["决算.收入总计"] == "未公布"
    assert made["决算.支出"] == 100
    assert made["事实.甲"] == "不适用"
    made.put("决算.年初结转和结余", Decimal(10))
    assert made["决算.年末结转和结余"] == 15


@pytest.mark.parametrize(
    ("manifest", "target", "actual", "score"),
    [
        ("", "≥3次", "2次", "26.67"),
        ("", "≥3次", "-1次", "0"),
        ("", "≥0次", "0次", "40"),
        ("", "≤8天", "10天", "32"),
        ("", "≤8天", "7天", "40"),
        ("评分.反向.方法=递减", "≤8天", "10天", "30"),
        ("评分.反向.方法=递减", "≤8天", "17天", "0"),
        ("评分.反向.方法=递减", "≤0天", "1天", "0"),
        ("评分.反向.完成值为零=满分", "≤8天", "0天", "40"),
        ("评分.反向.完成值为零=零分", "≤8天", "0天", "0"),
        ("", "=5个", "4个", "32"),
        ("评分.等于.方法=相等满分", "=5个", "4个", "0"),
        ("评分.等于.方法=相等满分", "=5个", "5个", "40"),
        ("", "=0起", "1起", "0"),
        ("评分.得分位数=0", "≥3次", "2次", "27"),
        ("", "9月底前", "8月", "40"),
    ],
)
def test_scores_by_every_method(manifest: str, target: str, actual: str, score: str) -> None:
    changes = {"指标[1].指标值": target, "指标[1].实际完成值": actual}
    reported = report(changes, minimal_pack(manifest))
    book = Book(reported.figures.settled())
    path = ("指标", 0, "得分")
    cell = book.add(path)
    assert cell.formula is not None
    assert cell.value == Decimal(score)
    assert Solved(book).value(cell.formula) == Decimal(score)
    rate = book.add(("指标", 0, "完成率"))
    assert rate.formula is not None
    assert same(Solved(book).value(rate.formula), rate.value)


def test_a_score_follows_its_completion() -> None:
    made = paper(report())
    made.put("指标[植树面积].实际完成值", 65)
    assert made["指标[植树面积].完成率"] == Decimal("0.65")
    assert made["指标[植树面积].得分"] == 26
    assert made["自评.分项.产出指标.得分"] == 46
    assert made["自评.总分"] == 82
    assert made["自评.等级"] == "良"


def test_grades_on_another_scale() -> None:
    made = paper(report("", minimal_pack("评分.满分=120; 评分.权重.产出指标=80")))
    total = f"F{made.rows['自评.总分']}*100/120"
    expected = f'=IF({total}>=90,"优",IF({total}>=80,"良",IF({total}>=60,"中","差")))'
    assert made.formula("自评.等级") == expected


def test_a_number_taken_out_of_a_text_with_an_expression() -> None:
    made = paper(report({"指标[1].指标值": "≥100万元", "指标[1].实际完成值": "{{ 决算.支出 }}万元"}))
    assert made["指标[植树面积].实际完成值"] == 100
    made.put("决算.支出.基本支出", Decimal("20.004"))
    assert made["指标[植树面积].实际完成值"] == 50
    assert made["指标[植树面积].得分"] == 20


def test_a_zero_divisor_is_never_another_number() -> None:
    """不适用 where the division stands, an error further on; no figure that would be wrong."""
    made = paper(report())
    made.put("指标[群众满意度].实际完成值.分母", 0)
    assert made["指标[群众满意度].实际完成值"] == "不适用"
    assert made["自评.总分"] == "#VALUE!"


def test_expressions_of_the_page_are_figures_too() -> None:
    made = Paper(shipped("天城镇-2021"))
    key = "占比(年初预算.支出.基本支出, 年初预算.支出)"
    assert made.column(key, "D") == "65.3%"
    assert made.shown(key) == Decimal("0.653")
    made = Paper(shipped("xuwen"))
    key = "增减(决算.支出.项目支出, 上年.决算.支出.项目支出)"
    assert made.column(key, "D") == "减少120.4万元"
    assert made[key] == Decimal("-120.4")


def test_base_facts_from_sheets_name_their_cells() -> None:
    """取自: the same figures, each posting with the cell that it was taken from."""
    job = replace(job_of(taken.NAME, taken.text().encode()), files=taken.files())
    made, plain = Paper(workpaper(job, build(job))), Paper(shipped(taken.NAME))
    assert made.rows.keys() == plain.rows.keys()
    assert all(same(made[key], plain[key]) for key in plain.rows)
    sheet = made.cells.sheet("基本数据")
    cells = [str(sheet.cell(row, 8).value) for row in range(2, sheet.max_row + 1) if sheet.cell(row, 8).value]
    postings = [cell for cell in cells if cell.startswith("报表.xlsx 支出!D")]
    assert len(postings) == len(set(postings)) == 43
    assert any(cell.startswith("报表.xlsx 指标!") for cell in cells)
