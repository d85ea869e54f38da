"""Indicators and projects: from tables by their headers, from sentences by their turns of phrase."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen.importing.claims import in_ten_thousands
from perfgen.importing.numbering import without_number
from perfgen.importing.reading import Grid
from perfgen.importing.tracked import Text

Item = dict[str, object]


@dataclass
class Listed:
    """Indicators or projects that were read, the texts that they were read from, and what was doubtful."""

    name: str
    items: list[Item] = field(default_factory=list)
    taken: list[Text] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    total: str = ""
    """The total score of a table's last row."""


# -- tables -----------------------------------------------------------------------------------------

INDICATOR_HEADERS: tuple[tuple[str, str], ...] = (
    ("一级指标", r"一级指标(?:名称)?|一级"),
    ("二级指标", r"二级指标(?:名称)?|二级"),
    ("三级指标", r"三级指标(?:名称|（指标名）)?|三级|指标名称?|绩效指标名称|指标内容|考核指标"),
    ("监控值", r"监控值|.*监控.*完成值"),
    ("完成率", r"(?:指标)?完成率|完成率或完成情况|完成比例|实现程度"),
    ("指标值", r"(?:年度|年初|全年|绩效|本年|预期)*(?:指标|目标)值|目标|年度目标|计划值|预期值"),
    ("实际完成值", r"(?:全年|年度|本年)*(?:实际)?(?:完成|实现)(?:值|情况|数)|实际完成情况|实际值|完成值"),
    ("分值", r"(?:指标)?(?:分值|权重|满分|标准分)(?:（分）|（%）)?"),
    ("得分", r"(?:自评|实际|评价)*得分|自评分"),
    ("偏差原因分析及改进措施", r".*(?:偏差|未完成|扣分).*(?:原因|措施|分析|说明).*|备注|原因(?:分析)?"),
)
PROJECT_HEADERS: tuple[tuple[str, str], ...] = (
    ("名称", r"项目(?:名称)?|资金名称"),
    ("文号", r"(?:资金)?文号|文件号"),
    ("全年预算数", r"(?:全年|年度|调整后?)*(?:预算|安排)(?:数|金额|资金)?"),
    ("全年执行数", r"(?:全年|年度|实际)*(?:执行|支出|使用)(?:数|金额)?"),
    ("执行率", r"(?:预算)?执行率|支出率"),
    ("完成情况", r"(?:项目)?完成情况|实施情况"),
)


def columns_of(row: Sequence[str], headers: Sequence[tuple[str, str]]) -> dict[int, str]:
    """What the cells of a header row head."""
    found: dict[int, str] = {}
    for index, cell in enumerate(row):
        bare = re.sub(r"[\s（(][AB/ABC]+[）)]|\s|[（(]万?元[）)]|[（(]%[）)]", "", cell)
        for name, pattern in headers:
            if bare and name not in found.values() and re.fullmatch(pattern, bare):
                found[index] = name
                break
    return found


def indicator_table(grid: Grid) -> Listed | None:
    """The indicators of a table whose header names them; None where it is another table."""
    texts = [[_one_line(cell.text) for cell in row] for row in grid.rows]
    for top in range(min(3, len(texts))):
        columns = columns_of(texts[top], INDICATOR_HEADERS)
        names = set(columns.values())
        if top + 1 < len(texts) and len(columns_of(texts[top + 1], INDICATOR_HEADERS)) >= 2:
            below = columns_of(texts[top + 1], INDICATOR_HEADERS)
            columns = {**columns, **{i: n for i, n in below.items() if i not in columns and n not in names}}
            names = set(columns.values())
            if {"三级指标", "指标值"} & set(below.values()):
                top += 1
        if not ({"三级指标"} <= names and len(names) >= 3) and not ({"指标值", "实际完成值"} <= names):
            continue
        return _indicators(grid, texts, top, columns)
    return None


