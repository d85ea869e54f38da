"""Slips put into the prose of the five inputs, one at a time: found with the right code on the right line.

Beside them, sentences that a town may well write: none of them may raise anything. ``pytest -s`` prints the rates.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from random import Random

from perfgen.check.rules.txt204 import rank_of
from perfgen.express.rounding import rounded
from perfgen.findings import Finding
from tests.support.inputs import NAMES, base, pack_of, text_of
from tests.support.report import typed

PLACES = 4
"""In how many places of an input each slip is put."""

_ENDS = re.compile(r"。(?=(?:\"(?: \})?,?)?$)")


def prose_lines(name: str) -> list[int]:
    """The lines of the input's 正文 that end with a sentence, as indices."""
    lines = text_of(name).split("\n")
    first = lines.index('["正文"]')
    return [i for i in range(first, len(lines)) if _ENDS.search(lines[i]) and not lines[i].lstrip().startswith("#")]


def with_sentence(name: str, index: int, sentence: str) -> str:
    """The input with ``sentence`` behind the last one of line ``index``."""
    lines = text_of(name).split("\n")
    lines[index] = _ENDS.sub(lambda match: match[0] + sentence, lines[index], count=1)
    return "\n".join(lines)


def found_in(name: str, text: str) -> list[Finding]:
    """The findings of ``text`` that the input itself does not have, by code and message."""
    known = {(f.code, f.message) for f in base(name).findings}
    return [f for f in typed(text, pack_of(name)).findings if (f.code, f.message) not in known]


# -- slips ----------------------------------------------------------------------------------------


def year_of(name: str) -> int:
    found = base(name).figures.number(("年度",))
    assert found is not None
    return int(found)


def wrong_count(name: str, random: Random) -> str:
    offices = random.sample(
        ["党政办", "人大办", "党建办", "纪检办", "综治办", "执法办", "经发办", "规建办", "农业办"], 5
    )
    return f"内设机构{len(offices) + random.choice((-1, 1))}个，分别是{'、'.join(offices[:-1])}和{offices[-1]}。"


