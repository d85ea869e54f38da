"""The walls: which part of perfgen may import which other, and what may be named where.

The table is the design's. A part is a module or package directly below ``perfgen``; imports inside functions count too.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "perfgen"

LEAVES = {"errors", "findings", "frozen", "keypath", "mishap", "patterns"}
"""Values that every stage may take and give."""

STAGES = {
    "vocabulary", "load", "contract", "express", "model", "compute", "prose", "origins", "context", "check", "render",
    "packs", "documents", "word", "zipped", "settled", "sources", "taken", "forms", "write", "fonts", "pdf", "pipeline",
}  # fmt: skip

CLUSTER = {"dask", "distributed"}

MAY_IMPORT: dict[str, tuple[set[str], set[str]]] = {
    # part: (parts of perfgen beside the leaves, third-party packages)
    "errors": (set(), set()),
    "findings": (set(), set()),
    "frozen": (set(), set()),
    "keypath": (set(), set()),
    "mishap": (set(), set()),
    "patterns": (set(), set()),
    "vocabulary": (set(), set()),
    "load": (set(), {"tomli"}),
    "contract": ({"vocabulary", "load"}, set()),
    "express": (set(), {"jinja2", "num2words"}),
    "model": ({"vocabulary", "load", "contract"}, {"jsonschema_rs"}),
    "compute": ({"vocabulary", "model", "contract", "express"}, set()),
    "prose": ({"model", "contract", "compute", "express"}, set()),
    "origins": ({"compute", "prose", "express"}, set()),
    "context": ({"contract", "compute", "prose", "origins", "express"}, set()),
    "check": ({"load", "model", "contract", "compute", "prose", "express", "vocabulary"}, set()),
    "zipped": (set(), set()),
    "render": ({"express", "word", "zipped"}, {"docxtpl", "docx", "jinja2", "markupsafe", "lxml"}),
    "packs": ({"load", "contract"}, {"platformdirs"}),
    "documents": ({"contract", "vocabulary", "model", "compute", "prose", "packs", "render"}, set()),
    "word": ({"zipped"}, {"lxml"}),
    "sources": ({"word", "vocabulary"}, {"openpyxl", "xlrd"}),
    "forms": ({"vocabulary"}, set()),
    "settled": (set(), set()),
    "taken": ({"load", "contract", "sources", "vocabulary"}, set()),
    "write": ({"word"}, set()),
    "gbt9704": ({"gbt9704_parts", "gbt9704_table"}, {"docx", "lxml"}),
    "gbt9704_parts": (set(), {"docx", "lxml"}),
    "gbt9704_table": ({"gbt9704_parts"}, {"docx", "lxml"}),
    "installed": (set(), set()),
    "kept": ({"express", "installed", "render"}, {"platformdirs"}),
    "fonts": (set(), set()),
    "pdf": ({"fonts"}, set()),
    "pipeline": (STAGES - {"pipeline", "write", "fonts", "pdf", "word", "zipped", "settled"}, set()),
    "batch": ({"installed", "kept", "load", "packs", "pdf", "pipeline", "vocabulary", "word", "write"}, CLUSTER),
    # workflows: beside the pipeline, any stage, no other workflow
    "align": (set(), set()),
    "new": (STAGES, {"tomlkit"}),
    "importing": (STAGES | {"align"}, {"jinja2"}),
    "exporting": (STAGES, {"openpyxl"}),
    "explain": (STAGES, {"jinja2"}),
    "diff": (STAGES | {"align", "explain"}, {"lxml"}),
    "packdiff": (STAGES | {"align"}, set()),
    "pull": (STAGES | {"align"}, {"lxml", "tomli"}),
    "lint": (STAGES | {"align", "gbt9704_parts"}, {"docx", "docxtpl_lint", "jinja2", "lxml"}),
    "workpaper": (STAGES | {"explain"}, {"jinja2", "openpyxl"}),
    "install": (STAGES | {"lint"}, set()),
    "making": (STAGES | {"gbt9704", "importing", "new"}, {"docx", "lxml"}),
    # the outside
    "cli": (
        STAGES
        | {
            "batch",
            "new",
            "explain",
            "exporting",
            "diff",
            "importing",
            "install",
            "kept",
            "lint",
            "making",
            "packdiff",
            "pull",
            "workpaper",
        },
        {"click", "openpyxl", "rich", "platformdirs", "watchfiles"},
    ),
    "__main__": ({"cli"}, set()),
}

STANDS_ON = {"diff": {"explain"}, "workpaper": {"explain"}, "install": {"lint"}, "making": {"importing", "new"}}
"""The workflow that another is made of: a workpaper is the explanation of every figure, with formulas; a comparison is
two explanations side by side; what is installed is linted first; a pack from a report
reads the report as an import does and writes its sample as a new data file."""

SPEAKS = {"cli"}
"""Only here things are printed."""

OUTSIDE = {
    "render/package.py",  # a template may be given as a path
    "fonts.py",
    "pdf.py",
    "install/worker.py",  # the pipes of the child process
}
"""Files, outside the parts at the ends, that touch the file system, the environment, other programs or the clock."""

ENDS = {"batch", "cli", "install", "installed", "kept", "packs", "write"}
"""Parts at the ends of the line: they deal with files, terminal and clock."""

EFFECTS = {
    "os",
    "subprocess",
    "tempfile",
    "shutil",
    "time",
    "pathlib",
    "socket",
    "locale",
    "random",
    "glob",
    "threading",
}
EFFECT_CALLS = {
    "open",
    "now",
    "today",
    "utcnow",
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "mkdir",
    "unlink",
}


@dataclass(frozen=True)
class Module:
    """A source file of perfgen."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def part(self) -> str:
        return self.path.relative_to(ROOT).parts[0].removesuffix(".py")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    @property
    def dotted(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(("perfgen", *parts)).removesuffix(".__init__")

    def taken(self) -> Iterator[str]:
        """Absolute names of the modules that are imported and of what is taken from them."""
        package = ("perfgen", *self.path.relative_to(ROOT).parts[:-1])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else ()
                base += (node.module,) if node.module else ()
                yield from (".".join((*base, alias.name)) for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Absolute names of what is imported, with the line."""
        package = ("perfgen", *self.path.relative_to(ROOT).parts[:-1])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else ()
                base += tuple(node.module.split(".")) if node.module else ()
                if base == ("perfgen",):
                    yield from ((f"perfgen.{alias.name}", node.lineno) for alias in node.names)
                else:
                    yield ".".join(base), node.lineno


MODULES = [Module(path) for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]
EVERY = pytest.mark.parametrize("module", MODULES, ids=[module.name for module in MODULES])


def test_every_part_has_its_row() -> None:
    assert {module.part for module in MODULES} <= set(MAY_IMPORT)


@EVERY
def test_imports_keep_to_the_table(module: Module) -> None:
    own, third_party = MAY_IMPORT[module.part]
    allowed = own | LEAVES | {module.part}
    for name, line in module.imports():
        top, *below = name.split(".")
        if top == "perfgen":
            part = below[0] if below else ""
            version = part == "__version__"
            assert version or part in allowed, f"{module.name}:{line}: {module.part} may not import perfgen.{part}"
        elif top not in sys.stdlib_module_names:
            assert top in third_party, f"{module.name}:{line}: {module.part} may not import {top}"


def test_the_table_has_no_circle() -> None:
    below = {part: own | (LEAVES - {part} if part not in LEAVES else set()) for part, (own, _) in MAY_IMPORT.items()}
    while free := [part for part, needs in below.items() if not needs & set(below)]:
        for part in free:
            del below[part]
    assert not below


LATE = {"perfgen.render.within", "perfgen.render.inspection"}
"""What a rare render or compile asks for only then, and what compiles in turn."""


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {module.dotted: module for module in MODULES if module.dotted not in LATE}
    needs = {
        name: {each if each in names else each.rpartition(".")[0] for each in module.taken()} & set(names) - {name}
        for name, module in names.items()
    }
    while free := [name for name, others in needs.items() if not others & set(needs)]:
        for name in free:
            del needs[name]
    circle = set(needs)
    while ends := [name for name in circle if not any(name in needs[other] for other in circle)]:
        circle -= set(ends)
    assert not circle


def test_dask_is_named_in_its_own_file_only() -> None:
    named = {module.name for module in MODULES for name, _ in module.imports() if name.split(".")[0] in CLUSTER}
    assert named <= {"batch/dask.py"}


def test_no_workflow_imports_another() -> None:
    workflows = (
        set(MAY_IMPORT)
        - STAGES
        - LEAVES
        - {"align", "cli", "installed", "kept", "__main__", "gbt9704", "gbt9704_parts", "gbt9704_table"}
    )
    for part in workflows:
        assert MAY_IMPORT[part][0] & (workflows - {part}) <= STANDS_ON.get(part, set())


@EVERY
def test_numbers_are_decimal_and_rounded_in_one_place(module: Module) -> None:
    likeness = {k.value for k in ast.walk(module.tree) if isinstance(k, ast.keyword) and k.arg == "cutoff"}  # difflib's
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            assert node.id not in ("float", "round"), f"{module.name}:{node.lineno}: {node.id}"
        if isinstance(node, ast.Constant) and node not in likeness:
            assert not isinstance(node.value, complex | float), f"{module.name}:{node.lineno}: {node.value}"


@EVERY
def test_only_the_command_line_prints(module: Module) -> None:
    if module.part in SPEAKS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            assert node.id not in ("print", "input"), f"{module.name}:{node.lineno}: {node.id}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("stdout", "stderr") or module.name in OUTSIDE, f"{module.name}:{node.lineno}"


@EVERY
def test_the_middle_is_pure(module: Module) -> None:
    if module.part in ENDS or module.name in OUTSIDE:
        return
    for name, line in module.imports():
        harmless = name == "os" and module.part == "render"  # for PathLike in its public interface
        assert name.split(".")[0] not in EFFECTS or harmless, f"{module.name}:{line}: {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                assert called.id not in EFFECT_CALLS, f"{module.name}:{node.lineno}: {called.id}"
            elif isinstance(called, ast.Attribute) and called.attr != "open":
                assert called.attr not in EFFECT_CALLS, f"{module.name}:{node.lineno}: {called.attr}"
