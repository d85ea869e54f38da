"""A rate whose denominator is a later stage of a process and not its beginning."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.numbers import Figure, figures
from perfgen.check.sought import Sought
from perfgen.express.rounding import rounded
from perfgen.findings import Severity

_RATE = Sought(r"(?:处理|办结|调解|回复|整改|化解)[^，。；]{0,6}率", "率")
_BEGINNING = Sought(r"(?:受理|收到|接到|接报|接收|交办|转来)[^，。；]{0,10}$")


def find(case: Case) -> Iterator[Fault]:
    """A rate of handling that fits the figures handled and finished, in a sentence that has more received."""
    for sentence in {id(sentence): sentence for sentence, _ in case.sentences_with(_RATE)}.values():
        found = list(figures(sentence))
        received = [f for f in found if not f.percent and _BEGINNING.first(sentence.text[: f.start])]
        for rate in (f for f in found if f.percent and _RATE.first(sentence.text[max(0, f.start - 16) : f.start])):
            for start in received:
                later = [
                    f
                    for f in found
                    if f.family == start.family and start.end <= f.start < rate.start and f is not start
                ]
                fault = _basis(rate, start, later)
                if fault:
                    yield Fault(
                        fault, "写明分母是什么；按全部受理数算的，改正比率", case.place_in(sentence, rate.start)
                    )
                    break


def _basis(rate: Figure, start: Figure, later: list[Figure]) -> str:
    if not later or any(f.value > start.value for f in later):
        return ""
    done = later[-1]
    by_all = rounded(done.scaled / start.scaled * 100, max(2, rate.places))
    if rounded(done.scaled / start.scaled * 100, rate.places) == rate.value:
        return ""
    if not any(rounded(done.scaled / f.scaled * 100, rate.places) == rate.value for f in later if f.value):
        return ""
    base = next(f for f in later if f.value and rounded(done.scaled / f.scaled * 100, rate.places) == rate.value)
    wrong = f"{rate.spelled}% 的分母是 {base.spelled}{base.unit}，不是受理的 {start.spelled}{start.unit}"
    return f"{wrong}；按受理数是 {by_all}%"


RULE = Rule(
    code="PCT204",
    name="比率的分母不是全部",
    severity=Severity.REVIEW,
    what="“收到 400 件，归档 350 件，按期办结 350 件，办结率 100%”一类的句子：分母取了后一步的数。",
    why="审核人会按受理数重算（87.92%）。",
    bad="收到诉求400件，归档350件，按期办结350件，按期办结率100%。",
    good="收到诉求400件，已归档的350件全部按期办结，按归档数计按期办结率为100%；其余50件尚在办理期内。",
    cure="写明分母，或按全部受理数计算；确实如此的，写核实说明。",
    find=find,
)
