"""Annotated copies: a comment of Word's own at each fault, none left of an earlier run, nobody's edits lost."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import docx as python_docx
import pytest
from click.testing import CliRunner, Result

from perfgen.cli.app import program
from perfgen.lint import annotate, examine
from tests.lint.seeds import CHONGYANG, PANYU, WORD, pack_files, part, text
from tests.support.built import ROOT
from tests.support.ooxml import audit_findings
from tests.support.wordfile import saved

Lint = Callable[..., Result]
FAULTY = text("{{ 单位.名称 }}", "{{ 单位.名字 }}")(text("二、佐证材料", "二、材料")(pack_files(CHONGYANG)[WORD]))


def comments(data: bytes) -> list[tuple[str, str]]:
    """Author and text of every comment."""
    return [(each.author, each.text) for each in python_docx.Document(io.BytesIO(data)).comments]


def commented(data: bytes) -> list[str]:
    """The texts of the paragraphs in which comments begin."""
    document = python_docx.Document(io.BytesIO(data))
    return ["".join(t.text or "" for t in p.iter("{*}t")) for p in document.element.body.iter("{*}p")
            if next(p.iter("{*}commentRangeStart"), None) is not None]  # fmt: skip


@pytest.fixture
def annotated() -> bytes:
    """The faulty file with its comments."""
    return annotate(FAULTY, WORD, examine({**pack_files(CHONGYANG), WORD: FAULTY}, built=False))


def test_a_comment_stands_at_each_fault(annotated: bytes) -> None:
    assert [author for author, _ in comments(annotated)] == ["perfgen", "perfgen"]
    first, second = (said for _, said in comments(annotated))
    assert first.startswith("TPL301 逻辑性：模板里的“{{ 单位.名字 }}”")
    assert "办法：你是不是想写“名称”" in first
    assert second.startswith("TPL402 逻辑性：标题“二、材料”")
    assert [each[:12] for each in commented(annotated)] == ["{{ 年度 }}年度{{", "二、材料"]


def test_the_text_stays_and_the_file_is_valid(annotated: bytes, tmp_path: Path) -> None:
    def lines(data: bytes) -> list[str]:
        return [p.text for p in python_docx.Document(io.BytesIO(data)).paragraphs]

    assert lines(annotated) == lines(FAULTY)
    (tmp_path / "a.docx").write_bytes(annotated)
    assert audit_findings([tmp_path / "a.docx"]) == []


def test_the_same_faults_give_the_same_bytes(annotated: bytes) -> None:
    assert annotate(FAULTY, WORD, examine({**pack_files(CHONGYANG), WORD: FAULTY}, built=False)) == annotated


def test_comments_of_an_earlier_run_are_taken_out(annotated: bytes) -> None:
    """Also where the annotated copy has become the template; those of people stay, and are said to stay in reports."""
    document = python_docx.Document(io.BytesIO(annotated))
    document.add_comment(document.paragraphs[3].runs, "这句要改", author="李")
    again = saved(document)
    marks = examine({**pack_files(CHONGYANG), WORD: again}, built=False)
    assert {mark.finding.code for mark in marks} == {"TPL209", "TPL301", "TPL402"}
    assert sorted(author for author, _ in comments(annotate(again, WORD, marks))) == ["perfgen"] * 3 + ["李"]
    mended = annotate(again, WORD, ())
    assert [author for author, _ in comments(mended)] == ["李"]
    assert len(commented(mended)) == 1


def test_what_is_about_a_footer_or_the_file_stands_at_its_beginning() -> None:
    report = part(
        pack_files(CHONGYANG)[WORD], "word/footer1.xml", lambda xml: xml.replace("</w:p>", _RUN + "</w:p>", 1)
    )
    marks = examine({**pack_files(CHONGYANG), WORD: report}, built=False)
    assert [(mark.finding.code, mark.paragraph) for mark in marks] == [("TPL301", -1)]
    ((_, said),) = comments(annotate(report, WORD, marks))
    assert said.startswith("TPL301 逻辑性：页脚")


_RUN = "<w:r><w:t>{{ 单位.名字 }}</w:t></w:r>"


# -- the command ------------------------------------------------------------------------------------


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Run ``template lint`` in a folder that holds a copy of the pack of 崇阳 with two faults."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))
    copytree(ROOT / "templates" / CHONGYANG, tmp_path / "模板")
    (tmp_path / "模板" / WORD).write_bytes(FAULTY)
    return lambda *args: CliRunner().invoke(program, ["template", "lint", *args], prog_name="perfgen")


def test_findings_name_heading_paragraph_and_cure(lint: Lint) -> None:
    result = lint("模板")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{Path('模板', WORD)}（正文第1段） TPL301 逻辑性 模板里的“{{{{ 单位.名字 }}}}”：")
    assert lines[1] == "  办法：你是不是想写“名称”"
    assert lines[2].startswith(f"{Path('模板', WORD)}（正文标题“二、材料”） TPL402 逻辑性 ")
    assert lines[-1] == "1 个模板，2 个问题：逻辑性 2 个（必须改）。"


def test_json(lint: Lint) -> None:
    told = json.loads(lint("模板", "--format", "json").stdout)
    assert told["version"] == 1
    assert [(each["code"], each["cell"]) for each in told["findings"]] == [
        ("TPL301", "正文第1段"),
        ("TPL402", "正文标题“二、材料”"),
    ]


def test_strict_counts_what_is_to_be_verified(lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "模板" / WORD).write_bytes(pack_files(CHONGYANG)[WORD])
    (tmp_path / "模板" / "旧稿.docx").write_bytes(FAULTY)
    assert lint("模板").exit_code == 0
    result = lint("模板", "--strict")
    assert result.exit_code == 1
    assert "TPL102 核实性 没有一件文书用 旧稿.docx" in result.stdout


def test_a_built_in_pack_by_id_and_by_its_chinese_command(lint: Lint) -> None:
    result = CliRunner().invoke(program, ["模板", "检查", PANYU, "--strict"], prog_name="perfgen")
    assert (result.exit_code, result.stdout) == (0, "1 个模板，没有问题。\n")


def test_what_is_not_there(lint: Lint, tmp_path: Path) -> None:
    assert lint("没有").exit_code == 1
    (tmp_path / "空").mkdir()
    assert lint("空").exit_code == 2


def test_annotated_copies_come_and_go(lint: Lint, tmp_path: Path) -> None:
    copy = tmp_path / "outputs" / "模板-report-批注.docx"
    result = lint("模板", "--annotate")
    assert f"带批注的 Word：{Path('outputs', copy.name)}（2 处）" in result.stdout
    assert len(comments(copy.read_bytes())) == 2
    (tmp_path / "模板" / WORD).write_bytes(pack_files(CHONGYANG)[WORD])
    result = lint("模板", "--annotate")
    assert result.exit_code == 0
    assert "没有用了，已删去" in result.stdout
    assert not copy.exists()


def test_an_annotated_copy_that_somebody_edits_is_not_lost(lint: Lint, tmp_path: Path) -> None:
    copy = tmp_path / "outputs" / "模板-report-批注.docx"
    lint("模板", "--annotate")
    document = python_docx.Document(str(copy))
    document.paragraphs[4].text = "改在这里了"
    edited = saved(document)
    copy.write_bytes(edited)
    (tmp_path / "模板" / WORD).write_bytes(text("（三）存在的问题和原因", "（三）问题")(FAULTY))
    assert lint("模板", "--annotate").exit_code == 1
    assert copy.read_bytes() == edited
    (tmp_path / "模板" / WORD).write_bytes(pack_files(CHONGYANG)[WORD])
    assert "改过，没有删" in lint("模板", "--annotate").stdout
    assert copy.read_bytes() == edited
