"""What LibreOffice makes of a built document: lines, characters, page numbers, tables."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from docx.document import Document

from perfgen.gbt9704 import (
    Cell,
    add_attachment_heading,
    add_attachment_note,
    add_body,
    add_cover,
    add_heading,
    add_signature,
    add_table,
    add_title,
    base_document,
    save,
    start_section,
)
from perfgen.pdf import convert
from tests.support.page import MM, Page, fonts, ink, pages

pytestmark = pytest.mark.libreoffice

LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
CHARACTER = Decimal(16)
TEXT = (
    "镇政府认真落实上级部署围绕年度重点工作推进基础设施建设民生保障和乡村治理"
    "各项任务按计划完成资金使用规范效益明显群众满意"
)

Printed = tuple[Path, list[Page]]


@pytest.fixture(scope="module")
def print_(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Document], Printed]:
    """Return a function that prints a document."""

    def print_document(doc: Document) -> Printed:
        folder = tmp_path_factory.mktemp("pages")
        (folder / "doc.docx").write_bytes(save(doc))
        pdf = convert([folder / "doc.docx"], folder)[0]
        return pdf, pages(pdf)

    return print_document


@pytest.fixture(scope="module")
def report(print_: Callable[[Document], Printed]) -> Printed:
    """Print a report with title, headings of four levels, four pages of text and a long table on its side."""
    doc = base_document()
    add_title(doc, "示范镇人民政府\n2024年度部门整体支出绩效自评报告")
    for level, text in enumerate(("一、基本情况", "（一）部门概况", "1.机构", "（1）人员"), 1):
        add_heading(doc, text, level)
    add_body(doc, (TEXT * 40)[: 26 + 28 * 69])
    add_attachment_note(doc, "部门整体支出绩效自评表")
    add_signature(doc, "徐闻县前山镇人民政府", "2025年1月8日", date_if="")
    start_section(doc, landscape=True)
    add_attachment_heading(doc, "附件", "部门整体支出绩效自评表")
    header: list[list[str | Cell]] = [[Cell("指标名称", rows=2), Cell("数值", columns=2)], ["目标值", "实际值"]]
    add_table(doc, [125, 50, 50], [*header, *([f"起{i}{TEXT}终{i}", "100%", "98.50%"] for i in range(24))], 2)
    return print_(doc)


def test_full_page_has_22_lines_of_28_characters(report: Printed) -> None:
    lines = report[1][1].lines
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_first_page_stays_on_the_grid(report: Printed) -> None:
    # two lines of title, one empty, then 19: headings and text
    assert len(report[1][0].lines) == 21
    assert len(report[1][0].lines[6]) == 26


def test_text_fills_the_text_area_and_stays_inside(report: Printed) -> None:
    number = report[1][1].number
    words = [word for word in report[1][1].words if word not in number]
    assert min(word.left for word in words) == pytest.approx(LEFT, abs=Decimal(1))
    assert RIGHT - 3 < max(word.right for word in words) < RIGHT + 1
    assert max(word.bottom for word in words) < BOTTOM + 1


def test_first_line_begins_two_characters_in(report: Printed) -> None:
    page = report[1][0]
    for text in ("一、基本情况", "（一）部门概况", "1.机构", "（1）人员"):
        assert page.find(text).left == pytest.approx(LEFT + 2 * CHARACTER, abs=Decimal(1))


def test_title_is_centred(report: Printed) -> None:
    for line in ("示范镇人民政府", "2024年度部门整体支出绩效自评报告"):
        assert report[1][0].find(line).middle == pytest.approx((LEFT + RIGHT) / 2, abs=Decimal(1))


def test_page_numbers_stand_outside(report: Printed) -> None:
    printed = report[1]
    assert ["".join(word.text for word in page.number) for page in printed] == [
        f"—{i}—" for i in range(1, len(printed) + 1)
    ]
    for i, page in enumerate(printed, 1):
        left, right = (LEFT, RIGHT) if page.width < page.height else (37 * MM, page.width - 35 * MM)
        if i % 2:
            assert page.number[-1].right == pytest.approx(right - 14, abs=Decimal(1))
        else:
            assert page.number[0].left == pytest.approx(left + 14, abs=Decimal(1))


def test_dash_of_the_page_number_is_7_mm_below_the_text(report: Printed) -> None:
    pdf, printed = report
    dash = printed[0].number[0]
    top, _ = ink(pdf, 1, int(dash.left), int(dash.right), int(BOTTOM) + 3, int(BOTTOM) + 60)
    assert top - BOTTOM == pytest.approx(7 * MM, abs=Decimal("0.5"))


def test_landscape_pages_are_on_their_side(report: Printed) -> None:
    sides = [page.width > page.height for page in report[1]]
    assert sides == sorted(sides)
    assert sum(sides) >= 3


def test_table_header_is_repeated_on_every_page(report: Printed) -> None:
    tables = [page for page in report[1] if page.width > page.height]
    for page in tables:
        text = "".join(page.lines)
        assert all(text.count(head) == 1 for head in ("指标名称", "目标值", "实际值"))


def test_no_row_is_cut_or_broken_over_pages(report: Printed) -> None:
    tables = ["".join(word.text for word in page.words) for page in report[1] if page.width > page.height]
    for i in range(24):
        assert sum(f"起{i}镇" in text and f"终{i}" in text for text in tables) == 1
    for page in report[1]:
        if page.width > page.height:
            body = [word for word in page.words if word not in page.number]
            assert max(word.bottom for word in body) <= page.height - 26 * MM


def test_unit_is_centred_over_a_date_four_characters_from_the_right(report: Printed) -> None:
    page = next(page for page in report[1] if "2025年1月8日" in page.lines)
    unit, date = page.find("徐闻县前山镇人民政府"), page.find("2025年1月8日")
    assert unit.middle == pytest.approx(date.middle, abs=Decimal(1))
    assert RIGHT - date.right == pytest.approx(4 * CHARACTER, abs=Decimal(5))
    assert unit.top < date.top


@pytest.mark.parametrize(
    "unit", ["某镇政府", "广东省广州市白云区钟落潭镇人民政府", "广州市番禺区人民政府钟村街道办事处"]
)
@pytest.mark.parametrize("stamped", [True, False])
def test_names_of_any_length_fit(print_: Callable[[Document], Printed], unit: str, stamped: bool) -> None:
    doc = base_document()
    add_body(doc, TEXT)
    add_signature(doc, unit, "2025年12月28日", stamped, date_if="")
    page = print_(doc)[1][0]
    signed, dated = page.find(unit), page.find("2025年12月28日")
    assert signed.right <= RIGHT + 1
    if stamped:
        assert signed.middle == pytest.approx(dated.middle, abs=Decimal(1))
    else:
        assert dated.left - signed.left == pytest.approx(2 * CHARACTER, abs=Decimal(1))
        assert RIGHT - max(signed.right, dated.right) == pytest.approx(2 * CHARACTER, abs=Decimal(6))


def test_cover_counts_for_nothing(print_: Callable[[Document], Printed]) -> None:
    doc = base_document()
    add_cover(
        doc, "示范县部门整体支出\n绩效自评报告", [("评价年度", "2024年"), ("评价单位（公章）", "徐闻县前山镇人民政府")]
    )
    add_body(doc, TEXT * 15)
    cover, first, second = print_(doc)[1]
    assert cover.number == ()
    assert "评价单位（公章）：徐闻县前山镇人民政府" in cover.lines
    assert [word.text for word in first.number] == ["—", "1", "—"]
    assert first.number[-1].right == pytest.approx(RIGHT - 14, abs=Decimal(1))
    assert [word.text for word in second.number] == ["—", "2", "—"]


def test_a_full_page_before_a_new_section_brings_no_empty_page(print_: Callable[[Document], Printed]) -> None:
    doc = base_document()
    add_body(doc, (TEXT * 20)[: 26 + 28 * 21])
    start_section(doc)
    add_body(doc, TEXT)
    printed = print_(doc)[1]
    assert [len(page.lines) for page in printed] == [22, 3]


def test_standard_fonts_are_replaced_by_their_own_substitutes(report: Printed) -> None:
    """One face each for 仿宋, 楷体, 黑体, 小标宋, 宋体 and Times: no fallback font crept in."""
    names = fonts(report[0])
    assert len(names) == 6, names
