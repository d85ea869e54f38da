"""The manual and the README do what they say: commands print what stands there, data builds, tables are current.

A block says behind its language what it is:

* ``console`` (``返回 1``): a command behind ``>`` and what it prints; ``…`` stands for anything, also for whole lines
* ``toml 写入 FILE``, ``csv 写入 FILE``: the whole file
* ``toml 写进 FILE``: its tables replace those of the same name, or are added; for a reader's eye only, so the file as
  left by the story is not changed where the block stands outside the first report. A pack's id means its sample.
* ``toml 摘自 FILE``: lines of the file, comments left out
* ``python 运行``: a program that runs
* ``diff FILE``: lines taken out and put in
* ``text 印出 FILE``: what the report of the file, with the tables just shown, prints

The examples of the table of words run in tests/express/test_words.py.
"""

import importlib.util
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from perfgen.cli.app import program
from perfgen.packs import library
from perfgen.packs.read import SAMPLE
from perfgen.pipeline import Job, build
from perfgen.word import read

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "手册.md"
README = ROOT / "README.md"
STORY_ENDS = "## 三、"


@dataclass(frozen=True)
class Block:
    """A fenced block of the manual: its language, the words behind it, its text, its line."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int


def blocks(text: str) -> Iterator[Block]:
    for match in re.finditer(r"^( *)```(\w+)([^\n]*)\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE):
        body = re.sub(rf"^{match[1]}", "", match[4], flags=re.MULTILINE)
        yield Block(match[2], tuple(match[3].split()), body, text[: match.start()].count("\n") + 1)


def sections(toml: str) -> list[tuple[str, str]]:
    """The tables of ``toml`` in order, each with its name; what stands before the first has none."""
    pieces = re.split(r"^(?=\[)", toml, flags=re.MULTILINE)
    return [(piece.split("\n")[0].strip("[] ") if piece.startswith("[") else "", piece) for piece in pieces]


def with_tables(toml: str, fragment: str) -> str:
    """``toml`` with the tables of ``fragment`` instead of its own of the same name."""
    new = [(name, text) for name, text in sections(fragment) if name]
    names = {name for name, _ in new}
    kept = "".join(text.rstrip() + "\n\n" for name, text in sections(toml) if name not in names)
    return kept + "".join(text for _, text in new)


def printed(toml: str) -> list[str]:
    """The paragraphs of the report that ``toml`` makes."""
    outcome = build(Job(toml.encode(), "例.toml", library().choose))
    assert not outcome.refused, [f"{f.place.line}: {f.code} {f.message}" for f in outcome.findings if f.logical]
    return [paragraph.text for made in outcome.made for paragraph in read(made.data).paragraphs]


def says(output: str, expected: str) -> bool:
    """Whether ``output`` is ``expected``, ``…`` standing for anything and spaces counting as one."""
    pattern = ""
    for line in expected.strip().splitlines():
        piece = re.escape(" ".join(line.split())).replace("…", r"[^\n]*")
        pattern += r"(?:[^\n]*\n)*" if line == "…" else rf"{piece}\n"
    lines = [" ".join(line.split()) + "\n" for line in output.strip().splitlines()]
    return re.fullmatch(pattern, "".join(lines)) is not None


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, empty but for a copy of inputs/."""
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / ".home"))
    monkeypatch.delenv("PERFGEN_TEMPLATES", raising=False)
    return tmp_path


def perfgen(command: str, exit_code: int) -> str:
    result = CliRunner().invoke(program, command.split()[1:], prog_name="perfgen")
    assert result.exit_code == exit_code, f"{command}\n{result.output}"
    return result.output


@pytest.mark.parametrize("page", [MANUAL, README], ids=["manual", "readme"])
def test_the_page_does_what_it_says(page: Path, home: Path) -> None:
    text = page.read_text(encoding="utf-8")
    end = text[: text.find(STORY_ENDS)].count("\n") + 1
    shown: dict[str, str] = {}
    for block in blocks(text):
        where = f"{page.name}:{block.line}"
        match (block.language, block.words):
            case ("console", words):
                code = int(words[1]) if words[:1] == ("返回",) else 0
                command, _, expected = block.text.removeprefix("> ").partition("\n")
                output = perfgen(command, code)
                assert says(output, expected), f"{where}: {command}\n{output}"
            case ("toml" | "csv", ("写入", name)):
                (home / name).write_text(block.text, encoding="utf-8")
            case ("toml", ("写进", name)):
                path = home / name if name.endswith(".toml") else ROOT / "templates" / name / SAMPLE
                shown[name] = with_tables(path.read_text(encoding="utf-8"), block.text)
                assert printed(shown[name]), where
                if block.line < end:
                    path.write_text(shown[name], encoding="utf-8")
            case ("toml", ("摘自", name)):
                shown[name] = (home / name).read_text(encoding="utf-8")
                lines = {re.sub(r"\s+#.*", "", line) for line in shown[name].splitlines()}
                assert set(block.text.splitlines()) <= lines, where
            case ("python", ("运行",)):
                exec(compile(block.text, where, "exec"), {})
            case ("diff", (name,)):
                content = (home / name).read_text(encoding="utf-8")
                for old, new in re.findall(r"^-(.*)\n\+(.*)$", block.text, re.MULTILINE):
                    assert content.count(old) == 1, f"{where}: {old}"
                    content = content.replace(old, new)
                (home / name).write_text(content, encoding="utf-8")
                shown[name] = content
            case ("text", ("印出", name)):
                paragraphs = "\n".join(printed(shown[name]))
                for line in block.text.splitlines():
                    assert line in paragraphs, f"{where}: {line}\n{paragraphs}"
            case ("text" | "sh", ()):
                pass
            case _:
                pytest.fail(f"{where}: what is a block of {block.language} {' '.join(block.words)}?")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_current() -> None:
    made = generator()
    for path, fresh in made.files().items():
        assert path.read_text(encoding="utf-8") == fresh, f"{path.name} is out of date: run {made.COMMAND}"
