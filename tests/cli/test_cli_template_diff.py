"""``perfgen template diff``: packs by id, version and folder; text and JSON."""

import json
import shutil
from pathlib import Path

import pytest

from perfgen.install import bundle, open_folder
from perfgen.packs.find import builtin_folder
from tests.support.sample import Run


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The pack of 崇阳县 with another version, another heading and a new required field."""
    folder = tmp_path / "新版"
    shutil.copytree(builtin_folder() / "chongyang", folder)
    manifest = folder / "manifest.toml"
    text = manifest.read_text(encoding="utf-8").replace('"版本" = "2021.1"', '"版本" = "2022.1"', 1)
    text += '\n[["字段"]]\n"路径" = "单位.电话"\n"必填" = true\n"含义" = "值班电话"\n"示例" = "0715-1234567"\n'
    manifest.write_text(text, encoding="utf-8")
    return folder


def test_an_id_and_a_folder(run: Run, changed: Path) -> None:
    result = run("template", "diff", "chongyang", changed)
    assert result.exit_code == 0
    assert result.output.startswith("chongyang 2021.1 → chongyang 2022.1：旧的数据文件要改才能用新模板\n")
    assert (
        "字段 单位.电话：新的字段，必填：值班电话\n    办法：在数据里填“单位.电话”，例如 0715-1234567" in result.output
    )
    assert '要添的内容\n  "单位"."电话" = "0715-1234567"  # 值班电话' in result.output


def test_the_same_version_twice(run: Run) -> None:
    result = run("模板", "对比", "chongyang@2021.1", "chongyang")
    assert (result.exit_code, result.output) == (0, "chongyang 2021.1 → chongyang 2021.1：没有不同\n")


def test_json(run: Run, changed: Path) -> None:
    told = json.loads(run("template", "diff", "chongyang", changed, "--format", "json").output)
    assert (told["version"], told["breaking"]) == (1, True)
    assert {change["effect"] for change in told["changes"]} == {"要改数据", "不影响"}
    assert [each["key"] for each in told["additions"]] == ["单位.电话"]


def test_a_pack_that_came_by_file(run: Run) -> None:
    Path("xuwen-2024.1.perfpack").write_bytes(bundle(open_folder(builtin_folder() / "xuwen")))
    told = run("template", "diff", "xuwen-2024.1.perfpack", "guangzhou-panyu")
    assert told.exit_code == 0
    assert told.output == run("template", "diff", "xuwen", "guangzhou-panyu").output
    with Path("xuwen-2024.1.perfpack").open("ab") as file:
        file.write(b"x")
    refused = run("template", "diff", "xuwen-2024.1.perfpack", "guangzhou-panyu")
    assert refused.exit_code == 1
    assert "压缩包后面还接着别的内容" in refused.output


def test_what_is_not_there_is_said(run: Run) -> None:
    result = run("template", "diff", "chongyang", "xuwem")
    assert result.exit_code == 1
    assert "没有模板“xuwem”" in result.output
    assert "你是不是想写“xuwen”" in result.output
    assert run("template", "diff", "chongyang@1999", "xuwen").exit_code == 1
