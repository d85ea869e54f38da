"""What a heading asks for, by its wording: which of the four required parts, and what stands below it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from perfgen.contract import Content


class Body(StrEnum):
    """What stands below a heading: written by the town, or by the template."""

    NONE = ""
    PARAGRAPHS = "段落"
    NUMBERED = "编号段落"
    SUBHEADED = "小标题段"
    ACCOUNTS = "收支"
    EXECUTION = "执行率"
    PEOPLE = "人员"
    SCORE = "得分"
    INDICATORS = "指标"
    TABLE = "指标表"
    PROJECTS = "项目"

    @property
    def content(self) -> Content:
        """What the outline calls it."""
        if self is Body.TABLE:
            return Content.TABLE
        return Content(self.value) if self.value in set(Content) else Content.SENTENCES


_PARTS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("基本情况", (("^(?:单位|部门|本?(?:镇|街道?|乡|单位))?(?:基本)?(?:情况|概况|概述|简介)$", 96),
                  ("基本情况|概况|简介", 88), ("部门职[责能]|机构设置|单位职[责能]", 60), ("总体情况|概述", 50))),
    ("自评结论", (("自评(?:结论|结果|得分)|评价结论", 96),
                  ("(?:自评|评价|绩效).{0,6}(?:结论|得分|等级|结果(?!应用))", 85),
                  ("得分|评分结果", 70), ("综合评价|自评情况", 60), ("绩效.{0,4}(?:情况|分析)", 40))),
    ("存在问题", (("存在(?:的)?(?:主要|突出)?(?:问题|不足|困难)", 96),
                  ("(?:主要)?(?:问题|不足|短板|困难)(?:[和与及].{0,6})?$", 90),
                  ("问题|不足|短板", 65))),
    ("改进措施", (("(?:改进|整改|改善)(?:的)?(?:措施|意见|建议|计划|打算|方向)", 96), ("下一步|下步|今后", 88),
                  ("改进|整改|措施|建议|打算", 65))),
)  # fmt: skip

_BODIES: tuple[tuple[Body, str, int], ...] = (
    (Body.TABLE, "(?:指标|自评|评分)(?:完成情况)?(?:一览)?表$", 85),
    (Body.SCORE, "自评(?:得分|结论|结果)|评价结论|总得分|得分情况|评分结果", 88),
    (Body.NUMBERED, "问题|不足|短板|措施|建议|打算|下一步|整改", 85),
    (Body.PEOPLE, "人员(?:情况|编制|构成)|编制(?:人数|情况)|机构和人员|机构人员", 82),
    (Body.EXECUTION, "(?:预算)?执行(?:率|情况)|支出率|资金使用情况", 80),
    (Body.ACCOUNTS, "收支|决算|收入(?:支出|情况)|支出情况|预算情况|资金情况|财务情况", 82),
    (Body.PROJECTS, "项目.{0,8}(?:完成|执行|支出|实施|情况)|重点项目", 75),
    (
        Body.INDICATORS,
        "指标.{0,8}(?:完成|分析|情况)|(?:产出|效益|满意度).{0,4}(?:指标|完成|情况)|绩效目标.{0,6}完成",
        80,
    ),
    (Body.SUBHEADED, "工作开展|工作过程|主要做法|经验|成效|重点工作", 60),
)


def part_of(title: str, part: str) -> int:
    """How sure (of 100) the heading ``title`` opens ``part``; 0 where nothing speaks for it."""
    bare = re.sub(r"[^\w]", "", title)
    for name, patterns in _PARTS:
        if name == part:
            return next((sure for pattern, sure in patterns if re.search(pattern, bare)), 0)
    return 0


def guess_parts(titles: Sequence[str], levels: Sequence[int]) -> dict[str, tuple[int, int]]:
    """For each of the four parts the heading (by index) that opens it, and how sure that is; absent where none does.

    A heading opens one part only; of several that fit alike, the higher and the earlier one.
    """
    offers = []
    for name, _ in _PARTS:
        for index, title in enumerate(titles):
            sure = part_of(title, name)
            if sure:
                offers.append((sure - 4 * (levels[index] - 1), -index, name, sure))
    found: dict[str, tuple[int, int]] = {}
    taken: set[int] = set()
    for _, place, name, sure in sorted(offers, key=lambda offer: (-offer[0], -offer[1])):
        if name not in found and -place not in taken:
            found[name] = (-place, sure)
            taken.add(-place)
    return found


def guess_body(title: str) -> tuple[Body, int]:
    """What stands below a heading without sub-headings, and how sure that is (of 100)."""
    bare = re.sub(r"[^\w]", "", title)
    for body, pattern, sure in _BODIES:
        if re.search(pattern, bare):
            return body, sure
    return Body.PARAGRAPHS, 70
