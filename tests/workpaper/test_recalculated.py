"""LibreOffice computes every formula anew and gets what perfgen has, before and after base facts are changed."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfgen.explain import Inquiry, inquiry
from perfgen.pipeline import build
from perfgen.workpaper import workpaper
from perfgen.workpaper.rows import Rows
from tests.support.built import REPORTS, source
from tests.support.paper import Paper, job_of, recalculated, shipped, typed_over

pytestmark = pytest.mark.libreoffice


def same(found: Any, wanted: Any) -> bool:
    if isinstance(found, str) or isinstance(wanted, str) or found is None or wanted is None:
        return bool(found == wanted)
    found, wanted = Decimal(str(found)), Decimal(str(wanted))
    return abs(found - wanted) <= Decimal("1e-9") * max(1, abs(wanted))


def test_every_figure_of_every_report(tmp_path: Path) -> None:
    for name in REPORTS:
        (tmp_path / f"{name}.xlsx").write_bytes(shipped(name))
    recalculated(sorted(tmp_path.glob("*.xlsx")), tmp_path / "out", tmp_path / "profile")
    for name in REPORTS:
        computed = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)["数据表"]
        stored = openpyxl.load_workbook(BytesIO(shipped(name)), data_only=True)["数据表"]
        for row in range(2, stored.max_row + 1):
            key = (name, stored.cell(row, 3).value)
            assert same(computed.cell(row, 6).value, stored.cell(row, 5).value), key
            assert same(computed.cell(row, 7).value, stored.cell(row, 7).value), key
            assert computed.cell(row, 8).value == "一致", key


def test_changed_base_facts(tmp_path: Path) -> None:
    """Every third base fact of each report is changed at once, in the file and in the data: the same figures."""
    wanted: dict[str, Paper] = {}
    for number, name in enumerate(REPORTS):
        text = source(name).read_text(encoding="utf-8")
        asked = inquiry(job_of(name))
        assert isinstance(asked, Inquiry)
        rows = Rows(asked)
        rows.every()
        book = openpyxl.load_workbook(BytesIO(shipped(name)))
        sheet = book["基本数据"]
        for row, (_, fact) in enumerate(rows.book.ledger.facts, start=2):
            assert sheet.cell(row, 2).value == fact.key
            changed = typed_over(text, fact, Decimal("1.07")) if row % 3 == number % 3 else None
            if changed is not None and fact.key != "年度":
                text, value = changed
                sheet.cell(row, 3).value = value
        book.save(tmp_path / f"{name}.xlsx")
        job = job_of(name, text.encode())
        wanted[name] = Paper(workpaper(job, build(job)))
    recalculated(sorted(tmp_path.glob("*.xlsx")), tmp_path / "out", tmp_path / "profile")
    moved = 0
    for name, rebuilt in wanted.items():
        sheet = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)["数据表"]
        again = rebuilt.cells.sheet("数据表")
        shown: dict[object, list[object]] = {}
        for row in range(2, again.max_row + 1):
            shown.setdefault(again.cell(row, 3).value, []).append(again.cell(row, 5).value)
        for row in range(2, sheet.max_row + 1):
            key = sheet.cell(row, 3).value
            if key not in shown:  # a sentence that the template prints of other figures only
                assert "(" in str(key), (name, key)
                continue
            assert same(sheet.cell(row, 6).value, shown[key].pop(0)), (name, key)
            moved += sheet.cell(row, 8).value == "不一致"
    assert moved > 100
