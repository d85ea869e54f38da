"""What is read of a file, and the debris of conversion that is healed."""

import io
import zipfile

import pytest

from perfgen.errors import EnvironmentFault
from perfgen.importing import import_report
from perfgen.importing.account import Fate
from perfgen.importing.healing import heal
from perfgen.importing.reading import Grid, Para, Reading, read
from perfgen.word import W
from tests.support import taken
from tests.support.built import built
from tests.support.wordfile import docx


def healed(text: str, name: str = "a.txt") -> tuple[list[str], Reading]:
    reading = read(text.encode(), name)
    return [block.text.text for block in heal(reading) if isinstance(block, Para)], reading


HEADED = "一、基本情况\n\n"

CASES = {
    "a page number": (HEADED + "甲村修了路。\n\n— 3 —\n\n乙村修了桥。", ["甲村修了路。", "乙村修了桥。"], "页码"),
    "a stressed page number": (HEADED + "甲村修了路。\n\n**—** 12 **—**\n\n乙村。", ["甲村修了路。", "乙村。"], "页码"),
    "a number of pages": (HEADED + "甲村修了路。\n\n第 3 页 共 9 页\n\n乙村。", ["甲村修了路。", "乙村。"], "页码"),
    "marks of Markdown": (HEADED + "- **甲村**修了路。", ["甲村修了路。"], "Markdown 记号"),
    "a bookmark": (HEADED + "[bookmark: _Toc1]甲村修了路。", ["甲村修了路。"], "书签"),
    "blanks around a number": (HEADED + "支出 27888. 37 万元。", ["支出27888.37万元。"], "多余的空格"),
    "blanks in a word": (HEADED + "年初 预算三 十万元。", ["年初预算三十万元。"], "多余的空格"),
    "a line broken at the end of a page": (
        HEADED + "全镇完成了年初确定的各项建设任务，推进重大项目建\n\n— 2 —\n\n设和落地，群众得到了实惠。",
        ["全镇完成了年初确定的各项建设任务，推进重大项目建设和落地，群众得到了实惠。"],
        "断行",
    ),
    "an item behind its neighbour": (
        HEADED + "1.修路三条。\n\n2.修桥两座。3.修渠一条。\n\n4.种树百亩。",
        ["1.修路三条。", "2.修桥两座。", "3.修渠一条。", "4.种树百亩。"],
        "缺少的换行",
    ),
    "items in one line": (
        HEADED + "主要职能有：1.修路。2.修桥。3.修渠。",
        ["主要职能有：", "1.修路。", "2.修桥。", "3.修渠。"],
        "缺少的换行",
    ),
    "half-width marks": (
        HEADED + "修路,修桥,修渠(三条),都完成了。",
        ["修路，修桥，修渠（三条），都完成了。"],
        "半角标点",
    ),
}


@pytest.mark.parametrize(("text", "expected", "kind"), CASES.values(), ids=CASES)
def test_debris_is_healed_and_counted(text: str, expected: list[str], kind: str) -> None:
    found, reading = healed(text)
    assert found[1:] == expected
    assert reading.account.healed[kind] >= 1


