"""Help, usage errors, aliases, versions: all in Chinese, whatever the locale."""

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from perfgen import __version__
from perfgen.cli import chinese
from perfgen.cli.app import COMMANDS
from perfgen.cli.template import COMMANDS as TEMPLATE_COMMANDS
from tests.support.sample import ROOT, Run

CATALOGUE = chinese.FOLDER / "zh_CN" / "LC_MESSAGES"
FOR_PROGRAMMERS = (
    "Could not determine name",
    "No options defined",
    "Arguments take exactly",
    "Name '{name}' defined twice",
    "Boolean option {decl!r}",
    "Invalid start character",
    "Choice({choices})",
    "Unknown colour",
    "Unknown color",
    "Unknown standard stream",
    "is not a valid UUID",
    "Couldn't detect Bash",
    "Shell completion is not",
)
"""Messages of click that only speak of faults in a program, or of nothing that perfgen has."""


def _messages_of_click() -> Iterator[tuple[str, ...]]:
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                texts = tuple(a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
                if texts and texts != ("d",) and not any(part in texts[0] for part in FOR_PROGRAMMERS):
                    yield texts


def _unquoted(lines: str) -> str:
    return "".join(str(ast.literal_eval(part)) for part in re.findall(r'"(?:[^"\\]|\\.)*"', lines))


def _po() -> dict[str, str]:
    """The catalogue's source."""
    text = (CATALOGUE / "perfgen.po").read_text(encoding="utf-8")
    entries = re.findall(r'^msgid (.*)\n(?:msgid_plural .*\n)?msgstr(?:\[0\])? ((?:".*"\n?)+)', text, re.MULTILINE)
    return {_unquoted(key): _unquoted(value) for key, value in entries if _unquoted(key)}


def _mo() -> gettext.GNUTranslations:
    with (CATALOGUE / "perfgen.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.mark.parametrize("texts", list(_messages_of_click()), ids=lambda texts: texts[0][:40])
def test_every_message_of_click_is_chinese(texts: tuple[str, ...]) -> None:
    """Each has a translation with no names but those that click fills in."""
    catalogue = _mo()
    shown = catalogue.ngettext(*texts, 2) if len(texts) == 2 else catalogue.gettext(texts[0])
    assert shown != texts[-1]
    names = set(re.findall(r"\{(\w+)", " ".join(texts)))
    assert set(re.findall(r"\{(\w+)", shown)) <= names


def test_the_compiled_catalogue_is_the_written_one() -> None:
    """``msgfmt`` was run after the last change."""
    catalogue, written = _mo(), _po()
    assert len(written) > 40
    for key, value in written.items():
        assert catalogue.gettext(key) == value


def test_help_names_every_command_and_its_alias(run: Run) -> None:
    """The first page a clerk sees."""
    result = run("--help")
    assert result.exit_code == 0
    assert result.stdout == (
        "用法：perfgen [选项] 命令 [参数]…\n"
        "\n"
        "  部门整体支出绩效自评报告：一份数据文件，一条命令，一份 Word 报告。\n"
        "\n"
        "选项：\n"
        "  --version   显示版本。\n"
        "  --verbose   把每一步写到标准错误输出。\n"
        "  -h, --help  显示这一页帮助。\n"
        "\n"
        "命令：\n"
        "  build     生成  由数据文件生成 Word 报告。\n"
        "  check     核对  核对数据，列出问题；--fix 改正书写错误。\n"
        "  new       新建  新建一份可填写的数据文件。\n"
        "  import    导入  由做好的报告（.docx、.txt、.md）或 Excel 表生成数据文件。\n"
        "  export    导出  把数据文件导出成 Excel 填报表。\n"
        "  explain   溯源  说明一个数怎样算出来、印在哪里。\n"
        "  diff      对比  比较两份数据或报告，列出改了什么。\n"
        "  pull      回填  把在 Word 里改过的报告收回数据文件。\n"
        "  watch     跟随  每存一次盘，核对并重新生成一次。\n"
        "  history   历史  列出报告的前几稿，恢复其中一稿。\n"
        "  template  模板  查看有哪些模板。\n"
        "  rules     规则  查看核对规则。\n"
        "  schema    模式  输出数据文件的 JSON Schema，供编辑器提示和检查。\n"
        "\n"
        "  例：perfgen build inputs/天城镇-2021.toml\n"
        "  每个命令的详细用法：perfgen 命令 --help\n"
    )


def test_every_command_has_an_alias() -> None:
    """One Chinese name each."""
    for entries in (COMMANDS, TEMPLATE_COMMANDS):
        assert all(entry.load().name == name for name, entry in entries.items())
        assert len({entry.alias for entry in entries.values()} - {""}) == len(entries)


@pytest.mark.parametrize("alias", [entry.alias for entry in COMMANDS.values()])
def test_an_alias_has_the_same_help(alias: str, run: Run) -> None:
    """But for the name on the usage line."""
    name = next(name for name, entry in COMMANDS.items() if entry.alias == alias)
    chinese_help, ascii_help = run(alias, "-h").stdout, run(name, "-h").stdout
    assert chinese_help.replace(f"perfgen {alias}", f"perfgen {name}") == ascii_help
    assert ascii_help.isprintable() or "Usage" not in ascii_help


def test_help_pages_fit_the_terminal(run: Run) -> None:
    """No line is wider than 80 columns, with full-width characters counted twice."""
    from rich.cells import cell_len

    for words in ((), ("build",), ("check",), ("new",), ("schema",), ("rules",), ("template", "list")):
        for line in run(*words, "--help").stdout.splitlines():
            assert cell_len(line) <= 80, line


def test_version(run: Run) -> None:
    """Name and number."""
    assert run("--version").stdout == f"perfgen {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("buidl",), "错误：没有命令“buidl”。你是不是想写“build”？\n"),
        (("生产",), "错误：没有命令“生产”。你是不是想写“生成”？\n"),
        (("build",), "错误：缺少参数“数据文件…”。\n"),
        (("schema",), "错误：缺少参数“模板”。\n"),
        (("build", "x.toml", "--drfat"), "错误：没有选项“--drfat”。你是不是想写“--draft”？\n"),
        (("build", "-o"), "错误：选项“-o”后面要写值。\n"),
        (("build", "x.toml", "--pdf=1"), "错误：选项“--pdf”后面不写值。\n"),
        (
            ("check", "x.toml", "--format", "xml"),
            "错误：'--format' 的值不对：“xml”不在可写的值之中：'text', 'json'。\n",
        ),
        (("schema", "xuwen", "b", "c"), "错误：多写了参数：b c\n"),
        (("template", "lst"), "错误：没有命令“lst”。你是不是想写“list”？\n"),
    ],
)
def test_usage_errors(words: tuple[str, ...], said: str, run: Run) -> None:
    """Chinese, on stderr, exit code 2."""
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith(said)
    assert result.stderr.replace(said, "") == "" or result.stderr.startswith("用法：perfgen ")


