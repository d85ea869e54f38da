"""Steps over the text that the tolerant reader is made of, and what it notes: corrections, faults, dead ends."""

from dataclasses import replace

from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.load.marks import HASHES, ODD_SPACE, SPACES
from perfgen.load.source import Edit


@frozen
class Slip:
    """One fault met in the text: code, offset, subject (text for the message), key path and, if unmended, the cure."""

    code: str
    at: int
    subject: str
    key: KeyPath = ()
    hint: str = ""


class Lost(Exception):
    """The statement cannot be read on; ``resume`` is the offset where reading starts again (-1: the next line).

    ``alien``: the line is no statement at all, so that nothing in it was rightly corrected.
    """

    def __init__(self, slip: Slip, resume: int = -1, alien: bool = False) -> None:
        super().__init__(slip)
        self.slip = slip
        self.resume = resume
        self.alien = alien


class Tokens:
    """The text, the offset reached, and what was found on the way; the steps that every part of the reader takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.edits: list[Edit] = []
        self.slips: list[Slip] = []
        self._key: KeyPath = ()
        self._prefix: KeyPath | None = ()

    def _char(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _space(self) -> None:
        while (char := self._char()) and char in SPACES:
            if char not in " \t":
                self._replace(self.at, self.at + 1, " " if char in ODD_SPACE else "", "DAT106", char)
            self.at += 1

    def _comment(self) -> None:
        self._swap(HASHES, "#")
        self.at = self._line_end(self.at)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _swap(self, twins: str, ascii_char: str, new: str = "") -> None:
        char = self._char()
        if char != ascii_char and char in twins:
            self._replace(self.at, self.at + 1, new or ascii_char, "DAT106", char)
        self.at += 1

    def _requote(self, start: int, end: int, content: str) -> None:
        raw = self.text[start:end]
        self._replace(start, end, quoted(content), "DAT105", f"{raw[0]} {raw[-1]}")
        self.at = end

    def _replace(self, start: int, end: int, new: str, code: str, subject: str) -> None:
        self.edits.append(Edit(start, end, new))
        self.slips.append(Slip(code, start, subject, self._key))

    def _name_key(self, start: int) -> None:
        """Let faults met in the key itself, from ``start``, name the key, which was not known when they were met."""
        number = len(self.slips)
        while number and self.slips[number - 1].at >= start:
            number -= 1
            self.slips[number] = replace(self.slips[number], key=self._key)

    def _no_statement(self, start: int) -> Lost:
        line = self.text[start : self._line_end(start)].strip()
        hint = '写成 "键" = 值；说明文字前面加 #'
        return Lost(Slip("DAT112", start, f"这一行没有等号：{clip(line)}", self._prefix or (), hint), alien=True)

    def _lost(self, message: str, hint: str, at: int, resume: int = -1) -> Lost:
        return Lost(Slip("DAT112", at, message, self._key, hint), resume)


def quoted(text: str) -> str:
    """``text`` as a TOML string on one line."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def clip(text: str) -> str:
    """The beginning of ``text``, for a message."""
    return text if len(text) <= 20 else f"{text[:20]}…"
