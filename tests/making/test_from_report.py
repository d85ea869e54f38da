"""Packs from finished reports: the sample prints the report again, figures are fields, tables loops."""

import io
import itertools
import re
import zipfile
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from benchmarks.made_packs import mutilated
from perfgen import word
from perfgen.contract import Content
from perfgen.lint import lint
from perfgen.making import report_pack
from perfgen.making.settling import pack_from_report, texts_of
from perfgen.packs.read import SAMPLE, pack_of
from tests.support.built import INPUTS, built
from tests.support.made import changes, from_report, pack, printed
from tests.support.wordfile import docx, saved

FEW = 4
"""Base amounts of each report that the tests change; ``make soak`` changes all."""


@pytest.mark.parametrize("name", INPUTS)
def test_the_sample_prints_the_report_again(name: str) -> None:
    made = from_report(name)
    again = printed(pack(name), made.made.files[SAMPLE])
    assert again.error is None
    assert not again.open
    assert texts_of(again.made[0].data) == texts_of(built(name).data)
    assert made.rebuilt.printed == made.rebuilt.characters


@pytest.mark.parametrize("name", INPUTS)
def test_amounts_rates_and_scores_are_fields(name: str) -> None:
    rebuilt = from_report(name).rebuilt
    assert rebuilt.wanted >= 30
    assert rebuilt.tagged * 100 >= 95 * rebuilt.wanted, rebuilt


@pytest.mark.parametrize("name", INPUTS)
def test_hardly_a_figure_is_left_in_the_words_of_the_template(name: str) -> None:
    text = word.read(pack(name).files["report.docx"]).text
    bare = re.sub(r"\{[{%].*?[%}]\}|《.*?》", "", text, flags=re.DOTALL)
    left = re.findall(r"[0-9][0-9.,]*\s*(?:万元|亿元|%|分(?![）]))", bare)
    assert set(left) <= {"100%"}, left


@pytest.mark.parametrize("name", INPUTS)
def test_the_score_table_is_a_loop(name: str) -> None:
    rows = [row.cells[0].text for table in word.read(pack(name).files["report.docx"]).tables for row in table.rows]
    assert rows.count("{%tr for 行 in 指标行 %}") == 1
    assert rows.count("{%tr endfor %}") == 1


def test_projects_told_one_a_paragraph_are_a_loop() -> None:
    text = word.read(pack("钟落潭镇-2021").files["report.docx"]).text
    assert "{%p for 项 in 项目 %}\n{{ loop.index }}.{{ 项.名称 }}：全年预算{{ 项.全年预算数 | 万元 }}" in text
    assert "全年预算数合计{{ 项目.合计.全年预算数 | 万元 }}" in text
    assert "项目共{{ 项目 | 个数 }}个" in text


def test_parts_of_an_amount_are_listed_by_the_program() -> None:
    text = word.read(pack("天城镇-2021").files["report.docx"]).text
    assert "本年收入{{ 决算.收入 | 万元 }}，其中：{{ 决算.收入 | 列示 }}。" in text


def test_paragraphs_that_each_tell_of_a_part_are_a_loop() -> None:
    text = word.read(pack("天城镇-2021").files["report.docx"]).text
    sentence = "{{ 类.名称 }}{{ 类 | 万元 }}，其中：{{ 类 | 列示 }}。"
    assert f"{{%p for 类 in 决算.支出.基本支出 %}}\n{sentence}\n{{%p endfor %}}" in text
    assert "工资福利支出" not in text


def test_rates_are_quotients_of_what_the_report_says() -> None:
    made = pack("钟村街-2024")
    text = word.read(made.files["report.docx"]).text
    assert "占本年收入的{{ 占比(决算.收入.财政拨款收入, 决算.收入) }}" in text
    assert "为{{ 百分比(决算.支出.财政拨款支出, 年初预算.支出) }}" in text
    prose = pack("吕田镇-2023").files[SAMPLE].decode()
    assert "成功率{{ 百分比(事实.调解成功, 事实.接到群众信访) }}" in prose


