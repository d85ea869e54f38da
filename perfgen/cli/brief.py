"""What changed in a few lines: for ``build``, ``watch`` and ``history``."""

from perfgen.batch.brief import Brief

SHORT = 6
"""How many changed figures are named."""
NONE = "（无）"
_LONGEST = 24
"""Characters of a value."""


def lines(told: Brief) -> list[str]:
    """Some changed figures of the data, the sections whose words changed, the score."""
    found = [f"{key}：{_shown(old)} → {_shown(new)}" for key, old, new in told.figures[:SHORT]]
    if len(told.figures) > SHORT:
        found.append(f"数据里另有 {len(told.figures) - SHORT} 处改动")
    if told.sections:
        found.append(f"改了文字的：{'、'.join(told.sections)}")
    if told.scored:
        found.append(score(told.total, told.grade))
    elif not found and told.paragraphs:
        found.append(f"数据没有变，有 {told.paragraphs} 段文字随模板或程序变了")
    return found


def score(total: tuple[str, str], grade: tuple[str, str]) -> str:
    """Score and grade before and after, in a line; empty where neither is known."""
    parts = []
    for name, (before, after) in (("总分", total), ("等级", grade)):
        if before or after:
            moved = f"{before or NONE} → {after or NONE}" if before != after else f"{after}（没有变）"
            parts.append(f"{name} {moved}")
    return "，".join(parts)


def _shown(value: str) -> str:
    words = value.replace("\n", " ").strip()
    return (words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…") or NONE
