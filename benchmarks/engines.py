"""One document by every engine in turns: docxtpl, perfgen, those of node, and the floor below which none can go."""

import gc
import io
import tempfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from docxtpl import DocxTemplate

from benchmarks import document, node_engines
from benchmarks.clock import Times, in_turns, timed
from perfgen import word
from perfgen.check import Case, check
from perfgen.compute import compute
from perfgen.context import template_context
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import Library, library
from perfgen.pipeline import Job, build
from perfgen.prose import write_prose
from perfgen.render import compile_template

DOCXTPL, RENDER, FULL, CHECK, FLOOR = "docxtpl", "perfgen 只渲染", "perfgen 从数据到报告", "perfgen 只核对", "下限"


@dataclass(frozen=True)
class Prepared:
    """The document's template and its data, as bytes and as plain values."""

    template: bytes
    data: bytes
    values: dict[str, Any]
    packs: Library


def prepared(folder: Path) -> Prepared:
    """Everything that the engines need, made in ``folder``."""
    packs = library(document.write_pack(folder))
    data = document.write_data(folder).read_bytes()
    pack = packs.choose("bench")
    source = load(data, "数据.toml").source
    if source is None:
        raise RuntimeError("the data file of the benchmark cannot be read")
    figures = compute(build_report(source, pack.contract)[0])
    texts = write_prose(figures)
    if faults := check(Case(figures, texts)):
        raise RuntimeError(f"the data file of the benchmark has faults: {faults}")
    made = pack.contract.documents[0]
    return Prepared(pack.template(made), data, document.plain(template_context(figures, texts, made)), packs)


def by_docxtpl(ready: Prepared) -> bytes:
    """One render by docxtpl, from template bytes to document bytes."""
    template = DocxTemplate(io.BytesIO(ready.template))
    template.render(ready.values, autoescape=True)
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def floor(ready: Prepared) -> Callable[[], bytes]:
    """The least that a render can do: Jinja prints the document's XML, one deflate packs it."""
    template = DocxTemplate(io.BytesIO(ready.template))
    template.init_docx()
    compiled = jinja2.Environment(autoescape=True).from_string(template.patch_xml(template.get_xml()))

    def work() -> bytes:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(compiled.render(ready.values).encode()) + packer.flush()

    return work


def measured(rounds: int, seconds: float = 240) -> tuple[dict[str, Times], dict[str, str]]:
    """The times of every engine, and why an engine is missing."""
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="perfgen-bench-")))
        ready = prepared(folder)
        compiled = compile_template(ready.template)
        expected = texts(by_docxtpl(ready))
        job = Job(ready.data, "数据.toml", ready.packs.choose)
        only_check = Job(ready.data, "数据.toml", ready.packs.choose, render=False)
        works = {
            DOCXTPL: timed(lambda: by_docxtpl(ready)),
            RENDER: timed(lambda: compiled.render(ready.values)),
            FULL: timed(lambda: build(job)),
            CHECK: timed(lambda: build(only_check)),
            FLOOR: timed(floor(ready)),
        }
        same(compiled.render(ready.values), expected, RENDER)
        same(build(job).made[0].data, expected, FULL)
        home = node_engines.installed()
        engines = None
        if home is None:
            missing = dict.fromkeys(node_engines.NAMES, "没有 node，或装不上")
        else:
            engines = stack.enter_context(node_engines.Engines(folder, home, ready.values))
            for name in node_engines.NAMES:
                if engines.render(name) is None:
                    missing[name] = engines.errors[name]
                    continue
                same(engines.made(name), expected, name)
                works[name] = lambda name=name: engines.render(name)  # type: ignore[misc]
        gc.collect()
        gc.freeze()
        times = in_turns(works, rounds, seconds=seconds)
        gc.unfreeze()
    return times, missing


def texts(made: bytes) -> list[str]:
    """What a reader sees: the paragraphs that are not empty, those of the table included."""
    return [text for paragraph in word.read(made).paragraphs if (text := paragraph.text.strip())]


def same(made: bytes, expected: list[str], name: str) -> None:
    """Raise RuntimeError where an engine made another document than docxtpl."""
    found = texts(made)
    if found != expected:
        at = next((n for n, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), -1)
        shown = f"{found[at]!r}, not {expected[at]!r}" if at >= 0 else f"{len(found)} paragraphs, not {len(expected)}"
        raise RuntimeError(f"{name} made another document: {shown}")
