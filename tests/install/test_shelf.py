"""Installed packs on the disk: killed at any step, the old version or the new one is there; folders taken for packs."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perfgen.errors import PackFault
from perfgen.install import Contents, bundle, install, open_bundle, open_folder, opened, place_data
from perfgen.packs import Library, Pack, Shelf
from perfgen.packs.parcel import open_parcel, parcel_of
from perfgen.packs.read import pack_of
from tests.install.conftest import ROOT
from tests.install.hostile import contents
from tests.support.report import MANIFEST


def version(number: str, **files: bytes) -> tuple[Contents, Pack]:
    text = MANIFEST.replace('"2024.1"', f'"{number}"').encode()
    made = contents({"manifest.toml": text, **files})
    return made, pack_of(made.files, Path("新的"))


def on(shelf: Path) -> Library:
    return Library([Shelf("自己的", shelf)])


DYING = """
import os, sys
from pathlib import Path
from perfgen.install import install, opened
from perfgen.packs.read import pack_of
from perfgen.write import disk
left = int(sys.argv[3])
def dying(act):
    def done(*args, **options):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return act(*args, **options)
    return done
for holder, name in ((os, "replace"), (os, "open"), (os, "mkdir"), (Path, "rename"), (Path, "mkdir"), (os, "fsync")):
    setattr(holder, name, dying(getattr(holder, name)))
contents = opened(Path(sys.argv[1]))
install(contents, pack_of(contents.files, Path("x")), Path(sys.argv[2]))
"""


def test_killed_at_every_step_the_old_or_the_new_version_is_in_use(tmp_path: Path) -> None:
    """The process ends by itself, clearing nothing up, before one of the things that it does to the disk."""
    file = tmp_path / "new.perfpack"
    file.write_bytes(bundle(version("2024.2")[0]))
    seen = set()
    for step in range(3, 60, 4):
        shelf = tmp_path / str(step)
        install(*version("2024.1"), shelf)
        done = subprocess.run(
            [sys.executable, "-c", DYING, str(file), str(shelf), str(step)], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.returncode in (0, 9)
        chosen = on(shelf).choose("test")
        assert chosen.files == version(chosen.version)[0].files
        assert [type(pack) for _, pack in on(shelf).packs()] in ([Pack], [Pack, Pack])
        seen.add((chosen.version, done.returncode))
        install(*version("2024.2"), shelf)
        assert on(shelf).choose("test").version == "2024.2"
        assert on(shelf).choose("test", "2024.1").version == "2024.1"
        assert sorted(path.name for path in shelf.iterdir()) == ["test.installed", "test@2024.1", "test@2024.2"]
        if done.returncode == 0:
            break
    assert seen >= {("2024.1", 9), ("2024.2", 0)}


def test_one_version_with_two_contents_keeps_both(tmp_path: Path) -> None:
    install(*version("2024.1"), tmp_path)
    first = install(*version("2024.1", **{"note.txt": b"x"}), tmp_path)
    assert first.folder.name.startswith("test@2024.1+")
    assert "note.txt" in on(tmp_path).choose("test", "2024.1").files
    assert "note.txt" not in install(*version("2024.1"), tmp_path).folder.name
    assert "note.txt" not in on(tmp_path).choose("test").files


def test_workers_see_the_version_in_use(tmp_path: Path) -> None:
    for number in ("2024.2", "2024.1"):
        install(*version(number), tmp_path)
    assert on(tmp_path).choose("test").version == "2024.1"
    assert open_parcel(parcel_of(on(tmp_path))).choose("test").version == "2024.1"
    assert open_parcel(parcel_of(on(tmp_path))).choose("test", "2024.2").version == "2024.2"


def test_a_list_that_names_other_folders_is_not_followed(tmp_path: Path) -> None:
    install(*version("2024.1"), tmp_path / "shelf")
    install(*version("2024.9"), tmp_path / "elsewhere")
    names = "../elsewhere/test@2024.9\ntest@2024.7\n"
    (tmp_path / "shelf" / "test.installed").write_text(names, encoding="utf-8")
    assert on(tmp_path / "shelf").choose("test").version == "2024.1"


# -- folders -----------------------------------------------------------------------------------------


def folder(tmp_path: Path) -> Path:
    made = tmp_path / "模板"
    made.mkdir()
    for name, data in contents().files.items():
        (made / name).write_bytes(data)
    return made


def test_what_editors_leave_is_no_part_of_a_pack(tmp_path: Path) -> None:
    made = folder(tmp_path)
    for name in ("~$report.docx", ".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.report.docx#"):
        (made / name).write_bytes(b"x")
    assert set(open_folder(made).files) == set(contents().files)


def _link(made: Path) -> None:
    (made / "note.txt").symlink_to("/etc/passwd")


def _pipe(made: Path) -> None:
    os.mkfifo(made / "note.txt")


def _below(made: Path) -> None:
    (made / "images").mkdir()


def _cache(made: Path) -> None:
    (made / ".perfgen").mkdir()
    (made / ".perfgen" / "a.json").write_bytes(b"{}")


def _sums(made: Path) -> None:
    (made / "SHA256SUMS").write_text(f"{'0' * 64}  manifest.toml\n", encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="pipes and links")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_link, "是一个链接"),
        (_pipe, "不是普通文件"),
        (_below, "文件夹“images”"),
        (_cache, "文件夹“.perfgen”"),
        (_sums, "校验"),
    ],
    ids=["a link", "a pipe", "a folder", "a cache", "wrong checksums"],
)
def test_folders_that_are_refused(spoil: Callable[[Path], None], said: str, tmp_path: Path) -> None:
    made = folder(tmp_path)
    spoil(made)
    with pytest.raises(PackFault) as fault:
        open_folder(made)
    assert said in fault.value.message


def test_a_link_to_a_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.perfpack").write_bytes(bundle(contents()))
    (tmp_path / "b.perfpack").symlink_to(tmp_path / "a.perfpack")
    assert opened(tmp_path / "a.perfpack").digest == open_bundle(bundle(contents()), "x").digest
    with pytest.raises(PackFault, match="链接"):
        opened(tmp_path / "b.perfpack")


def test_data_files_do_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_bytes(b"mine")
    (tmp_path / "甲.toml").symlink_to(tmp_path / "secret.toml")
    (tmp_path / "乙.toml").symlink_to(tmp_path / "nowhere.toml")
    placed = list(place_data({"甲.toml": b"x", "乙.toml": b"x"}, tmp_path))
    assert [each.state for each in placed] == ["已有，内容不同，没有覆盖"] * 2
    assert (tmp_path / "secret.toml").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere.toml").exists()
