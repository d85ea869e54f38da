"""``template pack`` and ``template install`` as a clerk uses them."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from perfgen.packs import library
from tests.install.conftest import ROOT
from tests.install.hostile import packed

Run = Callable[..., Result]
Copied = Callable[..., Path]

ID, NAME = ('"guangzhou-conghua"', '"linxian"'), ("广州市从化区", "临县")
"""A county of its own, whose pack takes nobody's place."""


def test_packed_installed_in_an_empty_home_it_builds_the_same_bytes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ROOT / "templates" / "guangzhou-conghua" / "sample.toml"
    assert run("build", data, "-o", "before").exit_code == 0
    said = run("template", "pack", "guangzhou-conghua", "-o", "usb")
    assert said.exit_code == 0, said.output
    bundle = tmp_path / "usb" / "guangzhou-conghua-2023.1.perfpack"
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "another"))
    said = run("template", "install", bundle)
    assert said.exit_code == 0, said.output
    assert Path(library().choose("guangzhou-conghua").origin).parent == tmp_path / "another" / "templates"
    assert run("build", data, "-o", "after").exit_code == 0
    before, after = ({p.name: p.read_bytes() for p in Path(name).glob("*.docx")} for name in ("before", "after"))
    assert before
    assert before == after


@pytest.mark.usefixtures("quick")
def test_the_file_is_the_same_each_time_and_its_sums_are_those_of_coreutils(run: Run, tmp_path: Path) -> None:
    for folder in ("一", "二"):
        assert run("template", "pack", ROOT / "templates" / "guangzhou-conghua", "-o", folder).exit_code == 0
    first, second = (tmp_path / name / "guangzhou-conghua-2023.1.perfpack" for name in ("一", "二"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist()[0] == "SHA256SUMS"
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest


@pytest.mark.usefixtures("quick")
def test_a_changed_pack_of_the_same_version_does_not_replace_the_file(run: Run, copied: Copied) -> None:
    folder = copied(ID, NAME)
    assert run("template", "pack", folder).exit_code == 0
    (folder / "note.txt").write_text("说明", encoding="utf-8")
    said = run("template", "pack", folder)
    assert said.exit_code == 1
    assert "“版本”也改掉" in said.output
    assert run("template", "pack", folder, "--force").exit_code == 0


@pytest.mark.usefixtures("quick")
def test_a_pack_with_data_files(run: Run, copied: Copied, tmp_path: Path) -> None:
    folder = copied(ID, NAME)
    data = tmp_path / "甲镇.toml"
    data.write_bytes((folder / "sample.toml").read_bytes().replace("青溪镇".encode(), "甲镇".encode()))
    other = tmp_path / "乙镇.toml"
    other.write_bytes(data.read_bytes().replace("甲镇".encode(), "乙镇".encode()))
    said = run("template", "pack", folder, "--data", data, other)
    assert said.exit_code == 0, said.output
    (tmp_path / "填写").mkdir()
    (tmp_path / "填写" / "乙镇.toml").write_text("我填了一半", encoding="utf-8")
    said = run("template", "install", "linxian-2023.1-填报.perfpack", "-o", "填写")
    assert said.exit_code == 1
    assert "乙镇.toml：已有，内容不同，没有覆盖" in said.output
    assert (tmp_path / "填写" / "乙镇.toml").read_text(encoding="utf-8") == "我填了一半"
    assert (tmp_path / "填写" / "甲镇.toml").read_bytes() == data.read_bytes()
    assert run("check", Path("填写") / "甲镇.toml").exit_code == 0
    again = run("template", "install", "linxian-2023.1-填报.perfpack", "-o", "填写")
    assert "甲镇.toml：已有，内容相同" in again.output
    assert sorted(path.name for path in (tmp_path / "填写").iterdir()) == ["乙镇.toml", "甲镇.toml"]


@pytest.mark.usefixtures("quick")
def test_the_next_version_and_back(run: Run, copied: Copied, tmp_path: Path) -> None:
    old = copied(ID, NAME)
    new = copied(ID, NAME, ('"2023.1"', '"2023.2"'), name="new")
    assert run("template", "install", old).exit_code == 0
    said = run("template", "install", new, "--dry-run")
    assert "2023.1 → linxian 2023.2" in said.output
    assert library().choose("linxian").version == "2023.1"
    said = run("template", "install", new)
    assert said.exit_code == 0, said.output
    assert "旧的数据文件不用改" in said.output
    assert "改过的文件：manifest.toml" in said.output
    assert library().choose("linxian").version == "2023.2"
    assert library().choose("linxian", "2023.1").version == "2023.1"
    assert "没有变化" in run("template", "install", new).output
    data = tmp_path / "甲.toml"
    sample = (old / "sample.toml").read_text(encoding="utf-8")
    data.write_text('"模板版本" = "2023.1"\n' + sample, encoding="utf-8")
    assert run("build", data).exit_code == 0
    assert run("template", "install", "--back", "linxian").exit_code == 0
    assert library().choose("linxian").version == "2023.1"
    assert run("template", "install", "--back", "linxian@2023.2").exit_code == 0
    assert library().choose("linxian").version == "2023.2"
    assert "没有装过 linxian 的 2020 版" in run("template", "install", "--back", "linxian@2020").output
    assert "没有装过模板 xuwen" in run("template", "install", "--back", "xuwen").output


@pytest.mark.usefixtures("quick")
def test_a_folder_of_packs_installs_the_sound_ones(run: Run, copied: Copied, tmp_path: Path) -> None:
    folder = copied(ID, NAME)
    assert run("template", "pack", folder, "-o", folder.parent).exit_code == 0
    shutil.rmtree(folder)
    (folder.parent / "坏.perfpack").write_bytes(packed({"report.docm": b"x"}))
    said = run("template", "install", folder.parent)
    assert said.exit_code == 1
    assert "用不到的文件“report.docm”" in said.output
    assert library().choose("linxian").version == "2023.1"
    assert "文件夹里没有模板" in run("template", "install", tmp_path / "home").output


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((("依据", "依据"), ('"版本" = "2023.1"', '"版本" = "2023.9"')), "编号 guangzhou-conghua 已是"),
        ((ID,), "名称“广州市从化区部门整体支出绩效自评报告”已是模板 guangzhou-conghua 的"),
        ((ID, ("广州市从化区", "广州市　从化区")), "已是模板 guangzhou-conghua 的"),
    ],
    ids=["the id of a built-in pack", "its name", "a name that reads like it"],
)
def test_nobody_takes_another_place_unasked(
    changes: tuple[tuple[str, str], ...], said: str, run: Run, copied: Copied, tmp_path: Path
) -> None:
    folder = copied(*changes)
    done = run("template", "install", folder)
    assert done.exit_code == 1
    assert said in done.output
    assert "自带模板（" in done.output
    assert str(ROOT / "templates" / "guangzhou-conghua") in done.output
    assert not (tmp_path / "home" / "templates").exists()


