"""Taking what a sentence or cell of the template says: figures to their paths, items to their lists, each once."""

import re
from collections.abc import Iterable, Iterator, Mapping

from perfgen.contract import Contract
from perfgen.importing.account import Account, Fate
from perfgen.importing.claims import Reader, in_ten_thousands
from perfgen.importing.gathered import Doubt, Fact, Gathered
from perfgen.importing.indicators import Item
from perfgen.importing.naming import agree, named, names_in, parts_in, several, shortened, unit_in
from perfgen.importing.numbering import number_of
from perfgen.importing.patterns import Found, Gap, Path, Pattern
from perfgen.importing.reading import Para
from perfgen.importing.reversing import pattern_of
from perfgen.importing.sections import FOREIGN, Section
from perfgen.importing.tracked import Text
from perfgen.importing.wording import ATTACHMENTS, COVER, SIGNATURE, Sentence, Wording

LISTS = {"标": "指标", "行": "指标", "项": "项目"}


class Taker:
    """What every reader of a report takes from it, and the sentences of the template that it goes by."""

    def __init__(self, contract: Contract, wording: Wording, account: Account, whole: str) -> None:
        self.contract = contract
        self.wording = wording
        self.account = account
        self.out = Gathered()
        self.patterns: dict[str, list[Pattern]] = {}
        for sentence in wording.sentences:
            self.patterns.setdefault(sentence.section, []).append(pattern_of(sentence, contract))
        self.used = frozenset(path for each in self.patterns.values() for path in paths_of(each))
        cells = (
            pattern_of(Sentence(cell, ATTACHMENTS), contract)
            for table in wording.tables
            for row in table.rows
            for cell in row
            if "{{" in cell and not re.search(r"\{%(?:p|tr)|\b行\.", cell)
        )
        self.printed = self.used | frozenset(paths_of(cells))
        """The paths that sentences and tables of the template print."""
        self.reader = Reader(contract, self.used)
        self.bindings: dict[str, Path] = {}
        self.item: Item | None = None
        self.unit = unit_in(whole)
        """The unit's name, as far as the text as a whole shows it."""
        self.reader.names = (self.unit,) if self.unit else ()

    def begin(self) -> None:
        """Forget what only held in the section before."""
        self.bindings, self.item = {}, None
        context = self.reader.context
        context.side, context.last, context.subject = (), (), ""

    def strictly(self, text: Text, key: str, line: int) -> bool:
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
                    self.take(pattern, found, key, line)
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
                self.take(pattern, found, key, line)
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
            if each.gap is Gap.LISTED and not parts_in(each.text):
                return False
        return not (pattern.free and pattern.sentence.section in (COVER, SIGNATURE) and not found)

    def _is_short_name(self, text: str) -> bool:
        return not self.unit or text.removesuffix("街").removesuffix("道") in self.unit

    def take(self, pattern: Pattern, found: list[Found], key: str, line: int) -> None:
        """Take what was read in the gaps of a sentence of the template."""
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
                self.fact(path[:at], value, Gap.NUMBER, line, key)
                continue
            real = self._bound(path, loops, found)
            if real:
                self.value(real, each, line, key)
        for name, item in items.items():
            self.add(
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
            self.value(self.bindings[number], each, line, key)

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

    def value(self, path: Path, each: Found, line: int, key: str) -> None:
        """Take what was read in one gap as the value of ``path``."""
        if not each.text or each.text.startswith("见正文"):
            return
        if each.text == "—":
            self.fact(path, "未公布", each.gap, line, key)
            return
        if each.gap is Gap.LISTED:
            for name, value in parts_in(each.text):
                self.fact((*path, name), value, Gap.AMOUNT, line, key)
        elif each.gap is Gap.NAMES:
            last = (*path[:-1], path[-1])
            self.out.lists.setdefault(".".join(last), []).extend({"名称": name} for name in names_in(each.text))
        elif each.gap is Gap.AMOUNT:
            amount = re.fullmatch(r"(-?[0-9][0-9,，.]*)\s*(万元|亿元|元)", each.text)
            self.fact(path, in_ten_thousands(amount[1], amount[2]) if amount else each.text, each.gap, line, key)
        elif each.gap is Gap.CHANGE:
            change = re.fullmatch(r"(增加|减少|增长|下降)([0-9,.]+)(万元|亿元|元)?.*", each.text)
            if change and path:
                sign = "-" if change[1] in ("减少", "下降") else ""
                self.fact(path, sign + in_ten_thousands(change[2], change[3] or "万元"), each.gap, line, key)
        elif each.gap is Gap.NUMBER:
            self.fact(path, each.text.replace(",", ""), each.gap, line, key)
        else:
            self.fact(path, each.text.strip(), each.gap, line, key)

    def fact(self, path: Path, value: str, gap: Gap, line: int, key: str) -> None:
        """Note a figure or text; where it is known already and differs, the first stays and that is said."""
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

    def add(self, name: str, values: Item, line: int, continues: bool = False) -> None:
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
            values["三级指标"] = several(values["三级指标"])
        same = [item for item in items if named(item[key]) == named(values[key])]
        place = next((item for item in same if agree(item, values)), None)
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
                    Doubt(f"指标“{named(values[key])}”的{field_}前面是 {place[field_]}，这里是 {value}", line)
                )
        self.item = place

    def known(self) -> dict[Path, str]:
        """Texts that are known already, the unit's name among them."""
        known = {fact.path: fact.value for fact in self.out.facts if fact.gap in (Gap.TEXT, Gap.YEAR)}
        if self.unit:
            known.setdefault(("单位", "名称"), self.unit)
        return known

    def note(self, text: Text, section: Section) -> None:
        """Note a text as read to figures, in other words than the template's."""
        self.account.put(text, Fate.FIGURE, section.key)
        self.out.originals.append((section.key, text.text))

    def leave(self, para: Para, section: Section) -> None:
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
                    f"{where}里的“{shortened(para.text.text)}”没有归处",
                    para.line,
                    section.key,
                    "它在文件末尾的“未归类”里",
                )
            )


def paths_of(patterns: Iterable[Pattern]) -> Iterator[Path]:
    """The key paths that sentences print."""
    for pattern in patterns:
        for slot in (*pattern.slots.values(), *(s for inner in pattern.inner.values() for s in inner.slots.values())):
            if slot.path and slot.path[0] not in LISTS:
                yield slot.path
