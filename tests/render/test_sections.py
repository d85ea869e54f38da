"""Attachments cut off a Word file: the section goes, the pages of the others stay as they lie."""

import zipfile
from io import BytesIO

import pytest
from lxml import etree

from perfgen import gbt9704, word
from perfgen.errors import TemplateFault
from perfgen.render.sections import without_attachments
from tests.support.ooxml import audit_findings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A text, an attachment on its side, one upright."""
    doc = gbt9704.base_document()
    gbt9704.add_body(doc, "正文")
    gbt9704.start_section(doc, landscape=True)
    gbt9704.add_attachment_heading(doc, "附件1", "横表")
    gbt9704.add_table(doc, [60, 60], [["甲", "乙"]])
    gbt9704.start_section(doc)
    gbt9704.add_attachment_heading(doc, "附件2", "竖表")
    return gbt9704.save(doc)


def sections(docx: bytes) -> list[bool]:
    """Of each section, whether its pages lie on their side."""
    with zipfile.ZipFile(BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return [size.get(W + "orient") == "landscape" for size in root.iter(W + "pgSz")]


@pytest.mark.parametrize(
    ("dropped", "texts", "lying"),
    [
        ((0,), ["正文", "附件2", "竖表"], [False, False]),
        ((1,), ["正文", "附件1", "横表"], [False, True]),
        ((0, 1), ["正文"], [False]),
    ],
)
def test_cut(dropped: tuple[int, ...], texts: list[str], lying: list[bool], whole: bytes) -> None:
    cut = without_attachments(whole, 2, dropped)
    assert [p.text for p in word.read(cut).paragraphs if p.text] == texts
    assert sections(cut) == lying
    assert cut == without_attachments(whole, 2, dropped)


def test_what_is_left_is_valid(whole: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cut")
    files = [folder / f"{place}.docx" for place in range(3)]
    for file, dropped in zip(files, ((0,), (1,), (0, 1)), strict=True):
        file.write_bytes(without_attachments(whole, 2, dropped))
    assert audit_findings(files) == []


def test_too_few_sections(whole: bytes) -> None:
    with pytest.raises(TemplateFault, match="有 3 个附件，却只有 3 节"):
        without_attachments(whole, 3, (0,))
