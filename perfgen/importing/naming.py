"""Names as reports write them: units, titles, labels of cells, parts with amounts, names in a row."""

import re
from collections import Counter

from perfgen.importing.claims import in_ten_thousands
from perfgen.importing.indicators import Item

_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,18}?人民政府[\u4e00-\u9fff]{2,6}?街道办事处|[\u4e00-\u9fff]{2,18}?(?:镇|乡)人民政府|[\u4e00-\u9fff]{2,18}?街道办事处"
)
TITLED = re.compile(
    r"^[\u4e00-\u9fff]{2,30}?(?:人民政府[\u4e00-\u9fff]{2,8}街道办事处|人民政府|街道办事处|委员会|局)"
    r"(?=$|[0-9 ]|部门|整体|单位|绩效|预算)"
)
_BEFORE_NAME = re.compile(r"^(?:年度?|由|向|以|的|在|和|与|及|将|对|为|于|是|经|本|即|按照?|根据)+")


def unit_in(whole: str) -> str:
    """The name of the unit that a text speaks of most."""
    found = Counter(_BEFORE_NAME.sub("", name) for name in _UNIT.findall(whole))
    if not found:
        return ""
    most = found.most_common(1)[0][0]
    return max(
        (name for name in found if name.endswith(most)), key=lambda name: (found[name] * 2 >= found[most], len(name))
    )


def title_of(title: str) -> str:
    """An attachment's title without unit, year and expressions."""
    return re.sub(r"\{\{.*?\}\}|\W|[12][0-9]{3}年?度?|年度|[\u4e00-\u9fff]*(?:人民政府|街道办事处)", "", title)


def shortened(text: str) -> str:
    """The first words of a text."""
    return text[:24] + ("…" if len(text) > 24 else "")


def label_of(text: str) -> str:
    """A cell as a label: without blanks, colons and the letters of formulas."""
    return re.sub(r"\s|[（(][A-Z/0-9分]+[）)]|[：:]", "", text)


def parts_in(text: str) -> list[tuple[str, str]]:
    """Name and amount of each part of “基本工资571.61万元，津贴补贴120.39万元”."""
    found = []
    pieces = re.split(r"(?<=元)[，,、；;]\s*", text.strip("。；; "))
    for piece in pieces:
        match = re.fullmatch(
            r"(?P<name>[^0-9]+?)(?P<number>-?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>万元|亿元|元)", piece.strip()
        )
        if match is None:
            return []
        found.append((match["name"].strip(), in_ten_thousands(match["number"], match["unit"])))
    return found


def names_in(text: str) -> list[str]:
    """The names of “甲、乙和丙”; what stands in brackets is not split."""
    masked = re.sub(r"[（(][^（）()]*[）)]|“[^”]*”", lambda m: "□" * len(m[0]), text)
    cuts = [m.span() for m in re.finditer("、", masked)]
    start = cuts[-1][1] if cuts else 0
    last = re.search(r"以及|和|及", masked[start:])
    if cuts and last:
        cuts.append((start + last.start(), start + last.end()))
    elif not cuts and (last := re.search("和", masked)):
        cuts.append(last.span())
    pieces, position = [], 0
    for a, b in [*cuts, (len(text), len(text))]:
        pieces.append(text[position:a].strip())
        position = b
    return [re.sub(r"等$", "", piece) for piece in pieces if piece]


def several(value: object) -> object:
    """三级指标 that are scored together, as a list; a single name stays as it is."""
    if isinstance(value, list) or not isinstance(value, str):
        return value
    if value.count("、") >= 2 and "和" in value.rsplit("、", 1)[-1]:
        return names_in(value)
    return value


def named(value: object) -> str:
    """The name of an item as it is compared."""
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return re.sub(r"[\s，,、和]", "", text)


def agree(item: Item, values: Item) -> bool:
    """Whether two readings may be of one indicator."""
    return all(
        item.get(key) in (None, "", "未公布", values.get(key)) or values.get(key) in (None, "", "未公布")
        for key in ("一级指标", "指标值", "分值")
    )