def truncated_rate(name: str, random: Random) -> str:
    while True:
        asked = random.randint(60, 999)
        pleased = random.randint(asked // 2, asked - 1)
        rate = Decimal(pleased) / asked * 100
        cut = rate.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
        if cut != rounded(rate, 2):
            return f"问卷调查{asked}人，表示满意{pleased}人，满意度为{cut}%。"


def later_denominator(name: str, random: Random) -> str:
    received = random.randint(300, 900)
    filed = received - random.randint(10, 80)
    return f"热线受理{received}件，归档{filed}件，办结{filed}件，办结率达100%。"


def wrong_year(name: str, random: Random) -> str:
    year, amount = year_of(name) - random.randint(1, 2), rounded(Decimal(random.randint(1, 9999)) / 7, 2)
    return random.choice(
        [
            f"行动次数{year}年实际完成值{random.randint(11, 19)}次。",
            f"{year}年年末结转结余{amount}万元。",
            f"{year}年部门决算支出{amount}万元。",
        ]
    )


def wrong_self(name: str, random: Random) -> str:
    rank = rank_of(str(base(name).report.raw(("单位", "名称"))))
    if random.random() < 0.5:
        return f"我{'街道' if rank != '街道' else '镇'}按时完成各项任务。"
    return f"{random.choice(['青溪', '白石', '东江'])}镇人民政府高度重视这项工作。"


def prompt(name: str, random: Random) -> str:
    return random.choice(
        [
            "简介如何组织开展自评。",
            "此处填写主要成效。",
            "自评得分××分。",
            "（请说明未完成的原因）。",
            "简述如何应用评价结果。",
            "完成率为____。",
        ]
    )


def brackets(name: str, random: Random) -> str:
    opening, closing = random.choice(["[]", "【】", "（）", "()", "［］"])
    return f"工作方案见镇府办{opening}{year_of(name)}{closing}{random.randint(1, 99)}号。"


def stray_mark(name: str, random: Random) -> str:
    return random.choice(["采购的规范性得到保障%。", "各项制度有据可依。。", "工作平稳，，推进有序。", "责任到人；。"])


def other_separators(name: str, random: Random) -> str:
    thousands = pack_of(name).contract.format.thousands
    amount = random.randint(1000, 9999)
    return f"另有专项经费{amount if thousands else f'{amount:,}'}万元。"


def typed_figure(name: str, random: Random) -> str:
    spent = base(name).figures.value(("决算", "支出"))
    return f"全年共支出{spent}万元。"


def copied_clause(name: str, random: Random) -> str:
    clauses = [
        clause
        for block in base(name).texts.blocks()
        for clause in re.split(r"[，。；！？：]", block.typed)
        if len(clause) >= 20 and not re.search(r"[《》“”{}]", clause)
    ]
    return random.choice(clauses) + "。" if clauses else ""


SLIPS: dict[str, Callable[[str, Random], str]] = {
    "TXT201": wrong_count,
    "PCT203": truncated_rate,
    "PCT204": later_denominator,
    "TXT203": wrong_year,
    "TXT204": wrong_self,
    "TXT205": copied_clause,
    "TXT208": prompt,
    "TXT209": brackets,
    "TXT210": stray_mark,
    "TXT211": other_separators,
    "TXT212": typed_figure,
}


def seeded(code: str) -> Iterator[tuple[str, int, str]]:
    for name in NAMES:
        random = Random(f"{code} {name}")
        lines = prose_lines(name)
        for index in random.sample(lines, min(PLACES, len(lines))):
            sentence = SLIPS[code](name, random)
            if sentence:
                yield name, index, sentence


def test_slips_of_prose_are_found_on_their_line() -> None:
    hits: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    missed = []
    for code in SLIPS:
        for name, index, sentence in seeded(code):
            tried[code] += 1
            found = found_in(name, with_sentence(name, index, sentence))
            # of two equal clauses the later one is told
            fitting = [f for f in found if f.code == code and (f.place.line == index + 1 or code == "TXT205")]
            hits[code] += bool(fitting)
            if not fitting:
                missed.append((code, name, index + 1, sentence, [(f.code, f.place.line) for f in found]))
    for code, count in tried.items():
        sys.stdout.write(f"{code}: {hits[code]} of {count}\n")
    assert hits.total() >= Decimal("0.95") * tried.total(), missed
    assert all(hits[code] * 10 >= count * 9 for code, count in tried.items()), missed


def test_conclusion_that_the_indicators_contradict() -> None:
    for name, key, sentence in (
        ("吕田镇-2023", '"综合评价.自评结论" = ', "部分绩效指标未达成。"),
        ("天城镇-2021", '"自评结论.已完成" = ', "全部指标均已完成。"),
    ):
        lines = text_of(name).split("\n")
        index = next(i for i, line in enumerate(lines) if line.startswith(key)) + 1
        found = found_in(name, with_sentence(name, index, sentence))
        assert [(f.code, f.place.line) for f in found] == [("TXT206", index + 1)], name


def test_empty_section_and_missing_attachment() -> None:
    text = text_of("前山镇-2024").replace('"其他自评" = "未公布"', '"其他自评" = ""')
    assert [f.code for f in found_in("前山镇-2024", text)] == ["OUT102"]
    name = "钟村街-2024"
    found = found_in(name, with_sentence(name, prose_lines(name)[3], "各指标得分详见附件。"))
    assert [f.code for f in found] == ["OUT202"]


# -- sentences that are right ---------------------------------------------------------------------

HARMLESS = (
    "对口帮扶的贵州省罗甸县沫阳镇人民政府来访。",
    "与邻近的东坑镇结对共建。",
    "干部赴白石镇学习垃圾分类的做法。",
    "会同人和镇开展联合巡查。",
    "荣获“2019年广东省乡村治理示范镇”称号。",
    "项目自2018年起分期实施，2027年底竣工。",
    "在2020年度平安建设考核中获评优秀等次。",
    "按照“十三五”规划和2035年远景目标推进。",
    "比2019年决算支出有所减少。",
    "根据2018年制定的管理办法执行。",
    "培育龙头企业8家，包括特域、保伦等企业。",
    "甲村、乙村、丙村等12个村完成整治。",
    "设东、南、西、北4个片区，各有专人负责。",
    "受理信访37宗，办结37宗，办结率100%。",
    "调查120人，满意111人，满意度为92.5%。",
    "案件类警情比上年下降约16.5%。",
    "镇级林长巡护率100%，村级林长巡护率99.52%。",
    "生活污水治理率达96.5%，卫生厕所普及率为99.89%。",
    "种植面积超过1000亩，覆盖6个行政村。",
    "投入专班人员36012人次，清理河道195.63公里。",
    "向261名优抚对象发放优抚定补金。",
    "依据《行政事业性国有资产管理条例》（国务院令第738号）办理。",
    "通知见县财绩〔2019〕12号。",
    "会议强调“花钱必问效、无效必问责”。",
    "部分项目绩效目标不够细化，指标值缺少依据。",
    "个别同志对绩效管理的认识还不到位。",
    "尚有未完成的征地任务，已列入下一年计划。",
    "单价每吨350元，按实际用量结算。",
    "每户补助800元，共补助53户。",
    "AI外呼系统（每日9—18时）投入使用。",
    "推进“1+1+N”网格队伍建设，落实“四议两公开”。",
    "受疫情影响，上半年进度偏慢，下半年追平。",
    "1—11月累计开班培训1126批次。",
    "前三季度保持平稳，第四季度增长较快。",
    "加强领导、落实责任、强化监督，各项工作有序推进。",
    "广泛征求意见，反复论证，逐项落实。",
    "群众自发上报隐患，处理及时。",
    "取得省级奖项1个、市级奖项3个，共4个。",
    "新增规上企业63家，全年净增32家。",
    "完成全年任务的100.88%，超额完成。",
)


def test_sentences_that_a_town_may_write_raise_nothing() -> None:
    tried, alarms = 0, []
    for name in NAMES:
        random = Random(f"harmless {name}")
        lines = prose_lines(name)
        for sentence in HARMLESS:
            tried += 1
            found = found_in(name, with_sentence(name, random.choice(lines), sentence))
            alarms += [(name, sentence, f.code, f.message) for f in found]
    sys.stdout.write(f"{tried} harmless sentences, {len(alarms)} alarms\n")
    assert tried >= 200
    assert alarms == []


def test_order_of_sections_and_paragraphs_raises_nothing() -> None:
    for name in NAMES:
        lines = text_of(name).split("\n")
        pairs = [
            i
            for i in prose_lines(name)
            if i + 1 in prose_lines(name) and lines[i].startswith("  ") and lines[i + 1].startswith("  ")
        ]
        for index in Random(name).sample(pairs, min(6, len(pairs))):
            swapped = list(lines)
            swapped[index], swapped[index + 1] = lines[index + 1], lines[index]
            assert found_in(name, "\n".join(swapped)) == [], (name, index)
