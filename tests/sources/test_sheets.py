"""Files of every kind as cells with addresses, and what is refused."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlwt

from perfgen.sources import Sheet, SourceFault, read_passages, read_workbook
from perfgen.sources.numbers import shown
from perfgen.sources.values import coordinates, letters


def xlsx(fill: Any) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(data: bytes, name: str = "表.xlsx") -> Sheet:
    return read_workbook(data, name).sheets[0]


@pytest.mark.parametrize(
    ("value", "shape", "seen"),
    [
        (0.93, "0.00%", "93%"),
        (0.9866666, "0.0%", "98.7%"),
        (1, "0%", "100%"),
        (3000, '0"亩"', "3000亩"),
        (3000, "General", "3000"),
        (1234.5, "#,##0.00_ ", "1234.50"),
        (571.61, "General", "571.61"),
        (0.1 + 0.2, "General", "0.3"),
        (12, "0.##", "12"),
        (-5.5, "0.0_);[Red]\\(0.0\\)", "-5.5"),
        (12.3, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.30"),
        (datetime(2024, 9, 30), "yyyy-mm-dd", "2024年9月30日"),
        ("≥90%", "@", "≥90%"),
        (True, "General", "是"),
        (1e-7, "General", "0.0000001"),
    ],
)
def test_a_cell_shows_what_the_clerk_sees(value: Any, shape: str, seen: str) -> None:
    def fill(page: Any) -> None:
        page["B2"] = value
        page["B2"].number_format = shape

    cell = sheet(xlsx(fill)).rows[1][1]
    assert (cell.address, shown(cell)) == ("B2", seen)


def test_old_files_keep_formats_merges_and_what_is_hidden() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("指标")
    page.write(0, 0, 0.93, xlwt.easyxf(num_format_str="0.00%"))
    page.write_merge(1, 3, 0, 0, "产出指标")
    page.row(2).hidden = True
    page.col(1).hidden = True
    page.write(2, 1, 571.61)
    out = io.BytesIO()
    book.save(out)
    read = sheet(out.getvalue(), "表.xls")
    assert shown(read.rows[0][0]) == "93%"
    assert read.at(3, 0).value == "产出指标"
    assert read.rows[2][1].value == Decimal("571.61")
    assert (read.hidden_rows, read.hidden_columns) == ({2}, {1})


def test_the_content_counts_not_the_name() -> None:
    data = xlsx(lambda page: page.append(["名称", "金额"]))
    assert sheet(data, "表.xls").rows[0][1].value == "金额"
    assert sheet(data, "表.csv").rows[0][1].value == "金额"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "｜"])
def test_text_tables_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    text = "\n".join(
        separator.join(row)
        for row in (["名称", "全年预算数", "说明"], ["环卫", "1234.5", "按期完成"], ["道路", "20", ""])
    )
    read = sheet(text.encode(encoding), "表.csv")
    assert [[cell.value for cell in row] for row in read.rows] == [
        ["名称", "全年预算数", "说明"],
        ["环卫", "1234.5", "按期完成"],
        ["道路", "20", None],
    ]


def test_a_formula_without_a_result_and_an_error_value_are_faults() -> None:
    def fill(page: Any) -> None:
        page["A1"] = "=SUM(B1:B9)"
        page["A2"] = "#REF!"
        page["A3"] = "=[1]Sheet1!A1"

    read = sheet(xlsx(fill))
    assert "公式" in read.rows[0][0].fault
    assert "#REF!" in read.rows[1][0].fault
    assert read.rows[2][0].foreign


def test_addresses() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [coordinates(a) for a in ("B7", "$aa$1", "7B", "B0", "", "Ｂ7", "ABCD1")] == [(6, 1), (0, 26), *[None] * 5]


# -- refused --------------------------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "bomb": (packed({"xl/workbook.xml": b"0" * 40_000_000}), "a.xlsx"),
    "entities": (packed({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "a.xlsx"),
    "hidden entities": (packed({"xl/workbook.xml": "<!DOCTYPE x><x/>".encode("utf-16")}), "a.xlsx"),
    "no workbook": (packed({"xl/x.xml": b"<x/>"}), "a.xlsx"),
    "another archive": (packed({"a.txt": b"x"}), "a.xlsx"),
    "cut off": (xlsx(lambda page: page.append([1]))[:900], "a.xlsx"),
    "nothing": (b"", "a.xlsx"),
    "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls"),
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
    "broken old file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc"),
    "bytes": (b"\xff\x00\xfe\x81\x30", "a.csv"),
    "too large": (b"x" * (33 * 1024 * 1024), "a.csv"),
    "too wide": (b",".join([b"x"] * 600), "a.csv"),
    "Word without tables": (packed({"word/document.xml": b"<x/>"}), "a.docx"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_sound_file_is_refused_with_a_reason(case: str) -> None:
    data, name = BROKEN[case]
    with pytest.raises(SourceFault) as met:
        read_workbook(data, name)
    assert met.value.message
    assert met.value.hint


def test_prose_comes_from_word_files_only() -> None:
    with pytest.raises(SourceFault, match="Word"):
        read_passages(xlsx(lambda page: page.append(["x"])), "总结.docx")


def test_a_far_cell_does_not_make_a_huge_sheet() -> None:
    with pytest.raises(SourceFault, match="太大"):
        sheet(xlsx(lambda page: page.__setitem__("A1048576", 1)))
