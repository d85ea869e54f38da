"""The fonts of GB/T 9704: which are installed, what stands in for the others when a PDF is made.

The Word file always names the standard fonts; a substitute is chosen for the PDF alone, through a fontconfig file that
is handed to LibreOffice and thrown away. Windows has the fonts with Word or WPS and is not checked, nor is macOS.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path

from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen


@frozen
class Face:
    """One standard font: its names, the families that may stand in for it, best first, and how Debian gets one."""

    name: str
    names: tuple[str, ...]
    substitutes: tuple[str, ...]
    bold: bool
    remedy: str


FACES: tuple[Face, ...] = (
    Face(
        "仿宋_GB2312",
        ("仿宋_GB2312", "FangSong_GB2312"),
        ("仿宋", "FangSong", "FandolFang", "FandolFang R"),
        False,
        "运行 .ci/fonts（从 texlive-lang-chinese 包取出 FandolFang-Regular.otf）",
    ),
    Face(
        "楷体_GB2312",
        ("楷体_GB2312", "KaiTi_GB2312"),
        ("楷体", "KaiTi", "AR PL KaitiM GB", "文鼎ＰＬ简中楷", "AR PL UKai CN", "FandolKai"),
        False,
        "apt install fonts-arphic-gkai00mp",
    ),
    Face(
        "黑体",
        ("黑体", "SimHei"),
        ("WenQuanYi Zen Hei", "Noto Sans CJK SC", "FandolHei"),
        False,
        "apt install fonts-wqy-zenhei",
    ),
    Face(
        "方正小标宋简体",
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
        ("方正小标宋_GBK", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "Source Han Serif SC"),
        True,
        "apt install fonts-noto-cjk",
    ),
    Face(
        "宋体",
        ("宋体", "SimSun"),
        ("Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN", "FandolSong"),
        False,
        "apt install fonts-noto-cjk",
    ),
)
"""Every East-Asian font of the documents that ``gbt9704`` builds."""


_FALLBACKS = ("Noto Serif CJK SC", "Source Han Serif SC")
"""Where a glyph comes from that a substitute lacks (邨 in FandolFang): without, LibreOffice takes a sans-serif one."""


def is_checked(platform: str = sys.platform) -> bool:
    """Tell whether fonts are looked up on this system: only where fontconfig rules."""
    return platform not in ("win32", "darwin", "cygwin")


def installed() -> frozenset[str]:
    """Return the names of the installed font families, as ``fc-list`` tells them."""
    program = shutil.which("fc-list")
    if program is None:
        raise EnvironmentFault(
            "找不到 fc-list，无法确认中文字体是否齐全", "Debian、Ubuntu 上运行 apt install fontconfig"
        )
    listing = subprocess.run(
        [program, ":", "family"], capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    ).stdout.decode("utf-8", "replace")
    return frozenset(name.replace("\\", "").strip() for line in listing.splitlines() for name in line.split(","))


def substitutions(families: Collection[str]) -> dict[Face, str]:
    """Return the stand-in family of each standard font that is not installed itself.

    Raises EnvironmentFault that names every font without any stand-in and what to install.
    """
    chosen: dict[Face, str] = {}
    missing: list[Face] = []
    for face in FACES:
        if any(name in families for name in face.names):
            continue
        substitute = next((name for name in face.substitutes if name in families), None)
        if substitute is None:
            missing.append(face)
        else:
            chosen[face] = substitute
    if missing:
        names = "、".join(face.name for face in missing)
        remedies = "；".join(f"{face.name}：{face.remedy}" for face in missing)
        raise EnvironmentFault(
            f"缺少字体 {names}，也没有可代用的字体，未生成 PDF",
            f"{remedies}。也可以把标准字体文件复制到 ~/.local/share/fonts 后运行 fc-cache",
        )
    return chosen


def fontconfig(chosen: Mapping[Face, str], environ: Mapping[str, str] = os.environ) -> str:
    """Return a fontconfig file that maps the standard names to the chosen families, on top of the system's settings."""
    system = environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"
    if not Path(system).is_absolute():
        system = f"/etc/fonts/{system}"
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="prepend" binding="strong"><string>{escape(family)}</string>'
        + "".join(f"<string>{escape(other)}</string>" for other in _FALLBACKS if other != family)
        + "</edit>"
        + ('<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>' if face.bold else "")
        + "</match>\n"
        for face, family in chosen.items()
        for name in face.names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f'<fontconfig>\n<include ignore_missing="yes">{escape(system)}</include>\n{rules}</fontconfig>\n'
    )
