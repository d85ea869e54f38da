"""The five data files: nothing is wrong in them, and what had to be explained is explained."""

from pathlib import Path

import pytest

from perfgen.packs import library
from perfgen.pipeline import Job, build

ROOT = Path(__file__).parent.parent
INPUTS = ["钟落潭镇-2021", "吕田镇-2023", "天城镇-2021", "钟村街-2024", "前山镇-2024"]


MORE = {"前山镇-2024": ("", "-基础数据表", "-评分表")}
"""What the file names of a report end with, where its county asks for several documents."""


@pytest.mark.parametrize("name", INPUTS)
def test_a_strict_build_is_made(name: str) -> None:
    outcome = build(Job((ROOT / "inputs" / f"{name}.toml").read_bytes(), f"{name}.toml", library().choose, strict=True))
    assert [finding for finding in outcome.findings if finding.logical] == []
    assert outcome.open == ()
    assert outcome.mended is None
    assert [made.name for made in outcome.made] == [f"{name}{more}.docx" for more in MORE.get(name, ("",))]
