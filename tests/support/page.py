"""What stands where on the pages of a PDF, as poppler's programs tell it. Measures are points from the top left."""

import html
import re
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

MM = Decimal(72) / Decimal("25.4")


@dataclass(frozen=True)
class Word:
    """A run of text without space, with its box."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal
    text: str

    @property
    def middle(self) -> Decimal:
        """Return the horizontal middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    """One page: its size and its words in the order of the file."""

    width: Decimal
    height: Decimal
    words: tuple[Word, ...]

    @property
    def number(self) -> tuple[Word, ...]:
        """Return the words of the page number, — 1 —."""
        dashes = [i for i, word in enumerate(self.words) if word.text == "—"]
        return self.words[dashes[-2] : dashes[-1] + 1] if len(dashes) >= 2 else ()

    @property
    def lines(self) -> list[str]:
        """Return the lines of the page but for its number, from top to bottom."""
        words = sorted((word for word in self.words if word not in self.number), key=lambda word: word.top)
        rows: list[list[Word]] = []
        for word in words:
            if rows and word.top - rows[-1][0].top < 8:
                rows[-1].append(word)
            else:
                rows.append([word])
        return ["".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows]

    def find(self, text: str) -> Word:
        """Return the box of a text that stands on one line."""
        for _, same in groupby(sorted(self.words, key=lambda word: (word.top, word.left)), lambda word: word.top):
            row = list(same)
            for i in range(len(row)):
                for j in range(i + 1, len(row) + 1):
                    if "".join(word.text for word in row[i:j]) == text:
                        return Word(row[i].left, row[i].top, row[j - 1].right, row[i].bottom, text)
        raise AssertionError(f"{text} is not on the page: {self.lines}")


def pages(pdf: Path) -> list[Page]:
    """Return the pages of a PDF."""
    listing = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    found = []
    for width, height, body in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', listing, re.S):
        words = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', body)
        boxes = tuple(Word(*(Decimal(side) for side in word[:4]), html.unescape(word[4])) for word in words)
        found.append(Page(Decimal(width), Decimal(height), boxes))
    return found


def ink(pdf: Path, page: int, left: int, right: int, top: int, bottom: int) -> tuple[Decimal, Decimal]:
    """Return the first and last height at which the rectangle of a page (from 1) is black; whole points in."""
    scale = 4
    command = ["pdftoppm", "-r", str(72 * scale), "-gray", "-f", str(page), "-l", str(page)]
    command += ["-x", str(left * scale), "-y", str(top * scale)]
    command += ["-W", str((right - left) * scale), "-H", str((bottom - top) * scale), str(pdf)]
    picture = subprocess.run(command, capture_output=True, check=True).stdout
    _, size, _, pixels = picture.split(b"\n", 3)
    width, height = (int(side) for side in size.split())
    black = [row for row in range(height) if min(pixels[row * width : (row + 1) * width]) < 128]
    assert black, "nothing but white"
    return top + Decimal(black[0]) / scale, top + Decimal(black[-1] + 1) / scale


def fonts(pdf: Path) -> set[str]:
    """Return the names of the fonts in a PDF, without their subset marks."""
    listing = subprocess.run(["pdffonts", str(pdf)], capture_output=True, check=True).stdout.decode()
    return {re.sub(r"^[A-Z]{6}\+", "", line.split()[0]) for line in listing.splitlines()[2:]}
