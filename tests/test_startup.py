"""What a command imports, and compiled templates kept between runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfgen import installed, kept
from perfgen.errors import TemplateFault
from perfgen.installed import release
from perfgen.render import CompiledTemplate, compile_template
from perfgen.render.portable import from_bytes, to_bytes
from tests.support.wordfile import body, docx

ROOT = Path(__file__).parent.parent
DATA = next((ROOT / "inputs").glob("*.toml"))
HEAVY = ("docxtpl", "docx", "num2words", "openpyxl", "docxcompose")
TEMPLATE = docx(
    "标题1 一", "{{ a }}和{{ b }}", [["{%tr for x in l %}"], ["{{ x }}"], ["{%tr endfor %}"]], header="{{ a }}"
)
CONTEXT = {"a": "甲", "b": "乙", "l": ["丙", "丁"]}

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")


def modules(home: Path, *arguments: str) -> set[str]:
    """The top-level modules that ``python -m perfgen …`` imports."""
    code = (
        "import sys, atexit, runpy; atexit.register(lambda: print(*sorted(sys.modules), sep='\\n', file=sys.stderr));"
    )
    code += "sys.argv[0] = 'perfgen'; runpy.run_module('perfgen', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PERFGEN_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return {line.split(".")[0] for line in done.stderr.splitlines()}


def test_help_and_version_import_no_engine(tmp_path: Path) -> None:
    found = modules(tmp_path, "--version")
    assert not found & {*HEAVY, "lxml", "jinja2", "jsonschema_rs"}


def test_check_imports_no_word(tmp_path: Path) -> None:
    assert not modules(tmp_path, "check", str(DATA)) & {*HEAVY, "lxml"}


def test_no_build_imports_docxtpl_and_a_warm_one_compiles_nothing(tmp_path: Path) -> None:
    cold = modules(tmp_path, "build", str(DATA), "-o", str(tmp_path / "one"))
    warm = modules(tmp_path, "build", str(DATA), "-o", str(tmp_path / "two"))
    assert not (cold | warm) & set(HEAVY)
    assert "lxml" in cold - warm
    made = [sorted((tmp_path / folder).glob("*.docx"))[0].read_bytes() for folder in ("one", "two")]
    assert made[0] == made[1]


# -- kept templates -----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "templates"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is compiled from now on."""
    done: list[bytes] = []

    def counting(template: bytes, **options: object) -> CompiledTemplate:
        done.append(template)
        return compile_template(template, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("perfgen.render.compile_template", counting)
    return done


def test_a_kept_template_renders_the_same_bytes() -> None:
    template = compile_template(TEMPLATE)
    again = from_bytes(to_bytes(template), filters={})
    assert again.render(CONTEXT) == template.render(CONTEXT)
    assert [part.lines for part in again.parts] == [dict(part.lines) for part in template.parts]


def test_a_kept_template_names_the_place_of_a_fault() -> None:
    template = compile_template(TEMPLATE)
    again = from_bytes(to_bytes(template), filters={})
    for each in (template, again):
        with pytest.raises(TemplateFault, match="找不到“b”") as caught:
            each.render({"a": "甲", "l": []})
        assert caught.value.place == "正文“一”下第1段"


def test_the_second_time_nothing_is_compiled(folder: Path, compilations: list[bytes]) -> None:
    made = [kept.kept_template(TEMPLATE, folder).render(CONTEXT) for _ in range(3)]
    assert len(compilations) == 1
    assert len(set(made)) == 1


def test_another_template_has_another_entry(folder: Path, compilations: list[bytes]) -> None:
    templates = {text: docx(text + "{{ a }}") for text in "一二"}
    for text in "一二一":
        assert body(kept.kept_template(templates[text], folder).render(CONTEXT)) == [text + "甲"]
    assert len(compilations) == 2


@pytest.mark.parametrize("what", ["_surroundings"])
def test_another_perfgen_python_or_library_compiles_anew(
    what: str, folder: Path, compilations: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.kept_template(TEMPLATE, folder)
    monkeypatch.setattr(kept, what, lambda: b"other")
    kept.kept_template(TEMPLATE, folder)
    assert len(compilations) == 2


def test_the_surroundings_are_source_python_and_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    def now() -> bytes:
        kept._surroundings.cache_clear()
        return kept._surroundings()

    usual = now()
    assert now() == usual
    with monkeypatch.context() as patch:
        patch.setattr(kept, "MAGIC_NUMBER", b"0000")
        assert now() != usual
    with monkeypatch.context() as patch:
        patch.setattr(installed, "release", lambda library: "9" if library == "lxml" else "1")
        first = now()
        patch.setattr(installed, "release", lambda _: "1")
        assert first != now() != usual
    with monkeypatch.context() as patch:
        patch.setattr(installed, "_sources", lambda _: iter([("a.py", 1, 2)]))
        first = now()
        patch.setattr(installed, "_sources", lambda _: iter([("a.py", 1, 3)]))
        assert first != now() != usual
    assert now() == usual


def test_versions_are_those_of_the_installed_projects() -> None:
    assert release("docxtpl").startswith("docxtpl-")
    assert release("docx").startswith("python_docx-")
    assert release("no_such_library") == ""


@pytest.mark.parametrize("damage", [b"", b"x" * 200, b"short"])
def test_a_damaged_entry_is_written_anew(folder: Path, compilations: list[bytes], damage: bytes) -> None:
    kept.kept_template(TEMPLATE, folder)
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage or whole[:-20])
    assert kept.kept_template(TEMPLATE, folder).render(CONTEXT)
    assert len(compilations) == 2
    assert entry.read_bytes() == whole


def test_an_entry_under_a_wrong_name_is_not_read(folder: Path, compilations: list[bytes]) -> None:
    other = docx("别的{{ a }}")
    kept.kept_template(other, folder)
    (entry,) = folder.iterdir()
    kept.kept_template(TEMPLATE, folder)
    (target,) = set(folder.iterdir()) - {entry}
    entry.replace(target)
    assert body(kept.kept_template(TEMPLATE, folder).render(CONTEXT))[0] == "一"
    assert len(compilations) == 3


@posix
@pytest.mark.parametrize("whose", ["folder", "entry"])
def test_what_others_can_write_is_not_read(whose: str, folder: Path, compilations: list[bytes]) -> None:
    kept.kept_template(TEMPLATE, folder)
    (entry,) = folder.iterdir()
    (folder if whose == "folder" else entry).chmod(0o777)
    kept.kept_template(TEMPLATE, folder)
    assert len(compilations) == 2


@posix
def test_what_belongs_to_others_is_not_read(
    folder: Path, compilations: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.kept_template(TEMPLATE, folder)
    own = os.geteuid()
    monkeypatch.setattr("perfgen.kept.os.geteuid", lambda: own + 1)
    kept.kept_template(TEMPLATE, folder)
    assert len(compilations) == 2


@posix
def test_links_are_not_followed(folder: Path, compilations: list[bytes]) -> None:
    kept.kept_template(TEMPLATE, folder)
    (entry,) = folder.iterdir()
    elsewhere = folder.parent / "elsewhere"
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)
    kept.kept_template(TEMPLATE, folder)
    assert len(compilations) == 2


@posix
def test_entries_are_the_users_alone(folder: Path) -> None:
    kept.kept_template(TEMPLATE, folder)
    (entry,) = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert kept.kept_template(TEMPLATE, tmp_path / "file" / "below").render(CONTEXT)


def test_the_folder_stays_within_its_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_ENTRIES", 3)
    for number in range(6):
        kept.kept_template(docx(f"{number}{{{{ a }}}}"), folder)
    assert len(list(folder.iterdir())) == 3


def test_faults_of_a_template_are_told_and_nothing_is_kept(folder: Path) -> None:
    with pytest.raises(TemplateFault):
        kept.kept_template(docx("{{ a"), folder)
    assert not folder.exists()


def test_home_overrides_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path))
    assert kept.cache_folder() == tmp_path / "cache" / "templates"
    monkeypatch.delenv("PERFGEN_HOME")
    assert "perfgen" in str(kept.cache_folder())
