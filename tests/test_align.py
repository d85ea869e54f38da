"""Alignment of texts and lists."""

from perfgen.align import SAME, in_order, likeness, paired, stretches


def test_likeness() -> None:
    assert likeness("甲乙丙", "甲乙丙") == SAME
    assert likeness("甲乙丙丁", "甲乙戊丁") == 750
    assert likeness("甲", "") == 0


def test_pairs_keep_the_order() -> None:
    assert paired(["甲段一", "乙段二", "丙段三"], ["甲段一", "丙段三", "乙段二"]) in (
        [(0, 0), (1, 2)],
        [(0, 0), (2, 1)],
    )
    assert paired(["全年修路三条"], ["全年修桥三座", "全年修路三条。"]) == [(0, 1)]
    assert paired([], ["甲"]) == []


def test_the_greatest_worth_wins() -> None:
    worth = {(0, 1): 10, (1, 0): 7, (1, 1): 7}
    assert in_order(2, 2, lambda row, column: worth.get((row, column), 0)) == [(0, 1)]


def test_stretches() -> None:
    assert stretches("甲乙丙丁", "乙丙戊丁") == [(1, 0, 2), (3, 3, 1)]
