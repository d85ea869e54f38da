"""What LibreOffice prints of the reports that the repository ships."""

import re
import subprocess
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from perfgen import word
from perfgen.pdf import convert
from tests.support.built import INPUTS, REPORTS, built
from tests.support.page import MM, Page, Word, fonts, pages

pytestmark = pytest.mark.libreoffice

LEFT, RIGHT = 28 * MM, (210 - 26) * MM
TITLE = "三级指标"
FULL = re.compile(r"[\u4e00-\u9fff，。；：、（）《》]+")

Printed = tuple[Path, list[Page]]


@pytest.fixture(scope="session")
def all_printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    """Print every report in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("reports")
    files = [folder / f"{name}.docx" for name in REPORTS]
    for file, name in zip(files, REPORTS, strict=True):
        file.write_bytes(built(name).data)
    return {name: (pdf, pages(pdf)) for name, pdf in zip(REPORTS, convert(files, folder), strict=True)}


@pytest.fixture(params=REPORTS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each report in turn."""
    return str(request.param)


@pytest.fixture
def printed(all_printed: dict[str, Printed], name: str) -> Printed:
    """The printed report."""
    return all_printed[name]


def squeezed(text: str) -> str:
    """A text without spaces and line breaks."""
    return re.sub(r"\s+", "", text)


def cover_pages(report: list[Page]) -> int:
    """How many pages carry no number: a cover."""
    return 0 if report[0].number else 1


def is_body(page: Page) -> bool:
    """Whether a page holds nothing but lines of the body, each of the height of the grid."""
    tops = sorted({round(w.top) for w in page.words if w not in page.number})
    return page.width < page.height and all(b - a <= 2 or b - a >= 24 for a, b in pairwise(tops))


def test_number_of_pages_is_what_the_text_asks_for(name: str, printed: Printed) -> None:
    assert len(printed[1]) in (range(10, 19) if name in INPUTS else range(3, 11))


def test_no_page_is_empty(printed: Printed) -> None:
    assert [i for i, page in enumerate(printed[1], 1) if len("".join(page.lines)) < 10] == []


def test_body_pages_have_22_lines_of_28_characters(name: str, printed: Printed) -> None:
    body = [page for page in printed[1][cover_pages(printed[1]) :] if is_body(page)]
    assert max(len(page.lines) for page in body) <= 22
    if name not in INPUTS:
        return
    assert sum(len(page.lines) == 22 for page in body) >= 4
    full = [len(line) for page in body for line in page.lines if FULL.fullmatch(line) and len(line) > 26]
    assert max(set(full), key=full.count) == 28
    assert max(full) == 28


def test_page_numbers_run_on_and_stand_outside(printed: Printed) -> None:
    report = printed[1]
    cover = cover_pages(report)
    for i, page in enumerate(report[cover:], 1):
        assert "".join(w.text for w in page.number) == f"—{i}—"
        left, right = (LEFT, RIGHT) if page.width < page.height else (37 * MM, page.width - 35 * MM)
        if i % 2:
            assert page.number[-1].right == pytest.approx(right - 14, abs=Decimal(1))
        else:
            assert page.number[0].left == pytest.approx(left + 14, abs=Decimal(1))


def test_only_the_county_with_a_cover_has_one(name: str, printed: Printed) -> None:
    assert cover_pages(printed[1]) == (built(name).contract.id == "xuwen")


def test_wide_forms_stand_on_their_side(name: str, printed: Printed) -> None:
    turned = {page.width > page.height for page in printed[1]}
    wide = built(name).contract.id in {"guangzhou-baiyun", "guangzhou-conghua", "xuwen"}
    assert turned == ({True, False} if wide else {False})


def test_no_heading_stands_at_the_foot_of_a_page(name: str, printed: Printed) -> None:
    headings = {squeezed(p.text) for p in built(name).shown.headings}
    assert [page.lines[-1] for page in printed[1] if page.lines[-1] in headings] == []


def test_signature_does_not_stand_alone(name: str, printed: Printed) -> None:
    unit = next(squeezed(p.text) for p in built(name).shown.paragraphs if p.style == "署名")
    page = next(page for page in reversed(printed[1]) if unit in page.lines and page.width < page.height)
    assert page.lines.index(unit) >= 1


