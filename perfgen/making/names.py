"""Who wrote a report, for which year, when; and names for its figures, proposed from the words before them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from perfgen.frozen import frozen

_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,24}?(?:人民政府(?:[\u4e00-\u9fff]{1,8}街道办事处)?|街道办事处|管理委员会|委员会|[局委办](?=[0-9，。（）\s]|$))"
)
_LEADING = re.compile(
    r"^(?:.*?(?:本年|年度|单位名称|评价单位|经自评|现将|关于|年)(?=[\u4e00-\u9fff]{4})|[由对为将按照]+)"
)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年度?")
DATE = re.compile(r"(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?")


@frozen
class Identity:
    """The unit of a report in its spellings, the year that it is about, and its date; empty where not found."""

    name: str = ""
    short: str = ""
    own: str = ""
    county: str = ""
    year: int = 0
    date: str = ""


def identity_of(edges: Sequence[str], body: Iterable[str]) -> Identity:
    """Who, when: ``edges`` are the texts of cover, title and signature, ``body`` those of the report."""
    whole = "\n".join(body)
    name = _unit(edges, whole)
    short = _short(name, whole)
    own = [
        *Counter(re.findall(r"我(?:镇|乡|街道|街|单位|局|委|办|部门)", whole)).most_common(1),
        *Counter(re.findall(r"本(?:镇|乡|街道|街|单位|局|委|办|部门)", whole)).most_common(1),
    ]
    years = Counter(_YEAR.findall("\n".join(edges))) or Counter(re.findall(r"((?:19|20)[0-9]{2})年度", whole))
    dates = [match[0] for text in edges if (match := DATE.fullmatch(re.sub(r"[^0-9年月日]", "", text) or "-"))]
    year = 0
    if years:
        later = {int(date[:4]) for date in dates}
        year = min((int(found) for found in years if int(found) not in later), default=min(map(int, years)))
    return Identity(name, short, own[0][0] if own else "", _county(name, whole), year, dates[-1] if dates else "")


def _unit(edges: Sequence[str], whole: str) -> str:
    found: Counter[str] = Counter()
    for weight, text in ((8, "\n".join(edges)), (1, whole)):
        for match in _UNIT.findall(text):
            found[_LEADING.sub("", match)] += weight
    likely = [name for name in found if not re.search("财政|审计|上级|国务院|省委|市委|区委|县委", name)]
    if not likely:
        return ""
    alone = [name for name in likely if any(re.fullmatch(rf"\W*{re.escape(name)}\W*", edge) for edge in edges)]
    return max(alone or likely, key=lambda name: (found[name], len(name)))


def _short(name: str, whole: str) -> str:
    bare = re.sub(r"(?:人民政府|办事处|管理委员会)$", "", name)
    match = re.search(r"(?:^|[省市县区旗府])([^省市县区旗府]{1,6}(?:镇|乡|街道|街))$", bare)
    short = match[1] if match else bare
    if short.endswith("街道"):
        street = short.removesuffix("道")
        if len(re.findall(f"{street}(?!道)", whole)) > len(re.findall(short, whole)) // 2:
            return street
    return short or name


def _county(name: str, whole: str) -> str:
    match = re.search(r"([^省市]{2,4}[县区旗])(?=[^省市县区]*(?:镇|乡|街))", name) or re.search(
        r"([\u4e00-\u9fff]{2}[县区])(?=财政局)", whole
    )
    return re.sub("^.*市", "", match[1]) if match else ""


# -- names of figures ---------------------------------------------------------------------------------

_NOISE = re.compile(
    r"^(?:其中|以及|并且|并|及|和|与|即|也|还|共(?!公|同|产|青)|合计|包括|含|全年|全镇|全街|全县|本镇|本街|我镇|我街|本单位|我单位|当年|年度|年末(?!结)"
    r"|前三季度|截至|从全年看|帮助|协助|动员|通过|按群众所需|实现|完成|达到|取得|发放|投入|拿出|为|是|由|向|[0-9]+年?|的|了|各(?!类|项)|该|已|约|近|超)+"
)
_TAIL = re.compile(
    r"(?:实现|完成|达到?|发放|投入|申领|约|近|超过?|仅|共计|合计|共|都|均|为|是|有|的|数|了|约为|总计|累计|一项得?|得|按|：|≥|≤|=)+$"
)
_VERBS = re.compile(r"(?:累计)?(?:实现|完成)|累计|全年")
_GROWTH = re.compile(r"^(?:同比|比上年|较上年|环比)?(?:增长|下降|增加|减少|上升)?$")
_LONGEST = 12


def bare_label(label: str) -> str:
    """The words before a figure without what only joins them to the sentence."""
    text = re.sub(r"(?:19|20)[0-9]{2}年度?", "", label)
    text = re.sub(r"[^\w（）]", "", text)
    previous = None
    while previous != text:
        previous = text
        text = _NOISE.sub("", _TAIL.sub("", text))
    return text


def field_name(label: str, before: str, taken: Iterable[str], fallback: str) -> str:
    """A name for a figure with these words before it that none of ``taken`` has; at most twelve characters."""
    name = re.sub(r"\W", "", bare_label(label))
    if _GROWTH.match(name) or len(name) < 2:
        said = name or re.sub(r"\W", "", label)
        subject = next(
            (
                s
                for part in reversed(re.split("[，；。、：（(]", before))
                if not _GROWTH.match(s := _subject(part)) and len(s) > 1
            ),
            "",
        )
        change = next((word for word in ("同比", "环比", "比上年") if word in said), "")
        name = f"{_shortened(subject)}{change}" if subject else ""
    name = re.sub(r"^[0-9_]+", "", _shortened(name)) or fallback
    used = set(taken)
    if name not in used:
        return name
    number = 2
    while f"{name}{number}" in used:
        number += 1
    return f"{name}{number}"


def _shortened(name: str) -> str:
    """At most twelve characters of a name: verbs go first, then what stands before 的."""
    if len(name) > _LONGEST - 4:
        name = _VERBS.sub("", name) or name
    while len(name) > _LONGEST and "的" in name[:-2]:
        name = name.partition("的")[2]
    return name[-_LONGEST:]


def _subject(part: str) -> str:
    text = re.sub(r"-?[0-9][0-9,.]*\s*(?:万元|亿元|元|%|％|个百分点|分|人|宗|件|户|个|次|家|项)?", "", part)
    return re.sub(r"\W", "", bare_label(text))
