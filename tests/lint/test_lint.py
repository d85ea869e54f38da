"""What lint says of whole packs: the five are sound; every file is looked at, whatever is wrong with another."""

import pytest

from perfgen.findings import Finding
from perfgen.lint import examine, lint
from perfgen.packs import read_pack
from tests.lint.seeds import (
    CHONGYANG,
    MANIFEST,
    SAMPLE,
    WORD,
    after,
    line,
    pack_files,
    part,
    style,
    styled,
    text,
    without,
)
from tests.support.built import PACKS, ROOT
from tests.support.wordfile import docx


def findings(files: dict[str, bytes], **options: bool) -> list[Finding]:
    """What is found in the files of a pack, the sample not built unless told."""
    return [mark.finding for mark in examine(files, **{"built": False, "extremes": False, **options})]


def changed(**changes: bytes) -> dict[str, bytes]:
    """The files of 崇阳 with some put in or replaced: ``manifest``, ``sample``, ``report`` or another name."""
    names = {"manifest": MANIFEST, "sample": SAMPLE, "report": WORD}
    return {**pack_files(CHONGYANG), **{names.get(name, name): data for name, data in changes.items()}}


def of(name: str) -> bytes:
    """A file of 崇阳."""
    return pack_files(CHONGYANG)[name]


@pytest.mark.parametrize("name", PACKS)
def test_the_built_in_packs_are_sound(name: str) -> None:
    """Nothing at all is said, not of the sample in its extreme forms either: they pass --strict."""
    assert lint(read_pack(ROOT / "templates" / name)) == ()


def test_all_files_are_looked_at_in_one_run() -> None:
    files = changed(
        manifest=line('"内容" = "模板句"', '"内容" = "句子"')(of(MANIFEST)),
        report=text("{{ 口径 }}", "｛｛ 口径 ｝｝")(text("| 列示 }}", "| 列式 }}")(of(WORD))),
        sample=line('"年度" = 2021', '"年度" = 21')(of(SAMPLE)),
    )
    found = findings(files, built=True)
    assert {"TPL101", "TPL103", "TPL203", "TPL204", "DAT204"} == {finding.code for finding in found}
    assert {finding.place.file for finding in found} == {MANIFEST, WORD, SAMPLE}


def test_findings_stand_in_the_order_of_the_files() -> None:
    files = changed(report=text("二、佐证材料", "二、材料")(text("{{ 口径 }}", "{{ 口 }}")(of(WORD))))
    assert [finding.code for finding in findings(files)] == ["TPL301", "TPL402"]


def test_a_pack_without_manifest_or_sample() -> None:
    assert [each.code for each in findings({WORD: b""})] == ["TPL101"]
    files = {name: data for name, data in pack_files(CHONGYANG).items() if name != SAMPLE}
    assert [each.code for each in findings(files, built=True)] == ["TPL303", "TPL303", "TPL601"]


def test_a_manifest_that_is_no_toml() -> None:
    found = findings(changed(manifest=of(MANIFEST).replace('"级" = 1'.encode(), '"级" = = 1'.encode(), 1)))
    assert found
    assert {each.place.file for each in found} == {MANIFEST}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "TPL208"),
        (b"PK\x03\x04", "TPL208"),
        (docx("只有一段"), "TPL401"),
    ],
)
def test_a_word_file_that_is_none_or_another(data: bytes, said: str) -> None:
    assert said in {each.code for each in findings(changed(report=data))}


def test_a_word_file_with_a_macro_or_a_link_outside() -> None:
    linked = part(
        of(WORD),
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace(
            "</Relationships>",
            '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'attachedTemplate" Target="http://example.com/a.dotm" TargetMode="External"/></Relationships>',
        ),
    )
    (found,) = [each for each in findings(changed(report=linked)) if each.code == "TPL208"]
    assert "外部" in found.message


def test_a_word_file_that_no_document_uses() -> None:
    (found,) = findings(changed(**{"旧稿.docx": of(WORD)}))
    assert (found.code, found.place.file, found.logical) == ("TPL102", "旧稿.docx", False)


