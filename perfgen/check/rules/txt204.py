"""The wrong name for oneself: another rank, or another unit's full name."""

import re
from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity

RANKS = {"镇": ("镇",), "乡": ("乡",), "街道": ("街道", "街"), "街": ("街道", "街")}
_SELF = Sought(r"[我本](?<![自忘].)(?P<rank>镇|乡|街道|街|局|委|厅|院|校)(?![上头政])")
_FULL = Sought(
    r"(?P<name>[^\W0-9A-Za-z_]{2,14}?(?:(?:镇|乡)人民政府|街道办事处))", "镇人民政府", "乡人民政府", "街道办事处"
)
_PARTNER = Sought(r"(?:帮扶|对口|结对|协作|联合|会同|与|同|和|向|由|原|学习|借鉴|毗邻|相邻|赴)[^，。；]{0,20}$")
_RELATED = Sought(r"帮扶|对口|结对|协作|联合|会同|毗邻|相邻|邻近|学习")


def rank_of(name: str) -> str:
    """镇, 乡 or 街道 by the unit's full name; empty for any other unit."""
    if "街道" in name:
        return "街道"
    match = re.search(r"(镇|乡)人民政府", name)
    return match[1] if match else ""


def find(case: Case) -> Iterator[Fault]:
    """Every “我镇” of a unit that is none, and every full name of another town that is no partner."""
    own, short, called = case.text("单位", "名称"), case.text("单位", "简称"), case.text("单位", "自称")
    rank = rank_of(own)
    for sentence, match in case.sentences_with(_SELF) if rank else ():
        if match["rank"] in RANKS[rank] or match[0] == called:
            continue
        message = f"自称“{match[0]}”，单位是“{own}”"
        hint = f"改成“{called}”" if called else f"改成“我{rank}”"
        yield Fault(message, hint, case.place_in(sentence, match.start()))
    for sentence, match in case.sentences_with(_FULL):
        name = match["name"]
        if _same(name, own, short) or _PARTNER.first(sentence.text[: match.start()]) or _RELATED.first(name):
            continue
        message = f"出现了别的单位的全称“{name}”"
        yield Fault(message, "套用别处的文字要改；确是别的单位，写核实说明", case.place_in(sentence, match.start()))


def _same(name: str, own: str, short: str) -> bool:
    return name in own or own in name or (bool(short) and short.rstrip("镇乡街道") in name)


RULE = Rule(
    code="TXT204",
    name="自称或单位不对",
    severity=Severity.REVIEW,
    what="镇写成“我街道”、街道写成“我镇”，或出现别的镇街的全称（帮扶、协作等关系里的不报）。",
    why="套用别处报告时会留下别人的名字。",
    bad="我街道按时完成自评。   # 单位是镇",
    good="我镇按时完成自评。",
    cure="改成自己的称呼；可写 {{ 单位.自称 }}。",
    find=find,
)
