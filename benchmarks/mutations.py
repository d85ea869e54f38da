"""The five packs, spoiled in ten thousand ways: each is refused in words, or makes Word files that are sound.

``python -m benchmarks.mutations [COUNT] [SEED]``; ``make soak`` calls it, the tests do the same with a few hundred.
Every spoiled pack has right checksums and is tried out by one persistent child process with the limits of an install.
"""

import hashlib
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from perfgen.errors import PackFault
from perfgen.install import Contents, Worker, bundle, open_bundle, open_folder

ROOT = Path(__file__).resolve().parent.parent
COUNT, SEED = 10_000, 2026
LONGEST = 5
"""Seconds that one may take."""

SNIPPETS = (
    "{{ ", " }}", "{% if 1 %}", "{% endif %}", "{%p for 甲 in 指标 %}", "{%p endfor %}", "{{ 单位.__class__ }}", "{{",
    "{%", "}}", "{{ 1 / 0 }}", "{{ 决算.支出 | 万元 }}", "{{ 没有的 }}", "9" * 40, "-1", "1e999", "nan", '"', "'''",
    '"""', "\\", "\n", "\r", "\t", "[", "]", "[[", "{", "=", " = ", ",", "#", "｜", "待填", "未公布", "不适用", "＝",
    "“", "”", "\u202e", "\ufeff", "\0", "\ud7ff", "<w:p/>", "&amp;", "]]>", "../", "C:\\", "CON", "true", "2024-13-45",
    "0x1F", "1_000", "é", "𠀀", "≥", "%", "（", "万元",
)  # fmt: skip
TAGS = ("p", "r", "t", "tbl", "tr", "tc", "pPr", "rPr", "sectPr", "tcPr", "hyperlink", "object", "fldSimple", "sdt")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


