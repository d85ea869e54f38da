"""The contract as plain frozen values."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from perfgen.contract.shape import ITEMS, Shape, build_shape
from perfgen.findings import Severity
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.vocabulary import FIELDS, Field, Type


class Content(StrEnum):
    """What stands under a heading."""

    NONE = ""
    SENTENCES = "模板句"
    PARAGRAPHS = "段落"
    NUMBERED = "编号段落"
    SUBHEADED = "小标题段"
    TABLE = "表"

    @property
    def written(self) -> bool:
        """Whether the town writes it, under 正文."""
        return self in (Content.PARAGRAPHS, Content.NUMBERED, Content.SUBHEADED)


@frozen
class OutlineItem:
    """One heading of the report (提纲)."""

    key: str
    title: str
    level: int
    part: str = ""
    """Which of the four required parts it opens: 基本情况, 自评结论, 存在问题, 改进措施."""
    content: Content = Content.NONE
    numbering: str = ""
    required: bool = False


@frozen
class Computed:
    """A named figure of the county (计算): an expression and the kind it prints as."""

    name: str
    expression: str
    kind: str


@frozen
class PackRule:
    """A relation of the county's own (勾稽): an expression that must hold."""

    code: str
    expression: str
    severity: Severity
    message: str
    tolerance: Decimal = Decimal(0)


@frozen
class ExecutionRate:
    """执行率: numerator and denominator as expressions, its 口径 in words, and the part of the score it makes."""

    numerator: str
    denominator: str
    basis: str
    capped: bool = True
    part: str = "预算执行"


@frozen
class Band:
    """A band of qualitative indicators: name, upper and lower bound in percent of the 分值."""

    name: str
    upper: Decimal
    lower: Decimal


@frozen
class Scoring:
    """评分: weights, methods, bands and grades of the county."""

    full: Decimal = Decimal(100)
    places: int = 2
    completion_capped: bool = True
    """完成率封顶: whether a completion rate prints at most 100 %."""
    deviation_limit: Decimal | None = None
    """Completion rate in percent above which a reason is asked for (偏差说明线)."""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    execution: ExecutionRate | None = None
    positive: str = ""
    """正向: 按比例, or empty where the county has no method."""
    negative: str = ""
    """反向: 反比 or 递减."""
    negative_at_zero: str = ""
    """Score of a 反向 indicator whose actual value is 0: 满分 or 零分; empty: undefined."""
    equal: str = ""
    """等于: 同正向 or 相等满分."""
    bands: tuple[Band, ...] = ()
    grades: tuple[tuple[str, Decimal], ...] = ()
    """Grade and its lower limit, best first; half-open intervals."""


LAYOUT_ASPECTS = ("字体", "字号", "缩进", "行距", "对齐", "页边距", "纸张")
"""What of the layout is compared with GB/T 9704."""


@frozen
class Layout:
    """版式: where a county's Word files depart from GB/T 9704 on purpose."""

    fonts: Mapping[str, str] = field(default_factory=dict)
    """Font and size by style (公文正文) or role (正文, 标题1): 仿宋_GB2312 三号."""
    margins: tuple[Decimal, ...] = ()
    """Top, bottom, left and right in millimetres; empty: those of the standard."""
    line: Decimal | None = None
    """Height of a line of the body in points."""
    unchecked: tuple[str, ...] = ()
    """What is not compared at all, of ``LAYOUT_ASPECTS``."""


@frozen
class Format:
    """格式: how the county prints numbers."""

    money_unit: str = "万元"
    money_places: int = 2
    strip_zeros: bool = True
    thousands: bool = False
    ratio_places: int = 2
    score_places: int = 2
    layout: Layout = field(default_factory=Layout)


@frozen
class Attachment:
    """An attachment of a document: its key and its title (text with expressions)."""

    key: str
    title: str


@frozen
class Document:
    """A document that the pack makes (文书): its template file and its file name (text with expressions)."""

    key: str
    template: str
    file_name: str
    attachments: tuple[Attachment, ...] = ()
    origin: str = ""
    """源自: the document that this is a version of, for the public; it is searched for what must not be published."""
    omitted: tuple[str, ...] = ()
    """略去: patterns of fields and sections (``正文.键``) of the origin that this version does not show."""
    dropped: tuple[int, ...] = ()
    """略去: which attachments of the origin, by place, this version does not have."""
    needs: tuple[str, ...] = ()
    """需要: patterns of fields; the document is made of data that has something at each."""
    on_demand: bool = False
    """按需: whether it is only made when it is asked for by its key."""


@frozen
class Contract:
    """A manifest, typed."""

    id: str
    name: str
    version: str
    years: tuple[int, ...]
    source: str
    """依据: the county's notice."""
    outline: tuple[OutlineItem, ...] = ()
    fields: tuple[Field, ...] = ()
    """Fields beyond the vocabulary; one with a core field's path takes its place."""
    computed: tuple[Computed, ...] = ()
    rules: tuple[PackRule, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """规则级别: severities that the county changes, by rule code."""
    scoring: Scoring = field(default_factory=Scoring)
    format: Format = field(default_factory=Format)
    documents: tuple[Document, ...] = ()

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """The vocabulary with the county's own fields."""
        own = {f.pattern: f for f in self.fields}
        core = tuple(own.pop(f.pattern, f) for f in FIELDS)
        return (*core, *own.values())

    @cached_property
    def required(self) -> tuple[KeyPath, ...]:
        """The paths of the required fields that stand in no list."""
        return tuple(path for path, _ in self.shape.required())

    @cached_property
    def required_in_lists(self) -> Mapping[str, tuple[KeyPath, ...]]:
        """The required fields of the items of each list at the top."""
        lists = {name: shape.children[ITEMS] for name, shape in self.shape.children.items() if shape.is_list}
        return {name: tuple(path for path, _ in items.required()) for name, items in lists.items()}

    @cached_property
    def trees(self) -> tuple[tuple[str, ...], ...]:
        """The paths at which amount trees may stand."""
        found = (field.parts() for field in self.all_fields if field.type is Type.TREE)
        return tuple(path for path in found if "[]" not in path and "*" not in path)

    @cached_property
    def shape(self) -> Shape:
        """Everything that a data file may hold, as a tree."""
        return build_shape(self.all_fields)

    @cached_property
    def prose_keys(self) -> Mapping[str, OutlineItem]:
        """The outline items whose text the town writes, by key."""
        return {item.key: item for item in self.outline if item.content.written}