UNTOUCHED = {
    "a blank between quoted names": "建成“山居 时光”示范带。",
    "thousands": "支出4,898.86万元，比上年少。",
    "a heading and its first line": "一、概况\n\n甲镇下设三个办公室。",
    "lines that are whole paragraphs": "一、概况\n甲镇的各项工作都按计划完成，没有拖延\n乙村修了路",
    "labels of a cover": "评价年度：2024\n\n填报日期：202511",
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_is_no_debris_stays(text: str) -> None:
    assert healed(text)[0] == [line for line in text.split("\n") if line]


def test_tables_of_tabs_and_of_pipes() -> None:
    for text in ("甲\t乙\t丙\n1\t\t3", "| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n| 1 | | 3 |"):
        grid = next(block for block in heal(read(text.encode(), "a.md")) if isinstance(block, Grid))
        assert [[cell.text for cell in row] for row in grid.rows] == [["甲", "乙", "丙"], ["1", "", "3"]]


def test_a_table_broken_by_a_page_is_one() -> None:
    text = "一级指标\t指标值\t得分\n产出\t3\t5\n\n— 2 —\n\n效益\t4\t6"
    grids = [block for block in heal(read(text.encode(), "a.txt")) if isinstance(block, Grid)]
    assert [len(grid.rows) for grid in grids] == [3]


def test_characters_know_their_place() -> None:
    text = HEADED + "支出 27888. 37 万元。"
    _, reading = healed(text)
    block = heal(read(text.encode(), "a.txt"))[1]
    assert isinstance(block, Para)
    assert "".join(text[origin] for origin in block.text.origins) == block.text.text
    blanks = [entry for entry, character in zip(reading.account.entries, text, strict=True) if character == " "]
    assert [entry.fate for entry in blanks if entry] == [Fate.HEALED] * 3


def test_word_files_keep_levels_and_tables() -> None:
    reading = read(docx("标题1 基本情况", "甲村 修了路。"), "a.docx")
    paras = [block for block in heal(reading) if isinstance(block, Para)]
    assert [(para.text.text, para.level) for para in paras] == [("基本情况", 1), ("甲村 修了路。", 0)]


def test_gbk_and_line_ends() -> None:
    reading = read("一、概况\r\n甲镇。".encode("gb18030"), "a.txt")
    assert [block.text.text for block in reading.blocks if isinstance(block, Para)] == ["一、概况", "甲镇。"]


@pytest.mark.parametrize("name", ["去年.pdf", "去年.doc", "去年"])
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(EnvironmentFault, match="读不了这种文件"):
        read(b"abc", name)


def test_a_broken_word_file_is_refused() -> None:
    with pytest.raises(EnvironmentFault):
        read(b"abc", "a.docx")


BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def beside(data: bytes) -> bytes:
    """The same Word file with a text box, footnotes, an endnote, a header of its own and a page number."""
    box = BOX.format("<w:p><w:r><w:t>评价年度：2021</w:t></w:r></w:p>")
    notes = (
        f'<w:{{0}}s xmlns:w="{W[1:-1]}"><w:{{0}} w:id="2"><w:p><w:r><w:t>{{1}}</w:t></w:r></w:p></w:{{0}}></w:{{0}}s>'
    )
    parts = {
        "footnote": notes.format("footnote", "按年末实有人数。"),
        "endnote": notes.format("endnote", "见附表。"),
        "header": f'<w:hdr xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>征求意见稿</w:t></w:r></w:p></w:hdr>',
        "footer": f'<w:ftr xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>— 3 —</w:t></w:r></w:p></w:ftr>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                text = text.replace("</w:p>", f"{box}</w:p>", 1)
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                kinds = [f"{kind}{each}{'s' if 'note' in each else ''}" for each in parts]
                own = "".join(
                    f'<Relationship Id="own{n}" Type="{each}" Target="own{n}.xml"/>' for n, each in enumerate(kinds)
                )
                text = text.replace("</Relationships>", f"{own}</Relationships>")
            new.writestr(name, text.encode("utf-8", "surrogateescape"))
        for n, text in enumerate(parts.values()):
            new.writestr(f"word/own{n}.xml", text)
    return made.getvalue()


def test_text_boxes_stand_where_they_are_anchored() -> None:
    reading = read(beside(docx("封面", "标题1 基本情况", "甲村修了路。")), "a.docx")
    assert [b.text.text for b in reading.blocks if isinstance(b, Para)] == [
        "封面",
        "评价年度：2021",
        "基本情况",
        "甲村修了路。",
    ]


def test_what_stands_beside_the_text_is_unplaced_and_said() -> None:
    report = built("天城镇-2021")
    found = import_report(beside(report.data), "a.docx", report.pack)
    assert found.tree["未归类"]["文字"] == ["按年末实有人数。", "见附表。", "征求意见稿"]
    assert [f.message for f in found.findings] == [
        "脚注“按年末实有人数。”没有归处", "尾注“见附表。”没有归处", "页眉“征求意见稿”没有归处",
    ]  # fmt: skip
    assert found.account.healed["页眉页脚"] >= 1
    assert all(entry is not None for entry in found.account.entries)


def test_the_list_at_the_end_of_a_draft_is_no_text_of_it() -> None:
    found, reading = healed(HEADED + "甲村修了路。\n\n〔待改：“决算.收入”公布数不对〕")
    assert found == ["一、基本情况", "甲村修了路。"]
    assert reading.account.healed["草稿的待改"] == 1


def test_a_word_file_that_swells_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("甲"))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/bomb.xml", b" " * 40_000_000)
    with pytest.raises(EnvironmentFault, match="解开以后大得不正常"):
        read(made.getvalue(), "a.docx")
    with pytest.raises(EnvironmentFault, match="Excel"):
        read(taken.workbook(), "a.docx")
