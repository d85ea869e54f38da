"""Which documents a job makes, and what a version for the public shows."""

from dataclasses import replace

import pytest

from perfgen import word
from perfgen.documents import chosen, serves, word_file
from perfgen.errors import TemplateFault
from perfgen.packs import Pack
from perfgen.pipeline import Job, Outcome, build, plan
from tests.support.report import DATA, changed, minimal_pack, report, toml
from tests.support.wordfile import docx

DOCUMENTS = (
    "文书[2].键=公开版;文书[2].源自=报告;文书[2].文件名=公开;文书[2].按需=true"
    ';文书[2].略去=["指标[].完成情况", "决算.支出.项目支出", "事实.信访", "正文.问题"]'
    ";文书[3].键=目标表;文书[3].模板文件=target.docx;文书[3].文件名=目标"
    ';文书[4].键=监控表;文书[4].模板文件=monitor.docx;文书[4].文件名=监控;文书[4].需要=["指标[].监控值"]'
)
REPORT = docx(
    "{{ 单位.名称 }}支出{{ 决算.支出 | 万元 }}",
    "{%p if 有(决算.支出.项目支出) %}",
    "项目支出{{ 决算.支出.项目支出 | 万元 }}",
    "{%p endif %}",
    "{%p for 行 in 指标行 %}",
    "{{ 行.三级指标 }}：{{ 行.完成情况 }}",
    "{%p endfor %}",
    "{%p for 段 in 正文['概况'] %}",
    "{{ 段.文 }}",
    "{%p endfor %}",
    "{%p for 段 in 正文['问题'] %}",
    "问题：{{ 段.文 }}",
    "{%p endfor %}",
)
TARGET = docx("{%p for 行 in 指标行 %}", "{{ 行.三级指标 }}：{{ 行.指标值 }}", "{%p endfor %}")
MONITOR = docx("{%p for 行 in 指标行 %}", "{{ 行.三级指标 }}：{{ 行.监控值 }}", "{%p endfor %}")


def pack() -> Pack:
    """The minimal pack with four documents."""
    files = {"report.docx": REPORT, "target.docx": TARGET, "monitor.docx": MONITOR}
    return replace(minimal_pack(DOCUMENTS), files=files)


def job(changes: str = "", *only: str, draft: bool = False) -> Job:
    """The minimal data with ``changes``, to be built with that pack."""
    data = toml(changed(DATA, changes)).encode()
    return Job(data, "data.toml", lambda name, version: pack(), draft=draft, only=only)


def made(changes: str = "", *only: str) -> list[str]:
    """The keys of the documents that are made."""
    outcome = build(job(changes, *only))
    assert outcome.error is None, outcome.error
    return [each.key for each in outcome.made]


def lines(outcome: Outcome, key: str) -> list[str]:
    """The paragraphs of a document that was made."""
    data = next(each.data for each in outcome.made if each.key == key)
    return [paragraph.text for paragraph in word.read(data).paragraphs]


def test_what_is_made_without_asking() -> None:
    assert made() == ["报告", "目标表"]
    assert made("指标[1].监控值=3万株") == ["报告", "目标表", "监控表"]
    assert made("指标[1].监控值=未公布") == ["报告", "目标表"]


def test_what_is_made_when_asked() -> None:
    assert made("", "公开版") == ["公开版"]
    assert made("", "目标表", "报告") == ["报告", "目标表"]
    assert made("", "全部") == ["报告", "公开版", "目标表"]


def test_the_plan_names_what_is_made() -> None:
    for only in ((), ("公开版",), ("全部",)):
        asked = job("", *only)
        assert plan(asked).names == tuple(each.name for each in build(asked).made)


@pytest.mark.parametrize(
    ("only", "message"),
    [("总表", "没有文书“总表”"), ("监控表", "数据里没有“指标[].监控值”，做不了“监控表”")],
)
def test_what_cannot_be_made_is_said(only: str, message: str) -> None:
    outcome = build(job("", only))
    assert outcome.error is not None
    assert message in outcome.error.message
    assert not outcome.made
    assert plan(job("", only)).names == ()


def test_a_version_for_the_public_leaves_out_fields_and_sections() -> None:
    changes = '指标[1].完成情况=已栽完;正文.问题=["内部问题"]'
    whole, public = (lines(build(job(changes, key)), key) for key in ("报告", "公开版"))
    assert any(line.startswith("项目支出") for line in whole)
    assert "植树面积：已栽完" in whole
    assert "问题：1.内部问题" in whole
    assert not any(line.startswith(("项目支出", "问题：")) for line in public)
    assert "植树面积：—" in public
    assert whole[0] == public[0]  # the total is what it was: only what is left out is not shown


def test_nothing_left_out_is_printed_by_the_prose() -> None:
    changes = "事实.信访=12宗;正文.概况=受理信访{{ 事实.信访 }}。"
    refused = build(job(changes, "公开版"))
    assert [finding.code for finding in refused.findings if finding.logical] == ["OUT304"]
    assert not refused.made
    report_alone = build(job(changes, "报告"))
    assert [finding.code for finding in report_alone.open] == ["OUT304"]
    assert "受理信访12宗。" in lines(report_alone, "报告")


def test_private_numbers_stop_the_version_for_the_public_only() -> None:
    changes = "正文.概况=王某，11010519491231002X，电话13800138000。"
    assert [f.code for f in build(job(changes, "公开版")).findings if f.logical] == ["OUT301"]
    assert [f.code for f in build(job(changes, "公开版")).open] == ["OUT301", "OUT303"]
    assert len(build(job(changes)).made) == 2


def test_a_document_that_shows_nothing_still_to_come_can_be_made_early() -> None:
    changes = "指标[1].实际完成值=待填;指标[1].得分=待填"
    assert not build(job(changes)).made
    early = build(job(changes, "目标表"))
    assert [each.name for each in early.made] == ["目标.docx"]
    assert not any(finding.logical for finding in early.findings)
    assert early.pending
    late = build(job("指标[1].指标值=待填", "目标表"))
    assert not late.made
    assert {finding.code for finding in late.findings if finding.logical} == {"DAT207"}


def test_drafts_of_all() -> None:
    outcome = build(job("指标[1].指标值=待填", draft=True))
    assert [each.name for each in outcome.made][-1] == "目标-草稿.docx"
    assert "〔待填：" in "".join(lines(outcome, "目标表"))


def test_needs() -> None:
    with_facts = report('事实.信访="12宗"', pack())
    document = pack().contract.documents[3]
    assert not serves(with_facts.report, document)
    assert serves(with_facts.report, replace(document, needs=("事实.*",)))
    assert not serves(with_facts.report, replace(document, needs=("事实.*", "项目[].名称")))
    assert [each.key for each in chosen(with_facts.report)] == ["报告", "目标表"]


def test_attachments_are_cut_off_as_sections() -> None:
    plain = pack()
    document = replace(plain.contract.documents[0], key="公开", origin="报告", dropped=(0,))
    attached = replace(plain.contract.documents[0], attachments=(None,))  # type: ignore[arg-type]
    contract = replace(plain.contract, documents=(attached, document))
    with pytest.raises(TemplateFault, match="只有 1 节"):
        word_file(replace(plain, contract=contract), document)
