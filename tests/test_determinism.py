"""Same input, same bytes: whatever the time zone, the locale and the order of hashes."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent

BUILD = """
import sys
from pathlib import Path
from perfgen.new import new_file, schema_file
from perfgen.packs import library
from perfgen.pipeline import Job, build

packs, folder = library(), Path(sys.argv[1])
for name in sys.argv[2:]:
    outcome = build(Job(Path(name).read_bytes(), Path(name).name, packs.choose))
    for made in outcome.made:
        (folder / made.name).write_bytes(made.data)
    (folder / (Path(name).stem + ".findings")).write_text(repr(outcome.findings), "utf-8")
    pack = outcome.pack
    (folder / (pack.id + ".toml")).write_text(new_file(pack), "utf-8")
    (folder / (pack.id + ".json")).write_bytes(schema_file(pack)[1])
"""

SURROUNDINGS = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4294967295"},
)


def test_two_empty_folders_get_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(len(SURROUNDINGS))]
    with ThreadPoolExecutor() as threads:
        list(threads.map(_build, folders, SURROUNDINGS))
    first, second = map(_digests, folders)
    assert len([name for name in first if name.endswith(".docx")]) == 7
    assert first == second


def _build(folder: Path, surroundings: dict[str, str]) -> None:
    folder.mkdir()
    inputs = sorted(map(str, (ROOT / "inputs").glob("*.toml")))
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    if surroundings["PYTHONHASHSEED"] != "1":
        inputs.reverse()  # what was built before makes no difference either
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder), *inputs],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
