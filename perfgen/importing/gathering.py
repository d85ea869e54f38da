"""Reading the sections: county sentences taken back to figures, tables and lists to items, the rest left as prose."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from perfgen.align import likeness
from perfgen.contract import Content, Contract
from perfgen.importing.account import Account, Fate
from perfgen.importing.claims import Claim, Reader, in_ten_thousands
from perfgen.importing.indicators import (
    Item,
    Listed,
    indicator_table,
    project_sentence,
    project_table,
    scored_sentences,
    told_sentences,
)
from perfgen.importing.numbering import number_of
from perfgen.importing.patterns import Found, Gap, Path, Pattern, labelled, pattern_of, read_loosely
from perfgen.importing.reading import Block, Grid, Para, kept
from perfgen.importing.sections import FOREIGN, Section
from perfgen.importing.tracked import Text
from perfgen.importing.wording import ATTACHMENTS, COVER, SIGNATURE, FormTable, Sentence, Wording, forms

LONG = 20
"""Characters of a paragraph that nobody writes twice on purpose."""
LISTS = {"标": "指标", "行": "指标", "项": "项目"}


@dataclass(frozen=True)
class Fact:
    """A figure or text that the report states for a key path, and the line it stands in."""

    path: Path
    value: str
    gap: Gap
    line: int
    section: str


@dataclass(frozen=True)
class Doubt:
    """Something that a person should look at: what, where in the report, and in which section."""

    message: str
    line: int
    section: str = ""
    hint: str = ""
    sureness: int = 0
    """How sure the reading is, of 1000; 0 where that says nothing."""


@dataclass
class Gathered:
    """All that was read of a report."""

    facts: list[Fact] = field(default_factory=list)
    indicators: list[Item] = field(default_factory=list)
    projects: list[Item] = field(default_factory=list)
    lists: dict[str, list[Item]] = field(default_factory=dict)
    """Lists of the county's own, by their path (机构.内设机构)."""
    prose: dict[str, list[Para]] = field(default_factory=dict)
    unplaced: list[Text] = field(default_factory=list)
    echoed: list[str] = field(default_factory=list)
    """Sentences that were read to figures but also say something doubtful; they stand under 未归类 too."""
    originals: list[tuple[str, str]] = field(default_factory=list)
    """Sentences that were read to figures though worded otherwise than the template: section and text."""
    doubts: list[Doubt] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """Outline keys of headings with nothing below them."""

    def first(self, *path: str) -> str:
        """The first value stated for ``path``; empty where there is none."""
        return next((fact.value for fact in self.facts if fact.path == path), "")


