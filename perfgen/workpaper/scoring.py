"""The pack's scoring as Excel formulas: completion, score and grade."""

from perfgen.compute.targets import Direction
from perfgen.contract import Scoring
from perfgen.workpaper import excel
from perfgen.workpaper.excel import Formula

ZERO, ONE = excel.number(0), excel.number(1)


def completion(direction: Direction, have: Formula, want: Formula, *, capped: bool) -> Formula:
    """The completion rate of an indicator."""
    rate = _rate(direction, have, want)
    return excel.call("MIN", ONE, rate) if capped else rate


def score(direction: Direction, weight: Formula, have: Formula, want: Formula, scoring: Scoring) -> Formula:
    """The score of an indicator: 分值 × the share that the pack's method gives, rounded."""
    share = _share(direction, have, want, scoring)
    return excel.rounded(excel.infix("*", weight, share), scoring.places)


def grade(total: Formula, scoring: Scoring) -> Formula:
    """The grade by its limits on a scale of 100."""
    if scoring.full != 100:
        total = excel.infix("/", excel.infix("*", total, excel.number(100)), excel.number(scoring.full))
    *limited, last = scoring.grades
    made = excel.text(last[0])
    for name, limit in reversed(limited):
        made = excel.either(excel.infix(">=", total, excel.number(limit)), excel.text(name), made)
    return made


def _rate(direction: Direction, have: Formula, want: Formula) -> Formula:
    ratio = excel.infix("/", have, want)
    if direction is Direction.DEADLINE:
        return excel.either(excel.infix("<", have, want), ONE, excel.text("待填"))
    if direction is Direction.NEGATIVE:
        return excel.either(excel.infix("<=", have, want), ONE, excel.infix("/", want, have))
    at_zero = excel.either(excel.infix("<=", have, ZERO), ONE, ZERO) if direction is Direction.EQUAL else ONE
    return excel.either(excel.infix("=", want, ZERO), at_zero, excel.call("MAX", ZERO, ratio))


def _share(direction: Direction, have: Formula, want: Formula, scoring: Scoring) -> Formula:
    if direction is Direction.EQUAL and scoring.equal == "相等满分":
        return excel.either(excel.infix("=", have, want), ONE, ZERO)
    if direction is Direction.DEADLINE:
        return _rate(direction, have, want)
    if direction is Direction.NEGATIVE:
        return _negative(have, want, scoring)
    return excel.call("MIN", ONE, _rate(direction, have, want))


def _negative(have: Formula, want: Formula, scoring: Scoring) -> Formula:
    if scoring.negative == "反比":
        over = excel.call("MAX", ZERO, excel.infix("/", want, have))
    else:
        beyond = excel.infix("/", excel.infix("-", have, want), want)
        less = excel.call("MAX", ZERO, excel.infix("-", ONE, beyond))
        over = excel.either(excel.infix("<=", want, ZERO), ZERO, less)
    made = excel.either(excel.infix("<=", have, want), ONE, over)
    if scoring.negative_at_zero:
        nothing = excel.call("AND", excel.infix("<=", have, ZERO), excel.infix(">", want, ZERO))
        made = excel.either(nothing, ONE if scoring.negative_at_zero == "满分" else ZERO, made)
    return made
