"""An indicator whose direction does not go with its wording."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import names_of
from perfgen.compute.scores import target_of
from perfgen.compute.targets import Direction
from perfgen.findings import Severity
from perfgen.patterns import pattern

_GOOD = pattern(
    r"满意(?:度|率)|合格率|覆盖率|完成率|完工率|竣工率|及时[率性]|办结率|达标率|参保率|普及率|知晓率|合规率|准确率|成功率|受益"
    r"|增长率|提高率|提升率|入学率|就业率|利用率|入库率|到位率|发放率|数量|次数|场次|个数|人数|面积|里程|户数|受理量"
)
_BAD = pattern(
    r"超概算|超预算|超支|超标|投诉[率数量]|投诉(?:件|次)数|投诉案件|事故|差错|失误|返贫|失业率|死亡|发病率|发案|违法率|违规率|违纪率"
    r"|违[法规纪](?:件|次|人)?数|逾期率|拖欠|欠薪|负债率|债务率|流失率|返工率|损耗率|经费控制率|在职人员控制率|信访量|警情"
)
_CURED = pattern(
    r"办结|处理|处置|查处|整改|下降|降低|减少|压降|化解|治理|拆除|整治|回复|响应|防治|预防|防范|演练|培训|宣传|排查|检查|巡查|打击|救治|清理"
    r"|清欠|满意|及时|抽查|核查|监测|整理|帮扶|保障|补助|救助|慰问|援助"
)
_KEPT_LOW = pattern(
    r"投诉|信访|事故|案|违|超|缺|差错|失误|死|伤|警情|返贫|失业|会议|文件|发文|简报|车|编|在职|人员|控制|成本|费|时间|天数|时长|耗|排放|污染"
    r"|逾期|欠|债|风险|隐患|退|因公|出国|接待|公务|扰民|报废|闲置|空置|流失|存量|剩余|积压|损|扣|罚|病|降|减"
)


def find(case: Case) -> Iterator[Fault]:
    """≤ on what should be much, ≥ (or a bare number) on what should be little."""
    for item in case.indicators:
        target = target_of(case.figures, item)
        if target is None or target.quantity is None:
            continue
        for name in names_of(case, item):
            if target.direction is Direction.NEGATIVE and _GOOD.search(name) and not _KEPT_LOW.search(name):
                message = f"“{name}”越多越好，指标值却写“{target.text}”"
                yield Fault(message, "改成“≥…”或“不少于…”；确是要控制的，写核实说明", case.place((*item, "指标值")))
            elif target.direction is Direction.POSITIVE and target.quantity.value and _little(name):
                message = f"“{name}”越少越好，指标值却写“{target.text}”"
                yield Fault(message, "改成“≤…”或“不超过…”；确是越多越好的，写核实说明", case.place((*item, "指标值")))


def _little(name: str) -> bool:
    """Whether ``name`` is of something that should be little, and not of its cure (投诉率, but not 投诉办结率)."""
    return bool(_BAD.search(name)) and not _CURED.search(name)


RULE = Rule(
    code="DAT217",
    name="指标方向与措辞不合",
    severity=Severity.REVIEW,
    what=(
        "指标名称说的是越多越好（数量、合格率、满意度……）而指标值写 ≤，或越少越好（超概算比例、投诉率、事故……）而写 ≥。"
    ),
    why="方向写反，完成率和得分都按反的方向算。",
    bad='"三级指标" = "新建公厕数量"\n"指标值" = "≤4座"',
    good='"三级指标" = "新建公厕数量"\n"指标值" = "≥4座"',
    cure="改指标值的比较号。",
    find=find,
)