@pytest.mark.parametrize("name", INPUTS)
def test_a_changed_amount_changes_every_place_that_depends_on_it(name: str) -> None:
    seen = 0
    for change in itertools.islice(changes(name), FEW):
        assert not change.missed, change
        seen += len(change.changed)
    assert seen or name not in ("天城镇-2021", "前山镇-2024", "钟村街-2024")


@pytest.mark.parametrize("name", INPUTS)
def test_lint_finds_nothing(name: str) -> None:
    assert lint(pack(name)) == ()


OUTLINES = {
    "天城镇-2021": "（三）存在的问题和原因",
    "吕田镇-2023": "三、存在的主要问题",
    "钟落潭镇-2021": "三、存在的主要问题",
    "钟村街-2024": "二、存在的主要问题",
    "前山镇-2024": "（四）存在问题",
}


@pytest.mark.parametrize("name", INPUTS)
def test_headings_become_the_outline(name: str) -> None:
    contract, theirs = pack(name).contract, built(name).contract
    ours = [item.title for item in contract.outline]
    wanted = [item.title for item in theirs.outline if item.level <= 2]
    assert len(set(wanted) & set(ours)) >= len(wanted) - 2  # （一）… below 问题 and 措施 are the town's own
    problem = next(item for item in contract.outline if item.part == "存在问题")
    assert problem.title == OUTLINES[name]
    assert problem.content is not Content.SENTENCES


def test_guesses_are_listed_with_place_and_certainty() -> None:
    guesses = from_report("天城镇-2021").made.guesses
    fields = [guess for guess in guesses if guess.kind == "字段"]
    assert any(
        guess.where == "“1.执行率情况”（模板句）" and guess.text == "4212.62万元 → 决算.支出 | 万元" for guess in fields
    )
    assert {guess.kind for guess in guesses} >= {"单位", "部分", "标题", "内容", "评分", "字段", "核实"}
    assert all(0 <= guess.sureness <= 100 for guess in guesses)


def test_a_report_without_styles_gets_headings_that_word_can_walk() -> None:
    plain = docx(
        "清河镇人民政府2024年度部门整体支出绩效自评报告",
        "一、基本情况",
        "清河镇人民政府2024年本年收入300.5万元，其中：财政拨款收入200.25万元，其他收入100.25万元。",
        "二、自评结论",
        "经自评，清河镇2024年度绩效得分为92分，等级为“优”。",
        "三、存在问题",
        "1.预算编得不细。",
        "2.支出进度偏慢。",
        "四、改进措施",
        "1.早编预算。",
        "2.按月通报。",
        "清河镇人民政府",
        "2025年3月5日",
    )
    made = pack_from_report(plain, "qinghe", "", "")
    assert made.rebuilt.printed == made.rebuilt.characters
    template = word.read(made.made.files["report.docx"])
    assert [heading.text for heading in template.headings] == [
        "一、基本情况",
        "二、自评结论",
        "三、存在问题",
        "四、改进措施",
    ]
    assert "本年收入{{ 决算.收入 | 万元 }}，其中：{{ 决算.收入 | 列示 }}。" in template.text
    assert "得分为{{ 自评.总分 }}分，等级为“{{ 自评.等级 }}”" in template.text
    sample = made.made.files[SAMPLE].decode()
    assert '"成文日期" = 2025-03-05' in sample
    assert '"预算编得不细。"' in sample


def test_a_report_as_text_is_drawn_first() -> None:
    text = "\n".join(
        paragraph.text for paragraph in built("吕田镇-2023").shown.paragraphs if paragraph.style != "附件标记"
    ).partition("附件：")[0]
    made = report_pack(text.encode(), "去年.txt", "lvtian", "", "")
    outline = made.files["manifest.toml"].decode()
    assert '"标题" = "（三）部门整体收支情况"' in outline
    assert "{{ 决算.收入 | 列示 }}" in word.read(made.files["report.docx"]).text


