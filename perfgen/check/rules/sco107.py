"""A qualitative score outside the band that the indicator was put in."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import graded_by_hand, item_name
from perfgen.compute.scores import computed_score
from perfgen.express.punctuation import fold_key
from perfgen.express.rounding import rounded
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """Every 定性档 that the pack does not have, and every typed 得分 outside its band (both limits are inside)."""
    bands = {fold_key(band.name): band for band in case.contract.scoring.bands}
    for item in case.indicators if bands else ():
        name = case.text(*item, "定性档")
        if not name or computed_score(case.figures, item) is not None:
            continue
        if fold_key(name) not in bands:
            message = f"“{item_name(case, item)}”的定性档“{name}”不在本县的档里"
            hint = "本县的档：" + "、".join(band.name for band in bands.values())
            yield Fault(message, hint, case.place((*item, "定性档")))
        else:
            yield from _score(case, item, fold_key(name))


def _score(case: Case, item: KeyPath, name: str) -> Iterator[Fault]:
    band = next(band for band in case.contract.scoring.bands if fold_key(band.name) == name)
    score, weight = graded_by_hand(case, item), case.number(*item, "分值")
    if score is None or weight is None or not 0 <= score <= weight:
        return  # SCO101 speaks of scores beyond the weight
    places = case.contract.scoring.places
    low, high = (weight * limit / 100 for limit in (band.lower, band.upper))
    if min(low, rounded(low, places)) <= score <= max(high, rounded(high, places)):
        return
    message = (
        f"“{item_name(case, item)}”定性档是“{band.name}”（分值的 {case.exact(band.lower)}%—{case.exact(band.upper)}%，"
        f"即 {case.exact(low)}—{case.exact(high)} 分），得分 {case.exact(score)} 在档外"
    )
    yield Fault(message, "改得分，或改定性档", case.place((*item, "得分")))


RULE = Rule(
    code="SCO107",
    name="定性得分在档外",
    severity=Severity.LOGICAL,
    what="定性指标的得分在所评的档之内；档的名称是本县模板里的。",
    why="定性指标先定档，再在档内评分；“达成”的指标得一半的分，两者必有一错。",
    bad='"定性档" = "达成"   # 分值的 80%—100%\n"分值" = 10\n"得分" = 6',
    good='"定性档" = "部分达成"\n"分值" = 10\n"得分" = 6',
    cure="核对定性档和得分。",
    find=find,
)
