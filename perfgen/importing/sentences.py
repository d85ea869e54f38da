"""Paragraphs in which sentences with figures and prose stand side by side."""

import re
from collections.abc import Iterable, Iterator, Mapping

from perfgen.align import likeness
from perfgen.importing.account import Fate
from perfgen.importing.claims import Claim
from perfgen.importing.gathered import Doubt
from perfgen.importing.loosely import labelled, read_loosely
from perfgen.importing.patterns import Found, Gap, Path, Pattern
from perfgen.importing.reading import Para, kept
from perfgen.importing.sections import Section
from perfgen.importing.taking import Taker, paths_of
from perfgen.importing.tracked import Text


class Sentences:
    """Reads a paragraph sentence by sentence."""

    def __init__(self, taker: Taker) -> None:
        self.taker = taker
        self.out, self.account, self.patterns, self.reader = taker.out, taker.account, taker.patterns, taker.reader

    def mixed(self, para: Para, section: Section) -> Iterator[Para]:
        """A paragraph in which sentences with figures and prose may stand side by side."""
        key = section.key
        patterns = self.patterns.get(key, [])
        written = section.item is not None and section.item.content.written
        home = {path[:2] for path in paths_of(patterns)} | {path[:1] for path in paths_of(patterns) if len(path) == 1}
        colon = para.text.text.rstrip().endswith("：") and len(para.text) <= 60
        if colon and any(p.sentence.text.endswith("：") and not p.sentence.loops for p in patterns):
            claims, _ = self.reader.read(para.text.text)
            if not claims:
                self.taker.note(para.text, section)
                return
        left: list[Text] = []
        known = self.taker.known()
        found = None if written else self._loosely(para.text, patterns, known)
        sentences = list(para.text.sentences("。！？"))
        for sentence in sentences:
            if self.taker.strictly(sentence.strip(), key, para.line):
                self.account.put(sentence, Fate.FIGURE, key)
                continue
            self._spoken(sentence, patterns, para.line, key)
            claims, unread = self.reader.read(sentence.text)
            kept_claims = [c for c in claims if not written or not c.path or _at_home(c.path, home)]
            stated = [c for c in kept_claims if c.path]
            if stated:
                self.claims(kept_claims, para.line, key)
                for label in unread:
                    self.out.doubts.append(
                        Doubt(f"“{label}”没有对应的字段", para.line, key, "需要的话填到合适的字段里")
                    )
                lead = self._lead(sentence, stated) if written else 0
                rest = self._rest(sentence, stated) if written else Text("", ())
                if lead:
                    left.append(sentence[:lead].put(lead - 1, "。"))
                self.taker.note(sentence[lead : len(sentence) - len(rest)], section)
                self._years(sentence, stated, para.line, key)
                if found is None:
                    self.texts(sentence, patterns, known, para.line, key, numbers=False)
                if rest:
                    left.append(rest)
                continue
            if self.texts(sentence, patterns, known, para.line, key, numbers=True):
                self.taker.note(sentence, section)
                continue
            if self._by_label(sentence, patterns, para.line, key):
                self.taker.note(sentence, section)
                continue
            left.append(sentence)
        if found and left and not written:
            for each in left:
                self.taker.note(each, section)
            left = []
        joined: Text | None = None
        for each in left:
            joined = each if joined is None else joined + each
        if joined is not None:
            yield kept(para, joined.strip())

    def _loosely(self, text: Text, patterns: list[Pattern], known: Mapping[Path, str]) -> list[Found] | None:
        for pattern in sorted(patterns, key=lambda each: -each.literal):
            if not pattern.sentence.loops:
                found = read_loosely(pattern, text.text, known)
                if found is not None:
                    return found
        return None

    def texts(
        self, sentence: Text, patterns: list[Pattern], known: Mapping[Path, str], line: int, key: str, *, numbers: bool
    ) -> bool:
        """Whether the sentence is nearly one of the template's; its texts (and numbers) are taken."""
        bare = sentence.strip()
        for pattern in sorted(patterns, key=lambda each: -each.literal):
            if pattern.sentence.loops:
                continue
            found = read_loosely(pattern, bare.text, known)
            if found is None:
                continue
            for each in found:
                if each.gap in (Gap.TEXT, Gap.DATE) or numbers:
                    self.taker.value(each.path, each, line, key)
            return True
        return False

    def _by_label(self, sentence: Text, patterns: list[Pattern], line: int, key: str) -> bool:
        """Whether the sentence fills at least two gaps of a county sentence, known by the words before each."""
        for pattern in patterns:
            found = labelled(pattern, sentence.text)
            if len(found) >= 2:
                for each in found:
                    self.taker.value(each.path, each, line, key)
                return True
        return False

    def _spoken(self, sentence: Text, patterns: list[Pattern], line: int, key: str) -> None:
        """Clauses that stand for a figure in words: 没有下属单位 is 0."""
        clauses = re.split("[，。；]", sentence.text)
        for pattern in patterns:
            for name, words in pattern.spoken.items():
                hint = pattern.hints[name]
                if len(words) >= 6 and not hint.other and any(likeness(words, clause) >= 750 for clause in clauses):
                    self.taker.fact(hint.path, hint.value, Gap.TEXT, line, key)

    def _lead(self, sentence: Text, claims: list[Claim]) -> int:
        """How many characters stand before the clause of the first figure, if they say something of their own."""
        first = min(claim.start - len(claim.label) for claim in claims if claim.start >= 0) if claims else 0
        cut = sentence.text.rfind("，", 0, first + 1)
        return cut + 1 if cut >= 18 else 0

    def _rest(self, sentence: Text, claims: list[Claim]) -> Text:
        """The clauses behind the last figure, if they say something of their own."""
        last = max(claim.end for claim in claims)
        match = re.compile(r"[，；,]").search(sentence.text, last)
        if match is None or len(sentence) - match.end() < 14:
            return Text("", ())
        return sentence[match.end() :]

    def claims(self, claims: Iterable[Claim], line: int, key: str) -> None:
        """Take what a sentence claims."""
        for claim in claims:
            if claim.path:
                self.taker.fact(claim.path, claim.value, claim.gap, line, key)

    def _years(self, sentence: Text, claims: Iterable[Claim], line: int, key: str) -> None:
        """A figure under another year than the report's stays for the clerk to look at."""
        year = self.out.first("年度")
        odd = [claim for claim in claims if claim.year and year and claim.year != year and claim.path[:1] != ("上年",)]
        opening = {claim.path for claim in odd} <= {("决算", "年初结转和结余")}
        if odd and not opening:
            self.out.echoed.append(sentence.text.strip())
            message = f"报告年度是 {year}，这里写的是 {odd[0].year} 年：“{sentence.text.strip()[:40]}”"
            self.out.doubts.append(Doubt(message, line, key, "数已填入；原句在“未归类”里，核对年份以后删去"))


def _at_home(path: Path, home: set[Path]) -> bool:
    return path[:2] in home or path[:1] in home or path[:1] == ("较上年",)
