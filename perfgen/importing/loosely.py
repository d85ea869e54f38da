"""Sentences that are nearly the template's: read by what stands around their gaps, or by the words before each."""

import re
from collections.abc import Mapping, Sequence

from perfgen.align import likeness, stretches
from perfgen.importing.patterns import NUMBERED, NUMERIC, SHAPES, WORDED, Found, Gap, Path, Pattern, Slot

_FIGURE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:万元|亿元|元|[%％])?")
LEAST_LIKENESS = 780
LEAST_COVER = 600
_AROUND = "，。；：、,;:（）()《》“” "
_FUNCTION = re.compile(r"^(?:[从以由按在于即为是]|以下|主要是|具体为|分别是)+(?=\S)")


def read_loosely(pattern: Pattern, text: str, known: Mapping[Path, str]) -> list[Found] | None:
    """What ``text`` says if it is nearly this sentence: gaps by their place among the words that both have.

    Texts that are ``known`` stand in the sentence as words. Numbers are read only where the wording is very like.
    """
    if pattern.inner or pattern.literal < 8:
        return None
    figures = list(_FIGURE.finditer(text))
    masked = _FIGURE.sub(NUMBERED, text)
    worded = iter(slot for slot in pattern.order if slot.gap not in NUMERIC)
    model, texts = "", []
    for character in re.sub(r"(?<=\ue000)(?:万元|亿元|元)", "", pattern.masked):
        slot = next(worded, Slot(Gap.TEXT)) if character == WORDED else None
        if slot is not None and slot.path in known:
            model += known[slot.path]
            continue
        if slot is not None:
            texts.append(slot)
        model += character
    wanted = [slot for slot in pattern.order if slot.gap in NUMERIC]
    blocks = stretches(model, masked)
    place = {start + step: other + step for start, other, size in blocks for step in range(size)}
    fixed = [index for index, character in enumerate(model) if character not in (WORDED, NUMBERED)]
    cover = 1000 * sum(index in place for index in fixed) // max(1, len(fixed))
    if cover < LEAST_COVER:
        return None
    exact = likeness(model.replace(WORDED, ""), masked) >= LEAST_LIKENESS
    back = _offsets(masked, figures)
    found: list[Found] = []
    for index, character in enumerate(model):
        if character == NUMBERED and index in place and exact and model[:index].count(NUMBERED) < len(wanted):
            slot = wanted[model[:index].count(NUMBERED)]
            figure = figures[masked[: place[index]].count(NUMBERED)]
            if slot.path and re.fullmatch(SHAPES[slot.gap], figure[0].strip()):
                found.append(Found(slot.path, slot.gap, figure[0].strip(), figure.start(), figure.end()))
        elif character == WORDED:
            read = _between(index, place, masked, back, text, len(model))
            slot = texts[model[:index].count(WORDED)]
            if read and slot.path and slot.gap in (Gap.TEXT, Gap.DATE):
                found.append(Found(slot.path, slot.gap, *read))
    for name, words in pattern.spoken.items():
        hint = pattern.hints[name]
        if words and not hint.other and any(likeness(words, clause) >= 750 for clause in re.split("[，。；]", text)):
            found.append(Found(hint.path, Gap.TEXT, hint.value))
    return found


def _offsets(masked: str, figures: Sequence[re.Match[str]]) -> list[int]:
    """For each place of the masked text, the offset in the text."""
    offsets, position = [], 0
    numbers = iter(figures)
    for character in masked:
        if character == NUMBERED:
            match = next(numbers)
            offsets.append(match.start())
            position = match.end()
        else:
            offsets.append(position)
            position += 1
    return [*offsets, position]


def _between(
    index: int, place: Mapping[int, int], masked: str, back: Sequence[int], text: str, length: int
) -> tuple[str, int, int] | None:
    """The text between the words that stand nearest to the gap at ``index``; one side must touch it."""
    left = next((step for step in range(index - 1, -1, -1) if step in place), None)
    right = next((step for step in range(index + 1, length) if step in place), None)
    touching = (left == index - 1 or index == 0) + (right == index + 1 or index + 1 == length)
    if not touching or (left is None and right is None):
        return None
    start = 0 if left is None else place[left] + 1
    end = len(masked) if right is None else place[right]
    if start >= end:
        return None
    first, last = back[start], back[end]
    raw = text[first:last]
    shown = raw.strip(_AROUND) if index + 1 < length else raw.lstrip(_AROUND)
    shown = _FUNCTION.sub("", shown)
    begin = first + raw.find(shown) if shown else first
    return (shown, begin, begin + len(shown)) if shown else None


def labelled(pattern: Pattern, text: str) -> list[Found]:
    """Texts of ``text`` that stand behind the words that the sentence has before its gaps."""
    if pattern.sentence.loops or pattern.inner:
        return []
    found: list[Found] = []
    slots = iter(pattern.order)
    for index, character in enumerate(pattern.masked):
        if character not in (NUMBERED, WORDED):
            continue
        slot = next(slots, None)
        if slot is None or slot.gap is not Gap.TEXT or slot.path[:2] == ("单位", "名称") or not slot.path:
            continue
        label = re.search(r"[\u4e00-\u9fff]{2,8}$", re.sub("(?:为|是|于)$", "", pattern.masked[:index]))
        if label is None:
            continue
        for words in (label[0][-4:], label[0][-2:], label[0][:2]):
            match = re.search(rf"{words}(?:[\u4e00-\u9fff]{{0,2}}(?:为|是|：)|)(?P<value>[^，。；：]{{2,30}})", text)
            if match:
                found.append(Found(slot.path, Gap.TEXT, match["value"], match.start("value"), match.end("value")))
                break
    return found
