"""Every heading of the county's outline stands in its report, in order, in the heading style of its level."""

from itertools import pairwise

import pytest

from perfgen import word
from tests.support.built import PACKS, REPORTS, built, template

STYLES = {"Title", "公文正文", "表注", "表间距", "附件说明", "附件标记", "附件标题", "署名", "成文日期", "封面标题"}

pytestmark = pytest.mark.parametrize("name", REPORTS)


def test_outline_is_printed_in_order_with_style_and_level(name: str) -> None:
    report = built(name)
    expected = [(item.title, item.level) for item in report.contract.outline]
    headings = iter((p.text, p.level) for p in report.shown.headings if p.style == f"heading {p.level}")
    missing = [item for item in expected if item not in headings]
    assert missing == []


def test_other_headings_are_below_a_heading_of_the_outline(name: str) -> None:
    report = built(name)
    outline = {item.title: item.level for item in report.contract.outline}
    above = 0
    for paragraph in report.shown.headings:
        if paragraph.style == "附件标题":
            continue
        if paragraph.text in outline:
            above = outline[paragraph.text]
        else:
            assert paragraph.level > above, paragraph.text


def test_levels_follow_each_other(name: str) -> None:
    levels = [p.level for p in built(name).shown.headings if p.style != "附件标题"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_attachment_is_announced_and_titled(name: str) -> None:
    report = built(name)
    titles = [p.text for p in report.shown.paragraphs if p.style == "附件标题"]
    assert len(titles) == len(report.contract.documents[0].attachments)
    before = [p.text for p in report.shown.paragraphs if p.style in ("附件说明", "公文正文")]
    for title in titles:
        assert any(text.removeprefix("附件：") == title for text in before), title


def test_no_tag_and_no_control_paragraph_is_left(name: str) -> None:
    report = built(name)
    assert "{" not in report.shown.text
    assert "模板控制" not in {p.style for p in report.shown.paragraphs}


def test_text_stands_in_the_styles_of_the_standard(name: str) -> None:
    used = {p.style for p in built(name).shown.paragraphs}
    assert used <= STYLES | {f"heading {level}" for level in range(1, 5)}


def test_template_shows_the_same_outline(name: str) -> None:
    pack = name if name in PACKS else built(name).pack.contract.id
    shown = word.read(template(pack))
    headings = iter((p.text, p.level) for p in shown.headings)
    outline = built(name).contract.outline
    assert [item.title for item in outline if (item.title, item.level) not in headings] == []
