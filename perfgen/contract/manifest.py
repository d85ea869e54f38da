"""Reading a manifest: TOML tree → ``Contract``, every fault as a finding."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.contract.documents import check_documents, read_documents
from perfgen.contract.reader import Reader
from perfgen.contract.types import (
    LAYOUT_ASPECTS,
    Band,
    Computed,
    Content,
    Contract,
    ExecutionRate,
    Format,
    Layout,
    OutlineItem,
    PackRule,
    Scoring,
)
from perfgen.errors import PerfgenError
from perfgen.findings import Finding, Severity
from perfgen.load import Source
from perfgen.patterns import pattern
from perfgen.vocabulary import FORMAT_VERSION, Field, Type, split_pattern

PARTS = ("基本情况", "自评结论", "存在问题", "改进措施")
"""The four parts that every county's outline has under one name or another."""

_ID = pattern(r"[a-z0-9][a-z0-9-]{0,62}")
_VERSION = pattern(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,31}")
_NUMBERINGS = ("1.", "1、", "（1）", "（一）", "一是", "①", "第一，", "无")
_DEFAULT_NUMBERING = {Content.NUMBERED: "1.", Content.SUBHEADED: "1."}


def read_manifest(source: Source) -> tuple[Contract | None, tuple[Finding, ...]]:
    """The contract that ``source`` states, and what is wrong with it; the contract is None where it cannot be used."""
    contract, faults = read_draft(source)
    return (None if faults else contract), faults


def read_draft(source: Source) -> tuple[Contract | None, tuple[Finding, ...]]:
    """As ``read_manifest``, but the contract comes with its faults; it is None for a manifest of a newer perfgen."""
    faults: list[Finding] = []
    root = Reader(source, faults, (), source.tree)
    version = root.number("格式版本")
    if version > FORMAT_VERSION:
        root.fault(f"模板的格式版本 {version} 比本程序认识的 {FORMAT_VERSION} 新", "请升级 perfgen", "格式版本")
        return None, tuple(faults)
    pack_id = root.text("编号")
    if pack_id and not _ID.fullmatch(pack_id):
        root.fault(f"编号“{pack_id}”写法不对", "只用小写英文字母、数字和连字符，例如 chongyang", "编号")
    pack_version = root.text("版本")
    if pack_version and not _VERSION.fullmatch(pack_version):
        root.fault(f"版本“{pack_version}”写法不对", "用数字和点，例如 2021.1", "版本")
    contract = Contract(
        id=pack_id,
        name=root.text("名称"),
        version=pack_version,
        years=_years(root),
        source=root.text("依据", ""),
        outline=_outline(root),
        fields=tuple(_fields(root)),
        computed=tuple(_computed(root)),
        rules=tuple(_rules(root)),
        severities=_severities(root.table("规则级别")),
        scoring=_scoring(root),
        format=_format(root),
        documents=tuple(read_documents(root)),
    )
    root.close()
    _check_outline(root, contract)
    check_documents(root, contract)
    return contract, tuple(faults)


def _years(root: Reader) -> tuple[int, ...]:
    years = root.raw("适用年度")
    if years is None:
        return ()
    if not isinstance(years, list) or not all(type(year) is int for year in years):
        root.fault("“适用年度”应是一列年份", "例如 [2023, 2024]", "适用年度")
        return ()
    return tuple(years)


def _outline(root: Reader) -> tuple[OutlineItem, ...]:
    items = []
    for reader in root.items("提纲"):
        content = Content(reader.choice("内容", tuple(Content), "") or "")
        items.append(
            OutlineItem(
                key=reader.text("键"),
                title=reader.text("标题"),
                level=reader.whole("级", 1, 4),
                part=reader.choice("部分", ("", *PARTS), ""),
                content=content,
                numbering=reader.choice("编号", ("", *_NUMBERINGS), "") or _DEFAULT_NUMBERING.get(content, ""),
                required=reader.flag("必填", False),
            )
        )
        reader.close()
    return tuple(items)


def _check_outline(root: Reader, contract: Contract) -> None:
    keys: set[str] = set()
    for reader, item in zip(root.items("提纲"), contract.outline, strict=True):
        if item.key in keys:
            reader.fault(f"提纲的键“{item.key}”出现了两次", "每个标题用自己的键", "键")
        keys.add(item.key)
    missing = [part for part in PARTS if part not in {item.part for item in contract.outline}]
    if missing:
        root.fault(f"提纲里没有标明{'、'.join(f'“{part}”' for part in missing)}", '在相应的标题下写 "部分" = …', "提纲")
    if not contract.documents:
        root.fault("没有“文书”", '写 [["文书"]]，至少有一件', "文书")


def _fields(root: Reader) -> Iterator[Field]:
    for reader in root.items("字段"):
        pattern = reader.text("路径")
        kind = reader.choice("类型", tuple(Type), "文字") or "文字"
        options = reader.texts("可选")
        field = Field(
            pattern=pattern,
            name="",
            type=Type(kind),
            meaning=reader.text("含义", pattern),
            example=reader.text("示例", ""),
            unit=reader.text("计量单位", ""),
            required=reader.flag("必填", False),
            options=options,
        )
        reader.close()
        try:
            split_pattern(pattern)
        except PerfgenError as error:
            reader.fault(error.message, error.hint, "路径")
            continue
        yield field


