"""Finding packs: the order of shelves, versions, broken ones, links."""

import os
from pathlib import Path

import pytest

from perfgen.errors import PackFault
from perfgen.packs import Library, Shelf, library, read_pack
from perfgen.packs.find import builtin_folder, shelves, user_folder
from tests.support.report import MANIFEST, changed, toml


def put(folder: Path, changes: str = "", name: str = "") -> Path:
    """A pack folder in ``folder``, named after its id or ``name``."""
    manifest = changed(MANIFEST, changes)
    pack = folder / (name or manifest["编号"])
    pack.mkdir(parents=True)
    (pack / "manifest.toml").write_text(toml(manifest), encoding="utf-8")
    (pack / "report.docx").write_bytes(b"PK")
    return pack


def shelved(*folders: Path) -> Library:
    return Library([Shelf(str(folder), folder) for folder in folders])


def test_by_id_and_by_name(tmp_path: Path) -> None:
    put(tmp_path)
    assert shelved(tmp_path).choose("test").id == "test"
    assert shelved(tmp_path).choose("试验县部门整体支出绩效自评报告").id == "test"


def test_the_first_shelf_that_has_it_wins(tmp_path: Path) -> None:
    put(tmp_path / "甲", "依据=甲")
    put(tmp_path / "乙", "依据=乙")
    chosen = shelved(tmp_path / "甲", tmp_path / "没有", tmp_path / "乙").choose("test")
    assert chosen.origin == str(tmp_path / "甲" / "test")


def test_versions(tmp_path: Path) -> None:
    for version in ("2024.2", "2024.10", "2023.9"):
        put(tmp_path, f'版本="{version}"', name=f"test@{version}")
    packs = shelved(tmp_path)
    assert packs.choose("test").version == "2024.10"
    assert packs.choose("test", "2023.9").version == "2023.9"
    with pytest.raises(PackFault, match=r"没有 2022\.1 版") as fault:
        packs.choose("test", "2022.1")
    assert "2024.10" in fault.value.hint


def test_unknown_packs_are_guessed(tmp_path: Path) -> None:
    put(tmp_path)
    with pytest.raises(PackFault, match="没有模板“tset”") as fault:
        shelved(tmp_path).choose("tset")
    assert fault.value.hint == "你是不是想写“test”"
    with pytest.raises(PackFault) as fault:
        shelved(tmp_path).choose("毫不相干的")
    assert "template list" in fault.value.hint


def test_a_broken_pack_says_all_its_faults(tmp_path: Path) -> None:
    put(tmp_path, "版本=；\n-名称\n提纲[1].级=9\n评分.正向.方法=随意\n多余=1", name="test")
    with pytest.raises(PackFault) as fault:
        shelved(tmp_path).choose("test")
    for said in ("版本“；”写法不对", "缺少“名称”", "应在 1 到 4 之间|级", "不能是“随意”", "不认识的键“多余”"):
        assert any(each in fault.value.message for each in said.split("|")), fault.value.message
    assert fault.value.message.count("第 ") >= 5
    assert fault.value.place.endswith("manifest.toml")


def test_a_broken_pack_hides_no_sound_one(tmp_path: Path) -> None:
    put(tmp_path / "甲", "-版本", name="别的")
    put(tmp_path / "乙")
    packs = shelved(tmp_path / "甲", tmp_path / "乙")
    assert packs.choose("test").id == "test"
    assert [isinstance(pack, PackFault) for _, pack in packs.packs()] == [True, False]


def test_links_out_of_a_pack_are_passed_over(tmp_path: Path) -> None:
    secret = tmp_path / "secret.docx"
    secret.write_bytes(b"PK")
    pack = put(tmp_path / "packs")
    (pack / "more.docx").symlink_to(secret)
    (pack / "~$report.docx").write_bytes(b"")
    (pack / ".hidden").write_bytes(b"")
    assert set(read_pack(pack).files) == {"manifest.toml", "report.docx"}


def test_a_linked_manifest_is_refused(tmp_path: Path) -> None:
    pack = put(tmp_path / "packs")
    (pack / "manifest.toml").rename(tmp_path / "manifest.toml")
    (pack / "manifest.toml").symlink_to(tmp_path / "manifest.toml")
    with pytest.raises(PackFault, match=r"缺少 manifest\.toml"):
        read_pack(pack)


def test_one_folder_seen_by_two_ways_is_one_pack(tmp_path: Path) -> None:
    put(tmp_path / "甲")
    (tmp_path / "乙").symlink_to(tmp_path / "甲", target_is_directory=True)
    assert len(shelved(tmp_path / "甲", tmp_path / "乙").entries) == 1


def test_folders_without_manifest_are_no_packs(tmp_path: Path) -> None:
    (tmp_path / "杂物").mkdir()
    (tmp_path / "文件").write_text("")
    assert shelved(tmp_path).entries == ()
    with pytest.raises(PackFault, match=r"缺少 manifest\.toml"):
        read_pack(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    pack = put(tmp_path)
    for number in range(201):
        (pack / f"{number}.txt").write_bytes(b"")
    with pytest.raises(PackFault, match="超过 200 个"):
        read_pack(pack)


def test_digest_follows_content(tmp_path: Path) -> None:
    first, second = read_pack(put(tmp_path / "甲")), read_pack(put(tmp_path / "乙"))
    assert first.digest == second.digest
    (tmp_path / "乙" / "test" / "report.docx").write_bytes(b"PK2")
    assert read_pack(tmp_path / "乙" / "test").digest != first.digest


def test_order_of_the_shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFGEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERFGEN_TEMPLATES", str(tmp_path / "shared"))
    found = [shelf.folder for shelf in shelves(tmp_path / "named")]
    assert found == [tmp_path / "named", tmp_path / "home" / "templates", tmp_path / "shared", builtin_folder()]
    assert user_folder() == tmp_path / "home" / "templates"
    with pytest.raises(PackFault, match="没有模板文件夹"):
        library(tmp_path / "named")


def test_the_built_in_packs() -> None:
    assert os.environ.get("PERFGEN_TEMPLATES") is None
    packs = [pack for _, pack in Library([Shelf("自带", builtin_folder())]).packs()]
    assert {getattr(pack, "id", pack) for pack in packs} == {
        "guangzhou-baiyun", "guangzhou-conghua", "chongyang", "guangzhou-panyu", "xuwen",
    }  # fmt: skip
