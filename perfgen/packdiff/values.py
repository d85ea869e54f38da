"""What a comparison of two packs consists of: plain frozen values."""

from enum import StrEnum

from perfgen.frozen import frozen


class Effect(StrEnum):
    """What a change means for a town that has a data file for the old pack."""

    BREAKING = "要改数据"
    STRICTER = "核对更严"
    """A file that passed may be refused now."""
    RESULT = "结果会变"
    """The same data gives other figures, words or files."""
    NONE = "不影响"


@frozen
class Change:
    """One difference: where in the pack, of what, from what to what, and what a town has to do about it."""

    area: str
    """提纲, 字段, 计算, 勾稽, 评分, 格式, 文书, Word, 总则."""
    name: str
    what: str
    effect: Effect
    cure: str = ""


@frozen
class Addition:
    """What a town must add to its data file: key path, what it means, and a line to copy."""

    key: str
    meaning: str
    line: str


@frozen
class PackDiff:
    """Everything that differs between two packs, the gravest first."""

    old: str
    """编号 and 版本."""
    new: str
    changes: tuple[Change, ...] = ()
    additions: tuple[Addition, ...] = ()

    @property
    def breaking(self) -> bool:
        """Whether a data file for the old pack must be changed before it builds with the new one."""
        return any(change.effect is Effect.BREAKING for change in self.changes)

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not self.changes

    def of(self, effect: Effect) -> tuple[Change, ...]:
        """The changes of one effect, in the order of the manifest."""
        return tuple(change for change in self.changes if change.effect is effect)