def _indicators(grid: Grid, texts: list[list[str]], top: int, columns: dict[int, str]) -> Listed:
    listed = Listed("指标")
    places = {name: index for index, name in columns.items()}
    first = min(places.get(name, 99) for name in ("指标值", "实际完成值", "完成率", "分值"))
    for name, index in zip(("三级指标", "二级指标", "一级指标"), range(first - 1, -1, -1), strict=False):
        places.setdefault(name, index)
    if set(places) - set(columns.values()):
        listed.doubts.append("表头没有写全，按位置认出名称的各栏")
    above = {"一级指标": "", "二级指标": ""}
    group: Item | None = None
    for row, cells in enumerate(texts):
        if row <= top:
            listed.taken += [cell for cell in grid.rows[row] if cell]
            continue
        get = {name: cells[index] for name, index in places.items() if index < len(cells)}
        head = next((cell for cell in cells if cell), "")
        if not head:
            continue
        if re.fullmatch(r"总\s*分|合\s*计|总计|得分合计", head):
            listed.taken += [cell for cell in grid.rows[row] if cell]
            listed.total = get.get("得分", "") or next((c for c in reversed(cells) if re.fullmatch(r"[0-9.]+", c)), "")
            continue
        if get.get("三级指标", "—") in ("", "—", "-") or (
            re.search(r"原因分析|改进措施|备注", head) and not get.get("指标值")
        ):
            continue  # the rows below the indicators stay for others
        listed.taken += [cell for cell in grid.rows[row] if cell]
        if get.get("一级指标"):
            above = {"一级指标": get["一级指标"].rstrip(" -—") or "—", "二级指标": ""}
        if get.get("二级指标"):
            above["二级指标"] = get["二级指标"].rstrip(" -—") or "—"
        rest = {
            name: get.get(name, "")
            for name in ("指标值", "实际完成值", "完成率", "分值", "得分", "偏差原因分析及改进措施")
        }
        if group is not None and not any(rest.values()) and grid.rows[row] and _same(group, above):
            names = group["三级指标"]
            group["三级指标"] = [*(names if isinstance(names, list) else [str(names)]), get["三级指标"]]
            continue
        item: Item = {key: "未公布" if value in ("—", "-") else value for key, value in above.items() if value}
        item["三级指标"] = get["三级指标"]
        item |= _row_values(rest)
        listed.items.append(item)
        group = item
    return listed


def _same(item: Item, above: dict[str, str]) -> bool:
    return all(item.get(key, "") == value.replace("—", "未公布") for key, value in above.items())


def _row_values(rest: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in rest.items():
        if not text or (text in ("—", "-", "/", "无") and name != "偏差原因分析及改进措施"):
            if name in ("指标值", "实际完成值") or (text == "—" and name in ("分值", "得分")):
                yield name, "未公布"
            continue
        if name in ("指标值", "实际完成值"):
            signed = re.fullmatch(r"[\u4e00-\u9fff]{2,6}?((?:[≥≤≧≦=＝><＞＜]).+)", text)
            shown = signed[1] if signed else text
            if name == "实际完成值" and re.fullmatch(r"[=＝].+", shown):
                shown = shown[1:]
            yield name, shown
        else:
            yield name, text


def project_table(grid: Grid) -> Listed | None:
    """The projects of a table with names, budgets and outturns; None where it is another table."""
    texts = [[_one_line(cell.text) for cell in row] for row in grid.rows]
    for top in range(min(3, len(texts))):
        columns = columns_of(texts[top], PROJECT_HEADERS)
        if not {"名称", "全年预算数", "全年执行数"} <= set(columns.values()):
            continue
        listed = Listed("项目")
        listed.taken += [cell for row in grid.rows[: top + 1] for cell in row if cell]
        for row, cells in enumerate(texts[top + 1 :], top + 1):
            item: Item = {name: cells[i] for i, name in columns.items() if i < len(cells) and cells[i]}
            listed.taken += [cell for cell in grid.rows[row] if cell]
            name = str(item.pop("名称", ""))
            item.pop("执行率", None)
            if name and not re.fullmatch(r"合\s*计|总\s*计", name):
                listed.items.append({"名称": name, **item})
        return listed
    return None


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text.strip())


# -- sentences --------------------------------------------------------------------------------------

_N = r"[0-9]+(?:\.[0-9]+)?"
_SCORED = re.compile(
    rf"(?:应得|满分|分值)(?:为)?(?P<weight>{_N})分[，,](?:实际|自评)?得(?:分)?(?:为)?(?P<score>{_N})分"
)
_TARGET = re.compile(r"(?:年初|年度|全年)?(?:目标|指标)值(?:为|是|：)?(?P<target>[^，。；]+)")
_ACTUAL = re.compile(r"(?:(?P<year>[12][0-9]{3})年)?(?:全年|度)?(?:实际)?完成值(?:为|是|：)?(?P<actual>[^，。；]+)")
_KIND = re.compile(r"^\s*(?P<kind>[\u4e00-\u9fff]{2,6}指标)\s*[，,：:]\s*")
_TOLD = re.compile(
    r"(?:其中[，,：:]?)?(?P<kind>[\u4e00-\u9fff]{2,8}?指标)为(?P<name>.+?)，(?:年度目标值为(?P<target>.+?)，)?(?P<told>(?:(?![；;]).)*?)，?指标完成率(?:为|达)?(?P<rate>"
    + _N
    + r"[%％])"
)


def scored_sentences(text: str, first: str, year: str) -> list[tuple[int, int, Item]]:
    """Indicators written as “名称目标值…，实际完成值…，应得4分，实际得4分”, with their places; ``first``: 一级指标."""
    found: list[tuple[int, int, Item]] = []
    kind = ""
    position = 0
    for match in _SCORED.finditer(text):
        lead = text[position : match.start()]
        start = position
        marked = _KIND.match(lead.lstrip("；;。，, "))
        offset = len(lead) - len(lead.lstrip("；;。，, "))
        clause = lead[offset:].rstrip("，, ")
        if marked and not clause.startswith(f"{first}应得"):
            kind = marked["kind"]
            clause = clause[marked.end() :]
        if not clause or (
            clause.endswith(("指标", "指标应得")) and len(clause) <= 8 and not found and "应得分" in match[0]
        ):
            position = match.end()
            continue
        item = _scored(clause, first, kind, year)
        item |= {"分值": match["weight"], "得分": match["score"]}
        found.append((start, match.end(), item))
        position = match.end()
    return found