class Gatherer:
    """Reads sections one after another."""

    def __init__(self, contract: Contract, wording: Wording, account: Account, whole: str) -> None:
        self.contract = contract
        self.wording = wording
        self.account = account
        self.out = Gathered()
        self.patterns: dict[str, list[Pattern]] = {}
        for sentence in wording.sentences:
            self.patterns.setdefault(sentence.section, []).append(pattern_of(sentence, contract))
        self.used = frozenset(path for each in self.patterns.values() for path in _paths(each))
        cells = (
            pattern_of(Sentence(cell, ATTACHMENTS), contract)
            for table in wording.tables
            for row in table.rows
            for cell in row
            if "{{" in cell and not re.search(r"\{%(?:p|tr)|\b行\.", cell)
        )
        self.printed = self.used | frozenset(_paths(cells))
        """The paths that sentences and tables of the template print."""
        self.reader = Reader(contract, self.used)
        self.bindings: dict[str, Path] = {}
        self.item: Item | None = None
        self.lines: dict[str, int] = {}
        """The line where each paragraph of prose stood first."""
        self.unit = unit_in(whole)
        """The unit's name, as far as the text as a whole shows it."""
        self.reader.names = (self.unit,) if self.unit else ()

    # -- sections -----------------------------------------------------------------------------------

    def homes(self, para: Para) -> set[str]:
        """The outline keys whose sentences hold what ``para`` states."""
        reader = Reader(self.contract, self.used, self.reader.names)
        stated = {claim.path for claim in reader.read(para.text.text)[0] if claim.path}
        return {key for key, patterns in self.patterns.items() if stated & set(_paths(patterns))}

    def section(self, section: Section) -> None:
        """Read one section."""
        if section.heading is not None and section.key:
            self.account.put(section.heading, Fate.HEADING, section.key)
        if (
            section.item is not None
            and section.item.content.written
            and section.heading is not None
            and not section.blocks
        ):
            self.out.empty.append(section.key)
        if section.doubt:
            shown = section.heading.text.strip() if section.heading is not None else ""
            title = section.item.title if section.item else section.key
            said = (
                f"“{shown}”归入“{title}”"
                if shown and section.item
                else f"归入“{title}”"
                if section.item
                else "没有归入"
            )
            self.out.doubts.append(
                Doubt(f"{section.doubt}：{said}", section.line, section.key, "看看归得对不对", section.sureness)
            )
        self.bindings, self.item = {}, None
        self.reader.context.side, self.reader.context.last, self.reader.context.subject = (), (), ""
        for block in section.blocks:
            if isinstance(block, Grid):
                self._grid(block, section)
            else:
                for rest in self._para(block, section):
                    self._leave(rest, section)

    def _leave(self, para: Para, section: Section) -> None:
        """What is no figure: prose of the section, or unplaced."""
        if not para.text:
            return
        written = section.item is not None and section.item.content.written
        if written:
            self.out.prose.setdefault(section.key, []).append(para)
            self.account.put(para.text, Fate.PROSE, section.key)
        else:
            self.out.unplaced.append(para.text)
            self.account.put(para.text, Fate.UNPLACED, section.key)
            where = (
                section.item.title
                if section.item
                else {COVER: "封面", FOREIGN: "提纲以外的一节"}.get(section.key, section.key)
            )
            self.out.doubts.append(
                Doubt(
                    f"{where}里的“{_shortened(para.text.text)}”没有归处",
                    para.line,
                    section.key,
                    "它在文件末尾的“未归类”里",
                )
            )

    def _twice(self, para: Para, section: Section) -> None:
        """Say of a long paragraph that it stands twice."""
        text = re.sub(r"\s", "", para.text.text)
        text = text[number.length :] if (number := number_of(text, bare=False)) else text
        before = self.lines.setdefault(text, para.line)
        if len(text) >= LONG and before != para.line:
            message = f"“{_shortened(text)}”这一段和第 {before} 行的一段相同"
            self.out.doubts.append(Doubt(message, para.line, section.key, "多余的删去一段"))

    def beside(self, notes: Iterable[tuple[str, Text]]) -> None:
        """Notes, headers and footers: a report of perfgen has none, so they have no place."""
        for kind, text in notes:
            self.out.unplaced.append(text)
            self.account.put(text, Fate.UNPLACED, kind)
            hint = "它在文件末尾的“未归类”里；要的话写进正文"
            self.out.doubts.append(Doubt(f"{kind}“{_shortened(text.text)}”没有归处", 0, "", hint))

    # -- paragraphs ---------------------------------------------------------------------------------

    def _para(self, para: Para, section: Section) -> Iterator[Para]:
        """Read a paragraph; what is left of it as prose."""
        text = para.text.strip()
        if not text:
            return
        key = section.key
        self._twice(para, section)
        if section.key == FOREIGN:
            yield para
            return
        if self._strictly(text, key, para.line):
            self.account.put(text, Fate.FIGURE, key)
            return
        if key in (COVER, SIGNATURE, ATTACHMENTS):
            yield from self._edge(para, section)
            return
        if self._is_attachment(text.text):
            self.account.put(text, Fate.FIGURE, key)
            return
        if self._listed(text, section, para.line):
            return
        if self.patterns.get(key):
            yield from self._mixed(para, section)
        else:
            yield para

    def _strictly(self, text: Text, key: str, line: int) -> bool:
        """Whether ``text`` is a sentence of the template, word for word; what it says is taken."""
        patterns = sorted(self.patterns.get(key, ()), key=lambda each: -each.least)
        number = number_of(text.text, bare=False)
        forms_ = [text.text[number.length :], text.text] if number and number.style == "①" else [text.text]
        for pattern in patterns:
            if pattern.free:
                continue
            for form in forms_:
                found = pattern.read(form)
                if found is not None and self._sensible(pattern, found):
                    self._take(pattern, found, key, line)
                    return True
        for pattern in patterns:
            looped = bool(pattern.sentence.loops)
            if (
                not pattern.free
                or (looped and self.item is None)
                or (not looped and key not in (COVER, SIGNATURE, ATTACHMENTS))
            ):
                continue
            found = pattern.read(text.text)
            if found is not None and self._sensible(pattern, found):
                self._take(pattern, found, key, line)
                return True
        return False

    def _sensible(self, pattern: Pattern, found: list[Found]) -> bool:
        """Whether texts that were read may be what they are taken for."""
        loops = {name: over.split(" if ")[0].strip() for name, over in pattern.sentence.loops}
        for each in found:
            known = self.out.first(*each.path)
            if each.path[:1] == ("单位",) and each.gap is Gap.TEXT:
                if len(each.text) > 30 or re.search("[，。；：]", each.text):
                    return False
                if each.path[1:] == ("名称",) and re.search("绩效|自评|报告|[0-9]年", each.text):
                    return False
                if each.path[1:] == ("简称",) and not self._is_short_name(each.text):
                    return False
                if known and pattern.free and known != each.text:
                    return False
            if each.path[-1:] == ("名称",) and each.gap is Gap.TEXT and len(each.text) > 60:
                return False
            over = loops.get(each.path[0]) if each.path else None
            if over is not None and over not in ("指标", "指标行", "项目") and each.path[1:] == ("名称",):
                if len(each.text) > 20 or re.search("[：，。；0-9]", each.text):
                    return False
                if over in loops and over not in self.bindings:
                    return False
            if each.gap is Gap.LISTED and not _parts(each.text):
                return False
        return not (pattern.free and pattern.sentence.section in (COVER, SIGNATURE) and not found)

    def _is_short_name(self, text: str) -> bool:
        return not self.unit or text.removesuffix("街").removesuffix("道") in self.unit

    def _take(self, pattern: Pattern, found: list[Found], key: str, line: int) -> None:
        loops = {name: over.split(" if ")[0].strip() for name, over in pattern.sentence.loops}
        items: dict[str, Item] = {}
        for each in found:
            path = each.path
            if path and path[0].startswith("#"):
                self._inner(each, pattern, line, key)
                continue
            head = path[0] if path else ""
            if head in loops and loops[head] in ("指标", "指标行", "项目"):
                items.setdefault("指标" if loops[head] != "项目" else "项目", {})[path[1] if len(path) > 1 else ""] = (
                    each.text
                )
                continue
            if "=" in path:
                at = path.index("=")
                value = self.out.first(*path[at + 1 :]) or next((f.text for f in found if f.path == path[at + 1 :]), "")
                self._fact(path[:at], value, Gap.NUMBER, line, key)
                continue
            real = self._bound(path, loops, found)
            if real:
                self._value(real, each, line, key)
        for name, item in items.items():
            self._item(
                name,
                item,
                line,
                bool(pattern.sentence.loops) and set(item) <= {"完成情况", "全年预算数", "全年执行数", "执行率"},
            )

    def _inner(self, each: Found, pattern: Pattern, line: int, key: str) -> None:
        """A gap of a loop inside a sentence: name and amount of one part."""
        number, *rest = each.path
        loop = pattern.inner[number.split("#")[1]].sentence.loops[-1]
        base = tuple(loop[1].split("."))
        if rest[-1] == "名称":
            self.bindings[number] = (*base, each.text)
        elif number in self.bindings and each.gap is Gap.AMOUNT:
            self._value(self.bindings[number], each, line, key)

    def _bound(self, path: Path, loops: Mapping[str, str], found: list[Found]) -> Path:
        """``path`` with the name of the loop's part in the place of the loop's variable."""
        if not path or path[0] not in loops:
            return path
        variable = path[0]
        over = loops[variable]
        name = next((f.text for f in found if f.path == (variable, "名称")), "")
        parent = self.bindings.get(over) or tuple(over.split("."))
        if name:
            self.bindings[variable] = (*parent, name)
        if path[1:] == ("名称",):
            return ()
        return self.bindings.get(variable, ())

    def _value(self, path: Path, each: Found, line: int, key: str) -> None:
        if not each.text or each.text.startswith("见正文"):
            return
        if each.text == "—":
            self._fact(path, "未公布", each.gap, line, key)
            return
        if each.gap is Gap.LISTED:
            for name, value in _parts(each.text):
                self._fact((*path, name), value, Gap.AMOUNT, line, key)
        elif each.gap is Gap.NAMES:
            last = (*path[:-1], path[-1])
            self.out.lists.setdefault(".".join(last), []).extend({"名称": name} for name in _names(each.text))
        elif each.gap is Gap.AMOUNT:
            amount = re.fullmatch(r"(-?[0-9][0-9,，.]*)\s*(万元|亿元|元)", each.text)
            self._fact(path, in_ten_thousands(amount[1], amount[2]) if amount else each.text, each.gap, line, key)
        elif each.gap is Gap.CHANGE:
            change = re.fullmatch(r"(增加|减少|增长|下降)([0-9,.]+)(万元|亿元|元)?.*", each.text)
            if change and path:
                sign = "-" if change[1] in ("减少", "下降") else ""
                self._fact(path, sign + in_ten_thousands(change[2], change[3] or "万元"), each.gap, line, key)
        elif each.gap is Gap.NUMBER:
            self._fact(path, each.text.replace(",", ""), each.gap, line, key)
        else:
            self._fact(path, each.text.strip(), each.gap, line, key)

    def _fact(self, path: Path, value: str, gap: Gap, line: int, key: str) -> None:
        if not path or not value or (path == ("单位", "简称") and not self._is_short_name(value)):
            return
        before = next((fact for fact in self.out.facts if fact.path == path), None)
        if before is not None:
            if before.value != value and before.gap is gap and path[0] not in ("单位", "年度"):
                shown = ".".join(path)
                self.out.doubts.append(
                    Doubt(f"“{shown}”前面是 {before.value}，这里是 {value}", line, key, "用了前面的数；核对哪一个对")
                )
            return
        self.out.facts.append(Fact(path, value, gap, line, key))

    # -- items --------------------------------------------------------------------------------------

    def _item(self, name: str, values: Item, line: int, continues: bool = False) -> None:
        """An indicator or a project; one that is known already is completed."""
        items = self.out.indicators if name == "指标" else self.out.projects
        key = "三级指标" if name == "指标" else "名称"
        if continues and self.item is not None:
            self.item.update({k: v for k, v in values.items() if v not in ("", "—")})
            return
        values = {k: v for k, v in values.items() if k and v != "" and v != "—"}
        if key not in values:
            return
        if name == "指标":
            values["三级指标"] = _several(values["三级指标"])
        same = [item for item in items if _named(item[key]) == _named(values[key])]
        place = next((item for item in same if _agree(item, values)), None)
        if place is None:
            items.append(values)
            self.item = values
            return
        for field_, value in values.items():
            if field_ == key:
                if isinstance(value, list) and not isinstance(place[key], list):
                    place[key] = value
                continue
            if place.get(field_) in (None, "", "未公布"):
                place[field_] = value
            elif value not in (place[field_], "未公布"):
                self.out.doubts.append(
                    Doubt(f"指标“{_named(values[key])}”的{field_}前面是 {place[field_]}，这里是 {value}", line)
                )
        self.item = place

    def _is_attachment(self, text: str) -> bool:
        """Whether a line is nothing but the title of one of the pack's attachments."""
        titles = [title_of(each.title) for document in self.contract.documents for each in document.attachments]
        bare = title_of(re.sub(r"^附\s*[件表]\s*[0-9]*[：:]?|[（(]附后[）)]$", "", text))
        return len(text) <= 60 and any(likeness(bare, title) >= 700 or bare.endswith(title) for title in titles)

    def _listed(self, text: Text, section: Section, line: int) -> bool:
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
                    self._item("指标", item, line)
                    self.account.put(text[start:end], Fate.FIGURE, section.key)
                self._around(text, [(start, end) for start, end, _ in found], section, line)
                return True
        if "项目" in over:
            project = project_sentence(text.text)
            if project is not None:
                rate = project.pop("执行率", None)
                self._item("项目", project, line)
                if rate:
                    self._fact(("项目", f"[{project['名称']}]", "执行率"), str(rate), Gap.RATE, line, section.key)
                self._read(text, section)
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
                self.out.lists.setdefault(".".join(names.path), []).extend({"名称": n} for n in _names(match["list"]))
                self._read(text, section)
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
            self._claims(claims, line, section.key)
            if claims or re.search(r"指标|其中|如下", piece.text):
                self.account.put(piece, Fate.FIGURE, section.key)
                self.out.originals.append((section.key, piece.text))
            else:
                self._leave(Para(piece, line), section)

    def _read(self, text: Text, section: Section) -> None:
        """Note a text as read to figures, in other words than the template's."""
        self.account.put(text, Fate.FIGURE, section.key)
        self.out.originals.append((section.key, text.text))

    # -- sentences ----------------------------------------------------------------------------------

    def _mixed(self, para: Para, section: Section) -> Iterator[Para]:
        """A paragraph in which sentences with figures and prose may stand side by side."""
        key = section.key
        patterns = self.patterns.get(key, [])
        written = section.item is not None and section.item.content.written
        home = {path[:2] for path in _paths(patterns)} | {path[:1] for path in _paths(patterns) if len(path) == 1}
        colon = para.text.text.rstrip().endswith("：") and len(para.text) <= 60
        if colon and any(p.sentence.text.endswith("：") and not p.sentence.loops for p in patterns):
            claims, _ = self.reader.read(para.text.text)
            if not claims:
                self._read(para.text, section)
                return
        left: list[Text] = []
        known = self._names()
        found = None if written else self._loosely(para.text, patterns, known)
        sentences = list(para.text.sentences("。！？"))
        for sentence in sentences:
            if self._strictly(sentence.strip(), key, para.line):
                self.account.put(sentence, Fate.FIGURE, key)
                continue
            self._spoken(sentence, patterns, para.line, key)
            claims, unread = self.reader.read(sentence.text)
            kept_claims = [c for c in claims if not written or not c.path or _at_home(c.path, home)]
            stated = [c for c in kept_claims if c.path]
            if stated:
                self._claims(kept_claims, para.line, key)
                for label in unread:
                    self.out.doubts.append(
                        Doubt(f"“{label}”没有对应的字段", para.line, key, "需要的话填到合适的字段里")
                    )
                lead = self._lead(sentence, stated) if written else 0
                rest = self._rest(sentence, stated) if written else Text("", ())
                if lead:
                    left.append(sentence[:lead].put(lead - 1, "。"))
                self._read(sentence[lead : len(sentence) - len(rest)], section)
                self._years(sentence, stated, para.line, key)
                if found is None:
                    self._texts(sentence, patterns, known, para.line, key, numbers=False)
                if rest:
                    left.append(rest)
                continue
            if self._texts(sentence, patterns, known, para.line, key, numbers=True):
                self._read(sentence, section)
                continue
            if self._by_label(sentence, patterns, para.line, key):
                self._read(sentence, section)
                continue
            left.append(sentence)
        if found and left and not written:
            for each in left:
                self._read(each, section)
            left = []
        joined: Text | None = None
        for each in left:
            joined = each if joined is None else joined + each
        if joined is not None:
            yield kept(para, joined.strip())

    def _names(self) -> dict[Path, str]:
        """Texts that are known already, the unit's name among them."""
        known = {fact.path: fact.value for fact in self.out.facts if fact.gap in (Gap.TEXT, Gap.YEAR)}
        if self.unit:
            known.setdefault(("单位", "名称"), self.unit)
        return known

    def _loosely(self, text: Text, patterns: list[Pattern], known: Mapping[Path, str]) -> list[Found] | None:
        for pattern in sorted(patterns, key=lambda each: -each.literal):
            if not pattern.sentence.loops:
                found = read_loosely(pattern, text.text, known)
                if found is not None:
                    return found
        return None

    def _texts(
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
                    self._value(each.path, each, line, key)
            return True
        return False

    def _by_label(self, sentence: Text, patterns: list[Pattern], line: int, key: str) -> bool:
        """Whether the sentence fills at least two gaps of a county sentence, known by the words before each."""
        for pattern in patterns:
            found = labelled(pattern, sentence.text)
            if len(found) >= 2:
                for each in found:
                    self._value(each.path, each, line, key)
                return True
        return False

    def _spoken(self, sentence: Text, patterns: list[Pattern], line: int, key: str) -> None:
        """Clauses that stand for a figure in words: 没有下属单位 is 0."""
        clauses = re.split("[，。；]", sentence.text)
        for pattern in patterns:
            for name, words in pattern.spoken.items():
                hint = pattern.hints[name]
                if len(words) >= 6 and not hint.other and any(likeness(words, clause) >= 750 for clause in clauses):
                    self._fact(hint.path, hint.value, Gap.TEXT, line, key)

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

    def _claims(self, claims: Iterable[Claim], line: int, key: str) -> None:
        for claim in claims:
            if claim.path:
                self._fact(claim.path, claim.value, claim.gap, line, key)

    def _years(self, sentence: Text, claims: Iterable[Claim], line: int, key: str) -> None:
        """A figure under another year than the report's stays for the clerk to look at."""
        year = self.out.first("年度")
        odd = [claim for claim in claims if claim.year and year and claim.year != year and claim.path[:1] != ("上年",)]
        opening = {claim.path for claim in odd} <= {("决算", "年初结转和结余")}
        if odd and not opening:
            self.out.echoed.append(sentence.text.strip())
            message = f"报告年度是 {year}，这里写的是 {odd[0].year} 年：“{sentence.text.strip()[:40]}”"
            self.out.doubts.append(Doubt(message, line, key, "数已填入；原句在“未归类”里，核对年份以后删去"))

    # -- edges --------------------------------------------------------------------------------------

    def _edge(self, para: Para, section: Section) -> Iterator[Para]:
        """Cover, signature, notes of the attachments."""
        text, key = para.text.text.strip(), section.key
        known = self._names()
        label = re.fullmatch(
            r"[（(]?(评价年度|评价单位|填报单位|单位名称|填报日期|报告日期|日期)[^：:]{0,8}[：:]\s*(.+)", text
        )
        if label:
            self._labelled(label[1], label[2], para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        if key == ATTACHMENTS:
            if re.match(r"(?:注|说明)[：:]|填表人|金额单位|附\s*[件表]|.*自评表?$|.*评分表$|.*基础数据表$", text):
                self.account.put(para.text, Fate.FIGURE, key)
                return
        elif key == SIGNATURE:
            date = re.fullmatch(r"([12][0-9]{3})年([0-9]{1,2})月(?:([0-9]{1,2})日)?", text.replace(" ", ""))
            if date:
                self._fact(("成文日期",), date[0], Gap.DATE, para.line, key)
            elif not re.match(r"附", text):
                self._fact(("单位", "名称"), re.sub(r"（.*）$", "", text), Gap.TEXT, para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        elif len(text) <= 60 and re.search(r"自评|绩效|报告|缩略|说明|人民政府|街道办事处", text):
            unit = _TITLED.search(re.sub(r"^[12][0-9]{3}年度?", "", text))
            year = re.search(r"([12][0-9]{3})\s*年", text)
            if unit:
                self._fact(("单位", "名称"), unit[0], Gap.TEXT, para.line, key)
            if year:
                self._fact(("年度",), year[1], Gap.YEAR, para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        elif self._texts(para.text, self.patterns.get(key, []), known, para.line, key, numbers=True):
            self._read(para.text, section)
            return
        notice = re.search(r"《([^》]*自评[^》]*通知)》\s*[（(]([^（）()]*[0-9]+号)[）)]", text)
        if notice and ("依据", "名称") in self.used | {tuple(f.parts()) for f in self.contract.fields}:
            self._fact(("依据", "名称"), notice[1], Gap.TEXT, para.line, key)
            self._fact(("依据", "文号"), notice[2], Gap.TEXT, para.line, key)
            self._read(para.text, section)
            return
        yield para

    def _labelled(self, label: str, value: str, line: int, key: str) -> None:
        value = value.strip()
        if label == "评价年度":
            year = re.search(r"[12][0-9]{3}", value)
            self._fact(("年度",), year[0] if year else "", Gap.YEAR, line, key)
        elif label in ("评价单位", "填报单位", "单位名称"):
            self._fact(("单位", "名称"), value, Gap.TEXT, line, key)
        else:
            digits = re.fullmatch(r"([12][0-9]{3})[年.\-/]?([0-9]{1,2})[月.\-/]?([0-9]{1,2})?日?", value)
            if digits:
                day = f"{int(digits[3])}日" if digits[3] else ""
                self._fact(("成文日期",), f"{digits[1]}年{int(digits[2])}月{day}", Gap.DATE, line, key)

    # -- tables -------------------------------------------------------------------------------------

    def _grid(self, grid: Grid, section: Section) -> None:
        key = section.key
        table = indicator_table(grid) or project_table(grid)
        if table is not None:
            self._table(table, grid, key)
            taken = {id(cell) for cell in table.taken}
        else:
            taken = set()
        self._form(grid, section, taken)
        rows = [[cell for cell in row if cell and id(cell) not in taken] for row in grid.rows]
        for row in rows:
            if row:
                text = Text(
                    "｜".join(cell.text for cell in row), tuple(o for cell in row for o in (*cell.origins, -1))[:-1]
                )
                self._leave_cells(text, row, section, grid.line)

    def _leave_cells(self, text: Text, row: list[Text], section: Section, line: int) -> None:
        self.out.unplaced.append(text)
        for cell in row:
            self.account.put(cell, Fate.UNPLACED, section.key)
        self.out.doubts.append(
            Doubt(f"表里的“{_shortened(text.text)}”没有归处", line, section.key, "它在文件末尾的“未归类”里")
        )

    def _table(self, table: Listed, grid: Grid, key: str) -> None:
        for cell in table.taken:
            self.account.put(cell, Fate.FIGURE, key)
        dashed = {
            name
            for form in self.wording.tables
            for row in form.rows
            for tag in row
            for name in re.findall(r"\{\{\s*行\.(\w+)\s+(?:or|if\s[^{}]*?else)\s+'—'", tag)
        }
        for item in table.items:
            kept_item = {k: v for k, v in item.items() if v != "未公布" or k not in dashed}
            self._item(table.name, kept_item, grid.line)
        if table.total and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", table.total):
            self._fact(("自评", "总分"), table.total, Gap.NUMBER, grid.line, key)
        self.out.doubts += [Doubt(message, grid.line, key) for message in table.doubts]

    def _form(self, grid: Grid, section: Section, taken: set[int]) -> None:
        """Cells beside their labels, as the template's tables have them; cells that only repeat the report."""
        pairs = {_label(label): tag for table in self.wording.tables for label, tag in forms(table)}
        fixed = {_label(cell) for table in self.wording.tables for row in table.rows for cell in row if "{" not in cell}
        prose = {re.sub(r"\s", "", p.text.text) for paras in self.out.prose.values() for p in paras}
        for row_number, row in enumerate(grid.rows):
            if row and not any(id(cell) in taken for cell in row if cell) and self._row(list(row), section, grid.line):
                for cell in row:
                    taken.add(id(cell))
                    self.account.put(cell, Fate.FIGURE, section.key)
                continue
            cells = [cell for cell in row if cell and id(cell) not in taken]
            for position, cell in enumerate(cells):
                if id(cell) in taken:
                    continue
                label = _label(cell.text)
                following = cells[position + 1] if position + 1 < len(cells) else None
                if label in pairs and following is not None and _label(following.text) not in pairs:
                    self._cell(pairs[label], following, section, grid.line)
                    taken |= {id(cell), id(following)}
                    self.account.put(cell, Fate.FIGURE, section.key)
                    self.account.put(following, Fate.FIGURE, section.key)
                elif label in fixed or _repeats(cell.text, prose, self.out):
                    taken.add(id(cell))
                    self.account.put(cell, Fate.FIGURE, section.key)
            self._by_header(grid, row_number, taken, section)

    def _cell(self, tag: str, cell: Text, section: Section, line: int) -> None:
        if "正文[" in tag or not cell.text.strip():
            return
        if "{%p" in tag:
            self._lines(tag, cell, section, line)
            return
        pattern = pattern_of(Sentence(re.sub(r"\s*\n\s*", "", tag), section.key), self.contract)
        found = pattern.read(re.sub(r"\s*\n\s*", "", cell.text))
        if found is not None and len(pattern.slots) <= 12:
            self._take(pattern, found, section.key, line)

    def _lines(self, tag: str, cell: Text, section: Section, line: int) -> None:
        """A cell that prints a line for each indicator or project."""
        loops: list[tuple[str, str]] = []
        patterns: list[Pattern] = []
        for row in tag.split("\n"):
            control = re.match(r"\s*\{%p\s+for\s+(\w+)\s+in\s+(\S+)", row)
            if control:
                loops.append((control[1], control[2]))
            elif "{{" in row and loops:
                patterns.append(pattern_of(Sentence(row.strip(), section.key, tuple(loops)), self.contract))
        for row in cell.text.split("\n"):
            for pattern in patterns:
                found = pattern.read(row)
                if found is not None:
                    self._take(pattern, found, section.key, line)
                    break

    def _row(self, row: list[Text], section: Section, line: int) -> bool:
        """Whether a row is one of the template's with its own label, read cell by cell."""
        for table in self.wording.tables:
            for model in table.rows:
                tags = [tag for tag in model if "{{" in tag]
                label = any(_label(tag) not in ("", "—") for tag in model if "{" not in tag)
                if len(tags) < 2 or len(model) != len(row) or not label or re.search(r"\{%tr|\b行\.", "".join(model)):
                    continue
                if all("{" in tag or _label(tag) == _label(cell.text) for tag, cell in zip(model, row, strict=True)):
                    for tag, cell in zip(model, row, strict=True):
                        if "{{" in tag:
                            self._cell(tag, cell, section, line)
                    return True
        return False

    def _by_header(self, grid: Grid, row_number: int, taken: set[int], section: Section) -> None:
        """A row of figures below a row of headings (预算数、执行数、执行率、得分)."""
        if row_number == 0:
            return
        tags = _under_headers(self.wording.tables)
        above, row = grid.rows[row_number - 1], grid.rows[row_number]
        for head, cell in zip(above, row, strict=False):
            tag = tags.get(_label(head.text)) if head else None
            if tag and cell and id(cell) not in taken and re.fullmatch(r"[-0-9,.]+[%％]?|—", cell.text.strip()):
                self._cell(tag, cell, section, grid.line)
                taken.add(id(cell))
                self.account.put(cell, Fate.FIGURE, section.key)


def _under_headers(tables: Iterable[FormTable]) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in tables:
        for above, row in zip(table.rows, table.rows[1:], strict=False):
            heads, tags = list(above), list(row)
            if any("{%tr" in tag for tag in tags):
                continue
            for head, tag in zip(reversed(heads), reversed(tags), strict=False):
                if "{" not in head and head.strip() and "{{" in tag:
                    found[_label(head)] = tag
    return found


def _repeats(text: str, prose: set[str], out: Gathered) -> bool:
    """Whether a cell says what the report has said already."""
    bare = re.sub(r"\s", "", text)
    if re.match(r"见正文", bare) or bare in ("—", "100"):
        return True
    lines = [re.sub(r"\s", "", line) for line in text.split("\n") if line.strip()]
    if lines and all(any(line in p for p in prose) for line in lines) and len(bare) > 8:
        return True
    if re.match(r"预算执行率[0-9.]+%，偏离原因见正文", bare):
        return True
    return bare in {fact.value for fact in out.facts if fact.gap in (Gap.TEXT,)}


_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,18}?人民政府[\u4e00-\u9fff]{2,6}?街道办事处|[\u4e00-\u9fff]{2,18}?(?:镇|乡)人民政府|[\u4e00-\u9fff]{2,18}?街道办事处"
)
_TITLED = re.compile(
    r"^[\u4e00-\u9fff]{2,30}?(?:人民政府[\u4e00-\u9fff]{2,8}街道办事处|人民政府|街道办事处|委员会|局)"
    r"(?=$|[0-9 ]|部门|整体|单位|绩效|预算)"
)
_BEFORE_NAME = re.compile(r"^(?:年度?|由|向|以|的|在|和|与|及|将|对|为|于|是|经|本|即|按照?|根据)+")


def unit_in(whole: str) -> str:
    """The name of the unit that a text speaks of most."""
    found = Counter(_BEFORE_NAME.sub("", name) for name in _UNIT.findall(whole))
    if not found:
        return ""
    most = found.most_common(1)[0][0]
    return max(
        (name for name in found if name.endswith(most)), key=lambda name: (found[name] * 2 >= found[most], len(name))
    )


def title_of(title: str) -> str:
    """An attachment's title without unit, year and expressions."""
    return re.sub(r"\{\{.*?\}\}|\W|[12][0-9]{3}年?度?|年度|[\u4e00-\u9fff]*(?:人民政府|街道办事处)", "", title)


def _shortened(text: str) -> str:
    return text[:24] + ("…" if len(text) > 24 else "")


def _label(text: str) -> str:
    return re.sub(r"\s|[（(][A-Z/0-9分]+[）)]|[：:]", "", text)


def _paths(patterns: Iterable[Pattern]) -> Iterator[Path]:
    for pattern in patterns:
        for slot in (*pattern.slots.values(), *(s for inner in pattern.inner.values() for s in inner.slots.values())):
            if slot.path and slot.path[0] not in LISTS:
                yield slot.path


def _at_home(path: Path, home: set[Path]) -> bool:
    return path[:2] in home or path[:1] in home or path[:1] == ("较上年",)


def _parts(text: str) -> list[tuple[str, str]]:
    """Name and amount of each part of “基本工资571.61万元，津贴补贴120.39万元”."""
    found = []
    pieces = re.split(r"(?<=元)[，,、；;]\s*", text.strip("。；; "))
    for piece in pieces:
        match = re.fullmatch(
            r"(?P<name>[^0-9]+?)(?P<number>-?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>万元|亿元|元)", piece.strip()
        )
        if match is None:
            return []
        found.append((match["name"].strip(), in_ten_thousands(match["number"], match["unit"])))
    return found


def _names(text: str) -> list[str]:
    """The names of “甲、乙和丙”; what stands in brackets is not split."""
    masked = re.sub(r"[（(][^（）()]*[）)]|“[^”]*”", lambda m: "□" * len(m[0]), text)
    cuts = [m.span() for m in re.finditer("、", masked)]
    start = cuts[-1][1] if cuts else 0
    last = re.search(r"以及|和|及", masked[start:])
    if cuts and last:
        cuts.append((start + last.start(), start + last.end()))
    elif not cuts and (last := re.search("和", masked)):
        cuts.append(last.span())
    pieces, position = [], 0
    for a, b in [*cuts, (len(text), len(text))]:
        pieces.append(text[position:a].strip())
        position = b
    return [re.sub(r"等$", "", piece) for piece in pieces if piece]


def _several(value: object) -> object:
    """三级指标 that are scored together, as a list; a single name stays as it is."""
    if isinstance(value, list) or not isinstance(value, str):
        return value
    if value.count("、") >= 2 and "和" in value.rsplit("、", 1)[-1]:
        return _names(value)
    return value


def _named(value: object) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return re.sub(r"[\s，,、和]", "", text)


def _agree(item: Item, values: Item) -> bool:
    """Whether two readings may be of one indicator."""
    return all(
        item.get(key) in (None, "", "未公布", values.get(key)) or values.get(key) in (None, "", "未公布")
        for key in ("一级指标", "指标值", "分值")
    )


__all__ = ["Block", "Content", "Doubt", "Fact", "Gathered", "Gatherer"]
