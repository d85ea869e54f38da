"""The built-in packs are found from a wheel, from an editable install and from a checkout alike.

Nothing is downloaded: the environments made here see the packages of the one that runs the tests.
"""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKS = sorted(folder.name for folder in (ROOT / "templates").iterdir() if (folder / "manifest.toml").is_file())

SHOW = """
import perfgen
from perfgen.packs import library
from perfgen.packs.find import builtin_folder
print(perfgen.__file__)
print(builtin_folder())
print(" ".join(sorted(pack.id for _, pack in library().packs())))
"""


def run(*command: str | Path, cwd: Path | None = None, **environ: str) -> str:
    """What a command prints; it must succeed."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PERFGEN", "COV"))}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**keep, "PYTHONUTF8": "1", **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Environment:
    """A virtual environment that sees the packages of this one, but not its perfgen."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name == "posix")
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / "python"
        site = run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
        # path files of folders that a path file adds are not read: an editable perfgen stays unseen
        seen = dict.fromkeys(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))
        Path(site, "parent.pth").write_text("\n".join(seen), encoding="utf-8")

    def install(self, *what: str | Path) -> None:
        offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
        run(sys.executable, "-m", "pip", f"--python={self.python}", "install", *offline, *what)

    def show(self, home: Path) -> tuple[Path, Path, list[str]]:
        """Where perfgen and its packs are, and the ids of those found, seen from an empty folder."""
        home.mkdir()
        module, folder, ids = run(self.python, "-c", SHOW, cwd=home, PERFGEN_HOME=str(home)).splitlines()
        return Path(module), Path(folder), ids.split()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (made,) = folder.glob("*.whl")
    return made


def test_wheel_holds_the_packs_and_nothing_of_the_rest(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for pack in PACKS:
        for path in (ROOT / "templates" / pack).iterdir():
            assert f"perfgen/templates/{pack}/{path.name}" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"perfgen"}
    for path in (ROOT / "perfgen").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names


def test_packs_are_found_from_a_wheel(wheel: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv")
    environment.install(wheel)
    module, folder, ids = environment.show(tmp_path / "home")
    assert (tmp_path / "venv") in module.parents
    assert folder == module.parent / "templates"
    assert ids == PACKS
    assert "chongyang" in run(environment.bin / "perfgen", "template", "list", PERFGEN_HOME=str(tmp_path))


def test_packs_are_found_from_an_editable_install(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv")
    environment.install("--editable", ROOT)
    module, folder, ids = environment.show(tmp_path / "home")
    assert module == ROOT / "perfgen" / "__init__.py"
    assert folder == ROOT / "templates"
    assert ids == PACKS
    assert "chongyang" in run(environment.bin / "perfgen", "template", "list", PERFGEN_HOME=str(tmp_path))


def test_packs_are_found_from_a_checkout(tmp_path: Path) -> None:
    printed = run(sys.executable, "-c", SHOW, PYTHONPATH=str(ROOT), PERFGEN_HOME=str(tmp_path))
    module, folder, ids = printed.splitlines()
    assert Path(module) == ROOT / "perfgen" / "__init__.py"
    assert Path(folder) == ROOT / "templates"
    assert ids.split() == PACKS
