"""Who reports and for which year, as far as a report says it."""

import re
from collections import Counter

from perfgen.contract import Contract
from perfgen.importing.gathered import Doubt, Fact, Gathered
from perfgen.importing.naming import unit_in
from perfgen.importing.patterns import Gap


def year_of(gathered: Gathered, whole: str) -> int | str:
    """The year of the report; 待填, and doubtful, where it does not say."""
    stated = gathered.first("年度")
    if stated:
        return int(stated)
    years = Counter(re.findall(r"(20[0-9]{2})年度?", whole))
    if not years:
        gathered.doubts.append(Doubt("没有认出报告的年度", 0, "", "填上“年度”"))
        return "待填"
    year = int(years.most_common(1)[0][0])
    gathered.doubts.append(Doubt(f"报告没有写明年度，按出现最多的年份当作 {year}", 0, "", "核对“年度”"))
    return year


def unit_of(gathered: Gathered, contract: Contract, whole: str) -> dict[str, str]:
    """Names and county of the unit."""
    unit: dict[str, str] = {}
    name = gathered.first("单位", "名称")
    if not name:
        name = unit_in(whole)
        if name:
            gathered.doubts.append(Doubt(f"封面没有写单位，从正文里认出“{name}”", 0, "", "核对“单位.名称”"))
    unit["名称"] = name or "待填"
    short = gathered.first("单位", "简称") or _short(name, whole)
    unit["简称"] = short or "待填"
    called = gathered.first("单位", "自称")
    if not called:
        counted = Counter(re.findall(r"我(?:镇|乡|街道|街|单位|局|委|办)(?![上头政])", whole))
        counted = counted or Counter(re.findall(r"本(?:镇|乡|街道|街|单位|局|委|办)(?![上头政])", whole))
        called = counted.most_common(1)[0][0] if counted else ""
    if called:
        unit["自称"] = called
    county = re.match(
        r"(?:[\u4e00-\u9fff]{2,3}省)?((?:[\u4e00-\u9fff]{2,4}市)?[\u4e00-\u9fff]{1,5}?[区县])(?=[\u4e00-\u9fff])", name
    )
    own = re.match(r"((?:[\u4e00-\u9fff]{2,4}市)?[\u4e00-\u9fff]{2,5}?[区县])", contract.name)
    if county or own:
        unit["县区"] = county[1] if county else own[1] if own else ""
    return unit


_NOTICE = re.compile(r"《([^《》]{4,80}?自评[^《》]*通知)》\s*[（(]([^（）()]{2,20}?[0-9]+号)[）)]")


def note_notice(gathered: Gathered, contract: Contract, whole: str) -> None:
    """Note the notice that the report follows, where the pack asks for it and no sentence of the template has it."""
    found = _NOTICE.search(whole)
    if found is None or gathered.first("依据", "名称"):
        return
    for key, value in (("名称", found[1]), ("文号", found[2])):
        if contract.shape.at(("依据", key)):
            gathered.facts.append(Fact(("依据", key), value, Gap.TEXT, 0, ""))


def _short(name: str, whole: str) -> str:
    bare = re.sub(r"人民政府(?=.)", "", name)
    match = re.search(
        r"(?:[区县市旗])?([\u4e00-\u9fff]{2,5}?(?:镇|乡|街道|街))(?:人民政府|办事处)?$",
        re.sub(r"^.*(?:[区县]|市(?!.*[区县]))", "", bare),
    )
    short = match[1] if match else ""
    if short.endswith("街道"):
        spoken = short.removesuffix("道")
        if len(re.findall(f"{spoken}(?!道)", whole)) > whole.count(short):
            return spoken
    return short
