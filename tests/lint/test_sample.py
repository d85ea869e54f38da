"""The sample in its extreme forms, how they are written, and what makes a Word file unsound."""

import io
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from zipfile import ZipFile

import pytest
import tomli

from perfgen.lint.structure import flaws
from perfgen.lint.typed import typed
from perfgen.lint.variants import MARKUP, Variant, variants
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import read_pack
from tests.lint.seeds import CHONGYANG, SAMPLE, pack_files
from tests.support.built import PACKS, ROOT, built
from tests.support.wordfile import docx


@cache
def forms(name: str = CHONGYANG) -> dict[str, Variant]:
    """The extreme forms of a pack's sample by name."""
    source = load(pack_files(name)[SAMPLE], SAMPLE).source
    assert source is not None
    return {
        each.name: each for each in variants(build_report(source, read_pack(ROOT / "templates" / name).contract)[0])
    }


def test_lists_are_emptied_cut_and_filled() -> None:
    assert "指标" not in forms()["各张表都空着"].tree
    assert len(forms()["各张表只有一行"].tree["指标"]) == 1
    many = forms()["各张表有 200 行"].tree["指标"]
    assert len(many) == 200
    assert many[0]["三级指标"] != many[7]["三级指标"]


def test_texts_are_long_or_full_of_markup_and_expressions_stay() -> None:
    tree = forms()["文字里有 <&>"].tree
    assert tree["单位"]["名称"] == "青溪镇人民政府" + MARKUP
    assert tree["预算执行"]["年度资金总额"]["全年预算数"] == "{{ 决算.收入 }}"
    assert tree["模板"] == CHONGYANG
    assert len(forms()["文字很长"].tree["单位"]["名称"]) > 300


def test_only_what_is_required_is_left() -> None:
    tree = forms()["不是必填的都没有填"].tree
    assert tree["单位"] == {"名称": "青溪镇人民政府", "简称": "青溪镇"}
    assert "决算" not in tree
    assert "佐证材料.产出指标" not in tree["正文"]
    assert "佐证材料.绩效目标" in tree["正文"]


def test_every_optional_value_is_left_out_once() -> None:
    assert "没有填“决算.支出”" in forms()
    assert "没有填“单位.自称”" in forms()
    assert "没有填“成文日期”" in forms()
    assert "没有填“单位.名称”" not in forms()
    assert "自称" not in forms()["没有填“单位.自称”"].tree["单位"]


def test_the_sample_is_not_changed() -> None:
    assert forms()["没有填“成文日期”"].tree["单位"]["名称"] == "青溪镇人民政府"


@pytest.mark.parametrize("name", PACKS)
def test_every_form_is_a_data_file(name: str) -> None:
    for form in forms(name).values():
        loaded = load(typed(form.tree), "a.toml")
        assert not loaded.findings, form.name
        assert loaded.source is not None
        assert loaded.source.tree == form.tree, form.name


def test_values_are_written_as_they_are_read() -> None:
    tree: dict[str, Any] = {
        "甲.乙": {"数": Decimal("0.10"), "日": date(2024, 1, 2), "真": True, "列": [1, "a\n\"b\"\\", {"丙": []}]},
        "文": "\x7f“一”\t",
    }  # fmt: skip
    assert tomli.loads(typed(tree).decode(), parse_float=Decimal) == tree


# -- structure --------------------------------------------------------------------------------------


def body(xml: str) -> bytes:
    """A Word file with this body."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(docx("一段"))) as old, ZipFile(made, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                start, end = data.index(b"<w:body>") + 8, data.index(b"<w:sectPr")
                data = data[:start] + xml.encode() + data[end:]
            new.writestr(info, data)
    return made.getvalue()


P = "<w:p><w:r><w:t>一</w:t></w:r></w:p>"
CELL = f"<w:tc><w:tcPr/>{P}</w:tc>"
GRID = "<w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (f"<w:tbl>{GRID}</w:tbl>{P}", "一行也没有"),
        (f"<w:tbl>{GRID}<w:tr/></w:tbl>{P}", "没有单元格"),
        (f"<w:tbl>{GRID}<w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>{P}", "不是以一段文字结束"),
        (f"<w:tbl>{GRID}<w:tr>{CELL}{CELL}</w:tr></w:tbl>{P}", "有 2 列，比表的 1 列多"),
        (f"<w:tbl>{GRID}<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{P}</w:tc></w:tr></w:tbl>{P}", "没有可合并的"),
        (f"<w:p>{P}</w:p>", "套在另一段里"),
        ("<w:p><w:r><w:t>一</w:t></w:r><w:pPr/></w:p>", "次序不对"),
        ("<w:p><w:r><w:t>{{ 甲 }}</w:t></w:r></w:p>", "没有换成数"),
        (
            '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkStart w:id="1" w:name="b"/></w:p>',
            "书签编号 1 出现了 2 次",
        ),
    ],
)
def test_an_unsound_word_file(xml: str, said: str) -> None:
    found = list(flaws(body(xml)))
    assert any(said in flaw.message for flaw in found), found


def test_a_file_that_is_none() -> None:
    assert [flaw.message[:14] for flaw in flaws(b"PK")] == ["不是完好的 Word 文件（"[:14]]


@pytest.mark.parametrize("name", PACKS)
def test_the_reports_of_the_samples_are_sound(name: str) -> None:
    assert list(flaws(built(name).data)) == []