# -- spoiling ----------------------------------------------------------------------------------------


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many spoiled packs: what was done to each, and the .perfpack file."""
    packs = [open_folder(path.parent) for path in sorted((ROOT / "templates").glob("*/manifest.toml"))]
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        pack = packs[number % len(packs)]
        name, data = _spoiled(pack, chance)
        yield f"{number} {Path(pack.origin).name} {name}", data


def _spoiled(pack: Contents, chance: random.Random) -> tuple[str, bytes]:
    kind = chance.choices(("text", "word", "archive", "bundle"), (45, 45, 6, 4))[0]
    if kind == "bundle":
        return "bundle", _bytes(bundle(pack), chance)
    files = dict(pack.files)
    names = sorted(name for name in files if name.endswith(".toml") == (kind == "text"))
    name = chance.choice(names)
    if kind == "archive":
        files[name] = _bytes(files[name], chance)
        return f"{name} bytes", bundle(Contents(files))
    if kind == "word":
        part, files[name] = _word(files[name], chance)
        return f"{name} {part}", bundle(Contents(files))
    text = files[name].decode()
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        text = chance.choice(_TEXT)(text, chance)
    files[name] = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        files[name] = _bytes(files[name], chance)
    return name, bundle(Contents(files))


def _bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(changed))
        action = chance.randrange(4)
        if action == 0:
            changed[at] = chance.randrange(256)
        elif action == 1:
            changed[at] ^= 1 << chance.randrange(8)
        elif action == 2:
            del changed[at : at + chance.choice((1, 4, 100))]
        else:
            changed[at:at] = chance.randbytes(chance.choice((1, 4, 30)))
        if not changed:
            break
    return bytes(changed)


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice((1, 1, 3, 20, 400)) :]


def _put(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(SNIPPETS) * chance.choice((1, 1, 1, 3, 200)) + text[at:]


def _lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    action = chance.randrange(3)
    if action == 0:
        lines[one], lines[two] = lines[two], lines[one]
    elif action == 1:
        lines[one:one] = lines[min(one, two) : max(one, two) + 1][: chance.choice((1, 5, 50))]
    else:
        del lines[one : one + chance.choice((1, 2, 10))]
    return "\n".join(lines)


def _value(text: str, chance: random.Random) -> str:
    """Another value behind one of the ``=``."""
    places = [match.span(1) for match in re.finditer(r"= (.+)", text)]
    if not places:
        return text
    start, end = chance.choice(places)
    values = (
        "0",
        "-5",
        "1e30",
        "9" * 25,
        "true",
        '""',
        "[]",
        "{}",
        '"待填"',
        '"未公布"',
        "2024-01-01",
        '"{{ 年度 }}"',
        '"{{ 指标 }}"',
    )
    return text[:start] + chance.choice((*values, text[slice(*chance.choice(places))])) + text[end:]


def _key(text: str, chance: random.Random) -> str:
    """One key in the place of another."""
    places = [match.span() for match in re.finditer(r'"[^"\n]+"', text)]
    if not places:
        return text
    (start, end), other = chance.choice(places), chance.choice(places)
    return text[:start] + text[slice(*other)] + text[end:]


_TEXT: tuple[Callable[[str, random.Random], str], ...] = (_cut, _put, _lines, _value, _key)


def _word(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A Word file with one of its parts spoiled, mostly the body."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "word/document.xml" if chance.random() < 0.75 else chance.choice(sorted(parts))
    how, parts[name] = _xml(parts[name], chance)
    if chance.random() < 0.03:
        del parts[chance.choice(sorted(parts))]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return f"{name} {how}", made.getvalue()


def _xml(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    action = chance.randrange(8)
    if action == 0:
        return "bytes", _bytes(data, chance)
    if action == 1:
        return "characters", chance.choice((_cut, _put))(data.decode(), chance).encode("utf-8", "surrogatepass")
    root = etree.fromstring(data)
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    texts = [each for each in elements if (each.text or "").strip()]
    if action in (2, 3, 4) and texts:
        chosen = (
            chance.choice([each for each in texts if "{" in (each.text or "")] or texts)
            if action < 4
            else chance.choice(texts)
        )
        text = chance.choice((_cut, _put))(chosen.text or "", chance)
        chosen.text = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
        return "text", etree.tostring(root, encoding="UTF-8", standalone=True)
    element = chance.choice(elements)
    parent = element.getparent()
    if action == 5 and element.attrib:
        key = chance.choice(sorted(element.attrib))
        element.set(key, chance.choice(("", "0", "-1", "99999999999", "x", "{{ 年度 }}", "auto", "http://a/", "中")))
        return "attribute", etree.tostring(root, encoding="UTF-8", standalone=True)
    if parent is not None and action == 6:
        parent.remove(element)
    elif parent is not None and action == 7:
        other = chance.choice(elements)
        if other is not element and element not in other.iterancestors() and other.getparent() is not None:
            other.addnext(element)
    else:
        element.tag = W + chance.choice(TAGS)
    return "element", etree.tostring(root, encoding="UTF-8", standalone=True)


# -- judging -----------------------------------------------------------------------------------------


def judged(data: bytes, worker: Worker, folder: Path) -> tuple[str, str]:
    """What came of a spoiled pack: ``refused`` or ``made``; and what is wrong with that, or nothing."""
    start = time.monotonic()
    try:
        contents = open_bundle(data, "别人给的")
    except PackFault as fault:
        return "refused", "" if fault.message else "refused without a reason"
    verdict = worker.ask(contents, linting=False, documents=True)
    took = time.monotonic() - start
    if took > LONGEST:  # a busy machine, or a slow pack: that one is slow again
        start = time.monotonic()
        verdict = worker.ask(contents, linting=False, documents=True)
        took = time.monotonic() - start
    if took > LONGEST:
        return "slow", f"{took:.1f} s"
    if any(worker.folder.iterdir()):
        return "wrote", "a file was written"
    if verdict.refused:
        said = "\n".join(verdict.refused)
        unforeseen = "没有料到" in said or "进程" in said or "时间太长" in said
        return "refused", f"{said} {verdict.mishap}" if unforeseen or not said.strip() else ""
    wrong = [
        fault
        for name, made in zip(verdict.made, verdict.documents, strict=True)
        for fault in _wrong(made, contents, folder)
    ]
    return "made", "; ".join(wrong[:3])


def _wrong(made: bytes, contents: Contents, folder: Path) -> list[str]:
    """What the schema says of a report and did not say of the Word files that it was made with."""
    known = {
        fault for name, data in contents.files.items() if name.endswith(".docx") for fault in _faults(data, folder)
    }
    return [fault for fault in _faults(made, folder) if fault not in known]


_audited: dict[str, frozenset[str]] = {}


def _faults(data: bytes, folder: Path) -> frozenset[str]:
    """The schema faults of a Word file without their places; files of one kind of markup are looked at once."""
    try:
        shape = _shape(data)
    except etree.XMLSyntaxError as error:
        return frozenset({f"no XML: {error}"})
    if shape not in _audited:
        path = folder / "audited.docx"
        path.write_bytes(data)
        _audited[shape] = frozenset(
            error.description for error in _validator().validate(path).errors if error.error_type.value == "schema"
        )
    return _audited[shape]


@cache
def _validator():  # type: ignore[no-untyped-def]
    from openxml_audit import OpenXmlValidator

    return OpenXmlValidator()


def _shape(data: bytes) -> str:
    total = hashlib.sha256()
    for name, part in _parts(data).items():
        total.update(name.encode() + b"\0")
        kinds = {
            (
                element.getparent().tag if element.getparent() is not None else "",
                previous,
                element.tag,
                *sorted(element.attrib.items()),
            )
            for element, previous in _steps(etree.fromstring(part))
        }
        total.update(repr(sorted(map(repr, kinds))).encode())
    return total.hexdigest()


def _steps(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in root.iter():
        if isinstance(element.tag, str):
            before = element.getprevious()
            yield element, str(before.tag) if before is not None else ""


def _parts(data: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist()) if name.endswith((".xml", ".rels"))}


def spoiled(count: int, seed: int) -> Iterator[str]:
    """Try out so many spoiled packs; a line for every fault and now and then one on the way, the counts at the end."""
    counts: Counter[str] = Counter()
    start = time.monotonic()
    with Worker() as worker, tempfile.TemporaryDirectory(prefix="perfgen-mutations-") as name:
        for number, (what, data) in enumerate(mutants(count, seed), 1):
            result, wrong = judged(data, worker, Path(name))
            counts[result] += 1
            if wrong:
                counts["wrong"] += 1
                yield f"WRONG {what}: {result}: {wrong[:600]}"
            if number % 1000 == 0:
                yield f"{time.monotonic() - start:.0f} s: {number} packs, {dict(counts)}"
    yield f"{count} spoiled packs: {dict(counts)}, {time.monotonic() - start:.0f} s"
    assert not counts["wrong"], f"{counts['wrong']} of {count} went wrong"


def main(count: str = str(COUNT), seed: str = str(SEED)) -> None:
    """Do it and say what was found."""
    for line in spoiled(int(count), int(seed)):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