def _computed(root: Reader) -> Iterator[Computed]:
    for reader in root.items("计算"):
        kinds = ("金额", "计数", "比率", "分值", "年份", "数", "文字")
        yield Computed(reader.text("名称"), reader.text("式"), reader.choice("格式", kinds, "数"))
        reader.close()


def _rules(root: Reader) -> Iterator[PackRule]:
    for reader in root.items("勾稽"):
        yield PackRule(
            code=reader.text("编号"),
            expression=reader.text("式"),
            severity=Severity(reader.choice("级别", tuple(Severity), "核实性") or "核实性"),
            message=reader.text("提示"),
            tolerance=reader.number("容差", Decimal(0)),
        )
        reader.close()


def _severities(reader: Reader | None) -> dict[str, Severity]:
    if reader is None:
        return {}
    words = tuple(str(severity) for severity in Severity)
    return {code: Severity(reader.choice(code, words, "核实性") or "核实性") for code in reader.names()}


def _scoring(root: Reader) -> Scoring:
    reader = root.table("评分")
    if reader is None:
        return Scoring()
    weights = reader.table("权重")
    negative = reader.table("反向")
    scoring = Scoring(
        full=reader.number("满分", Decimal(100)),
        places=reader.whole("得分位数", 2, 6),
        completion_capped=reader.flag("完成率封顶", True),
        deviation_limit=reader.optional_number("偏差说明线"),
        weights={name: weights.number(name) for name in weights.names()} if weights else {},
        execution=_execution(reader.table("执行率")),
        positive=_method(reader.table("正向"), ("按比例",)),
        negative=_method(negative, ("反比", "递减"), close=False),
        negative_at_zero=negative.choice("完成值为零", ("", "满分", "零分"), "") if negative else "",
        equal=_method(reader.table("等于"), ("同正向", "相等满分")),
        bands=tuple(_bands(reader.table("定性"))),
        grades=_grades(reader.table("等级")),
    )
    if negative:
        negative.close()
    reader.close()
    return scoring


def _method(reader: Reader | None, methods: tuple[str, ...], *, close: bool = True) -> str:
    if reader is None:
        return ""
    method = reader.choice("方法", methods)
    if close:
        reader.close()
    return method


def _execution(reader: Reader | None) -> ExecutionRate | None:
    if reader is None:
        return None
    rate = ExecutionRate(
        numerator=reader.text("分子"),
        denominator=reader.text("分母"),
        basis=reader.text("口径"),
        capped=reader.flag("封顶", True),
        part=reader.text("分项", "预算执行"),
    )
    reader.close()
    return rate


def _bands(reader: Reader | None) -> Iterator[Band]:
    if reader is None:
        return
    rows = reader.raw("档")
    for row in rows if isinstance(rows, list) else [rows]:
        match row:
            case [str(name), int() | Decimal() as upper, int() | Decimal() as lower]:
                yield Band(name, Decimal(upper), Decimal(lower))
            case _:
                reader.fault("“档”的一行写成 [名称, 上限, 下限]", '例如 ["达成", 100, 80]', "档")
    reader.close()


def _grades(reader: Reader | None) -> tuple[tuple[str, Decimal], ...]:
    if reader is None:
        return ()
    grades = [(name, reader.number(name)) for name in reader.names()]
    return tuple(sorted(grades, key=lambda grade: -grade[1]))


def _format(root: Reader) -> Format:
    reader = root.table("格式")
    if reader is None:
        return Format()
    result = Format(
        money_unit=reader.choice("金额单位", ("万元", "元"), "万元"),
        money_places=reader.whole("金额位数", 2, 6),
        strip_zeros=reader.flag("去尾零", True),
        thousands=reader.flag("千分位", False),
        ratio_places=reader.whole("比率位数", 2, 6),
        score_places=reader.whole("得分位数", 2, 6),
        layout=_layout(reader.table("版式")),
    )
    reader.close()
    return result


def _layout(reader: Reader | None) -> Layout:
    if reader is None:
        return Layout()
    fonts = reader.table("字体")
    unchecked = reader.texts("不查")
    for each in unchecked:
        if each not in LAYOUT_ASPECTS:
            reader.fault(f"“不查”里不能写“{each}”", "可以写：" + "、".join(LAYOUT_ASPECTS), "不查")
    margins = reader.raw("页边距")
    if margins is not None and not (
        isinstance(margins, list) and len(margins) == 4 and all(isinstance(each, int | Decimal) for each in margins)
    ):
        reader.fault("“页边距”应是上、下、左、右四个数（毫米）", "例如 [37, 35, 28, 26]", "页边距")
        margins = None
    layout = Layout(
        fonts={name: fonts.text(name) for name in fonts.names()} if fonts else {},
        margins=tuple(Decimal(each) for each in margins or ()),
        line=reader.optional_number("行距"),
        unchecked=unchecked,
    )
    reader.close()
    return layout
