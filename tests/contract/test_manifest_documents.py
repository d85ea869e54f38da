"""文书 in a manifest: versions of a document, what they leave out, what they need."""

import pytest

from perfgen.contract import Contract, read_manifest
from perfgen.findings import Finding
from perfgen.load import load
from tests.support.report import MANIFEST

REPORT = MANIFEST + '"附件" = [{ "键" = "评分表", "标题" = "评分表" }, { "键" = "佐证", "标题" = "佐证材料" }]\n'


def read(documents: str) -> tuple[Contract | None, tuple[Finding, ...]]:
    source = load((REPORT + documents).encode(), "manifest.toml").source
    assert source is not None
    return read_manifest(source)


def documents(more: str) -> Contract:
    contract, faults = read('[["文书"]]\n"键" = "公开版"\n"文件名" = "{{ 单位.简称 }}-公开版"\n' + more)
    assert contract is not None, faults
    return contract


def test_a_version_has_the_word_file_and_attachments_of_its_origin() -> None:
    public = documents('"源自" = "报告"').documents[1]
    assert (public.template, public.origin) == ("report.docx", "报告")
    assert [each.key for each in public.attachments] == ["评分表", "佐证"]
    assert (public.omitted, public.dropped, public.needs, public.on_demand) == ((), (), (), False)


def test_what_it_leaves_out_is_fields_sections_and_attachments() -> None:
    public = documents('"源自" = "报告"\n"略去" = ["佐证", "单位.县区", "正文.问题", "指标[].佐证"]').documents[1]
    assert public.omitted == ("单位.县区", "正文.问题", "指标[].佐证")
    assert public.dropped == (1,)
    assert [each.key for each in public.attachments] == ["评分表"]


def test_a_document_of_its_own_needs_data_and_may_wait_to_be_asked_for() -> None:
    table = documents('"模板文件" = "table.docx"\n"需要" = ["指标[].监控值"]\n"按需" = true').documents[1]
    assert (table.needs, table.on_demand, table.attachments) == (("指标[].监控值",), True, ())


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('"键" = "表"\n"文件名" = "表"', "缺少“文书[2].模板文件”"),
        ('"键" = "表"\n"文件名" = "表"\n"源自" = "总表"', "“源自”的“总表”不是前面的文书"),
        ('"键" = "表"\n"文件名" = "表"\n"模板文件" = "a.docx"\n"略去" = ["佐证"]', "没有写“源自”"),
        ('"键" = "表"\n"文件名" = "表"\n"源自" = "报告"\n"略去" = ["指标[].佐政"]', "你是不是想写“指标[].佐证”"),
        ('"键" = "表"\n"文件名" = "表"\n"源自" = "报告"\n"略去" = ["正文.问提"]', "你是不是想写“正文.问题”"),
        ('"键" = "表"\n"文件名" = "表"\n"模板文件" = "a.docx"\n"需要" = ["全部"]', "里，没有“全部”"),
        ('"键" = "报告"\n"文件名" = "表"\n"模板文件" = "a.docx"', "“报告”出现了两次"),
        ('"键" = "表"\n"文件名" = "{{ 单位.简称 }}-{{ 年度 }}"\n"模板文件" = "a.docx"', "和前面一件文书相同"),
    ],
)
def test_faults(more: str, message: str) -> None:
    contract, faults = read('[["文书"]]\n' + more)
    assert contract is None
    assert any(message in fault.message + fault.hint for fault in faults), faults
    assert {fault.code for fault in faults} == {"TPL101"}
