"""The manual for pack makers does what it says: its commands, its examples of tags, its pictures.

Beside the blocks of tests/test_manual.py it has:

* ``toml 接在 FILE``: lines put behind the file
* ``diff FILE``: lines taken out and put in; ``diff Word FILE``: paragraphs, a line with a blank being the one above
* ``toml 清单``, ``toml 数据``: manifest and data of the examples
* ``text Word 例`` and the ``text 印出`` behind it: paragraphs and rows of a Word file, and what is printed of them
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pytest

from perfgen import word
from perfgen.contract import read_manifest
from perfgen.express import words
from perfgen.load import load
from perfgen.packs import Pack, find
from perfgen.pipeline import Job, build
from tests.express.test_words import GROWTH, TOWN
from tests.support.report import minimal_pack, report, statements
from tests.support.wordfile import Block as Written
from tests.support.wordfile import docx
from tests.test_manual import ROOT, Block, blocks, perfgen, says

PAGE = ROOT / "docs" / "模板制作.md"
PICTURES = PAGE.parent / "图"
LARGEST = 100 * 1024
TAGS = (
    *("{{ ", "{% if", "{% else", "{% endif", "{%p if", "{%p elif", "{%p else", "{%p endif", "{% for", "{%p for"),
    *("{%tr for", "{%tr if", "{%tc for", "{% set", "{#", "{% 合并", "{% vm", "{% hm", "{% cellbg", "{% colspan"),
    *("正文[", "附件[", "指标行", "loop.index", "loop.length", "loop.last", "有(", "指标(", "项目(", "金额("),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def page() -> tuple[Block, ...]:
    return tuple(blocks(PAGE.read_text(encoding="utf-8")))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / ".home"))
    monkeypatch.delenv("PERFGEN_TEMPLATES", raising=False)
    return tmp_path


def test_the_story_can_be_followed(home: Path) -> None:
    for block in page():
        where = f"{PAGE.name}:{block.line}"
        match (block.language, block.words):
            case ("console", asked):
                code = int(asked[1]) if asked[:1] == ("返回",) else 0
                find._READ.clear()  # a pack is read once by a process, and every command is one
                command, _, expected = block.text.removeprefix("> ").partition("\n")
                output = perfgen(command, code)
                assert says(output, expected), f"{where}: {command}\n{output}"
            case ("text", ("写入", name)):
                (home / name).write_text(block.text, encoding="utf-8")
            case ("toml", ("接在", name)):
                with (home / name).open("a", encoding="utf-8") as file:
                    file.write(f"\n{block.text}")
            case ("diff", ("Word", name)):
                retype(home / name, block.text.splitlines(), where)
            case ("diff", (name,)):
                content = (home / name).read_text(encoding="utf-8")
                for old, new in re.findall(r"^-(.*)\n\+(.*)$", block.text, re.MULTILINE):
                    assert content.count(old) == 1, f"{where}: {old}"
                    content = content.replace(old, new)
                (home / name).write_text(content, encoding="utf-8")


def retype(path: Path, lines: list[str], where: str) -> None:
    """Type in Word: paragraphs taken out (-), put in (+) behind the one before."""
    document = python_docx.Document(str(path))
    known = {paragraph.text: paragraph._p for paragraph in document.paragraphs}
    control = next(paragraph for text, paragraph in known.items() if text.startswith("{%p"))
    at = model = control
    gone = []
    for line in lines:
        sign, text = line[0], line[1:]
        if sign == "+":
            fresh = copy.deepcopy(control if text.startswith("{%p") else model)
            first, *others = fresh.iter(f"{W}t")
            first.text = text
            for other in others:
                other.text = ""
            at.addnext(fresh)
            at = fresh
            continue
        assert text in known, f"{where}: {text}"
        at = model = known[text]
        gone += [at] if sign == "-" else []
    for each in gone:
        each.getparent().remove(each)
    document.save(str(path))


@cache
def example_pack() -> tuple[Pack, bytes]:
    """The manifest and the data of the examples."""
    (manifest,) = [block.text for block in page() if block.words == ("清单",)]
    (data,) = [block.text for block in page() if block.words == ("数据",)]
    source = load(manifest.encode(), "manifest.toml").source
    assert source is not None
    contract, faults = read_manifest(source)
    assert contract is not None, faults
    return Pack(contract, {}), data.encode()


def examples() -> Iterator[tuple[int, str, str]]:
    """Line, template and print of each example."""
    known = page()
    for block, after in pairwise(known):
        if block.words == ("Word", "例"):
            assert after.words == ("印出",), f"{PAGE.name}:{block.line}"
            yield block.line, block.text, after.text


def written(text: str) -> list[Written]:
    """Paragraphs, and tables of the lines that stand between bars."""
    found: list[Written] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")] if "{{" not in line else cells(line))
            continue
        if rows:
            found.append(rows)
            rows = []
        if line:
            found.append(line)
    return found


def cells(line: str) -> list[str]:
    """The cells of a row whose tags may hold bars."""
    hidden = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", lambda tag: tag[0].replace("|", "\0"), line)
    return [cell.strip().replace("\0", "|") for cell in hidden.strip("|").split("|")]


def drawn(blocks: list[Written]) -> bytes:
    """The Word file of ``blocks``; a row has the cells that were written, and no more."""
    document = python_docx.Document(BytesIO(docx(*blocks)))
    for table, rows in zip(document.tables, (each for each in blocks if not isinstance(each, str)), strict=True):
        for row, own in zip(table.rows, rows, strict=True):
            for cell in row._tr.tc_lst[len(own) :]:
                row._tr.remove(cell)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def shown(data: bytes) -> list[str]:
    """What a Word file prints, in the same way."""
    found = []
    for block in word.read(data).blocks:
        if isinstance(block, word.Table):
            found += ["|" + "|".join(cell.text for cell in row.cells) + "|" for row in block.rows]
        elif block.text:
            found.append(block.text)
    return found


@pytest.mark.parametrize(
    ("line", "template", "expected"), [pytest.param(*each, id=str(each[0])) for each in examples()]
)
def test_example_prints_what_it_says(line: int, template: str, expected: str) -> None:
    pack, data = example_pack()
    pack = replace(pack, files={"report.docx": drawn(written(template))})
    outcome = build(Job(data, "例子.toml", lambda name, version: pack))
    assert outcome.error is None, f"{PAGE.name}:{line}: {outcome.error}"
    assert outcome.made, outcome.findings
    wanted = [re.sub(r" *\| *", "|", each) if each.startswith("|") else each for each in expected.splitlines()]
    assert shown(outcome.made[0].data) == wanted, f"{PAGE.name}:{line}"


def test_the_words_print_in_word_what_the_table_says() -> None:
    lines = [f"{each.name}：{{{{ {each.example} }}}}" for each in words.TABLE]
    pack = replace(minimal_pack("格式.比率位数=1"), files={"report.docx": docx(*lines)})
    town = report({**dict(statements(TOWN)), **GROWTH}, pack)
    outcome = build(Job(town.text.encode(), "data.toml", lambda name, version: pack, draft=True))
    assert outcome.made, outcome.findings
    printed = shown(outcome.made[0].data)
    for each in words.TABLE:
        assert f"{each.name}：{each.result}" in printed, printed


def test_every_tag_and_word_has_an_example() -> None:
    templates = "\n".join(template for _, template, _ in examples())
    for tag in TAGS:
        assert tag in templates, tag


def test_pictures_are_small_and_all_are_shown() -> None:
    named = set(re.findall(r"\]\(图/([^)]+)\)", PAGE.read_text(encoding="utf-8")))
    there = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert named == set(there)
    assert max(there.values()) < LARGEST
