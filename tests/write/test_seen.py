"""What counts as an edit: all that a reader sees, and nothing of how Word, WPS or LibreOffice write it down."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from perfgen import pdf
from perfgen.write import write
from perfgen.write.record import Edited, Entry, Record
from tests.support.built import REPORTS, built

NAME = "前山镇-2024"
WHEN = datetime(2025, 1, 8, 9, 5, 7)


def content(data: bytes) -> str:
    """The digest of what a reader sees."""
    return Entry.of(data, {}).content


def became(original: bytes, now: bytes) -> Edited:
    """What the record of a report says of the file as it is now."""
    return Record(Entry.of(original, {})).compare(now)


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every report opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("saved")
    for name in REPORTS:
        (folder / f"{name}.docx").write_bytes(built(name).data)
    program = [pdf.find_soffice(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command = [*program, "--convert-to", "docx", "--outdir", folder / "saved", *sorted(folder.glob("*.docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / "saved" / f"{name}.docx").read_bytes() for name in REPORTS}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", REPORTS)
def test_saved_by_libreoffice_it_is_not_edited(name: str, saved_by_libreoffice: dict[str, bytes]) -> None:
    assert became(built(name).data, saved_by_libreoffice[name]) is Edited.RESAVED


@pytest.mark.libreoffice
def test_saved_by_libreoffice_it_is_replaced_and_a_dated_copy_kept(
    tmp_path: Path, saved_by_libreoffice: dict[str, bytes]
) -> None:
    path = tmp_path / "报告.docx"
    write(path, built(NAME).data, record={}, now=WHEN)
    path.write_bytes(saved_by_libreoffice[NAME])
    written = write(path, built("xuwen").data, record={}, now=WHEN)
    assert written.kept == tmp_path / "报告.另存-20250108-090507.docx"
    assert written.kept.read_bytes() == saved_by_libreoffice[NAME] and path.read_bytes() == built("xuwen").data


def rewritten(data: bytes, *changes: tuple[str, str]) -> bytes:
    """A Word file with its document changed by regular expressions."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode()
                for pattern, replacement in changes:
                    text, count = re.subn(pattern, replacement, text)
                    assert count, pattern
                part = text.encode()
            new.writestr(name, part)
        notes = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        new.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{space}">{notes}</w:footnotes>')
    return held.getvalue()


def test_ids_split_runs_and_languages_are_no_edits() -> None:
    """What Word and WPS write on saving, as far as it is known from their files."""
    saved = rewritten(
        built(NAME).data,
        (r"<w:p>", r'<w:p w:rsidR="00A1" w:rsidRDefault="00A1">'),
        (r"(<w:t[^>]*>)([\u4e00-\u9fff]{4})", r'\1\2</w:t></w:r><w:proofErr w:type="gramEnd"/><w:r>\1'),
        (r"<w:r>", r'<w:r w:rsidRPr="00B2"><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'),
        (r"</w:pPr><w:r ", r'</w:pPr><w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/><w:r '),
        (r'(<w:pStyle w:val="OfficialBody"/>)', r'\1<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        (r'<w:jc w:val="left"/>', r'<w:jc w:val="start"/>'),
    )
    assert became(built(NAME).data, saved) is Edited.RESAVED


def paragraph(document: Document) -> docx.text.paragraph.Paragraph:
    """A paragraph of the body."""
    return next(each for each in document.paragraphs if len(each.text) > 60)


def add_note(document: Document) -> None:
    """A comment on a paragraph."""
    document.add_comment(paragraph(document).runs, "再核一下")


EDITS: dict[str, Callable[[Document], object]] = {
    "a character": lambda d: paragraph(d).add_run("。"),
    "a tab": lambda d: paragraph(d).add_run().add_tab(),
    "a line break": lambda d: paragraph(d).add_run().add_break(),
    "alignment": lambda d: setattr(paragraph(d), "alignment", WD_ALIGN_PARAGRAPH.CENTER),
    "an indent": lambda d: setattr(paragraph(d).paragraph_format, "first_line_indent", Pt(0)),
    "space": lambda d: setattr(paragraph(d).paragraph_format, "space_before", Pt(12)),
    "line spacing": lambda d: setattr(paragraph(d).paragraph_format, "line_spacing", Pt(20)),
    "a page break before": lambda d: setattr(paragraph(d).paragraph_format, "page_break_before", True),
    "a style": lambda d: setattr(paragraph(d), "style", d.styles["heading 2"]),
    "a style of the whole file": lambda d: setattr(
        paragraph(d).style.paragraph_format, "alignment", WD_ALIGN_PARAGRAPH.RIGHT
    ),
    "an empty paragraph": lambda d: paragraph(d).insert_paragraph_before(),
    "a cell": lambda d: d.tables[-1].cell(1, 1).paragraphs[0].add_run("甲"),
    "a row": lambda d: d.tables[-1].add_row(),
    "merged cells": lambda d: d.tables[-1].cell(1, 2).merge(d.tables[-1].cell(2, 2)),
    "a comment": add_note,
    "a footer": lambda d: d.sections[-1].footer.paragraphs[0].add_run("甲"),
    "a header": lambda d: d.sections[0].header.paragraphs[0].add_run("甲"),
    "a section": lambda d: d.add_section(),
    "a deleted paragraph": lambda d: paragraph(d)._p.getparent().remove(paragraph(d)._p),
}


@pytest.mark.parametrize("kind", EDITS)
def test_what_a_reader_sees_is_an_edit(kind: str) -> None:
    document = docx.Document(io.BytesIO(built(NAME).data))
    EDITS[kind](document)
    held = io.BytesIO()
    document.save(held)
    assert became(built(NAME).data, held.getvalue()) is Edited.BY_HAND


TRACKED = '<w:ins w:id="9" w:author="甲"><w:r><w:t>增</w:t></w:r></w:ins>'
BOX = (
    "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></w:pict></w:r>"
)


@pytest.mark.parametrize("added", [TRACKED, BOX, "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"])
def test_tracked_changes_text_boxes_and_signs_are_edits(added: str) -> None:
    saved = rewritten(built(NAME).data, (r"</w:p>(?=<w:sectPr>)", f"{added}</w:p>"))
    assert became(built(NAME).data, saved) is Edited.BY_HAND


def test_numbers_of_pages_are_no_edits() -> None:
    def paged(shown: str) -> bytes:
        runs = "".join(
            f"<w:r>{each}</w:r>"
            for each in (
                '<w:fldChar w:fldCharType="begin"/>',
                "<w:instrText> PAGE \\* MERGEFORMAT </w:instrText>",
                '<w:fldChar w:fldCharType="separate"/>',
                f"<w:t>{shown}</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
                "<w:t>页</w:t>",
            )
        )
        return rewritten(built(NAME).data, (r"</w:p>(?=<w:sectPr>)", f"{runs}</w:p>"))

    assert content(paged("1")) == content(paged("2"))
    assert content(paged("1")) != content(built(NAME).data)
