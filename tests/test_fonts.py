"""Fonts: what is installed, what stands in, what is missing."""

import shutil

import pytest
from lxml import etree

from perfgen import fonts
from perfgen.errors import EnvironmentFault
from perfgen.gbt9704_parts import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG

DEBIAN = {"FandolFang", "AR PL KaitiM GB", "WenQuanYi Zen Hei", "Noto Serif CJK SC"}


def test_every_font_of_the_documents_is_known() -> None:
    assert {face.name for face in fonts.FACES} == {FANGSONG, KAITI, HEITI, XIAOBIAOSONG, SONGTI}


def test_debian_substitutes_stand_in() -> None:
    assert {face.name: family for face, family in fonts.substitutions(DEBIAN).items()} == {
        "仿宋_GB2312": "FandolFang",
        "楷体_GB2312": "AR PL KaitiM GB",
        "黑体": "WenQuanYi Zen Hei",
        "方正小标宋简体": "Noto Serif CJK SC",
        "宋体": "Noto Serif CJK SC",
    }


def test_installed_standard_font_needs_no_substitute() -> None:
    chosen = fonts.substitutions(DEBIAN | {"仿宋_GB2312", "SimHei"})
    assert [face.name for face in chosen] == ["楷体_GB2312", "方正小标宋简体", "宋体"]


def test_missing_fonts_are_told_all_at_once_with_what_to_install() -> None:
    with pytest.raises(EnvironmentFault) as fault:
        fonts.substitutions({"WenQuanYi Zen Hei", "Noto Serif CJK SC"})
    assert fault.value.message == "缺少字体 仿宋_GB2312、楷体_GB2312，也没有可代用的字体，未生成 PDF"
    assert "FandolFang-Regular.otf" in fault.value.hint
    assert "apt install fonts-arphic-gkai00mp" in fault.value.hint
    assert "wqy" not in fault.value.hint


def test_missing_fc_list_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(EnvironmentFault, match="apt install fontconfig"):
        fonts.installed()


def test_windows_and_macos_are_not_checked() -> None:
    assert [fonts.is_checked(platform) for platform in ("linux", "win32", "darwin")] == [True, False, False]


def test_fontconfig_file_builds_on_the_one_in_force() -> None:
    text = fonts.fontconfig(fonts.substitutions(DEBIAN), {"FONTCONFIG_FILE": "/home/a&b/fonts.conf"})
    root = etree.fromstring(text.encode(), etree.XMLParser(load_dtd=False, no_network=True))
    assert root.findtext("include") == "/home/a&b/fonts.conf"
    rules = {match.findtext("test/string"): match.findtext("edit/string") for match in root.iter("match")}
    assert rules["仿宋_GB2312"] == "FandolFang"
    assert rules["SimSun"] == "Noto Serif CJK SC"
    bold = [match.findtext("test/string") for match in root.iter("match") if match.find("edit/const") is not None]
    assert bold == ["方正小标宋简体", "FZXiaoBiaoSong-B05S"]


@pytest.mark.libreoffice
def test_this_machine_has_fonts_for_a_pdf() -> None:
    fonts.substitutions(fonts.installed())