def test_what_contradicts_itself_is_said_and_kept_as_it_is_written() -> None:
    faulty = docx(
        "清河镇人民政府2024年度自评报告",
        "标题1 一、基本情况",
        "2024年本年收入300.5万元，本年支出280.5万元，年初结转和结余10万元，年末结转和结余99万元。",
        "标题1 二、自评结论",
        "清河镇人民政府2024年得分为92分。",
        "标题1 三、存在问题",
        "预算编得不细。",
        "标题1 四、改进措施",
        "早编预算。",
    )
    made = pack_from_report(faulty, "qinghe", "", "")
    assert made.rebuilt.printed == made.rebuilt.characters
    assert "年末结转和结余{{ 填报.年末结转和结余 }}" in word.read(made.made.files["report.docx"]).text
    said = [(guess.kind, guess.text) for guess in made.made.guesses if guess.sureness == 30]
    assert ("矛盾", "决算.年末结转和结余") in said


def test_links_comments_and_authors_are_not_passed_on() -> None:
    report = python_docx.Document()
    report.core_properties.author = "张三"
    report.add_paragraph("清河镇人民政府2024年度自评报告")
    report.sections[0].header.paragraphs[0].text = "清河镇人民政府2024年度自评报告"
    sections = {
        "一、基本情况": "编制5人。",
        "二、自评结论": "得分为92分。",
        "三、存在问题": "进度偏慢。",
        "四、改进措施": "按月通报。",
    }
    for title, text in sections.items():
        report.add_heading(title, 1)
        commented = report.add_paragraph(text)
    report.add_comment(commented.runs, text="请核实", author="李四", initials="L")
    text = "<w:r><w:t>见网站</w:t></w:r>"
    link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{_external(report, "hyperlink")}">{text}</w:hyperlink>'
    commented._p.append(parse_xml(link))
    made = pack_from_report(saved(report), "qinghe", "", "")
    with zipfile.ZipFile(io.BytesIO(made.made.files["report.docx"])) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert not re.search("张三|李四|请核实|example.org", everything)
    template = word.read(made.made.files["report.docx"])
    assert template.headers == ("{{ 单位.名称 }}{{ 年度 }}年度自评报告",)
    assert made.rebuilt.printed == made.rebuilt.characters
    assert {guess.text for guess in made.made.guesses if guess.kind == "除去"} >= {"超链接（文字还在）", "批注"}
    assert lint(pack_of(made.made.files, Path("made"))) == ()


def _external(report: Any, kind: str) -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return str(report.part.relate_to("https://example.org/", f"{kinds}/{kind}", is_external=True))


def test_tables_of_projects_and_of_the_county_are_loops() -> None:
    report = docx(
        "清河镇人民政府2024年度自评报告",
        "标题1 一、基本情况",
        "各项目支出情况见下表：",
        [
            ["序号", "项目名称", "全年预算数", "全年执行数", "执行率"],
            ["1", "垃圾清运", "186.5", "186.5", "100%"],
            ["2", "道路修缮", "240", "228.55", "95.23%"],
            ["合计", "", "426.5", "415.05", "97.32%"],
        ],
        "本年购置设备明细如下：",
        [["设备名称", "数量"], ["打印机", "3台"], ["服务器", "1台"]],
        "标题1 二、自评结论",
        "得分为92分。",
        "标题1 三、存在问题",
        "预算编得不细。",
        "标题1 四、改进措施",
        "早编预算。",
    )
    made = pack_from_report(report, "qinghe", "", "")
    assert made.rebuilt.printed == made.rebuilt.characters
    projects, devices = word.read(made.made.files["report.docx"]).tables
    rows = [[cell.text for cell in row.cells] for row in projects.rows]
    assert rows[1][0] == "{%tr for 项 in 项目 %}"
    assert rows[2] == [
        "{{ loop.index }}", "{{ 项.名称 }}", "{{ 项.全年预算数 }}", "{{ 项.全年执行数 }}", "{{ 项.执行率 }}",
    ]  # fmt: skip
    assert "{{ 项目.合计.全年预算数 }}" in rows[4][2]
    assert [row.cells[0].text for row in devices.rows][1:3] == [
        "{%tr for 行 in 本年购置设备明细 %}",
        "{{ 行.设备名称 }}",
    ]
    assert lint(pack_of(made.made.files, Path("made"))) == ()


def test_damaged_reports_give_a_pack_or_a_reason() -> None:
    assert list(mutilated(1))