def _process(*words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    command = [sys.executable, "-m", "perfgen", *words]
    return subprocess.run(command, env={**env, **environ}, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=["C", "ASCII", "German", "Latin-1"],
)
def test_chinese_in_every_locale(environ: dict[str, str]) -> None:
    """The locale neither changes the language nor breaks the text."""
    done = _process("buidl", **environ)
    assert done.returncode == 2
    assert done.stderr.decode("utf-8").endswith(
        "错误：没有命令“buidl”。你是不是想写“build”？\n".replace("\n", os.linesep)
    )


def test_a_gbk_console_gets_gbk(tmp_path: Path) -> None:
    """cp936 shows Chinese, and what it lacks is a question mark, not an error."""
    done = _process("check", f"{tmp_path}/\U0001f4c4文件.toml", PYTHONIOENCODING="gbk", PYTHONUTF8="1")
    assert done.returncode == 2
    assert "?文件.toml：文件不存在" in done.stderr.decode("gbk")


def test_json_is_whole_on_every_console(tmp_path: Path) -> None:
    """Characters that a console lacks are escaped, so that programs read what was meant."""
    import json

    (tmp_path / "a.toml").write_text('"\U0001f4c4" = 1\n"年度" = 21\n', encoding="utf-8")
    done = _process("check", "--format", "json", str(tmp_path / "a.toml"), PYTHONIOENCODING="gbk", PYTHONUTF8="1")
    found = json.loads(done.stdout.decode("ascii"))["findings"]
    assert found


def test_help_imports_nothing_heavy() -> None:
    """``perfgen --help`` answers at once."""
    heavy = ["docxtpl", "jinja2", "openpyxl", "docx", "jsonschema_rs", "lxml", "tomli", "num2words", "rich.console"]
    code = (
        "import sys\n"
        "from perfgen.cli.app import program\n"
        "try:\n    program(['--help'], prog_name='perfgen')\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )
    assert done.stderr.decode().strip() == "[]"