def _scored(clause: str, first: str, kind: str, year: str) -> Item:
    item: Item = {"一级指标": first}
    if kind and kind != first:
        item["二级指标"] = kind
    target, actual = _TARGET.search(clause), _ACTUAL.search(clause)
    if target:
        item["三级指标"] = clause[: target.start()].strip("，, ").removesuffix("的")
        item["指标值"] = target["target"].strip()
        item["实际完成值"] = actual["actual"].strip() if actual else "未公布"
        if actual and actual["year"] and actual["year"] != year:
            item["完成情况"] = actual[0].strip()
        return item
    parts = [part.strip() for part in re.split(r"[，,]", clause) if part.strip()]
    if kind == first or (parts and parts[0] == first):
        parts = [part for part in parts if part != first]
        item["三级指标"] = first
        item["指标值"] = "未公布"
        item["实际完成值"] = parts[-1] if parts and len(parts[-1]) <= 8 else "未公布"
        told = "，".join(parts)
        if told:
            item["完成情况"] = told
        return item
    item["三级指标"] = parts if len(parts) > 1 else clause
    item["指标值"] = item["实际完成值"] = "未公布"
    return item


def told_sentences(text: str, first: str) -> list[tuple[int, int, Item]]:
    """Indicators written as “数量指标为…，年度目标值为…，…，指标完成率为100%”, with their places."""
    found: list[tuple[int, int, Item]] = []
    for match in _TOLD.finditer(text):
        told = match["told"].strip("，, ")
        item: Item = {"一级指标": first, "二级指标": match["kind"], "三级指标": match["name"]}
        item["指标值"] = match["target"] or "未公布"
        item["实际完成值"] = _reached(told, match["name"], match["target"] or "", match["rate"])
        item["完成情况"] = f"{told}，指标完成率为{match['rate']}。" if told else match["rate"]
        if not told and item["实际完成值"] == match["rate"] == (match["target"] or ""):
            del item["完成情况"]
        found.append((match.start(), match.end(), item))
    return found


def _reached(told: str, name: str, target: str, rate: str) -> str:
    """The actual value that a description states, if it states one."""
    tail = re.escape(name[-3:])
    for pattern in (
        rf"{tail}(?:为|达到?|是)?(?P<value>{_N}[%％]?)",
        rf"率(?:为|达到?|是)(?P<value>{_N}[%％]?)",
        rf"同比(?:增长|上升)(?P<value>{_N}[%％])",
        rf"率(?P<value>{_N}[%％])",
    ):
        match = re.search(pattern, told)
        if match:
            return match["value"]
    if not told and target and target.rstrip("%％") == rate.rstrip("%％"):
        return rate
    return "未公布"


_MONEY = r"[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:万元|亿元|元)"
_NUMBERED = re.compile(
    r"^(?P<number>[\u4e00-\u9fa5]{2,12}\s*[\[［【（(〔][12][0-9]{3}[\]］】）)〕]\s*(?:第)?[0-9]+\s*号)\s*"
)
_PROJECT = re.compile(
    rf"^(?P<name>.+?)[：:，,]?(?:全?年?度|全年)?预算(?:数|资金|金额|安排)?(?:为|是)?(?P<budget>{_MONEY})[，,；;](?:.{{0,12}}?)(?:执行|支出|使用)(?:数|资金|金额)?(?:为|是)?(?P<spent>{_MONEY})(?:[，,；;](?:预算)?(?:执行|支出)率(?:为|达)?(?P<rate>{_N}[%％]))?[。；]?"
)


def project_sentence(text: str) -> Item | None:
    """A project written as “名称年度预算数…万元，执行数…万元，执行率…”; None where it is another sentence."""
    match = _PROJECT.match(without_number(text))
    if match is None or len(match["name"]) > 60:
        return None
    name = match["name"]
    item: Item = {}
    numbered = _NUMBERED.match(name)
    if numbered:
        item["文号"] = numbered["number"]
        name = name[numbered.end() :]
    behind = re.search(r"[（(]([^（()]*[\[［【（(〔][12][0-9]{3}[\]］】）)〕][0-9]+号)[）)]$", name)
    if behind:
        item["文号"] = behind[1]
        name = name[: behind.start()]
    for key in ("budget", "spent"):
        amount = re.fullmatch(r"([0-9][0-9,.]*)\s*(万元|亿元|元)", match[key])
        if amount:
            item["全年预算数" if key == "budget" else "全年执行数"] = in_ten_thousands(amount[1], amount[2])
    rest = without_number(text)[match.end() :].strip("。；，, ")
    if rest:
        item["完成情况"] = rest + "。"
    if match["rate"]:
        item["执行率"] = match["rate"]
    return {"名称": name.strip("，,：: "), **item}
