"""Paragraphs that state indicators, projects or names in words of their own, and titles of attachments."""

import re
from collections.abc import Iterable

from perfgen.align import likeness
from perfgen.importing.account import Fate
from perfgen.importing.indicators import project_sentence, scored_sentences, told_sentences
from perfgen.importing.naming import names_in, title_of
from perfgen.importing.patterns import Gap, Pattern
from perfgen.importing.reading import Para
from perfgen.importing.sections import Section
from perfgen.importing.sentences import Sentences
from perfgen.importing.taking import LISTS, Taker
from perfgen.importing.tracked import Text


class Listings:
    """Reads indicators, projects and names out of a paragraph."""

    def __init__(self, taker: Taker, sentences: Sentences) -> None:
        self.taker, self.sentences = taker, sentences
        self.out, self.account, self.patterns, self.reader = taker.out, taker.account, taker.patterns, taker.reader
        self.contract = taker.contract

    def listed(self, text: Text, section: Section, line: int) -> bool:
        """Whether the paragraph states indicators, projects or a list of names in its own words."""
        patterns = self.patterns.get(section.key, ())
        over = {each.split(" if ")[0] for pattern in patterns for _, each in pattern.sentence.loops}
        title = section.item.title if section.item else ""
        if over & {"指标", "指标行"} or "指标" in title:
            year = self.out.first("年度")
            first = self._first_level(patterns, title)
            found = scored_sentences(text.text, first, year) or told_sentences(text.text, first)
            if found:
                for start, end, item in found:
                    self.taker.add("指标", item, line)
                    self.account.put(text[start:end], Fate.FIGURE, section.key)
                self._around(text, [(start, end) for start, end, _ in found], section, line)
                return True
        if "项目" in over:
            project = project_sentence(text.text)
            if project is not None:
                rate = project.pop("执行率", None)
                self.taker.add("项目", project, line)
                if rate:
                    self.taker.fact(("项目", f"[{project['名称']}]", "执行率"), str(rate), Gap.RATE, line, section.key)
                self.taker.note(text, section)
                return True
        names = next(
            (s for p in patterns for s in p.order if s.gap is Gap.NAMES and s.path and s.path[0] not in LISTS), None
        )
        if names is not None:
            match = re.search(
                r"[0-9]+\s*(?:个|家)[^。：，]{0,10}[，：:]?(?:分别)?(?:是|为|有|包括|即|具体为)[：:]?(?P<list>[^。；]+)",
                text.text,
            )
            if match and "、" in match["list"]:
                self.out.lists.setdefault(".".join(names.path), []).extend({"名称": n} for n in names_in(match["list"]))
                self.taker.note(text, section)
                return True
        return False

    def _first_level(self, patterns: Iterable[Pattern], title: str) -> str:
        given = next((f.text for p in patterns for f in p.given if f.path[-1:] == ("一级指标",)), "")
        named = re.search(r"(产出|效益|满意度|成本|决策|过程|管理)(?:类)?指标", title)
        return given or (named[0] if named else "绩效指标")

    def _around(self, text: Text, spans: list[tuple[int, int]], section: Section, line: int) -> None:
        """What stands between indicators: counts, sums of points, introductions."""
        position = 0
        for start, end in [*spans, (len(text), len(text))]:
            piece = text[position:start].strip()
            position = end
            if not piece or not re.search(r"\w", piece.text):
                self.account.put(piece, Fate.FIGURE, section.key)
                continue
            claims, _ = self.reader.read(piece.text)
            self.sentences.claims(claims, line, section.key)
            if claims or re.search(r"指标|其中|如下", piece.text):
                self.account.put(piece, Fate.FIGURE, section.key)
                self.out.originals.append((section.key, piece.text))
            else:
                self.taker.leave(Para(piece, line), section)

    def is_attachment(self, text: str) -> bool:
        """Whether a line is nothing but the title of one of the pack's attachments."""
        titles = [title_of(each.title) for document in self.contract.documents for each in document.attachments]
        bare = title_of(re.sub(r"^附\s*[件表]\s*[0-9]*[：:]?|[（(]附后[）)]$", "", text))
        return len(text) <= 60 and any(likeness(bare, title) >= 700 or bare.endswith(title) for title in titles)