def test_every_character_is_printed_in_a_font_of_its_style(printed: Printed) -> None:
    """One face each for 仿宋, 楷体, 黑体, 小标宋, 宋体 and Times; what they lack comes from 宋体."""
    names = {re.split("-|,", font)[0] for font in fonts(printed[0])}
    assert len(names) <= 5, names
    assert not [font for font in names if re.search("DejaVu|Droid|Sans|Symbol|Mono", font)], names


def test_every_paragraph_is_printed(name: str, printed: Printed) -> None:
    whole = squeezed("".join(line for page in printed[1] for line in page.lines))
    assert [p.text for p in built(name).shown.paragraphs if squeezed(p.text) not in whole] == []


# -- tables ---------------------------------------------------------------------------------------


def followers(page: Page, above: Word, at: Word) -> list[Word]:
    """The words that may carry on a cell's text: next on the line, or first of the line below, in the same column."""
    return [
        w
        for w in page.words
        if (abs(w.top - at.top) < 3 and 0 <= w.left - at.right < 6)
        or (5 < w.top - at.top < 20 and w.left < above.right and w.right > above.left - 30)
    ]


def holds(page: Page, text: str) -> bool:
    """Whether a cell of the page reads ``text``, over as many lines as it takes."""

    def rest(start: Word, at: Word, left: str) -> bool:
        if not left:
            return True
        return any(rest(start, w, left[len(w.text) :]) for w in followers(page, start, at) if left.startswith(w.text))

    return any(rest(w, w, text[len(w.text) :]) for w in page.words if text.startswith(w.text))


def score_tables(name: str) -> list[word.Table]:
    """The tables whose header is repeated."""
    return [table for table in built(name).shown.tables if table.rows[0].header]


def test_every_cell_is_printed_whole(name: str, printed: Printed) -> None:
    texts = {squeezed(cell.text) for table in built(name).shown.tables for cell in table.cells}
    assert [text for text in texts if text and not any(holds(page, text) for page in printed[1])] == []


def test_no_two_cells_overlap_and_none_leaves_the_page(printed: Printed) -> None:
    for page in printed[1]:
        if is_body(page):
            continue
        left, right = (LEFT, RIGHT) if page.width < page.height else (37 * MM, page.width - 35 * MM)
        words = [w for w in page.words if w not in page.number]
        assert [w.text for w in words if w.left < left - 3 or w.right > right + 3] == []
        words.sort(key=lambda w: (w.top, w.left))
        for i, one in enumerate(words):
            for other in words[i + 1 :]:
                if other.top > one.bottom:
                    break
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                assert across < 2 or down < 5, (one.text, other.text)


def test_header_of_the_score_table_is_repeated_on_each_page(name: str, printed: Printed) -> None:
    (table,) = score_tables(name)
    header = [squeezed(cell.text) for row in table.rows if row.header for cell in row.cells]
    column = next(c.column for row in table.rows if row.header for c in row.cells if c.text.startswith(TITLE))
    rows = [c.text for row in table.rows if not row.header for c in row.cells if c.column == column and c.columns == 1]
    names = {squeezed(text) for text in rows}
    first = next(i for i, page in enumerate(printed[1]) if all(holds(page, text) for text in header))
    assert not any(holds(page, header[0]) and holds(page, header[-1]) for page in printed[1][:first])
    pages_with_rows = [page for page in printed[1][first:] if any(holds(page, text) for text in names if len(text) > 1)]
    tables = [page for page in pages_with_rows if not is_body(page)]
    assert tables or names == {"—"}
    for page in tables:
        assert all(holds(page, text) for text in header), page.lines[:3]


def test_pdftotext_reads_the_title(name: str, printed: Printed) -> None:
    text = subprocess.run(["pdftotext", str(printed[0]), "-"], capture_output=True, check=True).stdout.decode()
    assert next(squeezed(p.text) for p in built(name).shown.paragraphs if p.style in ("Title", "封面标题")) in squeezed(
        text
    )
