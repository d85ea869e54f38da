"""The Word files of the packs: fonts by level, tags that a clerk can read in place, files that Word accepts."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from tests.support.built import PACKS, REPORTS, built, template
from tests.support.ooxml import audit_findings, sdk_findings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FONTS = {
    "Title": ("方正小标宋简体", 44),
    "heading 1": ("黑体", 32),
    "heading 2": ("楷体_GB2312", 32),
    "heading 3": ("仿宋_GB2312", 32),
    "heading 4": ("仿宋_GB2312", 32),
    "公文正文": ("仿宋_GB2312", 32),
    "附件说明": ("仿宋_GB2312", 32),
    "附件标记": ("黑体", 32),
    "附件标题": ("方正小标宋简体", 44),
    "署名": ("仿宋_GB2312", 32),
    "成文日期": ("仿宋_GB2312", 32),
    "封面标题": ("方正小标宋简体", 52),
    "表格文字": ("宋体", 21),
    "表头文字": ("宋体", 21),
}
"""East-Asian font and size in half points of each style; the Latin font is Times New Roman throughout."""


def part(data: bytes, name: str) -> etree._Element:
    """A part of a Word file, parsed."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


@pytest.mark.parametrize("name", REPORTS)
def test_fonts_by_level_east_asian_and_latin_apart(name: str) -> None:
    found = {}
    for style in part(built(name).data, "word/styles.xml").iter(f"{W}style"):
        fonts, size = style.find(f"{W}rPr/{W}rFonts"), style.find(f"{W}rPr/{W}sz")
        title = style.find(f"{W}name")
        if fonts is None or size is None or title is None:
            continue
        found[title.get(f"{W}val")] = (fonts.get(f"{W}eastAsia"), int(str(size.get(f"{W}val"))))
        if title.get(f"{W}val") in FONTS:
            assert {fonts.get(f"{W}ascii"), fonts.get(f"{W}hAnsi")} == {"Times New Roman"}
    assert {style: found[style] for style in FONTS} == FONTS


@pytest.mark.parametrize("name", REPORTS)
def test_no_text_departs_from_its_style(name: str) -> None:
    document = part(built(name).data, "word/document.xml")
    assert [run for run in document.iter(f"{W}r") if run.find(f"{W}rPr/{W}rFonts") is not None] == []
    assert [run for run in document.iter(f"{W}r") if run.find(f"{W}rPr/{W}sz") is not None] == []


@pytest.mark.parametrize("pack", PACKS)
def test_tags_of_the_template_can_be_read_in_place(pack: str) -> None:
    for paragraph in part(template(pack), "word/document.xml").iter(f"{W}p"):
        texts = [text.text or "" for text in paragraph.iter(f"{W}t")]
        assert all(text.count("{{") == text.count("}}") for text in texts), texts
        assert all(text.count("{%") == text.count("%}") for text in texts), texts


@pytest.mark.parametrize("pack", PACKS)
def test_control_tags_stand_small_and_grey_in_paragraphs_of_their_own(pack: str) -> None:
    for paragraph in part(template(pack), "word/document.xml").iter(f"{W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if re.match(r"\{%(p|tr) ", text):
            assert style is not None
            assert style.get(f"{W}val") == "TemplateControl", text
            assert text.count("{%") == 1, text


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write every report and every template."""
    made = {f"{name}.docx": built(name).data for name in REPORTS}
    made |= {f"template-{pack}.docx": template(pack) for pack in PACKS}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in made]


def test_schema_holds(files: list[Path]) -> None:
    assert audit_findings(files) == []


@pytest.mark.node
def test_open_xml_sdk_finds_nothing(files: list[Path]) -> None:
    assert sdk_findings(files) == []