def test_an_optional_value_is_missed_only_where_it_is_not_asked_for() -> None:
    """The reader is told where, by which way of filling in the data, and what to do."""
    files = changed(report=text("{{ 评分表.备注 }}{% endif %}", "{% endif %}{{ 评分表.备注 }}")(of(WORD)))
    (found,) = findings(files, built=True, extremes=True)
    assert found.code == "TPL604"
    assert "评分表" in found.message
    assert "有(…)" in found.hint
    assert "个表" in found.place.cell


def test_one_fault_is_said_once() -> None:
    for name in ("forbidden", "unknown"):
        new = "{{ 单位.__class__ }}" if name == "forbidden" else "{{ 单位.名字 }}"
        assert len(findings(changed(report=text("{{ 单位.名称 }}", new)(of(WORD))), built=True)) == 1


def test_a_name_that_only_a_loop_gives() -> None:
    (found,) = findings(changed(report=after("二、佐证材料", "{{ 段.文 }}")(of(WORD))))
    assert found.code == "TPL301"
    assert "循环" in found.message


def test_two_headings_are_both_missed() -> None:
    report = without("2.完成的绩效目标")(without("（四）下一步拟改进措施")(of(WORD)))
    assert sorted(each.code for each in findings(changed(report=report)) if each.code == "TPL401") == ["TPL401"] * 2


# -- the county's own layout ------------------------------------------------------------------------

SONG = style("OfficialBody", "仿宋_GB2312", "宋体")


def with_layout(lines: str) -> bytes:
    """The manifest of 崇阳 with a 版式 of its own."""
    return of(MANIFEST).replace('[["文书"]]'.encode(), f'["格式"."版式"]\n{lines}\n\n[["文书"]]'.encode(), 1)


def test_what_departs_from_the_standard_is_said_once_a_style() -> None:
    (found,) = findings(changed(report=SONG(of(WORD))))
    assert (found.code, found.logical) == ("TPL501", False)
    assert "字体是宋体，应是仿宋_GB2312" in found.message


@pytest.mark.parametrize(
    "lines", ['"字体" = { "正文" = "宋体 三号" }', '"字体" = { "公文正文" = "宋体" }', '"不查" = ["字体"]']
)
def test_a_county_may_have_a_font_of_its_own(lines: str) -> None:
    assert findings(changed(report=SONG(of(WORD)), manifest=with_layout(lines))) == []


def test_a_county_that_has_a_font_of_its_own_must_use_it() -> None:
    (found,) = findings(changed(manifest=with_layout('"字体" = { "标题1" = "黑体 小三" }')))
    assert "字号是三号，应是小三" in found.message


def test_margins_and_line_height_of_a_county() -> None:
    assert {each.code for each in findings(changed(manifest=with_layout('"页边距" = [25.4, 25.4, 31.8, 31.8]')))} == {
        "TPL503"
    }
    assert {each.code for each in findings(changed(manifest=with_layout('"行距" = 25')))} == {"TPL501"}
    assert findings(changed(manifest=with_layout('"页边距" = [37, 35, 28, 26]\n"行距" = 28.95'))) == []


def test_a_layout_that_cannot_be_read() -> None:
    found = findings(changed(manifest=with_layout('"页边距" = [1, 2]\n"不查" = ["颜色"]')))
    assert [each.code for each in found] == ["TPL101", "TPL101"]
    assert "四个数" in found[0].message or "四个数" in found[1].message


def test_a_style_that_the_standard_does_not_know_is_taken_for_body_text() -> None:
    report = part(
        styled("经自评", "Mine")(of(WORD)),
        "word/styles.xml",
        lambda xml: xml.replace(
            "</w:styles>",
            '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Mine"><w:name w:val="我的"/><w:basedOn '
            'w:val="OfficialBody"/><w:rPr><w:sz w:val="24"/></w:rPr></w:style></w:styles>',
        ),
    )
    (found,) = findings(changed(report=report))
    assert found.message == "样式“我的”和 GB/T 9704 不同：字号是小四，应是三号"
