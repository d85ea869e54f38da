"""Draw the pictures of the manual for pack makers: what its own examples look like in Word.

Run ``python docs/pictures.py`` after changing the looks of a Word file that they show. Needs LibreOffice and pdftoppm.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from perfgen import pdf  # noqa: E402

PAGE = HERE / "模板制作.md"
PICTURES = HERE / "图"
DOTS = 72
"""Dots per inch; a whole page is 595 wide and 842 high."""

SHOWN = (
    # picture, file, page, left, top, width, height in dots
    ("标签.png", "模板/qingshan/report.docx", 2, 40, 80, 515, 610),
    ("印出.png", "outputs/松溪镇-2024.docx", 2, 40, 80, 515, 500),
    ("评分表.png", "模板/qingshan/report.docx", -1, 40, 60, 762, 400),
    ("监控表.png", "outputs/青溪镇-2024-绩效目标监控表.docx", 1, 80, 60, 690, 460),
)


def main() -> None:
    """Make the Word files in a folder of their own, print them, cut the pictures out."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        files = sorted({folder / file for _, file, *_ in SHOWN})
        pdf.convert(files, folder / "pdf")
        for picture, file, page, *box in SHOWN:
            printed = folder / "pdf" / f"{Path(file).stem}.pdf"
            cut(printed, page if page > 0 else pages(printed), box, PICTURES / picture)
            print(f"{picture}: {(PICTURES / picture).stat().st_size // 1024} KB")


def make(folder: Path) -> None:
    """The pack of the manual and the reports that are shown."""
    outline = re.search(r"```text 写入 提纲\.txt\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    command = re.search(r"^> (perfgen template new .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    if outline is None or command is None:
        raise SystemExit(f"{PAGE.name} has no outline or no command that makes a pack of it")
    (folder / "提纲.txt").write_text(outline[1], encoding="utf-8")
    run(folder, *command[1].split()[1:])
    run(folder, "build", "模板/qingshan/sample.toml", "--templates", "模板")
    run(folder, "build", str(ROOT / "templates/guangzhou-panyu/sample.toml"), "--only", "绩效目标监控表")


def run(folder: Path, *words: str) -> None:
    """Run perfgen in ``folder``, with a home of its own."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PERFGEN_HOME": str(folder / ".home")}
    subprocess.run([sys.executable, "-m", "perfgen", *words], cwd=folder, env=environ, check=True)


def pages(printed: Path) -> int:
    """How many pages a PDF has."""
    told = subprocess.run(["pdfinfo", str(printed)], check=True, capture_output=True, text=True).stdout
    return int(re.findall(r"^Pages: *(\d+)$", told, re.MULTILINE)[0])


def cut(printed: Path, page: int, box: list[int], picture: Path) -> None:
    """A part of a page as a grey picture."""
    places = [word for letter, value in zip("xyWH", box, strict=True) for word in (f"-{letter}", str(value))]
    one = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "-png", *one, *places, str(printed), str(picture.with_suffix(""))]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