@pytest.mark.usefixtures("quick")
def test_a_replaced_built_in_pack_comes_back(run: Run, copied: Copied) -> None:
    folder = copied(('"版本" = "2023.1"', '"版本" = "2023.9"'))
    assert run("template", "install", folder, "--replace").exit_code == 0
    assert library().choose("guangzhou-conghua").version == "2023.9"
    listed = run("template", "list").stderr
    assert "编号 guangzhou-conghua 有 2 份" in listed
    assert f"2023.1（{ROOT / 'templates' / 'guangzhou-conghua'}）" in listed
    assert "时用 2023.9（" in listed
    said = run("template", "install", "--back", "guangzhou-conghua")
    assert "2023.9 → 2023.1" in said.output
    assert library().choose("guangzhou-conghua").version == "2023.1"
    assert library().choose("guangzhou-conghua", "2023.9").version == "2023.9"


@pytest.mark.usefixtures("quick")
def test_a_pack_that_lint_refuses_is_neither_packed_nor_installed(run: Run, copied: Copied) -> None:
    folder = copied(ID, NAME, ('"标题" = "一、', '"标题" = "壹、'))
    for command in (("pack", folder), ("install", folder)):
        done = run("template", *command)
        assert done.exit_code == 1
        assert "检查没有通过" in done.output
        assert "壹、" in done.output


@pytest.mark.usefixtures("quick")
def test_arguments(run: Run) -> None:
    assert run("template", "install").exit_code == 2
    assert run("template", "install", "没有这个.perfpack").exit_code == 2
    assert run("template", "pack", "没有这个").exit_code == 1
    assert run("template", "打包", "--help").exit_code == 0
